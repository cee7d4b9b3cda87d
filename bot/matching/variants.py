"""What the knowledge base's own phrasings say; each is read once and remembered."""

from __future__ import annotations

import threading
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from bot.knowledge.texts import Texts
from bot.matching.normalise import fold
from bot.matching.reading import Mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.documents import Document
    from bot.matching.reader import Reader
    from bot.matching.reading import Reading
    from bot.matching.vocabulary import Vocabulary

READ = 4_000
"""Phrasings whose whole reading is remembered."""
MENTIONED = 60_000
"""Phrasings of which is remembered what they say: as many as a model is trained on."""
_UNREAD = -1
"""The number of what a phrasing mentions that has not been read."""


class Mentioned(NamedTuple):
    """What phrasings say: many mention the same, which is kept once.

    Attributes:
        distinct: What is mentioned; packed, as it was kept, until a question needs it.
        numbers: Which of that each phrasing mentions, in their order, -1 where it is not known;
            the last may be left out.
        beyond: The characters of content of the first phrasings beside the names in them.
    """

    distinct: Sequence[Mentions | msgspec.Raw]
    numbers: NDArray[np.int32]
    beyond: Sequence[str] = ()

    @classmethod
    def of(cls, documents: Iterable[Document], known: Mapping[str, Mentions]) -> Mentioned:
        """What is known of some phrasings, by their texts."""
        distinct: dict[Mentions, int] = {}
        numbers = array("i")
        for document in documents:
            found = known.get(document.text)
            number = _UNREAD if found is None else distinct.setdefault(found, len(distinct))
            numbers.append(number)
        return cls(list(distinct), np.array(numbers, np.int32))

    def are_sound(self) -> bool:
        """Whether each number is one of what is mentioned."""
        numbers = self.numbers
        if numbers.dtype != np.int32 or numbers.ndim != 1:
            return False
        return not len(numbers) or -1 <= numbers.min() <= numbers.max() < len(self.distinct)


UNREAD = Mentioned([], np.zeros(0, np.int32))
"""Of no phrasing is known what it says."""


class Variants:
    """Reads phrasings.

    Args:
        reader: Reads questions; a phrasing is one.
        vocabulary: Folds it.
        size: How many phrasings there are.
        known: What was read of them before.
    """

    def __init__(
        self, reader: Reader, vocabulary: Vocabulary, size: int, known: Mentioned = UNREAD
    ) -> None:
        def read(text: str) -> Reading:
            return reader.read(vocabulary.simplify(text))

        def mentions(text: str) -> Mentions:
            return reader.mentions(vocabulary.simplify(text))

        self.read = lru_cache(READ)(read)
        """All that a phrasing says."""
        self.mentions = lru_cache(READ)(mentions)
        """The names and aspects in a phrasing: a fifth of the work."""
        self._vocabulary = vocabulary
        self._distinct = [*known.distinct]
        self._numbers_of: dict[Mentions, int] | None = None
        self._numbers = array("i", known.numbers[:size].tolist())
        self._numbers.extend([_UNREAD] * (size - len(self._numbers)))
        self._beyond = known.beyond
        self._further: dict[int, str] = {}
        self._adding = threading.Lock()

    @property
    def ahead(self) -> int:
        """How many phrasings, the first ones, have been read for good."""
        return len(self._beyond)

    def number(self, document: Document) -> int:
        """The number of what a phrasing mentions: the same for all that mention the same.

        It is -1 where too many mention something of their own.
        """
        place = document.number
        number = self._numbers[place] if place >= 0 else _UNREAD
        if number == _UNREAD:
            found = self.mentions(document.text)
            with self._adding:
                if self._numbers_of is None:  # only here all of them are needed
                    every = map(self._mentions, range(len(self._distinct)))
                    self._numbers_of = {mentions: n for n, mentions in enumerate(every)}
                number = self._numbers_of.get(found, _UNREAD)
                if number == _UNREAD and len(self._distinct) < MENTIONED:
                    number = self._numbers_of[found] = len(self._distinct)
                    self._distinct.append(found)
            if place >= 0:
                self._numbers[place] = number
        return number

    def of(self, document: Document) -> Mentions:
        """The names and aspects in a phrasing."""
        number = self.number(document)
        return self.mentions(document.text) if number == _UNREAD else self._mentions(number)

    def _mentions(self, number: int) -> Mentions:
        """What has a number, unpacked when it is first needed."""
        found = self._distinct[number]
        if isinstance(found, Mentions):
            return found
        try:
            unpacked = msgspec.msgpack.decode(found, type=Mentions)
        except ValueError:  # what msgspec raises is one: somebody tampered with it
            unpacked = Mentions((), frozenset(), frozenset())
        self._distinct[number] = unpacked
        return unpacked

    def beyond(self, document: Document) -> str:
        """The characters of content that a phrasing holds beside names, each once."""
        place = document.number
        if 0 <= place < len(self._beyond):
            return self._beyond[place]
        found = self._further.get(place) if place >= 0 else None
        if found is None:
            found = self._vocabulary.beyond(fold(document.text), self.of(document).names)
            if place >= 0:
                if len(self._further) >= MENTIONED:
                    self._further.clear()
                self._further[place] = found
        return found

    def read_ahead(self, documents: Iterable[Document]) -> Mentioned:
        """Reads the first phrasings, for good.

        Args:
            documents: These.

        Returns:
            What they say.
        """
        count = 0
        beyond = []
        for document in documents:
            beyond.append(self.beyond(document))
            self.number(document)
            count += 1
        self._beyond = Texts.of(beyond)
        self._further.clear()
        numbers = np.array(self._numbers[:count], np.int32)
        return Mentioned([*map(self._mentions, range(len(self._distinct)))], numbers, self._beyond)
