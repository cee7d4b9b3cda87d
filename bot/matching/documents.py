"""All that a question can resemble: entries' variants, known gaps, small talk, foreign matters."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate, chain, takewhile
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from numpy.typing import NDArray

    from bot.knowledge.base import KnowledgeBase, Subject

MADE = 20_000
"""Documents that are held once they were looked at."""
MANY = 60_000
"""From more on all are held: beside what else so large a knowledge base takes they are little."""


class Kind(StrEnum):
    """What resembling a document means."""

    ENTRY = "entry"
    GAP = "gap"
    SMALLTALK = "smalltalk"
    FOREIGN = "foreign"


OURS = (Kind.ENTRY, Kind.GAP)
"""Kinds of documents that speak of what the knowledge base knows."""


class Document(Struct, eq=False, gc=False):  # dozens are made for each question
    """One phrasing of one thing that people say.

    Attributes:
        kind: What resembling it means.
        owner: Id of the entry, the subject (of a gap), the small talk or the foreign topic.
        text: The phrasing as the YAML writes it.
        subject: Id of the subject it is about, if any.
        gap: Which of the subject's gaps, counted from 0; None for other kinds.
        number: Its place among the documents of its knowledge base; -1 where it is of none.
    """

    kind: Kind
    owner: str
    text: str
    subject: str | None = None
    gap: int | None = None
    number: int = -1


class _Thing(NamedTuple):
    """What documents are of: an entry, a subject for its gaps, small talk or a foreign topic.

    Attributes:
        kind: What resembling them means.
        owner: Its id.
        subject: Id of the subject it is about, if any.
        lists: Its documents' texts, in lists; those of a subject are of one gap after the other,
            `_LISTS_OF_A_GAP` each.
    """

    kind: Kind
    owner: str
    subject: str | None
    lists: Sequence[Sequence[str]]


_LISTS_OF_A_GAP = 2


class _Asks(Sequence[Sequence[str]]):
    """The texts that ask for what is not known of a subject; made when they are looked at."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Asks):
            return NotImplemented
        mine, its = self._subject, other._subject
        return mine.en == its.en and mine.gaps == its.gaps

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return _LISTS_OF_A_GAP * len(self._subject.gaps)

    @overload
    def __getitem__(self, number: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, number: slice) -> list[Sequence[str]]: ...
    def __getitem__(self, number: int | slice) -> Sequence[str] | list[Sequence[str]]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        place, is_english = divmod(number, _LISTS_OF_A_GAP)
        gap = self._subject.gaps[place]
        if not is_english:
            return gap.asks
        return (f"{gap.en} of {self._subject.en}",) if gap.en else ()


class Documents(Sequence[Document]):
    """All documents of a knowledge base, in its own order; each is made when it is looked at.

    Args:
        base: The knowledge base.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._things = [thing for thing in _things(base) if any(map(len, thing.lists))]
        lists = [len(thing.lists) for thing in self._things]
        sizes = [len(texts) for thing in self._things for texts in thing.lists]
        self._first_of = [0, *accumulate(lists)]
        self._thing_of = _repeated(lists)
        self._starts = array("i", accumulate(sizes, initial=0))
        self._list_of = _repeated(sizes)
        self._made: dict[int, Document] = {}
        self._most = MADE if len(self) <= MANY else len(self)

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...
    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        made = self._made.get(number)
        if made is None:
            if len(self._made) >= self._most:
                self._made.clear()
            made = self._made[number] = self._make(number)
        return made

    def _make(self, number: int) -> Document:
        if not 0 <= number < len(self):
            message = f"there are {len(self)} documents, none is number {number}"
            raise IndexError(message)
        place = self._list_of[number]
        thing = self._thing_of[place]
        kind, owner, subject, lists = self._things[thing]
        of_thing = place - self._first_of[thing]
        text = lists[of_thing][number - self._starts[place]]
        return Document(kind, owner, text, subject, _gap(kind, of_thing), number)

    def each(self, value: Callable[[Kind, str], int]) -> NDArray[np.int32]:
        """For each document, by its number, what is given of its kind and owner."""
        values = [value(thing.kind, thing.owner) for thing in self._things]
        of_lists = np.array(values, np.int32)[self._thing_of]
        found: NDArray[np.int32] = of_lists[self._list_of]
        return found

    def same(self, other: Documents) -> tuple[int, int]:
        """How many are another version's, too: at the beginning, and of the rest at the end."""
        shorter = min(len(self), len(other))
        first = _alike(self._things, other._things)
        return first, min(_alike(self._things, other._things, -1), shorter - first)

    def of_subjects(self) -> dict[str, list[tuple[Kind, Sequence[Sequence[str]]]]]:
        """What is said of each subject: the lists of texts of one thing after another."""
        found: dict[str, list[tuple[Kind, Sequence[Sequence[str]]]]] = {}
        for thing in self._things:
            if thing.subject is not None:
                found.setdefault(thing.subject, []).append((thing.kind, thing.lists))
        return found

    def beside(self, subjects: Container[str]) -> Iterator[Document]:
        """Those that are about other subjects than some."""
        for number, thing in enumerate(self._things):
            if thing.subject is not None and thing.subject not in subjects:
                yield from self._of_thing(number)

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[Document]:
        return chain.from_iterable(map(self._of_thing, range(len(self._things))))

    def _of_thing(self, thing: int) -> Iterator[Document]:
        kind, owner, subject, lists = self._things[thing]
        number = self._starts[self._first_of[thing]]
        for place, texts in enumerate(lists):
            gap = _gap(kind, place)
            for text in texts:
                yield Document(kind, owner, text, subject, gap, number)
                number += 1


def _repeated(sizes: Sequence[int]) -> array[int]:
    """Each place so many times as is given of it."""
    return array("i", np.arange(len(sizes), dtype=np.int32).repeat(sizes).tobytes())


def _alike(things: Sequence[_Thing], others: Sequence[_Thing], step: int = 1) -> int:
    """How many documents two versions begin with alike; with -1 as a step, how many they end."""
    count = 0
    for one, other in zip(things[::step], others[::step], strict=False):
        if (one.kind, one.owner) != (other.kind, other.owner):
            break
        if one.lists == other.lists:
            count += sum(map(len, one.lists))
            continue
        texts, also = ([*chain.from_iterable(thing.lists)][::step] for thing in (one, other))
        pairs = zip(texts, also, strict=False)
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        count += alike
        if not alike == len(texts) == len(also):
            break
    return count


def _gap(kind: Kind, place: int) -> int | None:
    """Which gap a list of texts is of, by its place among a subject's lists."""
    return place // _LISTS_OF_A_GAP if kind is Kind.GAP else None


def _things(base: KnowledgeBase) -> Iterator[_Thing]:
    for entry in base.entries.values():
        says = [(entry.question,), entry.variants]
        if entry.en is not None:
            says += [(entry.en.question,), entry.en.variants]
        yield _Thing(Kind.ENTRY, entry.id, entry.subject, says)
    for subject in base.subjects.values():
        yield _Thing(Kind.GAP, subject.id, subject.id, _Asks(subject))
    for talk in base.profile.smalltalk:
        yield _Thing(Kind.SMALLTALK, talk.id, None, (talk.variants,))
    for topic in base.foreign:
        yield _Thing(Kind.FOREIGN, topic.id, None, (topic.questions,))
