"""What is told once it is clear what a question means: all of an answer, or what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.unstated import Missing
from bot.matching.verdict import Decision, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.reading import Reading
    from bot.matching.unstated import Unstated
    from bot.matching.weighing import Candidate

GAP_REACH = 0.1
"""So much less than an entry may a gap resemble a question to say what is missing there."""


class Teller:
    """Turns a candidate into a decision, naming what the source does not state.

    Args:
        base: The knowledge base.
        unstated: Compares what is asked with what an entry states.
    """

    def __init__(self, base: KnowledgeBase, unstated: Unstated) -> None:
        self._base = base
        self._unstated = unstated

    def claim(self, reading: Reading, ours: Candidate) -> Decision:
        """Tells an entry, or what is known of a subject besides a known gap."""
        document = ours.document
        if document.kind is Kind.GAP:
            subject = self._base.subjects[document.owner]
            gap = subject.gaps[document.gap or 0]
            return Decision(
                Status.PARTIAL, ours.score, subject.gist, subject.id, document.text,
                (Missing(gap.what, gap.en),),
            )  # fmt: skip
        entry = self._base.entries[document.owner]
        missing = self._unstated.aspects(reading, entry, document.text)
        missing = missing or self._unstated.things(reading, entry, document.text)
        missing = missing or tuple(
            Missing(place) for place in reading.compared if place not in document.text
        )
        status = Status.PARTIAL if missing else Status.ANSWER
        return Decision(status, ours.score, entry.id, entry.subject, document.text, missing)

    def subject(self, reading: Reading, ours: Candidate) -> Decision:
        """Tells the gist of the subject named, where no phrasing is near enough."""
        subject = self._base.subjects[max(reading.subjects, key=lambda s: reading.subjects[s])]
        entry = self._base.entries[subject.gist]
        missing = self._unstated.aspects(reading, entry) or tuple(
            Missing(w) for w in reading.leftovers[:2]
        )
        status = Status.PARTIAL if missing else Status.ANSWER
        return Decision(status, ours.score, entry.id, subject.id, subject.name, missing)

    def lean(
        self,
        decision: Decision,
        reading: Reading,
        candidates: Sequence[Candidate],
        leaning: float,
        limits: Calibration,
    ) -> Decision:
        """The same decision, or what is known besides a gap where much speaks for that.

        Args:
            decision: What was decided.
            reading: What the question mentions.
            candidates: What was weighed, best first.
            leaning: How much its wording speaks for something unstated.
            limits: From where on.
        """
        subject = decision.subject
        gap = next((c for c in candidates if _is_of(c, Kind.GAP, subject)), None)
        entry = next((c for c in candidates if _is_of(c, Kind.ENTRY, subject)), None)
        if subject is None or gap is None or entry is None:
            return decision
        if (
            decision.status is Status.ANSWER
            and leaning + gap.total - entry.total > limits.unstated
        ):
            return self.claim(reading, gap)
        known = self._base.subjects[gap.document.owner].gaps[gap.document.gap or 0]
        near = gap.total > entry.total - GAP_REACH
        if len(decision.missing) == 1 and near and known.aspect in reading.aspects:
            # 今年企业家日是几号: the gap's own words say better what is missing than 统计时间.
            return replace(decision, missing=(Missing(known.what, known.en),))
        return decision

    def more_than_the_name(
        self, reading: Reading, candidates: Sequence[Candidate], chosen: Candidate
    ) -> Decision | None:
        """What is known of a subject, where a question resembles no more than its name.

        容缺受理咋划的线 resembles 容缺受理, but what is asked of it stands in no phrasing.
        """
        document = chosen.document
        if document.kind is not Kind.ENTRY or not self._unstated.is_bare(document.text):
            return None
        entry = self._base.entries[document.owner]
        beyond = self._unstated.beyond(reading, entry)
        if not beyond or self._unstated.aspects(reading, entry, document.text):
            return None
        gap = next((c for c in candidates if _is_of(c, Kind.GAP, entry.subject)), None)
        if gap is None or gap.match.score < chosen.match.score - GAP_REACH:
            return None
        known = self._base.subjects[gap.document.owner].gaps[gap.document.gap or 0]
        missing = (Missing(known.what, known.en),)
        return Decision(
            Status.PARTIAL, chosen.score, entry.id, entry.subject, document.text, missing
        )


def _is_of(candidate: Candidate, kind: Kind, subject: str | None) -> bool:
    return candidate.document.kind is kind and candidate.document.subject == subject
