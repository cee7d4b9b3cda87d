"""What the knowledge base's own phrasings mention; each is read once and remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from bot.matching.documents import Document
    from bot.matching.reader import Reader
    from bot.matching.reading import Mentions, Reading
    from bot.matching.vocabulary import Vocabulary

READ = 4_000
"""Phrasings whose whole reading is remembered."""
MENTIONED = 60_000
"""Phrasings whose mentions are remembered: as many as a model is trained on."""


class Mentioned(NamedTuple):
    """What phrasings mention: many mention the same, which is kept once.

    Attributes:
        distinct: What is mentioned.
        numbers: Which of that each phrasing mentions, in their order; the last may be left out.
    """

    distinct: list[Mentions]
    numbers: NDArray[np.int32]

    @classmethod
    def of(cls, mentions: Iterable[Mentions]) -> Mentioned:
        """The mentions of the first phrasings, in their order."""
        distinct: dict[Mentions, int] = {}
        numbers = [distinct.setdefault(each, len(distinct)) for each in mentions]
        return cls(list(distinct), np.array(numbers, np.int32))

    def are_sound(self) -> bool:
        """Whether each number is one of what is mentioned."""
        numbers = self.numbers
        if numbers.dtype != np.int32 or numbers.ndim != 1:
            return False
        return not len(numbers) or 0 <= numbers.min() <= numbers.max() < len(self.distinct)

    def by_text(self, documents: Iterable[Document]) -> dict[str, Mentions]:
        """What each phrasing mentions, by its text.

        Args:
            documents: The phrasings.
        """
        numbers = self.numbers.tolist()
        return {d.text: self.distinct[n] for d, n in zip(documents, numbers, strict=False)}


UNREAD = Mentioned([], np.zeros(0, np.int32))
"""Of no phrasing is known what it mentions."""


class Variants:
    """Reads phrasings.

    Args:
        reader: Reads questions; a phrasing is one.
        vocabulary: Folds it.
        known: The mentions of phrasings that were read before; more are put in.
    """

    def __init__(self, reader: Reader, vocabulary: Vocabulary, known: dict[str, Mentions]) -> None:
        def read(text: str) -> Reading:
            return reader.read(vocabulary.simplify(text))

        self.read = lru_cache(READ)(read)
        """All that a phrasing says."""
        self._reader = reader
        self._vocabulary = vocabulary
        self._known = known
        self._equal = {mentions: mentions for mentions in known.values()}

    def mentions(self, text: str) -> Mentions:
        """The names and aspects in a phrasing: a fifth of the work.

        Args:
            text: The phrasing as the YAML writes it.
        """
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= MENTIONED:
                self._known.clear()
                self._equal.clear()
            found = self._reader.mentions(self._vocabulary.simplify(text))
            # Thousands of phrasings mention the same: it is held once.
            found = self._known[text] = self._equal.setdefault(found, found)
        return found
