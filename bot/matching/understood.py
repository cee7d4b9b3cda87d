"""One question of a message and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.documents import OURS, Kind
from bot.matching.verdict import Decision, Status

if TYPE_CHECKING:
    from bot.matching.reading import Reading
    from bot.matching.weighing import Candidate


@dataclass(frozen=True, slots=True)
class Understood:
    """One question of a message and what it means.

    Attributes:
        question: The words that were taken as the question.
        reading: What it mentions.
        decision: What it means.
        notes: What was done to the words before, for `--explain`.
    """

    question: str
    reading: Reading
    decision: Decision
    notes: tuple[str, ...] = ()

    @property
    def claims(self) -> bool:
        """Whether something is told."""
        return self.decision.status in (Status.ANSWER, Status.PARTIAL)

    @property
    def foreign(self) -> Candidate | None:
        """The foreign phrasing that it resembles most; None where something else is nearer."""
        nearest = next(iter(self.decision.candidates), None)
        is_foreign = nearest is not None and nearest.document.kind is Kind.FOREIGN
        return nearest if is_foreign else None

    @property
    def of_subject(self) -> list[Candidate]:
        """What was weighed of the subject that it is told about, best first."""
        subject = self.decision.subject
        return [
            c for c in self.decision.candidates
            if c.document.kind in OURS and c.document.subject == subject
        ]  # fmt: skip

    @property
    def strength(self) -> float:
        """How much speaks for what is told; unlike the score not bounded by 1."""
        return max((candidate.total for candidate in self.decision.candidates[:1]), default=0.0)

    @property
    def target(self) -> tuple[str | None, str | None]:
        """What is told about, for telling questions of a message apart."""
        return (self.decision.subject, self.decision.entry)
