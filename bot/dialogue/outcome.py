"""What one question led to: the status, what was matched, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.matching.verdict import Reason, Status

__all__ = ["Option", "Outcome", "Reason", "Status"]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the choices offered, or a related question.

    Attributes:
        entry: Id of the entry that picking it answers.
        label: The entry's question, as a button or a list shows it.
        text: The whole reply that picking it gives, without markup.
    """

    entry: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question led to.

    Attributes:
        status: How it ended.
        question: The piece of the message that was taken as this question.
        entry: Id of the entry told (answer, partial) or of the small talk; else None.
        matched: The variant that matched, as the knowledge base writes it.
        score: Belief in 0..1 that the entry is what the question is about.
        not_stated: What the source does not state, in Chinese or the user's own words (partial).
        reason: Why it was declined.
        options: The choices offered (clarify).
    """

    status: Status
    question: str
    entry: str | None = None
    matched: str | None = None
    score: float = 0.0
    not_stated: tuple[str, ...] = ()
    reason: Reason | None = None
    options: tuple[Option, ...] = ()
