"""Weighs what a question resembles by what it mentions: one visible sum a candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from bot.matching.documents import OURS, Kind
from bot.matching.traits import TraitFinder, Traits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.coding import Integers
    from bot.matching.documents import Document
    from bot.matching.indexing import Floats
    from bot.matching.ranking import Match
    from bot.matching.reading import Reading
    from bot.matching.variants import Variants
    from bot.matching.vocabulary import Vocabulary

LEAST_LEARNT, MOST_LEARNT = -0.5, 1.5
"""Where what the trained model says is cut off: beyond these it is sure either way."""
AGREEING = 6
"""How many of the documents resembled most are looked at for agreement on a subject."""


class Candidate(Struct, eq=False, gc=False):  # many are made for each question
    """A document that the question may mean.

    Attributes:
        match: The document and its resemblance.
        document: The document.
        adjustments: What the question's mentions add to or take from the resemblance, by name.
        total: Resemblance and adjustments together; may leave 0..1, so that the best stay apart.
        learnt: What the trained model says for it: about 1 where it is sure, 0 where it knows
            nothing.
    """

    match: Match
    document: Document
    adjustments: Mapping[str, float]
    total: float
    learnt: float

    @classmethod
    def of(cls, match: Match, adjustments: Mapping[str, float], learnt: float = 0.0) -> Candidate:
        """A candidate, its total added up."""
        total = match.score + sum(adjustments.values())
        return cls(match, match.document, adjustments, total, learnt)

    @property
    def score(self) -> float:
        """The total within 0..1."""
        return min(1.0, max(0.0, self.total))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is compared of a question, found once.

    Attributes:
        reading: All that it mentions.
        typed: Its characters.
        aspects: All aspects that it may ask for.
        figures: Figures in it that the knowledge base knows.
        beyond: The characters of content that it holds beside names.
    """

    reading: Reading
    typed: frozenset[str]
    aspects: frozenset[str]
    figures: tuple[str, ...]
    beyond: frozenset[str]


class Weigher:
    """Weighs with the knowledge base at hand.

    Args:
        base: The knowledge base.
        variants: Reads phrasings.
        targets: What each document means, by the number of its target for the trained model.
        vocabulary: Knows what carries little content.
        weights: What mentions are worth.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        variants: Variants,
        targets: Integers,
        vocabulary: Vocabulary,
        weights: Calibration,
    ) -> None:
        self._targets = targets
        self._weights = weights
        self._traits = TraitFinder(base, variants)
        self._vocabulary = vocabulary

    def prepare(self, document: Document) -> None:
        """Finds ahead what will be compared of a document."""
        if document.kind in OURS:
            self._traits.of(document)

    def weigh(
        self, reading: Reading, matches: Sequence[Match], classes: Floats
    ) -> list[Candidate]:
        """The candidates, best first.

        Args:
            reading: What the question mentions.
            matches: What it resembles.
            classes: What the trained model takes it for: a score for each target.
        """
        agreement = _agreement(matches)
        # Single digits say too little: 8 is 8 roads and the 8 months of another entry.
        figures = [f for f in reading.figures if len(f) > 1 and f in self._traits.figures]
        beyond = frozenset(self._vocabulary.beyond(reading.own, reading.names))
        question = _Question(
            reading, frozenset(reading.own), reading.aspects, tuple(figures), beyond
        )
        of_subjects: dict[str | None, dict[str, float]] = {}
        numbers = [match.document.number for match in matches]
        is_trained = len(classes) and matches
        learnt_of = classes[self._targets[numbers]] if is_trained else np.zeros(len(matches))
        worth_of = self._weights.learnt * learnt_of.clip(LEAST_LEARNT, MOST_LEARNT)
        candidates = []
        said = zip(matches, learnt_of.tolist(), worth_of.tolist(), strict=True)
        for match, learnt, worth in said:
            document = match.document
            if document.kind in OURS:
                subject = document.subject
                if subject not in of_subjects:
                    of_subjects[subject] = self._by_subject(reading, subject, agreement)
                adjustments = of_subjects[subject].copy()
                self._by_traits(question, document, adjustments)
            elif document.kind is Kind.FOREIGN and document.owner in reading.foreign:
                adjustments = {"foreign_term": self._weights.foreign_term}
            else:
                adjustments = {}
            if learnt:
                adjustments["learnt"] = worth
            candidates.append(Candidate.of(match, adjustments, learnt))
        candidates.sort(key=_descending)
        return candidates

    def _by_subject(
        self, reading: Reading, subject: str | None, agreement: Mapping[str | None, float]
    ) -> dict[str, float]:
        """What all phrasings about a subject have in common."""
        weights = self._weights
        found: dict[str, float] = {}
        if subject in agreement:
            found["agreement"] = weights.agreement * agreement[subject]
        if reading.strange:
            found["strange"] = weights.strange * reading.strange
        if subject is not None and reading.subjects:
            if subject in reading.subjects:
                found["named"] = weights.named
            else:
                found["unnamed"] = weights.unnamed
        return found

    def _by_traits(self, question: _Question, document: Document, found: dict[str, float]) -> None:
        """What a phrasing of its own holds, lacks and asks for."""
        weights, reading = self._weights, question.reading
        traits = self._traits.of(document)
        if (
            traits.names
            and not reading.subjects
            and document.subject is not None
            and traits.lacks_names(question.typed)
        ):
            found["nameless"] = weights.nameless
        if traits.beyond and question.beyond and question.beyond.isdisjoint(traits.beyond):
            found["unsaid"] = weights.unsaid
        if document.kind is Kind.GAP:
            self._by_gap(question, traits, found)
        elif reading.asked:
            self._by_aspects(question, traits, found)
        if question.figures:
            self._by_figures(question, traits, found)

    def _by_figures(self, question: _Question, traits: Traits, found: dict[str, float]) -> None:
        if traits.figures.isdisjoint(question.figures):
            found["no_figure"] = self._weights.no_figure
        else:
            found["figure"] = self._weights.figure

    def _by_aspects(self, question: _Question, traits: Traits, found: dict[str, float]) -> None:
        asked = question.reading.asked
        if all(not traits.aspects.isdisjoint(phrase.aspects) for phrase in asked):
            found["covered"] = self._weights.covered
        elif traits.aspects and traits.aspects.isdisjoint(question.aspects):
            found["uncovered"] = self._weights.uncovered

    def _by_gap(self, question: _Question, traits: Traits, found: dict[str, float]) -> None:
        weights = self._weights
        if traits.what in question.reading.own:
            found["said"] = weights.said
        if traits.gap in question.aspects:
            found["covered"] = weights.covered
        elif traits.gap is not None and question.aspects:
            found["uncovered"] = weights.uncovered
        elif traits.gap in traits.aspects:
            found["unasked"] = weights.unasked


def _descending(candidate: Candidate) -> float:
    return -candidate.total


def _agreement(matches: Sequence[Match]) -> dict[str | None, float]:
    """For each subject its share of the documents that resemble the question most."""
    ours = [m.document.subject for m in matches if m.document.kind in OURS][:AGREEING]
    return {subject: ours.count(subject) / AGREEING for subject in ours if subject is not None}
