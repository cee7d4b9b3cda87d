"""What a question may lean on when it does not stand alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """What was told before in the same chat.

    Attributes:
        subject: Id of the subject last told.
        entry: Id of the entry last told.
        question: The question that was last told something, as typed.
    """

    subject: str | None = None
    entry: str | None = None
    question: str = ""
