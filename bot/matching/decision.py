"""Decides what a question means: answer, partial, clarify, decline or small talk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matching import second_opinion
from bot.matching.documents import OURS, Kind
from bot.matching.normalise import fold
from bot.matching.preference import Preference
from bot.matching.scope import Scope
from bot.matching.telling import Teller
from bot.matching.unstated import Unstated
from bot.matching.verdict import Decision, Reason, Status
from bot.matching.weighing import AGREEING, Weigher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.coding import Integers
    from bot.matching.indexing import Floats
    from bot.matching.ranking import Match
    from bot.matching.reading import Reading
    from bot.matching.subject_words import SubjectWords
    from bot.matching.variants import Variants
    from bot.matching.weighing import Candidate

NAMED_FLOOR = 0.30
"""A story that names a subject in passing resembles nothing so much."""
MAX_STRANGE = 0.3
"""Share of unknown content above which agreement among neighbours counts for nothing."""
NEARLY = 0.04
"""So much below the threshold an entry that states all that is asked is told nevertheless."""
MUCH = 0.4
"""Small talk covers so much of the phrasing that it resembles."""
MOST = 0.6
"""A question without any content must cover so much of a phrasing to mean it."""
FEWEST = 3
"""From fewer phrasings no agreement can be read."""
MAX_OPTIONS = 3
"""Choices that are offered at most; with "none of these" they fit a phone's screen."""


class Decider:
    """Decides with the knowledge base at hand.

    Args:
        base: The knowledge base.
        variants: Reads phrasings.
        words: The words of the subjects' entries and gaps.
        targets: What each document means, by the number of its target for the trained model.
        calibration: Weights and thresholds; the knowledge base's own where none are given.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        variants: Variants,
        words: SubjectWords,
        targets: Integers,
        calibration: Calibration | None = None,
    ) -> None:
        self._base = base
        self.unstated = Unstated(base, variants, words)
        self._teller = Teller(base, self.unstated)
        self.thresholds = calibration or base.calibration
        self.weigher = Weigher(base, variants, targets, words.vocabulary, self.thresholds)
        self._scope = Scope(base, self.thresholds)
        self._preference = Preference(self.unstated, self.thresholds.margin)

    def decide(self, reading: Reading, matches: Sequence[Match], classes: Floats) -> Decision:
        """What a question means.

        Args:
            reading: What it mentions.
            matches: What it resembles.
            classes: What the trained model takes it for: a score for each target.
        """
        candidates = self.weigher.weigh(reading, matches, classes)
        limits, claim = self.thresholds, self._teller.claim
        decision = self._choose(reading, candidates)
        decision = second_opinion.heard(decision, reading, candidates, limits, claim)
        decision = self._teller.lean(decision, reading, candidates, limits)
        decision = self._teller.nearest_known(decision, candidates, limits)
        return replace(decision, candidates=tuple(candidates))

    def _choose(self, reading: Reading, candidates: Sequence[Candidate]) -> Decision:
        limits = self.thresholds
        top = candidates[0] if candidates else None
        ours = _best(candidates, *OURS)
        if top is not None and _is_talk(reading, top, ours, limits.claim):
            talk = top.document
            return Decision(Status.SMALLTALK, top.score, talk=talk.owner, matched=talk.text)
        foreign = self._scope.is_foreign(reading, ours, _best(candidates, Kind.FOREIGN))
        if ours is None or foreign:
            return _decline(top)
        if ours.score < limits.offer and not reading.subjects:
            return _decline(top)
        elsewhere = self._scope.elsewhere(reading, ours)
        if elsewhere is not None:
            return elsewhere
        if _says_nothing(reading, ours) or ours.score >= limits.claim:
            return self._near(reading, candidates, ours)
        if reading.subjects and ours.score >= NAMED_FLOOR:
            if self._tells_all(reading, ours):
                return self._teller.claim(reading, ours)
            return self._teller.subject(reading, ours)
        if ours.score < limits.offer:
            return _decline(top)
        return (
            self._only(reading, candidates, ours)
            or self._agreed(reading, candidates)
            or self._alike(reading, candidates, ours)
            or self.offer(candidates, ours)
        )

    def _near(
        self, reading: Reading, candidates: Sequence[Candidate], ours: Candidate
    ) -> Decision:
        """Tells the entry or gap that a question is near to; where two are, offers both."""
        if _says_nothing(reading, ours):
            is_near = ours.score >= self.thresholds.claim
            return self.offer(candidates, ours) if is_near else _decline(ours)
        chosen = self._preference.chosen(reading, candidates, ours)
        if chosen is None:
            return self.offer(candidates, ours)
        more = self._teller.more_than_the_name(reading, candidates, chosen)
        return more or self._teller.claim(reading, chosen)

    def _tells_all(self, reading: Reading, ours: Candidate) -> bool:
        """Whether an entry of a subject that is not named states all that is asked.

        Who looks for a lender (放款的机构) names loans and asks for the day of the meetings.
        """
        document = ours.document
        return (
            bool(reading.asked)
            and ours.score >= self.thresholds.claim - NEARLY
            and document.kind is Kind.ENTRY
            and document.subject not in reading.subjects
            and not self.unstated.lacks(reading, ours)
        )

    def _only(
        self, reading: Reading, candidates: Sequence[Candidate], ours: Candidate
    ) -> Decision | None:
        """The entry that would be the only choice, if it states all that is asked."""
        if not reading.asked or len(self.offer(candidates, ours).options) > 1:
            return None
        if ours.document.kind is not Kind.ENTRY or self.unstated.lacks(reading, ours):
            return None
        return self._teller.claim(reading, ours)

    def _agreed(self, reading: Reading, candidates: Sequence[Candidate]) -> Decision | None:
        """The gist of a subject that all nearest phrasings are about, where it is not stated."""
        nearest = [c.document for c in candidates if c.document.kind in OURS][:AGREEING]
        owner = nearest[0].subject
        if (
            reading.strange > MAX_STRANGE
            or owner is None
            or len(nearest) < FEWEST
            or any(document.subject != owner for document in nearest)
        ):
            return None
        subject = self._base.subjects[owner]
        entry = self._base.entries[subject.gist]
        missing = self.unstated.aspects(reading, entry)
        if not missing:
            return None
        return Decision(
            Status.PARTIAL, candidates[0].score, entry.id, owner, nearest[0].text, missing
        )

    def _alike(
        self, reading: Reading, candidates: Sequence[Candidate], ours: Candidate
    ) -> Decision | None:
        """The entry whose phrasings are nearly all of the nearest, if it states what is asked."""
        nearest = [c.document for c in candidates if c.document.kind in OURS][:AGREEING]
        same = sum(document.owner == ours.document.owner for document in nearest)
        if reading.strange > MAX_STRANGE or not reading.asked or same < AGREEING - 2:
            return None
        if self.unstated.lacks(reading, ours):
            return None
        return self._teller.claim(reading, ours) if ours.document.kind is Kind.ENTRY else None

    def offer(self, candidates: Iterable[Candidate], ours: Candidate) -> Decision:
        """Offers the entries that are meant most likely.

        Args:
            candidates: What was weighed, best first.
            ours: The first of them that is ours.
        """
        least = self.thresholds.offer - self.thresholds.offer_reach
        options: dict[str, None] = {}
        for candidate in candidates:
            document = candidate.document
            if candidate.score < least or len(options) == MAX_OPTIONS:
                break
            if document.kind is Kind.ENTRY:
                options[document.owner] = None
            elif document.kind is Kind.GAP:
                options[self._base.subjects[document.owner].gist] = None
        return Decision(
            Status.CLARIFY, ours.score, matched=ours.document.text, options=tuple(options)
        )


def _is_talk(reading: Reading, top: Candidate, ours: Candidate | None, least: float) -> bool:
    """Whether a message is small talk; a bare number (唱1首 holds it) is none.

    Nor is one that names a subject, of which the phrasing says nothing: 小公园介绍.
    """
    is_near = top.score >= least and top.match.variant_coverage >= MUCH
    if top.document.kind is not Kind.SMALLTALK or not is_near:
        return False
    said = fold(top.document.text) if reading.names else ""
    is_ours = ours is not None and ours.score >= least
    return not is_ours or all(name in said for name in reading.names)


def _says_nothing(reading: Reading, ours: Candidate) -> bool:
    """Whether a question only asks, and of what is left to guess: 几点下班, 排第几."""
    if reading.says_what:
        return False
    return "nameless" in ours.adjustments or ours.match.variant_coverage < MOST


def _best(candidates: Iterable[Candidate], *kinds: Kind) -> Candidate | None:
    return next((c for c in candidates if c.document.kind in kinds), None)


def _decline(top: Candidate | None) -> Decision:
    score, matched = (top.score, top.document.text) if top else (0.0, None)
    return Decision(Status.DECLINE, score, matched=matched, reason=Reason.OUT_OF_SCOPE)
