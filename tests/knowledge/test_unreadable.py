"""Files that are there and cannot be read, or point to what is not: each is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import locate
from bot.knowledge.checks import run_checks
from bot.knowledge.loader import load, read

SOURCE = "title: 报道\npublisher: 日报\ndate: 2024-03-28\n"


@pytest.fixture
def sourced(folder: Path) -> Path:
    """The folder with a source that nothing is wrong with."""
    (folder / "sources").mkdir()
    (folder / "sources" / "paper.yaml").write_text(SOURCE, encoding="utf-8")
    (folder / "sources" / "paper.txt").write_text("图书馆早上九点开门。\r\n", encoding="utf-8-sig")
    return folder


def _be_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def test_text_is_read_as_any_editor_leaves_it(sourced: Path) -> None:
    """Neither a mark at its beginning nor Windows' line ends get into quotes."""
    assert load(sourced).sources["paper"].text == "图书馆早上九点开门。\n"


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (Path.unlink, "no-text", "paper.txt is missing"),
        (_be_a_folder, "unreadable", "cannot be read"),
        (lambda path: path.write_bytes("九点".encode("gbk")), "encoding", "byte 0"),
    ],
    ids=["gone", "folder", "gbk"],
)
def test_text_that_cannot_be_read_is_named(
    sourced: Path, spoil: Callable[[Path], object], code: str, words: str
) -> None:
    """By its own file, not by the YAML that describes it."""
    text = sourced / "sources" / "paper.txt"
    spoil(text)
    [finding] = read(sourced).findings
    assert (finding.file, finding.code) == (str(text), code)
    assert words in finding.message
    assert finding.cure


def test_yaml_that_is_a_folder_is_named(folder: Path) -> None:
    """What points into it may well exist: that is not reported too."""
    (folder / "entries" / "more.yaml").mkdir()
    (folder / "entries" / "z.yaml").write_text(
        "entries:\n  - {id: z, question: 好?, answer: 好, related: [library-card]}\n", "utf-8"
    )
    [finding] = read(folder).findings
    assert finding.code == "unreadable"
    assert "more.yaml" in finding.file


def test_passage_without_facts_must_stand_in_the_source(sourced: Path) -> None:
    """One that was copied wrongly would hide nothing and be believed."""
    yaml = sourced / "sources" / "paper.yaml"
    yaml.write_text(SOURCE + "no_facts: [图书馆早上九点开门, 没有这句]\n", encoding="utf-8")
    found = [f for f in run_checks(read(sourced), sourced, date(2024, 4, 1)) if f.code == "quote"]
    assert [(f.file, f.line) for f in found] == [(str(yaml), 4)]


def test_reply_that_no_program_knows_is_a_warning(folder: Path) -> None:
    """It stands where its name is written."""
    (folder / "bot.yaml").write_text("replies:\n  goodby: {zh: 再见}\n", encoding="utf-8")
    found = run_checks(read(folder), folder, date(2024, 4, 1))
    [finding] = [f for f in found if f.code == "unknown-reply"]
    assert (finding.line, finding.column, finding.severity) == (2, 3, "warning")


def test_question_that_fits_no_button_is_a_warning(folder: Path) -> None:
    """The limit is told."""
    (folder / "entries" / "long.yaml").write_text(
        f"entries:\n  - {{id: long, question: {'问' * 61}, answer: 好}}\n", encoding="utf-8"
    )
    found = run_checks(read(folder), folder, date(2024, 4, 1))
    [finding] = [f for f in found if f.code == "long-question"]
    assert "61 characters" in finding.message


def test_nearest_knowledge_base_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one of the working directory, else the wheel's, else the checkout's."""
    monkeypatch.chdir(tmp_path)
    wheel = tmp_path / "wheel"
    monkeypatch.setattr(locate, "PACKAGED", wheel)
    assert locate.default_folder() == locate.CHECKOUT
    wheel.mkdir()
    assert locate.default_folder() == wheel
    (tmp_path / "knowledge").mkdir()
    assert locate.default_folder() == wheel  # any folder may be called so
    (tmp_path / "knowledge" / "entries").mkdir()
    assert locate.default_folder() == Path("knowledge")
