"""`check`: limits, places and severities of what it finds, and what it leaves alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.knowledge import schema
from bot.knowledge.checks import run_checks
from bot.knowledge.checks.evidence import sentences
from bot.knowledge.checks.figures import unstated
from bot.knowledge.loader import read

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.findings import Finding

TODAY = date(2024, 4, 1)
SOURCE = "title: 开馆通知\npublisher: 馆报\ndate: 2024-03-28\n"


def _found(folder: Path, *codes: str) -> list[Finding]:
    return [f for f in run_checks(read(folder), folder, TODAY) if f.code in codes]


def _write(folder: Path, entries: str, name: str = "more.yaml") -> None:
    (folder / "entries" / name).write_text("entries:\n" + entries, encoding="utf-8")


def _publish(folder: Path, **texts: str) -> None:
    (folder / "sources").mkdir()
    for name, text in texts.items():
        (folder / "sources" / f"{name}.yaml").write_text(SOURCE, encoding="utf-8")
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")


def test_folder_that_cannot_be_loaded_gives_the_loaders_findings(folder: Path) -> None:
    """There is nothing to check then, and no exception."""
    _write(folder, "  - {id: a, question: 好?}\n")
    assert [f.code for f in run_checks(read(folder), folder, TODAY)] == ["missing-field"]


def test_day_of_looking_again_is_not_yet_overdue(folder: Path) -> None:
    """On the day itself there is time; the day after it is a warning, and no error."""
    for day, expected in (("2024-04-01", []), ("2024-03-31", ["warning"])):
        _write(folder, f"  - {{id: a, question: 好?, answer: 好, review_by: {day}}}\n")
        assert [f.severity for f in _found(folder, "overdue")] == expected


def test_entry_without_evidence_is_a_warning_and_hides_no_other(folder: Path) -> None:
    """It stands at the entry's id; the quotes of the entries below it are looked at."""
    _publish(folder, notice="图书馆有3层楼。\n")
    _write(
        folder,
        "  - {id: bare, question: 好?, answer: 好}\n"
        "  - {id: b, question: 几层?, answer: 多层, evidence: [{source: notice, quote: 图书馆有4层楼}]}\n",
    )
    found = [f for f in _found(folder, "no-evidence", "quote") if f.file.endswith("more.yaml")]
    assert [(f.line, f.column, f.code, f.severity) for f in found] == [
        (2, 10, "no-evidence", "warning"), (3, 75, "quote", "error"),
    ]  # fmt: skip


def test_figure_of_an_english_answer_stands_in_a_quote(folder: Path) -> None:
    """The finding is placed at the English answer."""
    _publish(folder, notice="图书馆有3层楼。\n")
    _write(
        folder,
        "  - id: floors\n    question: 几层?\n    answer: 有3层楼。\n"
        "    evidence: [{source: notice, quote: 图书馆有3层楼}]\n"
        "    en:\n      question: How many floors?\n      answer: It has 4 floors.\n",
    )
    [found] = _found(folder, "figure")
    assert (found.line, found.column, found.severity) == (8, 15, "error")


def test_untold_sentence_is_warned_of_where_it_begins(folder: Path) -> None:
    """Line and column in the text; a quote of another source tells nothing of this one."""
    _publish(
        folder, notice="图书馆有3层楼。\n周一闭馆。借书证免费办理。\n", other="借书证免费办理。\n"
    )
    _write(
        folder,
        "  - id: floors\n    question: 几层?\n    answer: 有3层楼。\n    evidence:\n"
        "      - {source: notice, quote: 图书馆有3层楼}\n      - {source: notice, quote: 周一闭馆}\n"
        "      - {source: other, quote: 借书证免费办理}\n",
    )
    [found] = _found(folder, "untold")
    assert found.file.endswith("notice.txt")
    assert (found.line, found.column, found.severity) == (2, 6, "warning")
    assert found.quoted == "借书证免费办理"


@pytest.mark.parametrize(
    ("sentence", "quote", "is_told"),
    [
        ("办证免费，大门朝南，开三天", "办证免费", True),  # half of the longer pieces
        ("办证免费，大门朝南，周二休息", "办证免费", False),
        ("办证免费，每周二都闭馆", "办证免费", False),
        ("周一，闭馆", "周一，闭馆", True),
        ("周一，闭馆", "周一", False),  # of short pieces alone the whole counts
    ],
)
def test_sentence_is_told_by_quotes_of_half_its_longer_pieces(
    folder: Path, sentence: str, quote: str, is_told: bool
) -> None:
    """Pieces below four characters state nothing of their own."""
    _publish(folder, notice=f"{sentence}。\n")
    _write(
        folder,
        "  - id: a\n    question: 好?\n    answer: 好\n"
        f"    evidence: [{{source: notice, quote: {quote}}}]\n",
    )
    assert (_found(folder, "untold") == []) is is_told


def test_blank_stretches_are_no_sentences() -> None:
    """What stands between two full stops, or on an empty row, is nothing to be picked."""
    assert sentences(" 周一闭馆。 。\n\n 周二开馆！\n") == ["周一闭馆", "周二开馆"]


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("增长1.2万亿。", "增长12000亿"),
        ("共1.2亿元。", "共12000万元"),
        ("共1.2万人。", "共12千人"),
        ("1.2 billion yuan", "共12亿元"),
        ("3 thousand people", "共3千人"),
        ("3 million people", "共300万人"),
        ("共两千三百一十二项。", "共2312项"),
        ("共三十二家。", "共32家"),
        ("共十八家。", "共18家"),
        ("共三十家。", "共30家"),
        ("共四家。", "共4家"),
        ("3.4 percentage points above", "高3.4个百分点"),
    ],
)
def test_scale_and_numeral_are_read_for_what_they_are(answer: str, quote: str) -> None:
    """亿 is a hundred million, 万 ten thousand, 两 two: either spelling states the figure."""
    assert unstated(answer, [quote], []) == []


@pytest.mark.parametrize(
    ("answer", "missing"),
    [("分三类办理。", []), ("分四类办理。", ["四"]), ("高3.4。", ["3.4"])],
)
def test_numeral_above_three_is_a_figure(answer: str, missing: list[str]) -> None:
    """三类 may count what the answer lists; 四类 is a figure, and points are no plain number."""
    assert unstated(answer, ["高3.4个百分点"], []) == missing


def test_phrasings_of_every_kind_stand_in_one_place_only(folder: Path) -> None:
    """English questions and variants, and what is asked of a known gap, are phrasings too."""
    (folder / "entries" / "more.yaml").write_text(
        "subjects:\n"
        "  - id: shop\n    name: 书店\n    names: [书店]\n    gist: shop\n"
        "    not_stated: [{what: 电话, asks: [怎么找到书店, 书店电话多少]}]\n"
        "entries:\n"
        "  - id: shop\n    subject: shop\n    question: 书店在哪?\n    answer: 在东门。\n"
        "    variants: [怎么找到书店]\n"
        "    en: {question: Where is it?, answer: East., variants: [which gate]}\n"
        "  - id: gate\n    question: 东门在哪?\n    answer: 在东边。\n"
        "    en: {question: where is it, answer: East., variants: [Which gate?]}\n",
        encoding="utf-8",
    )
    found = _found(folder, "duplicate-variant")
    assert {(f.line, f.severity) for f in found} == {(6, "error"), (17, "error")}
    assert [f.message.split()[0] for f in found if f.line == 17] == ["'where", "'Which"]


def test_phrasing_twice_in_one_entry_is_a_warning(folder: Path) -> None:
    """It does no harm but to the reader."""
    _write(folder, "  - {id: a, question: 好?, answer: 好, variants: [好]}\n")
    assert [f.severity for f in _found(folder, "duplicate-variant")] == ["warning"]


def test_what_just_fits_is_no_finding(folder: Path) -> None:
    """120 characters of an answer and 60 of a question; up to 600 it is a warning, as are 61."""
    for length, expected in ((120, []), (600, ["warning"])):
        _write(folder, f"  - {{id: a, question: {'问' * 60}, answer: {'好' * length}}}\n")
        assert [f.severity for f in _found(folder, "long-answer")] == expected
        assert _found(folder, "long-question") == []
    _write(folder, f"  - {{id: a, question: {'问' * 61}, answer: 好}}\n")
    assert [f.severity for f in _found(folder, "long-question")] == ["warning"]


def test_unknown_reply_hides_no_wrong_placeholder(folder: Path) -> None:
    """Both are told; a reply's own placeholders and those of every reply are fine."""
    (folder / "bot.yaml").write_text(
        "replies:\n  goodby: {zh: 再见}\n  goodbye: {zh: '再见{nmae}{name}'}\n"
        "  about: {zh: '{place}：{entries}条，{version}'}\n",
        encoding="utf-8",
    )
    found = _found(folder, "unknown-reply", "placeholder")
    assert [(f.line, f.code) for f in found] == [(2, "unknown-reply"), (3, "placeholder")]
    assert "{nmae}" in found[1].message


def test_schema_that_was_changed_is_an_error(folder: Path) -> None:
    """Those that the program writes are fine; a changed one is named by its file."""
    (folder / "schema").mkdir()
    for name in schema.SHAPES:
        path = folder / "schema" / f"{name}.schema.json"
        path.write_text(schema.render(name) + "\n", encoding="utf-8")
    assert _found(folder, "schema") == []
    changed = folder / "schema" / "bot.schema.json"
    changed.write_text("{}\n", encoding="utf-8")
    [found] = _found(folder, "schema")
    assert (found.file, found.line, found.column) == (str(changed), 1, 1)
    assert found.severity == "error"


def test_mark_without_a_space_behind_it_cuts_a_text(folder: Path) -> None:
    """#5 is no comment as people write them, whatever its language."""
    _write(folder, "  - id: a\n    question: 好?\n    answer: 有8条道路 #5\n")
    [found] = _found(folder, "cut-text")
    assert (found.line, found.column) == (4, 19)


@pytest.mark.parametrize(
    "entries",
    [
        "  - {id: a, question: '好?', answer: 公园，花园}\n",
        "  - id: a\n    question: 好?\n    answer: 好\n    variants:\n      - 公园，花园\n",
        "  - id: a\n    question: 好?\n    variants: [甲, '乙，丙']\n    answer: 公园，花园\n",
    ],
    ids=["braces", "dashes", "behind brackets"],
)
def test_full_width_comma_outside_brackets_parts_nothing(folder: Path, entries: str) -> None:
    """Only a list in brackets looks as if a comma parted it; the file holds one that is fine."""
    _write(
        folder, entries + "  - {id: z, question: 尾?, answer: 好, variants: ['公园，湖', 塘]}\n"
    )
    assert _found(folder, "wide-comma") == []


def test_comma_is_told_where_it_stands_in_the_file(folder: Path) -> None:
    """At the very beginning of a line, too; never at a place that is none."""
    entry = "  - id: a\n    question: 好?\n    answer: 好\n    related: []   # asked most\n"
    _write(folder, entry + "    variants: [\n，公园，花园]\n")
    assert [(f.line, f.column) for f in _found(folder, "wide-comma")] == [(7, 1)]
    _write(folder, entry + "    variants: [甲, 公\n      园，花园]\n")
    assert all(f.column >= 1 for f in _found(folder, "wide-comma"))
