"""The engine's front: from a message to the questions in it and what each means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rjieba

from bot.matching.clauses import drop_negated, split_clauses
from bot.matching.context import Context
from bot.matching.decision import Decider, Decision
from bot.matching.documents import Document, Kind, documents
from bot.matching.ranking import Ranker, with_belief
from bot.matching.reading import Reader, Reading
from bot.matching.repair import Repairer
from bot.matching.subject_words import SubjectWords
from bot.matching.verdict import Reason, Status
from bot.matching.vocabulary import Vocabulary
from bot.matching.weighing import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.ranking import Match

MAX_QUESTIONS = 3
"""Questions of one message that are answered."""
WINDOW_GRACE = 0.15
"""So much less may the clause with the question resemble something than the whole message."""
FOLLOW_UP_LENGTH = 16
"""Up to this many characters a message may lean on the turn before."""
LEANING_GRACE = 0.15
"""So much less may a question with the subject told before resemble something than without."""
CONFIDENT = 0.12
"""This far over the threshold a question stands alone whatever was told before."""


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
    def target(self) -> tuple[str | None, str | None]:
        """What is told about, for telling questions of a message apart."""
        return (self.decision.subject, self.decision.entry)


class Matcher:
    """Built once for a version of the knowledge base; answers any number of questions.

    Args:
        base: The knowledge base.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.vocabulary = Vocabulary(base)
        self._base = base
        self._variants: dict[str, Reading] = {}
        self._words_of: dict[str, set[str]] = {}
        self._recent: dict[str, Understood] = {}
        self._documents = tuple(documents(base))
        owners: dict[tuple[Kind, str], int] = {}
        groups = [owners.setdefault((d.kind, d.owner), len(owners)) for d in self._documents]
        self._ranker = Ranker(self._documents, groups, self.vocabulary)
        self._repairer = Repairer(base, self._documents, self.vocabulary)
        self._reader = Reader(base, self.vocabulary, self._repairer.is_own_word)
        self.words = SubjectWords(base, self._documents, self.vocabulary)
        self._decider = Decider(base, self.read_variant, self.words)

    def read_variant(self, text: str) -> Reading:
        """What a variant mentions; each is read once."""
        reading = self._variants.get(text)
        if reading is None:
            reading = self._variants[text] = self._reader.read(self.vocabulary.simplify(text))
        return reading

    def warm(self) -> Iterator[None]:
        """Reads each variant ahead of the questions that resemble it, one a step."""
        for document in self._documents:
            if document.kind in OURS:
                self.read_variant(document.text)
                yield

    @property
    def documents(self) -> tuple[Document, ...]:
        """Everything that a question can resemble."""
        return self._documents

    def search(self, text: str, limit: int) -> list[Match]:
        """The bare ranking: one match an entry, best first, no decision.

        The scores are beliefs that the entry is what the question asks for at all.

        Args:
            text: The question as typed.
            limit: How many entries at most.
        """
        own = self._repairer.repair(self.vocabulary.simplify(text))
        best: dict[str, Match] = {}
        for match in self._ranker.rank(own, self.vocabulary.standardise(own)):
            if match.document.kind is Kind.ENTRY:
                best.setdefault(match.document.owner, match)
        return with_belief(list(best.values()))[:limit]

    def understand(self, text: str, context: Context | None = None) -> list[Understood]:
        """The questions of a message, at most `MAX_QUESTIONS`, and what each means.

        Args:
            text: The message as typed.
            context: What was told before in the same chat.
        """
        context = context or Context()
        self._recent.clear()
        clauses = drop_negated(split_clauses(text), self._base.language.negations)
        if len(clauses) <= 1:
            return [self._with_context(clauses[0] if clauses else text, context)]
        read = [self._alone(clause) for clause in clauses]
        start = self._cue(clauses)
        several = self._several(clauses[start:], read[start:])
        return several or [self._one(clauses, read, context)]

    # -- one question ------------------------------------------------------------------------

    def _alone(self, text: str) -> Understood:
        """A question on its own; the windows of a message overlap, so each is read once."""
        understood = self._recent.get(text)
        if understood is None:
            understood = self._recent[text] = self._understand(text)
        return understood

    def resemble(self, text: str) -> tuple[Reading, list[Match]]:
        """What a single question mentions, and what it resembles, before any decision."""
        reading = self._reader.read(self._repairer.repair(self.vocabulary.simplify(text)))
        return reading, self._ranker.rank(reading.own, reading.standard)

    def _understand(self, text: str) -> Understood:
        reading, matches = self.resemble(text)
        typed = self.vocabulary.simplify(text)
        notes = (f"{typed} → {reading.own}",) if reading.own != typed else ()
        return Understood(text, reading, self._decider.decide(reading, matches), notes)

    def _with_context(self, text: str, context: Context) -> Understood:
        """A question, leaning on the turn before where it does not stand alone."""
        alone = self._alone(text)
        subject = self._base.subjects.get(context.subject or "")
        reading = alone.reading
        if (
            subject is None
            or reading.foreign
            or reading.other_places
            or len(reading.own) > FOLLOW_UP_LENGTH
            or alone.decision.status is Status.SMALLTALK
        ):
            return alone
        if reading.subjects:
            if reading.asked or subject.id in reading.subjects:
                return alone
            phrases = self._reader.aspect_phrases(self.vocabulary.simplify(context.question))
            leaning = self._alone(text + phrases) if phrases else alone
        else:
            if not self._may_lean(reading, subject.id):
                return alone
            leaning = self._alone(subject.name + text)
            wanted = alone.decision.score - LEANING_GRACE if alone.claims else 0.0
            if leaning.decision.score < max(wanted, self._decider.thresholds.claim) and not (
                reading.asked and not alone.claims
            ):
                return alone
        elsewhere = leaning.decision.reason in (Reason.OTHER_PLACE, Reason.OTHER_PERIOD)
        if leaning is alone or not (leaning.claims or (elsewhere and not alone.claims)):
            return alone
        notes = (*leaning.notes, f"leans on: {context.question}")
        return Understood(text, leaning.reading, leaning.decision, notes)

    def _may_lean(self, reading: Reading, subject: str) -> bool:
        """Whether what a question holds has been said of the subject told before."""
        words = self._words_of.get(subject)
        if words is None:
            texts = [d.text for d in self._documents if d.subject == subject]
            words = {w for text in texts for w in rjieba.cut(self.vocabulary.simplify(text))}
            self._words_of[subject] = words
        foreign = sum(len(word) for word in reading.content if word not in words)
        return foreign * 2 <= sum(map(len, reading.content))

    # -- several clauses -----------------------------------------------------------------------

    def _several(self, clauses: Sequence[str], read: Sequence[Understood]) -> list[Understood]:
        """The questions of a message that asks about several things; empty if it asks one."""
        units: list[list[str]] = []
        pending: list[str] = []
        for clause, understood in zip(clauses, read, strict=True):
            asks = understood.reading.asks
            alone = understood.reading.subjects or (
                understood.decision.score >= self._decider.thresholds.claim + CONFIDENT
            )
            if understood.claims and asks and alone:
                units.append([*pending, clause] if not units else [clause])
                pending = []
            elif units and asks and not understood.claims:
                units[-1].append(clause)
            elif not units:
                pending.append(clause)
        if len(units) < 2:
            return []
        found: dict[tuple[str | None, str | None], Understood] = {}
        for unit in units:
            understood = self._alone(" ".join(unit))
            if not understood.claims:
                understood = self._alone(unit[-1])
            found.setdefault(understood.target, understood)
        subjects = {u.decision.subject for u in found.values()}
        return list(found.values())[:MAX_QUESTIONS] if len(subjects) >= 2 else []

    def _one(
        self, clauses: Sequence[str], read: Sequence[Understood], context: Context
    ) -> Understood:
        """The one question of a message of several clauses: the best window decides."""
        whole = self._with_context(" ".join(clauses), context)
        start, end = self._question_span(clauses, read)
        windows = [clauses[start:end]]
        if not any(u.reading.subjects for u in read[start:end]):
            # Of whom or what this is asked may stand in another clause, mostly one before.
            named = [n for n in range(len(clauses)) if read[n].reading.subjects]
            for near in sorted(named, key=lambda n: (n >= end, abs(n - start)))[:1]:
                window = [clauses[near], *clauses[start:end]]
                windows.insert(0, window if near < start else window[1:] + window[:1])
        if start:
            windows.append(clauses[start - 1 : end])
        tried = [self._with_context(" ".join(window), context) for window in windows]
        spoken = self._with_context(" ".join(clauses[start:end]), context)
        pointing = any(word in spoken.reading.own for word in self._base.language.pointers)
        if self._cue(clauses) and not pointing and spoken.decision.status is Status.CLARIFY:
            return spoken  # what was expressly asked is near to something: the story is not
        claimed = [u for u in (*tried, whole) if u.claims]
        # A story about foreign matters may end in a question of ours; that must stand firmly.
        if whole.reading.foreign:
            firm = self._decider.thresholds.claim + CONFIDENT
            claimed = [u for u in claimed if u.reading.subjects or u.decision.score >= firm]
        if not claimed:
            return whole
        # The window with the question in it knows best; the rest is story.
        focused = next((u for u in tried if u in claimed), claimed[0])
        best = max(claimed, key=lambda u: u.decision.score)
        return focused if focused.decision.score >= best.decision.score - WINDOW_GRACE else best

    def _question_span(
        self, clauses: Sequence[str], read: Sequence[Understood]
    ) -> tuple[int, int]:
        """The clauses of the question: from one with a cue, else from the last that asks.

        What is said after the last clause that asks is no part of it.
        """
        cue = self._cue(clauses)
        asking = [n for n, u in enumerate(read) if u.reading.asks or (cue and n == cue)]
        end = asking[-1] + 1 if asking else len(clauses)
        if cue:
            return cue, end
        return (end - 1, end) if asking else (0, end)

    def _cue(self, clauses: Sequence[str]) -> int:
        """The last clause with a phrase like 我就想问; 0 where there is none."""
        cues = self._base.language.question_cues
        for number in range(len(clauses) - 1, -1, -1):
            if any(cue in clauses[number] for cue in cues):
                return number
        return 0
