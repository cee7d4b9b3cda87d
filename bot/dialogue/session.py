"""What the last turns of a chat left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.matching.context import Context

EXPIRES_AFTER = timedelta(minutes=10)
"""How long a follow-up may lean on the turn before."""


@dataclass(frozen=True, slots=True)
class Session:
    """The context of a chat; immutable, one a turn.

    Attributes:
        subject: Id of the subject last told.
        entry: Id of the entry last told.
        question: The question that was last told something.
        options: Entry ids of the choices now open, in the order shown.
        at: When the last turn took place; None where the caller gives no time.
        offered_for: The question that the open choices were offered for.
    """

    subject: str | None = None
    entry: str | None = None
    question: str = ""
    options: tuple[str, ...] = ()
    at: datetime | None = None
    offered_for: str = ""

    def alive(self, now: datetime | None) -> bool:
        """Whether a turn at `now` may still lean on this one."""
        if now is None or self.at is None:
            return True
        return now - self.at <= EXPIRES_AFTER

    @property
    def context(self) -> Context:
        """What matching may lean on."""
        return Context(self.subject, self.entry, self.question)
