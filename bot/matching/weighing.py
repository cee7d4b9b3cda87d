"""Weighs what a question resembles by what it mentions: one visible sum a candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.normalise import fold
from bot.matching.reading import figures_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.knowledge.base import Entry, KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.documents import Document
    from bot.matching.ranking import Match
    from bot.matching.reading import Reading

OURS = (Kind.ENTRY, Kind.GAP)
"""Kinds of documents that speak of what the knowledge base knows."""
AGREEING = 6
"""How many of the documents resembled most are looked at for agreement on a subject."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that the question may mean.

    Attributes:
        match: The document and its resemblance.
        adjustments: What the question's mentions add to or take from the resemblance, by name.
    """

    match: Match
    adjustments: Mapping[str, float]

    @property
    def document(self) -> Document:
        """The document."""
        return self.match.document

    @property
    def total(self) -> float:
        """Resemblance and adjustments together; may leave 0..1, so that the best stay apart."""
        return self.match.score + sum(self.adjustments.values())

    @property
    def score(self) -> float:
        """The total within 0..1."""
        return min(1.0, max(0.0, self.total))


class Weigher:
    """Weighs with the knowledge base at hand.

    Args:
        base: The knowledge base.
        read_variant: What a variant mentions.
        weights: What mentions are worth.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        read_variant: Callable[[str], Reading],
        weights: Calibration,
    ) -> None:
        self._base = base
        self._read_variant = read_variant
        self._weights = weights
        self._figures = {entry.id: _figures_of(entry) for entry in base.entries.values()}
        self._known_figures = frozenset[str]().union(*self._figures.values())

    def weigh(self, reading: Reading, matches: Sequence[Match]) -> list[Candidate]:
        """The candidates, best first.

        Args:
            reading: What the question mentions.
            matches: What it resembles.
        """
        agreement = _agreement(matches)
        candidates = [
            Candidate(match, dict(self._adjustments(reading, match.document, agreement)))
            for match in matches
        ]
        candidates.sort(key=lambda candidate: -candidate.total)
        return candidates

    def _adjustments(
        self, reading: Reading, document: Document, agreement: Mapping[str | None, float]
    ) -> Iterator[tuple[str, float]]:
        weights = self._weights
        if document.kind is Kind.FOREIGN and document.owner in reading.foreign:
            yield "foreign_term", weights.foreign_term
        if document.kind not in OURS:
            return
        if document.subject in agreement:
            yield "agreement", weights.agreement * agreement[document.subject]
        if reading.strange:
            yield "strange", weights.strange * reading.strange
        yield from self._by_name(reading, document)
        if document.kind is Kind.GAP:
            yield from self._by_gap(reading, document)
        else:
            yield from self._by_aspects(reading, document)
        yield from self._by_figures(reading, document)

    def _by_name(self, reading: Reading, document: Document) -> Iterator[tuple[str, float]]:
        if document.subject is None:
            return
        if not reading.subjects:
            if self._lacks_name(reading, document.text):
                yield "nameless", self._weights.nameless
        elif document.subject in reading.subjects:
            yield "named", self._weights.named
        else:
            yield "unnamed", self._weights.unnamed

    def _lacks_name(self, reading: Reading, variant: str) -> bool:
        """Whether a variant names its subject, and the question holds less than half the name."""
        names = self._read_variant(variant).names
        typed = set(reading.own)
        return bool(names) and all(
            sum(char in typed for char in name) * 2 < len(name) for name in names
        )

    def _by_gap(self, reading: Reading, document: Document) -> Iterator[tuple[str, float]]:
        weights = self._weights
        gap = self._base.subjects[document.owner].gaps[document.gap or 0]
        if fold(gap.what) in reading.own:
            yield "said", weights.said
        if gap.aspect in reading.aspects:
            yield "covered", weights.covered
        elif gap.aspect is not None and reading.aspects:
            yield "uncovered", weights.uncovered
        elif gap.aspect in self._read_variant(document.text).aspects:
            yield "unasked", weights.unasked

    def _by_aspects(self, reading: Reading, document: Document) -> Iterator[tuple[str, float]]:
        if not reading.asked:
            return
        covers = self._base.entries[document.owner].covers
        covers |= self._read_variant(document.text).aspects
        if all(set(asked.aspects) & covers for asked in reading.asked):
            yield "covered", self._weights.covered
        elif covers and not reading.aspects & covers:
            yield "uncovered", self._weights.uncovered

    def _by_figures(self, reading: Reading, document: Document) -> Iterator[tuple[str, float]]:
        # Single digits say too little: 8 is 8 roads and the 8 months of another entry.
        known = [f for f in reading.figures if len(f) > 1 and f in self._known_figures]
        if not known:
            return
        entry = document.owner
        if document.kind is Kind.GAP:
            entry = self._base.subjects[document.owner].gist
        if any(figure in self._figures[entry] for figure in known):
            yield "figure", self._weights.figure
        else:
            yield "no_figure", self._weights.no_figure


def _agreement(matches: Sequence[Match]) -> dict[str | None, float]:
    """For each subject its share of the documents that resemble the question most."""
    ours = [m.document.subject for m in matches if m.document.kind in OURS][:AGREEING]
    return {subject: ours.count(subject) / AGREEING for subject in ours if subject is not None}


def _figures_of(entry: Entry) -> frozenset[str]:
    quotes = " ".join(evidence.quote for evidence in entry.evidence)
    return frozenset(figures_in(fold(f"{entry.answer} {quotes}")))
