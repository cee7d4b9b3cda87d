"""Finds known phrases in a text, all of them in one pass (Aho and Corasick, 1975)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


class Mention(NamedTuple, Generic[T]):
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
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not found:
            return []
        cutting, meanings = self._cutting, self._meanings
        mentions = [
            Mention(start, end, meanings[number])
            for number, start, end in found
            if number not in cutting or not (_inside_word(text, start) or _inside_word(text, end))
        ]
        mentions.sort(key=_place)
        return mentions

    def longest(self, text: str) -> list[Mention[T]]:
        """Phrases that do not overlap: the longest at each place, left to right."""
        found: list[Mention[T]] = []
        position = 0
        for mention in self.everywhere(text):
            if found and mention.start == found[-1].start:
                found[-1] = mention  # a longer one at the same place
            elif mention.start < position:
                continue
            else:
                found.append(mention)
            position = mention.end
        return found


def _place(mention: Mention[T]) -> tuple[int, int]:
    return mention.start, mention.end
