"""Documents are made when they are looked at, and are the same whichever way they are reached."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import astuple

from bot.matching import documents
from bot.matching.documents import Documents, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.knowledge.base import Entry, KnowledgeBase, Subject


def test_every_phrasing_is_there_once_in_order(base: KnowledgeBase) -> None:
    """By number and in turn; the number is its place."""
    held = Documents(base)
    every = list(held)
    assert [document.number for document in every] == list(range(len(held)))
    assert {document.kind for document in every} == set(Kind)
    for number in (0, 1, len(held) // 2, len(held) - 1):
        assert astuple(held[number]) == astuple(every[number])
        assert held[number] is held[number]
    assert [document.number for document in held[2:5]] == [2, 3, 4]
    first = next(iter(base.entries.values()))
    assert [document.text for document in held[:2]] == [first.question, first.variants[0]]
    with pytest.raises(IndexError):
        held[len(held)]


def test_no_more_are_held_than_have_their_place(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those looked at long ago are made again."""
    monkeypatch.setattr(documents, "MADE", 3)
    held = Documents(base)
    texts = [held[number].text for number in range(10)]
    assert len(held._made) <= 3
    assert [held[number].text for number in range(10)] == texts


def _with_entry(base: KnowledgeBase, change: Callable[[Entry], Entry]) -> KnowledgeBase:
    entry = base.entries["parks-count"]
    return replace(base, entries={**base.entries, entry.id: change(entry)})


def _with_subject(base: KnowledgeBase, change: Callable[[Subject], Subject]) -> KnowledgeBase:
    subject = base.subjects["public-rental"]
    return replace(base, subjects={**base.subjects, subject.id: change(subject)})


def _without(base: KnowledgeBase, entry: str) -> KnowledgeBase:
    return replace(base, entries={k: e for k, e in base.entries.items() if k != entry})


def _with_foreign(base: KnowledgeBase, *more: str) -> KnowledgeBase:
    """The last foreign topic with more questions."""
    *others, last = base.foreign
    return replace(base, foreign=(*others, replace(last, questions=(*last.questions, *more))))


def _renamed(base: KnowledgeBase) -> KnowledgeBase:
    entries = {("other" if k == "parks-count" else k): e for k, e in base.entries.items()}
    return replace(base, entries=entries | {"other": replace(entries["other"], id="other")})


def _without_gaps(base: KnowledgeBase, place: int) -> KnowledgeBase:
    """With a subject of which nothing is asked in vain, first or last."""
    subject = replace(base.subjects["public-rental"], id="other", gaps=())
    subjects = list(base.subjects.items())
    subjects.insert(place, ("other", subject))
    return replace(base, subjects=dict(subjects))


CHANGES: dict[str, Callable[[KnowledgeBase], KnowledgeBase]] = {
    "nothing": lambda base: base,
    "variants made anew": lambda base: _with_entry(
        base, lambda e: replace(e, variants=tuple("".join(list(v)) for v in e.variants))
    ),
    "the first variant": lambda base: _with_entry(
        base, lambda e: replace(e, variants=e.variants[1:])
    ),
    "one variant more at the end": lambda base: _with_entry(
        base, lambda e: replace(e, variants=(*e.variants, "公园一共修了几座呀"))
    ),
    "one question more at the very end": lambda base: _with_foreign(base, "哪家理发店好"),
    "another id of the same texts": _renamed,
    "a subject without gaps": lambda base: _without_gaps(base, 0),
    "the order": lambda base: _with_entry(
        base, lambda e: replace(e, variants=(*e.variants[2:], *e.variants[:2]))
    ),
    "the first gap": lambda base: _with_subject(base, lambda s: replace(s, gaps=s.gaps[1:])),
    "the English name": lambda base: _with_subject(base, lambda s: replace(s, en="flats")),
    "the last talk": lambda base: replace(
        base, profile=replace(base.profile, smalltalk=base.profile.smalltalk[:-1])
    ),
    "the first entry": lambda base: _without(base, next(iter(base.entries))),
    "the last entry": lambda base: _without(base, list(base.entries)[-1]),
    "all foreign matters": lambda base: replace(base, foreign=()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_two_versions_share_is_counted_from_both_ends(
    base: KnowledgeBase, change: str
) -> None:
    """As if all documents were compared one by one; none is counted twice."""
    then, now = Documents(base), Documents(CHANGES[change](base))
    rows, others = ([(d.kind, d.owner, d.text) for d in version] for version in (then, now))

    def alike(some: list[tuple[Kind, str, str]], more: list[tuple[Kind, str, str]]) -> int:
        pairs = zip(some, more, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    first = alike(rows, others)
    shorter = min(len(rows), len(others))
    last = min(alike(rows[::-1], others[::-1]), shorter - first)
    assert then.same(now) == now.same(then) == (first, last)


@pytest.mark.parametrize(
    ("change", "differ"),
    [
        ("nothing", set()),
        ("variants made anew", set()),
        ("the first variant", {"parks"}),
        ("the order", {"parks"}),
        ("the first gap", {"public-rental"}),
        ("the English name", {"public-rental"}),
    ],
)
def test_what_is_said_of_a_subject_tells_versions_apart(
    base: KnowledgeBase, change: str, differ: set[str]
) -> None:
    """Only that of the subject whose phrasings changed is another."""
    then, now = (
        version.of_subjects() for version in map(Documents, (base, CHANGES[change](base)))
    )
    assert {subject for subject in then if then[subject] != now[subject]} == differ


def test_documents_beside_some_subjects(base: KnowledgeBase) -> None:
    """All that are about a subject, but for those about the ones given."""
    held = Documents(base)
    known = {"public-rental", "parks"}
    expected = [d for d in held if d.subject is not None and d.subject not in known]
    assert [astuple(d) for d in held.beside(known)] == [astuple(d) for d in expected]


def test_what_is_given_of_each_may_be_large(base: KnowledgeBase) -> None:
    """The documents of one thing are all given the same."""
    held = Documents(base)
    given = held.each(lambda kind, _: 40_000 if kind is Kind.GAP else 1)
    assert given.tolist() == [40_000 if d.kind is Kind.GAP else 1 for d in held]


def test_subject_without_gaps_moves_nothing(base: KnowledgeBase) -> None:
    """It has no documents: wherever it stands, all others are the same."""
    size = len(Documents(base))
    versions = [Documents(_without_gaps(base, place)) for place in (0, len(base.subjects))]
    assert versions[0].same(versions[1]) == (size, 0)
