"""All that a question can resemble: entries' variants, known gaps, small talk, foreign matters."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.base import Entry, KnowledgeBase


class Kind(StrEnum):
    """What resembling a document means."""

    ENTRY = "entry"
    GAP = "gap"
    SMALLTALK = "smalltalk"
    FOREIGN = "foreign"


OURS = (Kind.ENTRY, Kind.GAP)
"""Kinds of documents that speak of what the knowledge base knows."""


class Document(Struct, eq=False, gc=False):  # tens of thousands are made at each start
    """One phrasing of one thing that people say; each is a thing of its own.

    Attributes:
        kind: What resembling it means.
        owner: Id of the entry, the subject (of a gap), the small talk or the foreign topic.
        text: The phrasing as the YAML writes it.
        subject: Id of the subject it is about, if any.
        gap: Which of the subject's gaps, counted from 0; None for other kinds.
    """

    kind: Kind
    owner: str
    text: str
    subject: str | None = None
    gap: int | None = None


def documents(base: KnowledgeBase) -> Iterator[Document]:
    """All documents of a knowledge base, in its own order."""
    for entry in base.entries.values():
        for text in _phrasings(entry):
            yield Document(Kind.ENTRY, entry.id, text, entry.subject)
    for subject in base.subjects.values():
        for number, gap in enumerate(subject.gaps):
            asks = (*gap.asks, f"{gap.en} of {subject.en}") if gap.en else gap.asks
            for text in asks:
                yield Document(Kind.GAP, subject.id, text, subject.id, number)
    for talk in base.profile.smalltalk:
        for text in talk.variants:
            yield Document(Kind.SMALLTALK, talk.id, text)
    for topic in base.foreign:
        for text in topic.questions:
            yield Document(Kind.FOREIGN, topic.id, text)


def size(base: KnowledgeBase) -> int:
    """How many documents a knowledge base has."""
    gaps = (gap for subject in base.subjects.values() for gap in subject.gaps)
    return (
        sum(1 for entry in base.entries.values() for _ in _phrasings(entry))
        + sum(len(gap.asks) + bool(gap.en) for gap in gaps)
        + sum(len(talk.variants) for talk in base.profile.smalltalk)
        + sum(len(topic.questions) for topic in base.foreign)
    )


def _phrasings(entry: Entry) -> Iterator[str]:
    yield entry.question
    yield from entry.variants
    if entry.en is not None:
        yield entry.en.question
        yield from entry.en.variants
