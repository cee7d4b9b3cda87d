"""`check`: what it finds in a knowledge base that loads, and that the shipped one is clean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.evaluation.checking import check_folder
from bot.knowledge.checks import run_checks
from bot.knowledge.loader import read
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.base import KnowledgeBase

SOURCE = "title: 开馆通知\npublisher: 馆报\ndate: 2024-03-28\n"
TEXT = "图书馆有3层楼,周一闭馆。借书证免费办理。\n"
ENTRY = """\
entries:
  - id: floors
    question: 图书馆有几层?
    answer: {answer}
    evidence:
      - {{source: notice, quote: "{quote}"}}
"""


def _codes(folder: Path, today: date = date(2024, 4, 1)) -> list[str]:
    return [f.code for f in run_checks(read(folder), folder, today)]


@pytest.fixture
def sourced(tmp_path: Path) -> Path:
    """A folder with a source and no entry yet."""
    (tmp_path / "entries").mkdir()
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "notice.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "sources" / "notice.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def _write(folder: Path, answer: str, quote: str) -> None:
    text = ENTRY.format(answer=answer, quote=quote)
    (folder / "entries" / "library.yaml").write_text(text, encoding="utf-8")


def test_quote_must_stand_literally_in_the_source(sourced: Path) -> None:
    """One changed character is one too many."""
    _write(sourced, "有3层楼。", "图书馆有3层楼，周一闭馆")
    assert "quote" in _codes(sourced)


def test_every_figure_of_an_answer_stands_in_its_quotes(sourced: Path) -> None:
    """A figure that no quote states is an error, in either language."""
    _write(sourced, "有4层楼。", "图书馆有3层楼,周一闭馆")
    assert "figure" in _codes(sourced)


def test_sentence_that_no_entry_quotes_is_reported_until_told_or_marked(sourced: Path) -> None:
    """借书证免费办理 is a fact nobody tells; under no_facts it is accepted."""
    _write(sourced, "有3层楼。", "图书馆有3层楼,周一闭馆")
    assert _codes(sourced) == ["untold"]
    (sourced / "sources" / "notice.yaml").write_text(
        SOURCE + "no_facts: [借书证免费办理]\n", encoding="utf-8"
    )
    assert _codes(sourced) == []


def test_same_variant_in_two_entries_is_an_error(folder: Path) -> None:
    """Punctuation and case make no other variant."""
    (folder / "entries" / "more.yaml").write_text(
        "entries:\n  - {id: more, question: 图书馆 几点开门？, answer: 九点}\n", encoding="utf-8"
    )
    found = [
        f
        for f in run_checks(read(folder), folder, date(2024, 4, 1))
        if f.code == "duplicate-variant"
    ]
    assert [f.severity for f in found] == ["error"]
    assert "library-hours" in found[0].message


def test_variant_that_is_almost_one_of_another_entry_is_reported_with_both(folder: Path) -> None:
    """The operator reads which two phrasings collide, once for the pair."""
    (folder / "entries" / "more.yaml").write_text(
        "entries:\n"
        "  - {id: renew, question: 借书怎么续期?, answer: 打电话}\n"
        "  - {id: renew-twice, question: 能续期两次吗?, answer: 能, variants: [请问借书怎么续期]}\n",
        encoding="utf-8",
    )
    found = [f for f in check_folder(folder) if f.code in ("near-variant", "lost-variant")]
    assert [(f.code, f.severity) for f in found] == [("near-variant", "warning")]
    assert "借书怎么续期" in found[0].message
    assert "请问借书怎么续期" in found[0].message


def test_expired_and_overdue_entries_are_reported(folder: Path) -> None:
    """Both are held against the day given."""
    (folder / "entries" / "old.yaml").write_text(
        "entries:\n  - {id: old, question: 旧?, answer: 旧, valid_until: 2024-01-01, review_by: 2024-02-01}\n",
        encoding="utf-8",
    )
    assert {"expired", "overdue"} <= set(_codes(folder))
    assert not {"expired", "overdue"} & set(_codes(folder, date(2023, 12, 31)))


def test_long_answer_is_a_warning_and_a_very_long_one_an_error(folder: Path) -> None:
    """120 characters fit a phone; 600 are too many for any answer."""
    path = folder / "entries" / "long.yaml"
    for length, severity in ((121, "warning"), (601, "error")):
        path.write_text(
            f"entries:\n  - {{id: long, question: 长?, answer: {'好' * length}}}\n",
            encoding="utf-8",
        )
        found = [
            f
            for f in run_checks(read(folder), folder, date(2024, 4, 1))
            if f.code == "long-answer"
        ]
        assert [f.severity for f in found] == [severity]


def test_placeholder_that_nothing_fills_is_an_error(folder: Path) -> None:
    """A typo in a canned reply is found before a citizen sees it."""
    (folder / "bot.yaml").write_text("replies:\n  goodbye: {zh: '再见{nmae}'}\n", encoding="utf-8")
    assert "placeholder" in _codes(folder)


def test_case_that_is_answered_otherwise_is_an_error(folder: Path) -> None:
    """cases.yaml is the operators' regression set."""
    (folder / "cases.yaml").write_text(
        "cases:\n  - {q: 图书馆几点开门, expect: answer, entry: library-card}\n", encoding="utf-8"
    )
    assert "case" in [f.code for f in check_folder(folder)]


def test_out_of_date_schema_is_an_error(folder: Path) -> None:
    """Editors must complete what the program takes."""
    (folder / "schema").mkdir()
    assert "schema" in _codes(folder)


def test_shipped_knowledge_base_is_clean() -> None:
    """No error and no warning, its cases and its own variants included."""
    assert [str(f) for f in check_folder(ROOT / "knowledge")] == []


def test_shipped_knowledge_base_is_as_rich_as_promised(base: KnowledgeBase) -> None:
    """At least 45 entries, each with evidence, 12 variants, English, related entries."""
    assert len(base.entries) >= 45
    poor = [
        e.id for e in base.entries.values()
        if len(e.variants) < 12 or not e.evidence or e.en is None or not e.related or not e.covers
    ]  # fmt: skip
    assert poor == []


@pytest.mark.parametrize(
    ("written", "code", "line", "column"),
    [
        ("    answer: 有8条道路 #完成绿化。\n", "cut-text", 4, 19),
        ("    answer: 有8条道路 # 完成绿化\n", "cut-text", 4, 19),
        ("    answer: 好\n    variants: [公园，花园]\n", "wide-comma", 5, 18),
        ("    answer: 好\n    variants: [甲, '乙', 公园，花园]\n", "wide-comma", 5, 26),
        ("    answer: 好\n    variants: [甲,\n      公园，花园]\n", "wide-comma", 6, 9),
        ("    answer: 好\n    variants: [甲, 公\n      园，花园]\n", "wide-comma", 6, 8),
    ],
)
def test_text_that_yaml_reads_otherwise_than_it_looks_is_warned_of(
    folder: Path, written: str, code: str, line: int, column: int
) -> None:
    """A text cut at ` #`, a list that a full-width comma does not part: with the very place."""
    content = f"entries:\n  - id: a\n    question: 好?\n{written}"
    (folder / "entries" / "a.yaml").write_text(content, encoding="utf-8")
    findings = run_checks(read(folder), folder, date(2024, 4, 1))
    [found] = [f for f in findings if f.code in ("cut-text", "wide-comma")]
    assert (found.code, found.severity, found.line, found.column) == (
        code, "warning", line, column,
    )  # fmt: skip
    assert found.quoted == content.splitlines()[line - 1]
    assert "quotes" in found.cure


@pytest.mark.parametrize(
    "written",
    [
        "    answer: 有8条道路   # asked most\n", "    answer: '有8条道路 #完成绿化。'\n",
        "    answer: |\n      有8条道路 #完成绿化。\n", "    answer: 好\n    # 完成绿化\n",
        "    answer: 公园，花园\n    variants: ['公园，甲', '乙']\n", "    answer: 第#号\n",
        "    answer: 好\n    variants:\n      - 公园，花园[东]\n", "    answer: good  # 完成\n",
    ],
)  # fmt: skip
def test_text_that_is_read_as_it_looks_is_not_warned_of(folder: Path, written: str) -> None:
    """Quotes, blocks and comments as they are usually written."""
    content = f"entries:\n  - id: a\n    question: 好?\n{written}"
    (folder / "entries" / "a.yaml").write_text(content, encoding="utf-8")
    assert not {"cut-text", "wide-comma"} & set(_codes(folder))
