"""Finds known phrases in a text, all of them in one pass (Aho and Corasick, 1975)."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


class Mention(Struct, Generic[T], frozen=True, gc=False):  # dozens are made for each question
    """A known phrase in a text: characters `start` to `end` (exclusive) mean `meaning`."""

    start: int
    end: int
    meaning: T


def _inside_word(text: str, cut: int) -> bool:
    """Whether cutting a text there would cut a Latin word or a number."""
    if not 0 < cut < len(text):
        return False
    before, after = text[cut - 1], text[cut]
    if not (before.isascii() and after.isascii()):
        return False
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


_place = itemgetter(1, 2)
"""Where a match of the automaton begins and ends."""


class Lexicon(Generic[T]):
    """Phrases with their meanings.

    Args:
        phrases: Pairs of phrase and meaning; the first meaning of a phrase stays, empty phrases
            are passed over.
    """

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        table: dict[str, T] = {}
        for phrase, meaning in phrases:
            if phrase:
                table.setdefault(phrase, meaning)
        self._meanings = list(table.values())
        self._automaton = AhoCorasick(list(table))
        # Only phrases that begin or end with a Latin letter or a digit can cut a word.
        self._cutting = frozenset(
            n for n, phrase in enumerate(table) if phrase[0].isascii() or phrase[-1].isascii()
        )

    def everywhere(self, text: str) -> list[Mention[T]]:
        """All phrases at all places, overlapping ones too, by their beginnings, shortest first."""
        found, meanings = self._found(text), self._meanings
        return [Mention(start, end, meanings[number]) for number, start, end in found]

    def longest(self, text: str) -> list[Mention[T]]:
        """Phrases that do not overlap: the longest at each place, left to right."""
        kept: list[tuple[int, int, int]] = []
        position, begin = 0, -1
        for match in self._found(text):
            _, start, end = match
            if start == begin:
                kept[-1] = match  # a longer one at the same place
            elif start < position:
                continue
            else:
                kept.append(match)
                begin = start
            position = end
        meanings = self._meanings
        return [Mention(start, end, meanings[number]) for number, start, end in kept]

    def _found(self, text: str) -> list[tuple[int, int, int]]:
        """All phrases by their numbers, and where they begin and end, in that order."""
        found: list[tuple[int, int, int]]
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not found:
            return found
        found.sort(key=_place)
        cutting = self._cutting
        if not cutting.isdisjoint([number for number, _, _ in found]):
            found = [
                (number, start, end)
                for number, start, end in found
                if number not in cutting
                or not (_inside_word(text, start) or _inside_word(text, end))
            ]
        return found
