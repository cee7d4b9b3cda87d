"""review and report: nothing that was settled is lost, and no file of the bot's is touched."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from bot.cli import cli
from bot.knowledge.loader import load
from bot.operators.report import make_report, show
from bot.operators.report_page import STYLE
from bot.storage.journal import Question
from tests.operators.conftest import run


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("arguments", [("report",), ("review",)])
def test_damaged_database_is_left_where_it_is(
    folder: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """It is the live bot's; the message says what to do."""
    _damage(tmp_path / "bot.db")
    done = CliRunner().invoke(cli, [*arguments, "--knowledge", str(folder)])
    _assert_untouched(done.exit_code, done.output, tmp_path)


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("arguments", [("export",), ("purge", "--older", "30d")])
def test_journal_leaves_a_damaged_database_where_it_is(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """As every command that is not the bot itself."""
    _damage(tmp_path / "bot.db")
    done = CliRunner().invoke(cli, ["journal", *arguments])
    _assert_untouched(done.exit_code, done.output, tmp_path)


def _damage(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def _assert_untouched(code: int, output: str, place: Path) -> None:
    assert code == 1
    assert "the database is damaged" in output
    assert "Nothing was changed" in output
    assert not list(place.glob("*.broken-*"))
    assert (place / "bot.db").read_bytes()[100:] == b"\xff" * (
        (place / "bot.db").stat().st_size - 100
    )


@pytest.mark.usefixtures("journal")
def test_what_was_settled_stays_settled_after_ctrl_c(folder: Path) -> None:
    """Each group is settled at once; the end of the input stands for the key."""
    output = run(folder, "review", typed="d\n")
    assert "2 questions settled" in output
    assert "公交新开" not in run(folder, "review", typed="q\n")


@pytest.mark.usefixtures("journal")
def test_unknown_key_is_asked_again(folder: Path) -> None:
    """A slip of the finger skips nothing."""
    output = run(folder, "review", typed="x\n7\nd\nq\n")
    assert "'x' is none of these" in output
    assert "'7' is none of these" in output
    assert "2 questions settled" in output


@pytest.mark.usefixtures("journal")
def test_marked_entry_is_shown_and_can_be_edited(folder: Path) -> None:
    """What was outdated is the answer that was told."""
    output = run(folder, "review", typed="d\nd\ne\n4\n2030-01-31\ny\n")
    assert "marked outdated (1): parks: 公园有几个? 有6个公园。" in output
    assert str(load(folder).entries["parks"].review_by) == "2030-01-31"
    assert "nothing was asked in vain" in run(folder, "review")


@pytest.mark.usefixtures("journal")
def test_file_changed_meanwhile_does_not_end_the_review(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The group comes again; the others can be settled."""
    from bot.operators import writing

    def slow(*arguments: object) -> object:
        verdict = tried(*arguments)
        with (folder / "entries" / "city.yaml").open("a") as file:
            file.write("# mine\n")
        return verdict

    tried = writing.try_out
    monkeypatch.setattr(writing, "try_out", slow)
    output = run(folder, "review", typed="2\n公交新开了几条线\nd\nq\n")
    assert "changed meanwhile" in output
    assert "1 questions settled" in output


def test_days_are_those_of_the_machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question at one in the morning belongs to the new day."""
    monkeypatch.setenv("TZ", "CST-8")
    time.tzset()
    try:
        at = time.mktime((2027, 1, 5, 1, 0, 0, 0, 0, -1))
        asked = [Question(at, "answer", "parks", 0.9, 1.0, None)]
        report = make_report(load(folder), asked, [], 1, date(2027, 1, 5), date(2027, 1, 5))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert report.days == {date(2027, 1, 5): 1}


def test_narrow_screen_breaks_no_word(folder: Path) -> None:
    """Ids, days and bars stay in one line; the page scrolls instead."""
    asked = [Question(0.0, "answer", "parks", 0.9, 1.0, None) for _ in range(3)]
    base = load(folder)
    report = make_report(base, asked, [], 1, date(1970, 1, 1), date(1970, 1, 1))
    out = io.StringIO()
    show(report, base, Console(file=out, width=40))
    lines = out.getvalue().splitlines()
    for word in ("1970-01-01", "parks", "questions", "smalltalk"):
        assert any(word in line for line in lines)
    assert sum("█" in line for line in lines) == 1
    assert "overflow-wrap: anywhere" not in STYLE
