"""Decides what a question means: answer, partial, clarify, decline or small talk.

Every document that a question resembles is a candidate for an ending. Its resemblance is adjusted
by what the question mentions (a subject's name, an aspect, a figure, a foreign term), in one
visible sum; the best candidate and two thresholds give the ending.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.normalise import fold
from bot.matching.reading import figures_in, years_in
from bot.matching.verdict import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.knowledge.base import Entry, KnowledgeBase, Subject
    from bot.matching.ranking import Match
    from bot.matching.reading import Reading


GENERAL_ASPECT = "what"
"""Whatever is told of a subject says what it is: never missing."""
AGREEING = 6
"""How many of the documents resembled most are looked at for agreement on a subject."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A thing that the source does not state.

    Attributes:
        zh: Its name in Chinese, or the user's own word.
        en: Its name in English; may be empty.
    """

    zh: str
    en: str = ""


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
    def total(self) -> float:
        """Resemblance and adjustments together; may leave 0..1, so that the best stay apart."""
        return self.match.score + sum(self.adjustments.values())

    @property
    def score(self) -> float:
        """The total within 0..1."""
        return min(1.0, max(0.0, self.total))


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
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Weights:
    """What mentions add to a resemblance, and the thresholds of the endings (all in 0..1).

    Attributes:
        named: The question names the document's subject.
        unnamed: It names subjects, and the document's is none of them.
        nameless: The document names its subject, and the question names none.
        covered: The entry states every aspect asked for, or the gap is about one of them.
        uncovered: The entry states none of the aspects asked for.
        unasked: The gap is about an aspect, and the question asks for none.
        said: The gap's own name stands in the question.
        agreement: All of the documents resembled most are about the document's subject.
        figure: A figure of the question stands in the entry.
        no_figure: The question's figures stand elsewhere, and not in this entry.
        foreign_term: The question names something of the foreign topic.
        strange: At full share of content that the knowledge base has no word for.
        claim: From this score on a candidate is told.
        offer: From this score on it is offered as a choice.
        margin: Two entries closer than this are offered rather than told.
    """

    named: float = 0.14
    unnamed: float = -0.14
    nameless: float = -0.15
    covered: float = 0.06
    uncovered: float = -0.08
    unasked: float = -0.05
    said: float = 0.08
    agreement: float = 0.08
    figure: float = 0.10
    no_figure: float = -0.05
    foreign_term: float = 0.20
    strange: float = -0.25
    claim: float = 0.46
    offer: float = 0.36
    margin: float = 0.02


class Decider:
    """Decides with the knowledge base at hand.

    Args:
        base: The knowledge base.
        read_variant: What a variant mentions.
        weights: What mentions are worth.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        read_variant: Callable[[str], Reading],
        weights: Weights | None = None,
    ) -> None:
        self._read_variant = read_variant
        self._base = base
        self._weights = weights or Weights()
        self._years = {year for source in base.sources.values() for year in years_in(source.text)}
        self._figures = {entry.id: _figures_of(entry) for entry in base.entries.values()}
        self._figure_owners: dict[str, set[str]] = {}
        for entry, figures in self._figures.items():
            for figure in figures:
                self._figure_owners.setdefault(figure, set()).add(entry)

    @property
    def claim(self) -> float:
        """The score from which on a candidate is told."""
        return self._weights.claim

    def decide(self, reading: Reading, matches: Sequence[Match]) -> Decision:
        """What a question means.

        Args:
            reading: What it mentions.
            matches: What it resembles.
        """
        candidates = self._weigh(reading, matches)
        decision = self._choose(reading, candidates)
        return replace(decision, candidates=tuple(candidates))

    # -- candidates --------------------------------------------------------------------------

    def _weigh(self, reading: Reading, matches: Iterable[Match]) -> list[Candidate]:
        matches = list(matches)
        agreement = self._agreement(matches)
        candidates = [
            Candidate(match, self._adjust(reading, match, agreement)) for match in matches
        ]
        candidates.sort(key=lambda candidate: -candidate.total)
        return candidates

    def _lacks_name(self, reading: Reading, variant: str) -> bool:
        """Whether a variant names its subject and the question holds less than half of the name."""
        names = self._read_variant(variant).names
        typed = set(reading.own)
        return bool(names) and all(
            sum(char in typed for char in name) * 2 < len(name) for name in names
        )

    @staticmethod
    def _agreement(matches: Sequence[Match]) -> dict[str, float]:
        """For each subject its share of the documents that resemble the question most."""
        ours = [m.document.subject for m in matches if m.document.kind in (Kind.ENTRY, Kind.GAP)]
        best = [subject for subject in ours[:AGREEING] if subject is not None]
        return {subject: best.count(subject) / AGREEING for subject in best}

    def _adjust(
        self, reading: Reading, match: Match, agreement: Mapping[str, float]
    ) -> dict[str, float]:
        weights, document = self._weights, match.document
        if document.kind is Kind.FOREIGN:
            return {"foreign_term": weights.foreign_term} if document.owner in reading.foreign else {}
        if document.kind is Kind.SMALLTALK:
            return {}
        found: dict[str, float] = {}
        if document.subject in agreement:
            found["agreement"] = weights.agreement * agreement[document.subject]
        if reading.strange:
            found["strange"] = weights.strange * reading.strange
        if reading.subjects and document.subject is not None:
            name = "named" if document.subject in reading.subjects else "unnamed"
            found[name] = getattr(weights, name)
        elif document.subject is not None and self._lacks_name(reading, document.text):
            found["nameless"] = weights.nameless
        aspects = reading.aspects
        if document.kind is Kind.GAP and document.gap is not None:
            gap = self._base.subjects[document.owner].gaps[document.gap]
            if fold(gap.what) in reading.own:
                found["said"] = weights.said
            if gap.aspect in aspects:
                found["covered"] = weights.covered
            elif gap.aspect is not None:
                found["uncovered"] = weights.uncovered if aspects else weights.unasked
        elif aspects:
            covers = self._base.entries[document.owner].covers
            covers |= self._read_variant(document.text).aspects
            if all(set(asked.aspects) & covers for asked in reading.asked):
                found["covered"] = weights.covered
            elif covers and not aspects & covers:
                found["uncovered"] = weights.uncovered
        entry = document.owner
        if document.kind is Kind.GAP:
            entry = self._base.subjects[document.owner].gist
        if reading.figures:
            # Single digits say too little: 8 is 8 roads and the 8 months of another entry.
            known = [f for f in reading.figures if len(f) > 1 and f in self._figure_owners]
            if any(f in self._figures[entry] for f in known):
                found["figure"] = weights.figure
            elif known:
                found["no_figure"] = weights.no_figure
        return found

    # -- endings -----------------------------------------------------------------------------

    def _choose(self, reading: Reading, candidates: list[Candidate]) -> Decision:
        weights = self._weights
        best = {kind: _best(candidates, kind) for kind in Kind}
        top = candidates[0] if candidates else None
        if top is not None and top.match.document.kind is Kind.SMALLTALK:
            if top.score >= weights.claim:
                return Decision(Status.SMALLTALK, top.score, talk=top.match.document.owner,
                                matched=top.match.document.text)  # fmt: skip
        if self._is_foreign(reading, best):
            return self._decline(reading, top)
        ours = max(
            (c for c in (best[Kind.ENTRY], best[Kind.GAP]) if c is not None),
            key=lambda candidate: candidate.total,
            default=None,
        )
        if ours is None:
            return self._decline(reading, top)
        if reading.subjects and ours.score < weights.claim:
            return self._tell_subject(reading, ours)
        if ours.score >= weights.claim:
            return self._claim(reading, ours, candidates)
        if ours.score >= weights.offer:
            return self._offer(reading, candidates, ours)
        return self._decline(reading, top)

    def _is_foreign(self, reading: Reading, best: Mapping[Kind, Candidate | None]) -> bool:
        foreign = best[Kind.FOREIGN]
        own = max((c.score for k, c in best.items() if k in (Kind.ENTRY, Kind.GAP) and c), default=0)
        if reading.foreign and not reading.subjects:
            return own < 0.75
        if foreign is None:
            return False
        if reading.subjects and not reading.foreign:
            return foreign.score > own + 0.2
        return foreign.score > own

    def _decline(self, reading: Reading, top: Candidate | None) -> Decision:
        del reading
        return Decision(
            Status.DECLINE, top.score if top else 0.0, reason=Reason.OUT_OF_SCOPE,
            matched=top.match.document.text if top else None,
        )  # fmt: skip

    def _claim(
        self, reading: Reading, ours: Candidate, candidates: list[Candidate]
    ) -> Decision:
        document = ours.match.document
        elsewhere = self._elsewhere(reading, ours)
        if elsewhere is not None:
            return elsewhere
        if document.kind is Kind.GAP and document.gap is not None:
            subject = self._base.subjects[document.owner]
            gap = subject.gaps[document.gap]
            return Decision(Status.PARTIAL, ours.score, entry=subject.gist, subject=subject.id,
                            matched=document.text, missing=(Missing(gap.what, gap.en),))  # fmt: skip
        entry = self._base.entries[document.owner]
        missing = self._missing(reading, entry, self._read_variant(document.text).aspects)
        if not missing and reading.foreign_terms:
            # 跨省的160项里有没有领结婚证: the subject is ours, what is asked of it is not.
            missing = tuple(Missing(t) for t in reading.foreign_terms if t not in document.text)
        status = Status.PARTIAL if missing else Status.ANSWER
        return Decision(status, ours.score, entry=entry.id, subject=entry.subject,
                        matched=document.text, missing=missing)  # fmt: skip

    def _tell_subject(self, reading: Reading, ours: Candidate) -> Decision:
        elsewhere = self._elsewhere(reading, ours)
        if elsewhere is not None:
            return elsewhere
        subject = self._base.subjects[max(reading.subjects, key=lambda s: reading.subjects[s])]
        entry = self._base.entries[subject.gist]
        missing = self._missing(reading, entry) or tuple(Missing(w) for w in reading.leftovers[:2])
        status = Status.PARTIAL if missing else Status.ANSWER
        return Decision(status, ours.score, entry=entry.id, subject=subject.id,
                        matched=subject.name, missing=missing)  # fmt: skip

    def _missing(
        self, reading: Reading, entry: Entry, matched: frozenset[str] = frozenset()
    ) -> tuple[Missing, ...]:
        """The aspects asked for that neither the entry states nor the variant matched asks for."""
        if not entry.covers:
            return ()
        found = []
        for asked in reading.asked:
            if set(asked.aspects) & (entry.covers | matched | {GENERAL_ASPECT}):
                continue
            aspect = self._base.language.aspects[asked.aspects[0]]
            found.append(Missing(aspect.label, aspect.en))
        return tuple(dict.fromkeys(found))

    def _elsewhere(self, reading: Reading, ours: Candidate) -> Decision | None:
        text = ours.match.document.text
        places = [p for p in reading.other_places if p not in text]
        if places:
            return Decision(Status.DECLINE, ours.score, reason=Reason.OTHER_PLACE,
                            detail=places[0], matched=text)  # fmt: skip
        years = [y for y in reading.years if y not in self._years and str(y) not in text]
        if years:
            return Decision(Status.DECLINE, ours.score, reason=Reason.OTHER_PERIOD,
                            detail=str(years[0]), matched=text)  # fmt: skip
        return None

    def _offer(
        self, reading: Reading, candidates: list[Candidate], ours: Candidate
    ) -> Decision:
        elsewhere = self._elsewhere(reading, ours)
        if elsewhere is not None:
            return elsewhere
        options: list[str] = []
        for candidate in candidates:
            document = candidate.match.document
            if candidate.score < self._weights.offer - 0.05:
                break
            entry = (
                document.owner if document.kind is Kind.ENTRY
                else self._base.subjects[document.owner].gist if document.kind is Kind.GAP
                else None
            )  # fmt: skip
            if entry is not None and entry not in options:
                options.append(entry)
            if len(options) == 3:
                break
        return Decision(Status.CLARIFY, ours.score, options=tuple(options),
                        matched=ours.match.document.text)  # fmt: skip


def _best(candidates: Iterable[Candidate], kind: Kind) -> Candidate | None:
    return next((c for c in candidates if c.match.document.kind is kind), None)


def _figures_of(entry: Entry) -> frozenset[str]:
    quotes = " ".join(evidence.quote for evidence in entry.evidence)
    return frozenset(figures_in(fold(f"{entry.answer} {quotes}")))
