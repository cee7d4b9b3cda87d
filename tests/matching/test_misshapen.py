"""Long words are found with one character wrong, or with characters that changed places."""

from __future__ import annotations

import pytest

from bot.matching.misshapen import Misshapen
from bot.matching.spellings import shapes

WORDS = ("矛调中心", "政银企对接会", "龘靐齾爩", "麤羴犇猋骉鱻")
"""The last ones of characters that make no word in whatever order."""
RARE = "齉"
"""A character that makes no word with any other."""


@pytest.fixture
def misshapen() -> Misshapen:
    """Knows the words above."""
    by_shape = {shape: word for word in WORDS for shape in shapes(word)}
    return Misshapen(by_shape, WORDS.__contains__)


def _found(misshapen: Misshapen, text: str) -> list[tuple[int, int, str]]:
    return misshapen.find(text, bytearray(b"\1" * len(text)))


@pytest.mark.parametrize("word", WORDS)
def test_any_one_character_may_be_wrong(misshapen: Misshapen, word: str) -> None:
    """Wherever it stands in the word, and whatever stands around the word."""
    for at in range(len(word)):
        typed = f"请问{word[:at]}{RARE}{word[at + 1 :]}在哪"
        assert _found(misshapen, typed) == [(2, 2 + len(word), word)]


@pytest.mark.parametrize("word", WORDS[2:])
def test_any_two_neighbours_may_have_changed_places(misshapen: Misshapen, word: str) -> None:
    """In the middle of a word of four that leaves no pair as it was."""
    for at in range(len(word) - 1):
        typed = f"请问{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
        assert (2, 2 + len(word), word) in _found(misshapen, typed)


@pytest.mark.parametrize(
    "typed",
    [
        *WORDS,  # right as they stand
        f"矛{RARE}{RARE}心", f"政{RARE}企对{RARE}会", f"麤羴{RARE}{RARE}骉鱻",  # two are wrong
        "矛调", "矛调中", "矛 中心",
    ],
)  # fmt: skip
def test_nothing_else_is_one(misshapen: Misshapen, typed: str) -> None:
    """A word of the knowledge base, two wrong characters, a part, two words."""
    assert _found(misshapen, typed) == []


def test_what_stands_in_known_words_alone_is_right(misshapen: Misshapen) -> None:
    """A doubtful character must be among those of the word."""
    typed = f"矛调中{RARE}在哪"
    assert misshapen.find(typed, bytearray(len(typed))) == []
    assert misshapen.find(typed, bytearray([0, 0, 0, 0, 1, 1])) == []
    assert misshapen.find(typed, bytearray([0, 0, 0, 1, 0, 0])) == [(0, 4, "矛调中心")]


def test_another_word_in_its_place_is_no_slip(misshapen: Misshapen) -> None:
    """The character that differs makes a word of its own: 中山 for 中心."""
    assert _found(misshapen, "矛调中山") == []


@pytest.mark.parametrize("at", range(len(WORDS[0])))
def test_one_doubtful_character_anywhere_in_the_word_is_enough(
    misshapen: Misshapen, at: int
) -> None:
    """Be it the word's first or its last, with more text around or none."""
    word = WORDS[0]
    typed = f"{word[:at]}{RARE}{word[at + 1 :]}"
    for before, after in (("", ""), ("请问", ""), ("", "在哪里呀"), ("请问", "在哪里呀")):
        doubtful = bytearray(len(before + typed + after))
        doubtful[len(before) + at] = 1
        start = len(before)
        found = misshapen.find(before + typed + after, doubtful)
        assert found == [(start, start + len(word), word)]
