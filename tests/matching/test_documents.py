"""Documents are made when they are looked at, and are the same whichever way they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import astuple

from bot.matching import documents
from bot.matching.documents import Documents, Kind

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase


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
