"""What the knowledge base's own phrasings say; each is read once and remembered."""

from __future__ import annotations

import threading
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np

from bot.knowledge.texts import Texts
from bot.matching.reading import Mentions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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

    def are_sound(self) -> bool:
        """Whether each number is one of what is mentioned."""
        numbers = self.numbers
        if numbers.dtype != np.int32 or numbers.ndim != 1:
            return False
        return not len(numbers) or -1 <= numbers.min() <= numbers.max() < len(self.distinct)


Said = tuple[Mentions, str]
"""What a phrasing mentions, and the characters of content beside."""
UNREAD = Mentioned([], np.zeros(0, np.int32))
"""Of no phrasing is known what it says."""


class Variants:
    """Reads phrasings.

    Args:
        reader: Reads questions; a phrasing is one.
        vocabulary: Folds it.
        own: Gives the own wording of each phrasing, by its number, as `Vocabulary.simplify` does.
        size: How many phrasings there are.
        known: What was read of them before.
    """

    def __init__(
        self,
        reader: Reader,
        vocabulary: Vocabulary,
        own: Callable[[int], str],
        size: int,
        known: Mentioned = UNREAD,
    ) -> None:
        def read(text: str) -> Reading:
            return reader.read(vocabulary.simplify(text))

        self.read = lru_cache(READ)(read)
        """All that a phrasing says."""
        self._read_mentions = lru_cache(READ)(reader.mentions)
        self._vocabulary = vocabulary
        self._own = own
        self._distinct = [*known.distinct]
        self._numbers_of: dict[Mentions, int] | None = None
        self._parts: dict[Any, Any] = {}
        self._numbers = array("i", known.numbers[:size].tolist())
        self._numbers.extend([_UNREAD] * (size - len(self._numbers)))
        self._beyond = known.beyond
        self._further: dict[int, str] = {}
        self._adding = threading.Lock()

    @property
    def ahead(self) -> int:
        """How many phrasings, the first ones, have been read for good."""
        return len(self._beyond)

    def mentions(self, text: str) -> Mentions:
        """The names and aspects in a phrasing: a fifth of the work of `read`."""
        return self._read_mentions(self._vocabulary.simplify(text))

    def _wording(self, document: Document) -> str:
        """A phrasing as it is read: the index holds that already."""
        number = document.number
        return self._own(number) if number >= 0 else self._vocabulary.simplify(document.text)

    def number(self, document: Document) -> int:
        """The number of what a phrasing mentions: the same for all that mention the same.

        It is -1 where too many mention something of their own.
        """
        place = document.number
        number = self._numbers[place] if place >= 0 else _UNREAD
        if number == _UNREAD:
            found = self._read_mentions(self._wording(document))
            number = self._number_of(found)
            if place >= 0:
                self._numbers[place] = number
        return number

    def _number_of(self, mentions: Mentions) -> int:
        """The number of what is mentioned, a new one where nothing mentioned the same yet."""
        with self._adding:
            if self._numbers_of is None:  # only here all of them are needed
                every = map(self._mentions, range(len(self._distinct)))
                self._numbers_of = {each: n for n, each in enumerate(every)}
            number = self._numbers_of.get(mentions, _UNREAD)
            if number == _UNREAD and len(self._distinct) < MENTIONED:
                number = self._numbers_of[mentions] = len(self._distinct)
                self._distinct.append(mentions)
        return number

    def take_over(self, documents: Iterable[Document], known: Mapping[str, Said]) -> None:
        """Takes over what an older version's phrasings say, by their texts.

        Args:
            documents: The phrasings of this version.
            known: What those say.
        """
        for document in documents if known else ():
            said = known.get(document.text)
            if said is not None:
                self._numbers[document.number] = self._number_of(said[0])
                self._further[document.number] = said[1]

    def of(self, document: Document) -> Mentions:
        """The names and aspects in a phrasing."""
        number = self.number(document)
        if number == _UNREAD:
            return self._read_mentions(self._wording(document))
        return self._mentions(number)

    def _mentions(self, number: int) -> Mentions:
        """What has a number, unpacked when it is first needed."""
        found = self._distinct[number]
        if isinstance(found, Mentions):
            return found
        try:
            unpacked = msgspec.msgpack.decode(found, type=Mentions)
        except ValueError:  # what msgspec raises is one: somebody tampered with it
            unpacked = Mentions((), frozenset(), frozenset())
        # Thousands name the same things or ask for the same aspects: a set takes 216 bytes.
        shared = Mentions(*(self._parts.setdefault(part, part) for part in unpacked))
        self._distinct[number] = shared
        return shared

    def beyond(self, document: Document) -> str:
        """The characters of content that a phrasing, without fillers, holds beside names, once."""
        place = document.number
        if 0 <= place < len(self._beyond):
            return self._beyond[place]
        found = self._further.get(place) if place >= 0 else None
        if found is None:
            found = self._vocabulary.beyond(self._wording(document), self.of(document).names)
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
        beyond = []
        for document in documents:
            beyond.append(self.beyond(document))
            self.number(document)
        self._beyond = Texts.of(beyond)
        self._further.clear()
        numbers = np.array(self._numbers[: len(beyond)], np.int32)
        return Mentioned([*map(self._mentions, range(len(self._distinct)))], numbers, self._beyond)
