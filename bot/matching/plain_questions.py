"""Questions that hold a subject's name and what is asked of it, and nothing else.

What the entries declare that they state (`covers`) decides these: the phrasings that a bare name
resembles are many, and say little of what is asked.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.normalise import fold
from bot.matching.unstated import GENERAL_ASPECTS, Missing
from bot.matching.verdict import Status
from bot.matching.vocabulary import GAP_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.base import Entry, KnowledgeBase, Subject
    from bot.matching.reading import Reading
    from bot.matching.unstated import Unstated
    from bot.matching.verdict import Decision


class PlainQuestions:
    """Corrects what resemblance says of plain questions.

    Args:
        base: The knowledge base.
        unstated: Compares what is asked with what an entry states.
    """

    def __init__(self, base: KnowledgeBase, unstated: Unstated) -> None:
        self._base = base
        self._unstated = unstated
        frames = (frame.split(GAP_MARK) for frame in base.language.bare_frames)
        self._frames = frozenset(
            GAP_MARK.join(map(fold, frame)).replace(" ", "") for frame in frames
        )
        self._places = sorted(map(fold, base.language.own_places), key=len, reverse=True)
        self._entries: dict[str, list[Entry]] = {}
        for entry in base.entries.values():
            if entry.subject is not None:
                self._entries.setdefault(entry.subject, []).append(entry)

    def corrected(self, decision: Decision, reading: Reading) -> Decision:
        """The same decision, or the answer that states what is plainly asked.

        Args:
            decision: What was decided.
            reading: What the question mentions.
        """
        if decision.status in (Status.DECLINE, Status.SMALLTALK) or not _is_plain(reading):
            return decision
        is_open = decision.status is Status.CLARIFY and len(reading.subjects) == 1
        is_bare = (decision.status is Status.PARTIAL or is_open) and self.is_bare(reading)
        if not reading.asked and not is_bare:
            return decision
        named = decision.subject or max(reading.subjects, key=lambda name: reading.subjects[name])
        if named not in reading.subjects:
            return decision
        subject = self._base.subjects[named]
        if is_bare:
            own = [entry.id for entry in self._entries.get(named, ())]
            return _answer(decision, subject, own) if own else decision
        if self._says_itself(decision, reading):
            return decision
        known = [gap for gap in subject.gaps if gap.aspect in reading.aspects]
        stating = [
            entry.id for entry in self._entries.get(named, ())
            if reading.aspects <= entry.covers | GENERAL_ASPECTS
            and self._unstated.says_no_more(reading.content, entry)
        ]  # fmt: skip
        if decision.status is Status.ANSWER and (
            reading.content or decision.entry in stating or not self._lacks(decision, reading)
        ):
            return decision
        if stating and not known:
            return _answer(decision, subject, stating)
        if stating or reading.content or decision.status is Status.CLARIFY:
            return decision
        return self._rightly_named(decision, subject, reading)

    def _lacks(self, decision: Decision, reading: Reading) -> bool:
        """Whether the entry told leaves out what is asked, and so does the phrasing matched."""
        entry = self._base.entries[decision.entry or ""]
        return bool(self._unstated.aspects(reading, entry, decision.matched or ""))

    def settled(self, decision: Decision, reading: Reading) -> Decision:
        """The same decision, or what is missing where a choice would make no difference.

        Whichever of the flats is meant: the rent of none is stated.

        Args:
            decision: What was decided.
            reading: What the question mentions.
        """
        if decision.status is not Status.CLARIFY or not (reading.asked and decision.options):
            return decision
        options = [self._base.entries[option] for option in decision.options]
        first = options[0]
        if first.subject is None or any(entry.topic != first.topic for entry in options):
            return decision
        related = [e for option in options for e in self._entries.get(option.subject or "", ())]
        related += options
        missing = self._unstated.aspects(reading, first)
        if not missing or not all(self._unstated.aspects(reading, e) for e in related):
            return decision
        top = decision.candidates[0].document
        if top.gap is not None and top.owner == first.subject:
            gap = self._base.subjects[first.subject].gaps[top.gap]
            missing = (Missing.of(gap),)
        return replace(
            decision, status=Status.PARTIAL, entry=first.id, subject=first.subject, options=(),
            missing=missing,
        )  # fmt: skip

    def _says_itself(self, decision: Decision, reading: Reading) -> bool:
        """Whether a question says in its own words what is told to be missing: 求名单.

        An aspect's own name (原因) says no more than that it is asked for.
        """
        said = reading.beside_names
        asked = {self._base.language.aspects[aspect].label for aspect in reading.aspects}
        labels = (fold(missing.zh) for missing in decision.missing if missing.zh not in asked)
        return any(first + second in said for label in labels for first, second in pairwise(label))

    def is_bare(self, reading: Reading) -> bool:
        """Whether nothing in particular is asked of what is named: 有没有社区公园, 那公租房呢.

        Args:
            reading: What the question mentions.
        """
        text = reading.own
        for name in sorted(reading.names, key=len, reverse=True):
            text = text.replace(name, GAP_MARK)
        for place in self._places:
            text = text.replace(place, "")
        return text.replace(" ", "") in self._frames

    def knows(self, subject: str | None, reading: Reading) -> bool:
        """Whether a subject's entries state what is asked, or it is known not to be stated.

        Args:
            subject: The subject's id.
            reading: What the question mentions.
        """
        if subject is None:
            return False
        covers = [entry.covers for entry in self._entries.get(subject, ()) if entry.covers]
        known = GENERAL_ASPECTS.union(gap.aspect for gap in self._base.subjects[subject].gaps)
        known = known.union(*covers)
        return not covers or all(known.intersection(asked.aspects) for asked in reading.asked)

    def lacking(self, decision: Decision, asked: Reading) -> Decision:
        """The same decision, naming the aspect asked for where no entry of the subject states it.

        Args:
            decision: What was decided.
            asked: What a question mentions that holds nothing but what is asked: 网址是啥.
        """
        if decision.status is not Status.ANSWER or any(len(a.aspects) > 1 for a in asked.asked):
            return decision
        entries = self._entries.get(decision.subject or "", ())
        missing = self._unstated.aspects(asked, self._base.entries[decision.entry or ""])
        if not missing or any(asked.aspects <= entry.covers for entry in entries):
            return decision
        return replace(decision, status=Status.PARTIAL, missing=missing)

    def _rightly_named(self, decision: Decision, subject: Subject, reading: Reading) -> Decision:
        """The same, naming the aspects asked for where nothing or another thing is missing."""
        if decision.subject is None:
            return decision  # an entry of no subject was told
        told = {missing.zh for missing in decision.missing}
        meant = {gap.aspect for gap in subject.gaps if gap.what in told}
        meant |= self._unstated.asks(decision.matched or "")
        if meant & reading.aspects or any(len(asked.aspects) > 1 for asked in reading.asked):
            return decision
        entry = self._base.entries[decision.entry or ""]
        missing = self._unstated.aspects(reading, entry) or decision.missing
        status = Status.PARTIAL if missing else decision.status
        return replace(decision, status=status, missing=missing)


def _answer(decision: Decision, subject: Subject, stating: Sequence[str]) -> Decision:
    """The answer of the entry that is nearest of those that state what is asked."""
    for candidate in decision.candidates:
        document = candidate.document
        if document.kind is Kind.ENTRY and document.owner in stating:
            return replace(
                decision, status=Status.ANSWER, score=candidate.score, entry=document.owner,
                subject=subject.id, matched=document.text, missing=(), options=(),
            )  # fmt: skip
    entry = subject.gist if subject.gist in stating else stating[0]
    return replace(
        decision, status=Status.ANSWER, entry=entry, subject=subject.id, matched=subject.name,
        missing=(), options=(),
    )  # fmt: skip


def _is_plain(reading: Reading) -> bool:
    """Whether a question holds names and aspects, and no other thing, place, year or figure."""
    more = (
        reading.foreign_terms, reading.other_places, reading.compared,
        reading.years, reading.figures,
    )  # fmt: skip
    return bool(reading.subjects) and not any(more)
