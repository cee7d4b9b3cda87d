"""`check`, `eval`, `tune` and `schema`, as transcripts on a small knowledge base."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from bot import progress
from bot.cli import cli
from bot.knowledge import schema
from bot.knowledge.calibration import Calibration
from bot.knowledge.loader import load

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = """\
entries:
  - id: library-hours
    question: 图书馆几点开门?
    answer: 图书馆早上九点开门。
    variants: [图书馆开放时间, 图书馆什么时候开]
  - id: library-card
    question: 借书证怎么办理?
    answer: 带上证件到前台办理。
    variants: [办借书证要什么, 怎么办借书证]
"""
CASES = """\
cases:
  - {q: 图书馆几点开门, expect: answer, entry: library-hours}
  - {q: 借书证怎么办理, expect: answer, entry: library-card}
"""
EVALUATED = """\
2 questions, knowledge {version}
all                n=   2  right 100.0%  misleading   0.0%  right=2
expect answer      n=   2  right 100.0%  misleading   0.0%  right=2
kind answer        n=   2  right 100.0%  misleading   0.0%  right=2
engine: median N ms, 99 % within N ms
"""
CHECKED = """\
{file}:2:9: warning: no-evidence: the entry 'library-hours' has no evidence
    |   - id: library-hours
    |         ^
    cure: add evidence: a source and a verbatim quote
{file}:6:9: warning: no-evidence: the entry 'library-card' has no evidence
    |   - id: library-card
    |         ^
    cure: add evidence: a source and a verbatim quote
0 errors, 2 warnings
"""


@pytest.fixture
def small(folder: Path) -> Path:
    """Two entries with their variants, and two cases."""
    (folder / "entries" / "library.yaml").write_text(ENTRIES, encoding="utf-8")
    (folder / "cases.yaml").write_text(CASES, encoding="utf-8")
    return folder


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--knowledge", str(folder)])


def _without_times(text: str) -> str:
    return re.sub(r"\d+\.\d\d ms", "N ms", text)


def test_check_prints_findings_and_their_number(small: Path) -> None:
    """Where it is piped nothing else is said: no bar on either stream."""
    done = _run(small, "check")
    assert done.stdout == CHECKED.format(file=small / "entries" / "library.yaml")
    assert (done.stderr, done.exit_code) == ("", 0)


def test_cases_are_evaluated(small: Path) -> None:
    """The whole report; only the milliseconds are the machine's."""
    done = _run(small, "eval", "--no-peers")
    assert _without_times(done.stdout) == EVALUATED.format(version=load(small).version)
    assert (done.stderr, done.exit_code) == ("", 0)


def test_questions_of_a_file_are_held_against_a_floor(small: Path, tmp_path: Path) -> None:
    """One that is not reached is told beside the report, and what was wrong is written down."""
    asked = tmp_path / "asked.jsonl"
    rows = [
        {"q": "图书馆几点开门", "kind": "plain", "expect": "answer", "must": ["九点"]},
        {"q": "借书证怎么办理", "kind": "plain", "expect": "answer", "must": ["九点"]},
    ]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    wrong = tmp_path / "wrong.jsonl"
    done = _run(
        small, "eval", str(asked), "--no-peers", "--floor", "right=0.9", "--wrong", str(wrong)
    )
    assert _without_times(done.stdout) == (
        f"2 questions, knowledge {load(small).version}\n"
        "all                n=   2  right  50.0%  misleading  50.0%  right=1 wrong=1\n"
        "expect answer      n=   2  right  50.0%  misleading  50.0%  right=1 wrong=1\n"
        "kind plain         n=   2  right  50.0%  misleading  50.0%  right=1 wrong=1\n"
        "engine: median N ms, 99 % within N ms\n"
    )
    assert done.stderr == "floor missed: right is 50.0%, wanted 90.0%\n"
    assert done.exit_code == 1
    [row] = [json.loads(line) for line in wrong.read_text("utf-8").splitlines()]
    assert (row["q"], row["grade"]) == ("借书证怎么办理", "wrong")


def test_values_are_found_and_written_as_they_are_printed(small: Path) -> None:
    """Every value, and the evidence: of which version, on how many phrasings, how it got better."""
    version = load(small).version
    done = _run(small, "tune", "--sample", "100", "--write")
    found = json.loads(done.stdout)
    assert list(found) == ["values", "evidence"]
    assert list(found["values"]) == [field.name for field in dataclasses.fields(Calibration)]
    evidence = found["evidence"]
    assert (evidence["knowledge"], evidence["phrasings"]) == (version, 6)
    assert evidence["held_out_before"] == {"entry right": 1.0, "entry misleading": 0.0}
    assert evidence["held_out_after"] == evidence["held_out_before"]
    assert evidence["adding_an_entry"]["entries"] == 2
    assert (done.stderr, done.exit_code) == ("", 0)
    assert (small / "calibration.json").read_text("utf-8") == done.stdout
    assert load(small).calibration == Calibration(**found["values"])


@pytest.mark.parametrize("name", [None, *schema.SHAPES])
def test_schema_is_printed(name: str | None) -> None:
    """One by its name, all without: JSON and nothing else."""
    done = CliRunner().invoke(cli, ["schema", *([name] if name else [])])
    assert done.stdout == schema.render(name) + "\n"
    assert (done.stderr, done.exit_code) == ("", 0)
    whole = json.loads(done.stdout)
    if name is None:
        assert list(whole) == list(schema.SHAPES)
    else:
        assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_unknown_schema_is_wrong_use() -> None:
    """The names that there are."""
    done = CliRunner().invoke(cli, ["schema", "nonsense"])
    assert done.stdout == ""
    assert done.stderr == (
        "jiyuan-bot: there is no schema 'nonsense'; there are topic, source, bot, language, "
        "foreign, cases\n"
    )
    assert done.exit_code == 2


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_is_shown_while_work_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, once patience is over; what fails fails as without it."""
    terminal = _Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0)

    def work() -> None:
        end = time.monotonic() + 15
        with progress.busy("checking"):
            while "checking" not in terminal.getvalue() and time.monotonic() < end:
                time.sleep(0.01)
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        work()
    assert "checking" in terminal.getvalue()


def test_no_bar_is_shown_for_work_that_is_over_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing flickers."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 60)
    with progress.busy("checking"):
        pass
    assert terminal.getvalue() == ""


def test_check_shows_a_bar_on_a_terminal(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named after the work; standard output holds the findings alone."""
    titles: list[str] = []
    original = progress.busy

    def noted(title: str) -> object:
        titles.append(title)
        return original(title)

    monkeypatch.setattr("bot.cli_operators.busy", noted)
    assert _run(small, "check").stdout.endswith("0 errors, 2 warnings\n")
    assert titles == ["checking"]
