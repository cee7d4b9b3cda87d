"""The commands for those who keep the knowledge base: what they print, write and end with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.evaluation.tuning import Tuned
from bot.knowledge.calibration import FILE
from bot.knowledge.loader import load
from tests.conftest import MINIMAL, ROOT


def _run(folder: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, [*arguments, "--knowledge", str(folder)], input=typed)


@pytest.fixture
def older(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The minimal knowledge base as it was before a variant was added to it."""
    before = tmp_path_factory.mktemp("older")
    (before / "entries").mkdir()
    (before / "entries" / "library.yaml").write_text(
        MINIMAL.replace("借书证怎么办理?", "停车费多少钱?"), encoding="utf-8"
    )
    return before


def test_explanation_follows_the_answer(folder: Path) -> None:
    """With the candidate that won and its score."""
    output = _run(folder, "ask", "图书馆几点开门", "--explain").output
    assert output.index("九点开门") < output.index("decision   answer")
    assert "library-hours: 图书馆几点开门?" in output


def test_changes_are_told_on_stdout_and_beside_json_on_stderr(folder: Path, older: Path) -> None:
    """A script that reads the findings is not disturbed by them."""
    text = _run(folder, "check", "--against", str(older))
    assert text.exit_code == 0
    assert "停车费多少钱?\n  - answer library-card" in text.stdout
    rows = _run(folder, "check", "--against", str(older), "--format", "json")
    assert {row["code"] for row in json.loads(rows.stdout)} == {"no-evidence"}
    assert "停车费多少钱?" in rows.stderr
    same = _run(folder, "check", "--against", str(folder))
    assert "no question ends differently" in same.stdout


def test_version_that_does_not_exist_is_wrong_use(folder: Path) -> None:
    """The message says what may be given."""
    done = _run(folder, "check", "--against", "no-such-tag")
    assert done.exit_code == 2
    assert "neither a folder nor a commit" in done.output


def test_missed_floor_ends_with_1(folder: Path, tmp_path: Path) -> None:
    """What was not right is written to a file, and only that."""
    (folder / "cases.yaml").write_text(
        "cases:\n  - {q: 图书馆几点开门, expect: answer}\n"
        "  - {q: 图书馆几点开门?, expect: decline}\n", encoding="utf-8"
    )  # fmt: skip
    wrong = tmp_path / "wrong.jsonl"
    options = ["eval", "--no-peers", "--wrong", str(wrong), "--floor"]
    done = _run(folder, *options, "right=0.9")
    assert done.exit_code == 1
    assert "floor missed: right is 50.0%, wanted 90.0%" in done.stderr
    [row] = [json.loads(line) for line in wrong.read_text("utf-8").splitlines()]
    assert (row["q"], row["grade"]) == ("图书馆几点开门?", "wrong")
    assert row["outcomes"][0]["entry"] == "library-hours"
    assert _run(folder, *options, "right=0.5").exit_code == 0
    assert _run(folder, *options, "misleading=0.4").exit_code == 1


def test_evaluation_without_questions_says_where_they_belong(folder: Path) -> None:
    """An empty report would look like a good one."""
    done = _run(folder, "eval")
    assert done.exit_code == 2
    assert "cases.yaml" in done.output


def test_found_values_are_written_only_where_that_is_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is printed is what is written, and the next start takes it up."""
    values = load(folder).calibration

    def find(base: object, sample: int, told: object, progress: object) -> Tuned:
        assert sample == 100
        told("a value = 1")  # type: ignore[operator]
        return Tuned(values, {"right": 0.5}, {"right": 0.6}, sample, {"mean": 0.0})

    monkeypatch.setattr("bot.evaluation.tuning.tune", find)
    printed = _run(folder, "tune", "--sample", "100")
    assert not (folder / FILE).exists()
    assert json.loads(printed.stdout)["evidence"]["held_out_after"] == {"right": 0.6}
    assert "a value = 1" in printed.stderr
    _run(folder, "tune", "--sample", "100", "--write")
    assert (folder / FILE).read_text("utf-8") == printed.stdout
    assert load(folder).calibration == values


def test_written_schemas_are_those_that_are_checked(folder: Path) -> None:
    """One file a kind, each named; `check` has nothing to say about them."""
    done = CliRunner().invoke(cli, ["schema", "--write", str(folder / "schema")])
    names = [Path(line).name for line in done.output.splitlines() if line.endswith(".json")]
    assert "topic.schema.json" in names
    assert len(names) == len(set(names)) == len(list((folder / "schema").glob("*.schema.json")))
    assert "schema is not up to date" not in _run(folder, "check").output
    whole = json.loads(CliRunner().invoke(cli, ["schema"]).output)
    assert f"{next(iter(whole))}.schema.json" in names
    one = json.loads(CliRunner().invoke(cli, ["schema", "topic"]).output)
    assert one == whole["topic"]


def test_abandoned_edit_ends_with_1(folder: Path) -> None:
    """A script sees that nothing was written."""
    before = (folder / "entries" / "library.yaml").read_bytes()
    done = _run(folder, "edit", "library-hours", typed="5\nn\nn\n")
    assert done.exit_code == 1
    assert "not written" in done.output
    assert (folder / "entries" / "library.yaml").read_bytes() == before


def test_journal_goes_to_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty one is no line at all: nothing is said that a script would have to skip."""
    monkeypatch.setenv("JIYUAN_BOT_DATABASE_URL", f"sqlite:///{tmp_path}/bot.db")
    done = CliRunner().invoke(cli, ["journal", "export"])
    assert (done.exit_code, done.stdout) == (0, "")


# -- as a process ----------------------------------------------------------------------------------


def _process(
    cwd: Path, *arguments: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], input=stdin, cwd=cwd, capture_output=True,
        encoding="utf-8", timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_env_file_names_the_knowledge_base(folder: Path, tmp_path: Path) -> None:
    """For every command, not for the bot alone; one in UTF-16 is told in a line."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / ".env").write_text(f"JIYUAN_BOT_KNOWLEDGE={folder}\n", encoding="utf-8-sig")
    assert "九点" in _process(place, "ask", "图书馆几点开门").stdout
    (place / ".env").write_text("JIYUAN_BOT_TOKEN=123:secret\n", encoding="utf-16")
    done = _process(place, "ask", "图书馆几点开门")
    assert done.returncode == 2
    assert done.stderr == "error: .env cannot be read: save it as text in UTF-8\n"


def test_lines_of_a_pipe_end_with_the_pipe(folder: Path) -> None:
    """Without /quit too: every line has its answer."""
    done = _process(ROOT, "--knowledge", str(folder), stdin="图书馆几点开门\n借书证怎么办理\n")
    assert done.returncode == 0
    assert done.stdout.index("九点开门") < done.stdout.index("前台办理")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_reader_that_goes_away_gets_no_traceback(folder: Path) -> None:
    """As with `| head`: the program ends, and says nothing."""
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-u", "-m", "bot", "ask", "图书馆几点开门", "--knowledge", str(folder)],
            cwd=ROOT, stdout=gone, stderr=subprocess.PIPE, timeout=120,
        )  # fmt: skip
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
