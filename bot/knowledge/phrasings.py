"""The phrasings of a knowledge base: most of its text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.knowledge.base import Gap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.knowledge.base import English, KnowledgeBase


def with_phrasings(
    base: KnowledgeBase, take: Callable[[Sequence[str]], Sequence[str]]
) -> KnowledgeBase:
    """The same knowledge base with other phrasings.

    Args:
        base: The knowledge base.
        take: Gives for the phrasings of one thing others; called in an order that is always the
            same.
    """

    def english(en: English | None) -> English | None:
        return replace(en, variants=take(en.variants)) if en else None

    entries = {
        entry.id: replace(entry, variants=take(entry.variants), en=english(entry.en))
        for entry in base.entries.values()
    }
    subjects = {
        subject.id: replace(
            subject,
            gaps=tuple(Gap(g.what, g.en, g.aspect, take(g.asks)) for g in subject.gaps),
        )
        for subject in base.subjects.values()
    }
    talks = tuple(replace(talk, variants=take(talk.variants)) for talk in base.profile.smalltalk)
    foreign = tuple(replace(topic, questions=take(topic.questions)) for topic in base.foreign)
    return replace(
        base,
        entries=entries,
        subjects=subjects,
        profile=replace(base.profile, smalltalk=talks),
        foreign=foreign,
    )
