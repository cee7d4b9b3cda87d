"""How a question can end, the reasons to decline one, and the decision that says both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.matching.unstated import Missing
    from bot.matching.weighing import Candidate


class Status(StrEnum):
    """How a question ended."""

    ANSWER = "answer"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    DECLINE = "decline"
    SMALLTALK = "smalltalk"


class Reason(StrEnum):
    """Why a question was declined."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    OUT_OF_SCOPE = "out_of_scope"
    OTHER_PLACE = "other_place"
    OTHER_PERIOD = "other_period"
    PERSONAL_DATA = "personal_data"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a question means.

    Attributes:
        status: How it ends.
        score: Belief in 0..1.
        entry: Id of the entry to tell (answer, partial).
        subject: Id of the subject that it is about, where known.
        matched: The phrasing that decided, as the YAML writes it.
        missing: What the source does not state (partial).
        reason: Why it is declined.
        options: Ids of the entries offered (clarify).
        talk: Id of the small talk.
        detail: The other place or period (decline).
        doubted: Id of the entry that would have been told but for doubt (clarify).
        candidates: What was weighed, best first.
    """

    status: Status
    score: float = 0.0
    entry: str | None = None
    subject: str | None = None
    matched: str | None = None
    missing: tuple[Missing, ...] = ()
    reason: Reason | None = None
    options: tuple[str, ...] = ()
    talk: str | None = None
    detail: str = ""
    doubted: str | None = None
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)

    def without(self, untold: frozenset[str]) -> Decision:
        """The same decision, or a refusal where what it tells may not be told now.

        Args:
            untold: Ids of the entries that are neither told nor offered.
        """
        options = tuple(option for option in self.options if option not in untold)
        is_off = bool(untold.intersection((self.entry, self.doubted)))
        if is_off or (self.options and not options):
            return Decision(Status.DECLINE, self.score, reason=Reason.UNAVAILABLE)
        return replace(self, options=options)
