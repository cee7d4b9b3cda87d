"""add and edit: what cannot be used is asked again, and nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.checks.evidence import sentences
from bot.knowledge.loader import load
from bot.operators.evidence import PAGE, ranked
from tests.conftest import ROOT
from tests.operators.conftest import ENTRIES, run

SUBJECTS = """\
subjects:
  - id: park
    name: 公园
    gist: parks
    names: [公园]
  - id: road
    name: 道路
    gist: roads
    names: [道路]
"""


def _typed(*answers: str) -> str:
    return "\n".join(answers) + "\n"


def _with_subjects(folder: Path) -> None:
    text = ENTRIES.replace("entries:\n", SUBJECTS + "entries:\n").replace(
        "    answer: 有6个", "    subject: park\n    answer: 有6个"
    )
    (folder / "entries" / "city.yaml").write_text(text, "utf-8")


def test_id_topic_and_figures_are_asked_until_they_fit(folder: Path) -> None:
    """Taken, no id, outside the base, a figure in no quote: each is told where it is typed."""
    output = run(folder, "add", "公交新开了几条线", typed=_typed(
        "parks", "Bus Lines", "bus", "../../evil", "bus-lines", "公交新开了3条线。",
        "99", "nonsense", "/周三",  "5", "/公交", "6", "", "y",
    ))  # fmt: skip
    assert "parks is taken" in output
    assert output.count("an id is lower-case") == 1
    assert "a topic is lower-case" in output
    assert "the figure 3 stands in no quote" in output
    assert "numbers go from 1" in output
    assert "written" in output
    entry = load(folder).entries["bus"]
    assert [e.quote for e in entry.evidence] == ["周三有会", "公交新开了3条线"]
    assert not list(folder.parent.parent.rglob("evil*"))


def test_answer_can_be_worded_anew_where_no_quote_fits(folder: Path) -> None:
    """None for the sentences leads back to the answer."""
    run(folder, "add", "公交新开了几条线", typed=_typed(
        "bus", "city", "公交新开了4条线。", "/公交", "5", "", "公交新开了3条线。", "", "y",
    ))  # fmt: skip
    assert load(folder).entries["bus"].answer == "公交新开了3条线。"


def test_question_that_stands_already_is_asked_again(folder: Path) -> None:
    """Before all the rest is typed."""
    output = run(folder, "add", "公园有几个", typed=_typed(
        "公园数量？", "公交新开了几条线", "bus", "city", "公交新开了3条线。", "/公交", "5", "", "y",
    ))  # fmt: skip
    assert output.count("is asked in these words already") == 2
    assert load(folder).entries["bus"].question == "公交新开了几条线"


def test_variant_typed_twice_is_written_once(folder: Path) -> None:
    """However it is punctuated; the question is no variant either."""
    output = run(folder, "edit", "roads", typed=_typed(
        "6", "绿化道路有几条", "绿化道路有几条？", "几条路搞了绿化", "绿化了多少条路", "", "y",
    ))  # fmt: skip
    assert output.count("has it already") == 3
    assert load(folder).entries["roads"].variants == ("绿化了多少条路", "绿化道路有几条")


@pytest.mark.parametrize(("typed", "subject"), [("", "park"), ("-", None), ("road", "road")])
def test_subject_of_the_nearest_entry_is_offered(
    folder: Path, typed: str, subject: str | None
) -> None:
    """Enter takes it, - is none; one that does not exist is asked again."""
    _with_subjects(folder)
    output = run(folder, "add", "公园新建了吗", typed=_typed(
        "new-parks", "city", "nothing", typed, "有新公园。", "1", "", "y",
    ))  # fmt: skip
    assert "there is no subject nothing: park, road" in output
    assert load(folder).entries["new-parks"].subject == subject


def test_what_was_typed_is_shown_where_it_is_not_written(folder: Path) -> None:
    """Everything, as it would stand in the file."""
    output = run(
        folder, "add", "周三有会吗", typed=_typed("meeting", "city", "周三有会。", "", "", "n")
    )
    assert "what you typed:" in output
    assert "answer: 周三有会。" in output


def test_rare_words_rank_sentences() -> None:
    """The quotes of the shipped entries come first more often than by counting characters."""
    base = load(ROOT / "knowledge")
    rows = [(s.id, row) for s in base.sources.values() for row in sentences(s.text)]
    first = total = 0
    for entry in base.entries.values():
        best = ranked(rows, f"{entry.question} {entry.answer}")[0][1]
        total += 1
        first += any(best in e.quote or e.quote in best for e in entry.evidence)
    assert first / total > 0.85


def test_more_sentences_are_shown_on_demand(folder: Path) -> None:
    """With numbers that go on; those shown before can still be picked."""
    text = (
        "".join(f"第{n}处有花。" for n in range(1, PAGE + 3))
        + "济源建了6个公园。8条道路完成绿化。\n"
    )
    (folder / "sources" / "paper.txt").write_text(text, "utf-8")
    output = run(folder, "edit", "parks", typed=_typed("7", "", "m", "m", "9 1", "y"))
    assert f"  {PAGE + 1}. paper: " in output
    assert "that was the last sentence" in output
    assert len(load(folder).entries["parks"].evidence) in (2, 3)


def test_new_figure_in_an_answer_brings_its_evidence(folder: Path) -> None:
    """It is asked for at once, as add does."""
    output = run(folder, "edit", "parks", typed=_typed(
        "2", "有6个公园，8条道路完成绿化。", "/道路", "5", "y"
    ))  # fmt: skip
    assert "the figure 8 stands in no quote" in output
    entry = load(folder).entries["parks"]
    assert [e.quote for e in entry.evidence] == ["济源建了6个公园", "8条道路完成绿化"]
    assert entry.answer == "有6个公园，8条道路完成绿化。"


def test_evidence_can_be_replaced(folder: Path) -> None:
    """What goes is told by its number."""
    run(folder, "edit", "parks", typed=_typed("7", "1", "/公园", "5", "y"))
    assert [e.quote for e in load(folder).entries["parks"].evidence] == ["济源建了6个公园"]


def test_covers_and_subject_are_changed(folder: Path) -> None:
    """Ids that do not exist are asked again; - takes the field out."""
    _with_subjects(folder)
    output = run(folder, "edit", "parks", typed=_typed("8", "nonsense", "count", "y"))
    assert "there is no aspect nonsense" in output
    assert load(folder).entries["parks"].covers == {"count"}
    run(folder, "edit", "parks", typed=_typed("8", "-", "y"))
    run(folder, "edit", "parks", typed=_typed("9", "road", "y"))
    entry = load(folder).entries["parks"]
    assert (entry.covers, entry.subject) == (frozenset(), "road")


def test_variant_is_removed_by_its_number(folder: Path) -> None:
    """Numbers stand before the variants; one that does not exist changes nothing."""
    output = run(folder, "edit", "parks", typed=_typed("6", "-9", "-2", "", "y"))
    assert "  2. 公园数量" in output
    assert "there is no variant 9" in output
    assert load(folder).entries["parks"].variants == ("建了多少公园",)


def test_date_is_cleared(folder: Path) -> None:
    """With -; what is no day is asked again."""
    run(folder, "edit", "parks", typed=_typed("4", "soon", "2030-01-31", "y"))
    assert "review_by: 2030-01-31" in (folder / "entries" / "city.yaml").read_text("utf-8")
    run(folder, "edit", "parks", typed=_typed("4", "-", "y"))
    assert (folder / "entries" / "city.yaml").read_text("utf-8") == ENTRIES
