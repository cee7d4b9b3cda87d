"""Texts in one string behave as a tuple of texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.texts import Texts

LISTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=6)


@given(LISTS, st.slices(6))
def test_they_are_what_a_tuple_of_them_is(texts: list[str], part: slice) -> None:
    """Length, items from both ends, slices, iteration, equality."""
    held, plain = Texts.of(texts), tuple(texts)
    assert held == plain
    assert held == texts
    assert plain == held
    assert hash(held) == hash(Texts.of(iter(texts)))
    assert (len(held), list(held), tuple(held[part])) == (len(plain), texts, plain[part])
    assert [held[n] for n in range(-len(held), len(held))] == texts * 2
    assert held != (*plain, "")


@given(LISTS, st.slices(6))
def test_they_come_back_from_numbers(texts: list[str], part: slice) -> None:
    """A part of them, too."""
    held = Texts.of(texts)[part]
    assert Texts.unpack(*held.pack()) == texts[part]


@given(st.lists(st.tuples(LISTS, st.slices(6))))
def test_some_are_put_together(parts: list[tuple[list[str], slice]]) -> None:
    """Parts of others, too, whether some of them are held in halves or not."""
    held = Texts.together(Texts.of(texts)[part] for texts, part in parts)
    assert held == [text for texts, part in parts for text in texts[part]]
    assert Texts.unpack(*held.pack()) == held


@given(LISTS)
def test_many_are_taken_at_once(texts: list[str]) -> None:
    """By their numbers, in any order, with their lengths."""
    held = Texts.of(texts)
    numbers = np.arange(len(texts))[::-1]
    assert held.take(numbers) == texts[::-1]
    assert held.lengths(numbers).tolist() == [len(text) for text in texts[::-1]]


@pytest.mark.parametrize("number", [2, -3])
def test_there_is_no_text_beyond_the_last(number: int) -> None:
    """As with a tuple."""
    with pytest.raises(IndexError, match="there are 2 texts"):
        Texts.of(["一", "二"])[number]


@pytest.mark.parametrize(
    "starts",
    [
        np.array([0, 2, 1, 3], np.int32),
        np.array([0, 4], np.int32),
        np.array([1, 3], np.int32),
        np.array([0, 3]),
        np.array([], np.int32),
        np.array([[0, 3]], np.int32),
    ],
    ids=["backwards", "beyond", "not from the first", "other numbers", "none", "a table"],
)
def test_what_was_tampered_with_is_refused(starts: np.ndarray) -> None:
    """Nobody is told the half of a text."""
    characters, _ = Texts.of(["一二三"]).pack()
    with pytest.raises(ValueError, match="not where texts begin"):
        Texts.unpack(characters, starts)
