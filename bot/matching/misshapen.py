"""Finds long words with a wrong character, or with characters that changed places."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.spellings import LONG_WORD, MAX_WORD, anagram, shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Misshapen:
    """Knows what slips of long words look like.

    Args:
        by_shape: The words by what they share with a slip of theirs.
        is_word: Whether anything in the knowledge base uses a word.
    """

    def __init__(self, by_shape: Mapping[str, str], is_word: Callable[[str], bool]) -> None:
        self._by_shape = by_shape
        self._is_word = is_word

    def prepare(self) -> None:
        """Lays out what a text needs that may hold such a word."""
        _ = self._parts

    @cached_property
    def _parts(self) -> tuple[frozenset[str], frozenset[str]]:
        """The characters of the words, and their pairs of neighbours."""
        words = set(self._by_shape.values())
        pairs = (word[at : at + 2] for word in words for at in range(len(word) - 1))
        return frozenset().union(*words), frozenset(pairs)

    def find(self, own: str, doubtful: bytearray) -> list[tuple[int, int, str]]:
        """Where a text holds a misshapen word, with the word.

        Args:
            own: The text.
            doubtful: Which of its characters stand in no known word; one at least must be wrong.
        """
        found = []
        characters, pairs = self._parts
        # How many characters before a place are known, and how many pairs; of both by difference.
        known = [0, *accumulate(char in characters for char in own)]
        kept = [0, *accumulate(own[at : at + 2] in pairs for at in range(len(own)))]
        first, last = doubtful.find(1), doubtful.rfind(1)
        for length in range(LONG_WORD, min(MAX_WORD, len(own)) + 1):
            for start in range(max(0, first - length + 1), min(last, len(own) - length) + 1):
                end = start + length
                # One wrong character breaks no more than two pairs; characters that changed
                # places are all there.
                is_masked = kept[end - 1] - kept[start] >= length - 3
                if not is_masked and known[end] - known[start] < length:
                    continue
                typed = own[start:end]
                if 1 not in doubtful[start:end] or " " in typed or self._is_word(typed):
                    continue
                for key in shapes(typed) if is_masked else (anagram(typed),):
                    word = self._by_shape.get(key)
                    if word is None or word == typed:
                        continue
                    if not _differs_by_a_word(typed, word):
                        found.append((start, end, word))
                        break
        return found


def _differs_by_a_word(typed: str, word: str) -> bool:
    """Whether the typed characters that differ belong to a word of their own: 大桥 for 大道."""
    for position, (a, b) in enumerate(zip(typed, word, strict=True)):
        if a != b:
            around = typed[max(0, position - 1) : position + 2]
            if any(segmentation.has_word(around[i : i + 2]) for i in range(len(around) - 1)):
                return True
    return False
