"""What is told once it is clear what a question means: all of an answer, or what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.unstated import Missing
from bot.matching.verdict import Decision, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.base import Gap, KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.reading import Reading
    from bot.matching.unstated import Unstated
    from bot.matching.weighing import Candidate

FIRM = -2.0
"""Below these log odds of something unstated an entry surely states what is asked."""
NEARER = 0.095
"""So much nearer than its gist another entry of a subject must be to be told instead."""
SURELY = -3.7
"""Below these it does so even where it seems to leave out an aspect that is asked for."""
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
            subject, gap = self._base.subjects[document.owner], self._gap(ours)
            return Decision(
                Status.PARTIAL, ours.score, subject.gist, subject.id, document.text,
                (Missing.of(gap),),
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
        is_stated = odds < limits.stated and not self._holds_more(reading, entry, odds)
        if is_bare or (is_stated and (odds < SURELY or not self._is_known_gap(reading, entry))):
            return self._answer(entry)
        if len(decision.missing) == 1:
            return self._in_its_words(decision, reading, candidates, entry.total - GAP_REACH)
        return decision

    def _in_its_words(
        self, decision: Decision, reading: Reading, candidates: Sequence[Candidate], least: float
    ) -> Decision:
        """The same decision, naming what is missing as the nearest gap of an aspect asked for.

        今年企业家日是几号: the gap's own words say better what is missing than 统计时间.
        """
        for candidate in candidates:
            if candidate.total <= least:
                break
            if _is_of(candidate, Kind.GAP, decision.subject):
                gap = self._gap(candidate)
                alike = self._unstated.asks(candidate.document.text) | {gap.aspect}
                if alike & reading.aspects:
                    return replace(decision, missing=(Missing.of(gap),))
        return decision

    def _gap(self, candidate: Candidate) -> Gap:
        document = candidate.document
        return self._base.subjects[document.owner].gaps[document.gap or 0]

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
            - limits.gap_lacks * reading.exists
        )

    def _is_known_gap(self, reading: Reading, entry: Candidate) -> bool:
        """Whether an aspect is asked for that the entry leaves out and a gap of the subject is."""
        document = entry.document
        subject = self._base.subjects[document.subject or ""]
        gaps = {gap.aspect for gap in subject.gaps}
        stated = self._base.entries[document.owner].covers
        return any(
            not stated.intersection(asked.aspects) and gaps.intersection(asked.aspects)
            for asked in reading.asked
        ) and self._unstated.lacks(reading, entry)

    def _holds_more(self, reading: Reading, entry: Candidate, odds: float) -> bool:
        """Whether a question holds a thing or a place that an entry does not speak of.

        Where much speaks for the entry (by the log odds), a word that only gaps use is none.
        """
        text = entry.document.text
        if any(place not in text for place in (*reading.foreign_terms, *reading.compared)):
            return True
        told = self._base.entries[entry.document.owner]
        is_open = odds > FIRM or self._unstated.is_bare(text)
        return is_open and bool(self._unstated.things(reading, told, text))

    @staticmethod
    def _answer(ours: Candidate) -> Decision:
        document = ours.document
        return Decision(Status.ANSWER, ours.score, document.owner, document.subject, document.text)

    def nearest_known(
        self, decision: Decision, candidates: Sequence[Candidate], limits: Calibration
    ) -> Decision:
        """The same decision, telling of a subject what is clearly nearer to the question.

        Args:
            decision: What was decided.
            candidates: What was weighed, best first.
            limits: From where on an entry is near enough to be told instead of the gist.
        """
        if decision.status is not Status.PARTIAL or decision.subject is None:
            return decision
        told = [c for c in candidates if _is_of(c, Kind.ENTRY, decision.subject)]
        gist = self._base.subjects[decision.subject].gist
        least = max((c.total for c in told if c.document.owner == gist), default=limits.claim)
        if decision.entry == gist and told and told[0].total > least + NEARER:
            return replace(decision, entry=told[0].document.owner)
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
        known = self._gap(gap)
        missing = (Missing.of(known),)
        return Decision(
            Status.PARTIAL, chosen.score, entry.id, entry.subject, document.text, missing
        )


def _is_of(candidate: Candidate, kind: Kind, subject: str | None) -> bool:
    return candidate.document.kind is kind and candidate.document.subject == subject
