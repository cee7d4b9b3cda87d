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

FIRM = -2.0
"""Below these log odds of something unstated an entry surely states what is asked."""
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
        limits: Calibration,
    ) -> Decision:
        """The same decision, or the other of telling all and naming what is missing.

        Args:
            decision: What was decided.
            reading: What the question mentions.
            candidates: What was weighed, best first.
            limits: What speaks how much for something unstated, and from where on that counts.
        """
        subject = decision.subject
        gap = next((c for c in candidates if _is_of(c, Kind.GAP, subject)), None)
        entries = [c for c in candidates if _is_of(c, Kind.ENTRY, subject)]
        if decision.status is Status.ANSWER:
            entries = [c for c in entries if c.document.owner == decision.entry]
        if subject is None or gap is None or not entries:
            return decision
        entry = entries[0]
        odds = self._odds(reading, gap, entries, limits)
        is_bare = not (reading.asks or reading.content)  # 富士花园三期
        if decision.status is Status.ANSWER:
            return self.claim(reading, gap) if odds > limits.unstated and not is_bare else decision
        if is_bare or (odds < limits.stated and not self._holds_more(reading, entry, odds)):
            return self._answer(entry)
        known = self._base.subjects[gap.document.owner].gaps[gap.document.gap or 0]
        near = gap.total > entry.total - GAP_REACH
        if len(decision.missing) == 1 and near and known.aspect in reading.aspects:
            # 今年企业家日是几号: the gap's own words say better what is missing than 统计时间.
            return replace(decision, missing=(Missing(known.what, known.en),))
        return decision

    def _odds(
        self, reading: Reading, gap: Candidate, entries: Sequence[Candidate], limits: Calibration
    ) -> float:
        """The log odds that a question asks for what is not stated of its subject."""
        return (
            limits.gap_bias
            + limits.gap_lead * (gap.total - entries[0].total)
            + limits.gap_learnt * (gap.learnt - max(entry.learnt for entry in entries))
            + limits.gap_strange * reading.strange
            + limits.gap_lacks * self._unstated.lacks(reading, entries[0])
        )

    def _holds_more(self, reading: Reading, entry: Candidate, odds: float) -> bool:
        """Whether a question holds a thing or a place that an entry does not speak of.

        Where much speaks for the entry (by the log odds), a word that only gaps use is none.
        """
        text = entry.document.text
        if any(place not in text for place in (*reading.foreign_terms, *reading.compared)):
            return True
        told = self._base.entries[entry.document.owner]
        return odds > FIRM and bool(self._unstated.things(reading, told, text))

    @staticmethod
    def _answer(ours: Candidate) -> Decision:
        document = ours.document
        return Decision(Status.ANSWER, ours.score, document.owner, document.subject, document.text)

    @staticmethod
    def nearest_known(
        decision: Decision, candidates: Sequence[Candidate], limits: Calibration
    ) -> Decision:
        """The same decision, telling of a subject what is nearest to the question.

        Args:
            decision: What was decided.
            candidates: What was weighed, best first.
            limits: From where on an entry is near enough to be told instead of the gist.
        """
        if decision.status is not Status.PARTIAL:
            return decision
        for candidate in candidates:
            if candidate.total < limits.claim:
                break
            if _is_of(candidate, Kind.ENTRY, decision.subject):
                return replace(decision, entry=candidate.document.owner)
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
