"""Which words the entries of a subject use, and each of its gaps, as numbers."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

_BITS = 16
"""A use is a word's number above that of what uses it: 0 for entries, then the gaps."""
_PLACES = 1 << _BITS
_MANY = 1 << 15
"""From so many uses on they are counted in 32 bits."""


def number(word: str) -> int:
    """The number of a word: its code where it is one character, else its CRC-32.

    Two of 40,000 words share that once in five times. One subject's words are some thousands: that
    a question's word is taken for one of them happens once in a million.
    """
    return ord(word) if len(word) == 1 else crc32(word.encode())


def _use(word: str, gap: int | None) -> int:
    return number(word) << _BITS | (0 if gap is None else gap + 1)


@dataclass(slots=True)
class SaidWords:
    """The words of one subject.

    Attributes:
        uses: Which word is used by what, ascending.
        counts: How often.
    """

    uses: array[int]
    counts: array[int]

    @classmethod
    def of(cls, said: Iterable[tuple[str, int | None]]) -> SaidWords:
        """Counts words, each with the gap that uses it; None for the entries."""
        codes = [_use(word, gap) for word, gap in said]
        uses, counts = np.unique(np.array(codes, np.int64), return_counts=True)
        return cls(array("q", uses.tolist()), _short(counts.tolist()))

    def __contains__(self, word: object) -> bool:
        """Whether an entry or a gap uses a word."""
        use = number(word) << _BITS if isinstance(word, str) else 0
        at = bisect_left(self.uses, use)
        return at < len(self.uses) and self.uses[at] < use + _PLACES

    def is_stated(self, word: str) -> bool:
        """Whether an entry uses a word."""
        at = self._find(word, None)
        return at is not None and self.counts[at] > 0

    def gaps(self, word: str) -> Iterator[int]:
        """The gaps that use a word, ascending."""
        first = (number(word) << _BITS) + 1
        at = bisect_left(self.uses, first)
        while at < len(self.uses) and self.uses[at] < first - 1 + _PLACES:
            if self.counts[at] > 0:
                yield self.uses[at] - first
            at += 1

    def fits(self, gaps: int) -> bool:
        """Whether they are of a subject with so many gaps."""
        return all(0 <= use % _PLACES <= gaps for use in self.uses)

    def count(self, words: Iterable[str], gap: int | None, times: int) -> None:
        """Counts words in (1) or out (-1) that are counted already."""
        for word in words:
            at = self._find(word, gap)
            if at is not None:
                self.counts[at] += times

    def _find(self, word: str, gap: int | None) -> int | None:
        """Where a use stands, if it is there."""
        use = _use(word, gap)
        at = bisect_left(self.uses, use)
        return at if at < len(self.uses) and self.uses[at] == use else None


def _short(counts: list[int]) -> array[int]:
    """Counts in 16 bits where they fit, with room for more."""
    fit = not counts or (min(counts) >= 0 and max(counts) < _MANY)
    return array("H" if fit else "i", counts)


def mostly_asked(said: Iterable[SaidWords], fewest: int, share: float) -> list[int]:
    """The numbers of words that several subjects use for gaps, and hardly any in entries.

    A single character says too little of what is asked.

    Args:
        said: The words of each subject.
        fewest: How many subjects must use one for gaps.
        share: How many of those that use it at all do so.
    """
    asked, stated = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for words in said:
        uses = np.array(words.uses, np.int64)
        gaps = uses[uses % _PLACES > 0] >> _BITS
        asked.append(np.unique(gaps[gaps > sys.maxunicode]))
        stated.append(uses[uses % _PLACES == 0] >> _BITS)
    found, times = np.unique(np.concatenate(asked), return_counts=True)
    told, also = np.unique(np.concatenate(stated), return_counts=True)
    places = np.searchsorted(told, found)
    padded = np.append(told, -1)
    beside = np.where(padded[places] == found, np.append(also, 0)[places], 0)
    chosen: list[int] = found[(times >= fewest) & (times >= share * (times + beside))].tolist()
    return chosen


def pack(said: Mapping[str, SaidWords]) -> dict[str, NDArray[np.integer]]:
    """The words of all subjects as arrays, for a file."""
    none = np.zeros(0, np.int32)
    return {
        "said": np.concatenate([none, *(np.array(s.uses, np.int64) for s in said.values())]),
        "said times": np.concatenate(
            [none, *(np.array(s.counts, np.int32) for s in said.values())]
        ),
        "said of each": np.array([len(s.uses) for s in said.values()], np.int64),
    }


def unpack(
    packed: Mapping[str, NDArray[np.integer]], names: Iterable[str]
) -> dict[str, SaidWords]:
    """What `pack` was given of some subjects, in its order.

    Raises:
        ValueError: It is something else.
    """
    uses, counts = packed["said"], packed["said times"]
    ends = packed["said of each"].cumsum().tolist()
    if any(part.dtype.kind != "i" or part.ndim != 1 for part in (uses, counts)) or not (
        len(uses) == len(counts) == (ends[-1] if ends else 0)
    ):
        message = "not the words of subjects"
        raise ValueError(message)
    return {
        name: SaidWords(array("q", uses[begin:end].tolist()), _short(counts[begin:end].tolist()))
        for name, begin, end in zip(names, [0, *ends], ends, strict=False)
    }
