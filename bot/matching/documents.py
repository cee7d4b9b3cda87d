"""All that a question can resemble: entries' variants, known gaps, small talk, foreign matters."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.base import KnowledgeBase

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


class _Part(NamedTuple):
    """Documents that differ in their text alone."""

    kind: Kind
    owner: str
    subject: str | None
    gap: int | None
    texts: Sequence[str]


class Documents(Sequence[Document]):
    """All documents of a knowledge base, in its own order; each is made when it is looked at.

    Args:
        base: The knowledge base.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._parts = [part for part in _parts(base) if part.texts]
        sizes = [len(part.texts) for part in self._parts]
        self._starts = [0, *accumulate(sizes)]
        self._part_of = array("i", np.arange(len(sizes), dtype=np.int32).repeat(sizes).tobytes())
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
        part = self._part_of[number]
        kind, owner, subject, gap, texts = self._parts[part]
        return Document(kind, owner, texts[number - self._starts[part]], subject, gap, number)

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[Document]:
        number = 0
        for kind, owner, subject, gap, texts in self._parts:
            for text in texts:
                yield Document(kind, owner, text, subject, gap, number)
                number += 1


def _parts(base: KnowledgeBase) -> Iterator[_Part]:
    for entry in base.entries.values():
        says = [(entry.question,), entry.variants]
        if entry.en is not None:
            says += [(entry.en.question,), entry.en.variants]
        for texts in says:
            yield _Part(Kind.ENTRY, entry.id, entry.subject, None, texts)
    for subject in base.subjects.values():
        for number, gap in enumerate(subject.gaps):
            yield _Part(Kind.GAP, subject.id, subject.id, number, gap.asks)
            if gap.en:
                asks = (f"{gap.en} of {subject.en}",)
                yield _Part(Kind.GAP, subject.id, subject.id, number, asks)
    for talk in base.profile.smalltalk:
        yield _Part(Kind.SMALLTALK, talk.id, None, None, talk.variants)
    for topic in base.foreign:
        yield _Part(Kind.FOREIGN, topic.id, None, None, topic.questions)
