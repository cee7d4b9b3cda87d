"""The engine's front: from a message to the questions in it and what each means."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.matching.classifier import Classifier, signs, target_names
from bot.matching.clause_reading import ClauseReader
from bot.matching.clauses import LONGEST, drop_negated, shorten, split_clauses
from bot.matching.compiled import Compiled
from bot.matching.context import Context
from bot.matching.decision import Decider
from bot.matching.documents import MADE, Document, Documents
from bot.matching.doubt import with_choice
from bot.matching.earlier import Earlier
from bot.matching.follow_ups import FOLLOW_UP_LENGTH, FollowUps
from bot.matching.normalise import forget
from bot.matching.plain_questions import PlainQuestions
from bot.matching.proposals import Proposals
from bot.matching.reader import Reader
from bot.matching.repair import Repairer
from bot.matching.searching import Searcher
from bot.matching.stories import MAX_QUESTIONS, Stories
from bot.matching.straying import without_strays
from bot.matching.subject_words import SubjectWords
from bot.matching.training import Examples, is_trainable
from bot.matching.understood import Understood
from bot.matching.variants import MENTIONED, UNREAD, Variants
from bot.matching.vocabulary import Vocabulary
from bot.memory import give_back
from bot.progress import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.classifier import Weights
    from bot.matching.indexing import Floats
    from bot.matching.ranking import Match
    from bot.matching.reading import Reading
    from bot.matching.weighing import Candidate
    from bot.progress import Follow

WEIGHED = 24
"""Matches that are weighed for a decision; what stands lower has never won."""
READ_AHEAD = 20_000
"""Phrasings that are read before a version is kept; each takes 25 µs."""


class Matcher:
    """Built once for a version of the knowledge base; answers any number of questions.

    Args:
        base: The knowledge base.
        compiled: What was found for the same version before; None finds it now.
        follow: Shows how far it is.
        before: An older version: what its phrasings mention is taken over where it is the same.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        compiled: Compiled | None = None,
        follow: Follow = unseen,
        before: Matcher | None = None,
    ) -> None:
        self.vocabulary = Vocabulary(base)
        self._base = base
        self._recent: dict[str, Understood] = {}
        self.documents = Documents(base)
        """Everything that a question can resemble."""
        earlier = None
        reads_like = self.vocabulary.reads_like
        if compiled is None and before is not None and reads_like(before.vocabulary):
            earlier = Earlier.of(before._base, before.documents, before.compiled, self.documents)
        is_new = compiled is None and is_trainable(base, len(self.documents))
        # They are made at once where they are gone through again and again.
        is_read = compiled is None and (is_new or earlier is None)
        held = tuple(self.documents) if is_read else self.documents
        found = compiled or Compiled.of(base, held, self.vocabulary, follow, earlier)
        self.compiled: Compiled = found
        tables = self.compiled.tables
        self._ranker = self.compiled.ranker(self.documents, self.vocabulary)
        self._repairer = Repairer(tables.words, self.vocabulary, tables.spellings)
        self._searcher = Searcher(self.vocabulary, self._repairer, self._ranker, len(base.entries))
        self._reader = Reader(base, self.vocabulary, self._repairer.is_own_word)
        self._clauses = ClauseReader(self.vocabulary, self._repairer, self._reader)
        self.words = SubjectWords(self.vocabulary, tables.said, tables.missed)
        known, size = self.compiled.mentions, len(self.documents)
        self.variants = Variants(self._reader, self.vocabulary, self._ranker.own, size, known)
        self.compiled = replace(self.compiled, mentions=UNREAD)  # the variants hold them now
        if before is not None and earlier is not None:
            said = earlier.said(tables.words, before.variants)
            self.variants.take_over(held, said)
        if is_new:
            examples = self.examples(held)
            self.compiled = replace(self.compiled, weights=examples.train(), signs=examples.signs)
        self._classifier = self.classifier(self.compiled.weights)
        self._targets = self._classifier.targets(self.documents)
        self._proposals = Proposals(self._ranker, self._targets)
        self._decider = Decider(base, self.variants, self.words, self._targets)
        self.plain = PlainQuestions(base, self._decider.unstated)
        self._follow_ups = FollowUps(base, self.vocabulary, self._reader, self.words, self.plain)
        forget()
        if compiled is None and earlier is None:
            give_back()  # to find it took twice as much

    @property
    def _is_trained(self) -> bool:
        return len(self.compiled.weights.values) > 0

    def is_near(self, base: KnowledgeBase) -> bool:
        """Whether another version calls things the same, and no model has to be trained."""
        if is_trainable(base, len(Documents(base))):
            return False
        return Vocabulary(base).reads_like(self.vocabulary)

    def examples(self, held: Sequence[Document] = ()) -> Examples:
        """The phrasings as a model is trained on them; `held` where they are made already."""
        documents = held or self.documents
        mentions = map(self.variants.of, documents)
        rows = self.compiled.tables.rows.own_rows()
        return Examples(documents, self.compiled.arrays, rows, mentions)

    def classifier(self, weights: Weights) -> Classifier:
        """A model of the phrasings."""
        return Classifier(target_names(self._base), weights, self.compiled.signs)

    def read_ahead(self) -> Compiled:
        """What was found for this version, with the mentions of its phrasings, to be kept.

        Where a model was trained, all have been read. Of a large base only the first are: to read
        all would take longer than to load it.
        """
        count = len(self.documents) if self._is_trained else READ_AHEAD
        read = self.variants.read_ahead(islice(self.documents, count))
        return replace(self.compiled, mentions=read)

    def warm(self) -> Iterator[None]:
        """Lays out what questions need; reads phrasings ahead that were not kept, one a step."""
        yield from self._repairer.prepare()
        ahead = 0 if len(self.documents) <= MADE else self.variants.ahead
        for number in range(ahead, min(len(self.documents), MENTIONED)):
            self._decider.weigher.prepare(self.documents[number])
            yield

    def search(self, text: str, limit: int) -> list[Match]:
        """The bare ranking, as `Searcher.search` gives it."""
        return self._searcher.search(text, limit)

    def understand(self, text: str, context: Context | None = None) -> list[Understood]:
        """The questions of a message, at most three, and what each means.

        Args:
            text: The message as typed.
            context: What was told before in the same chat.
        """
        found = self._questions(text, context or Context())
        if not self._is_trained:
            return found  # both odds count on what the trained model says
        found = without_strays(found, self.plain)
        return with_choice(found, self.plain, self._decider.offer)

    def _questions(self, text: str, context: Context) -> list[Understood]:
        """The questions of a message, each taken for one of what it names."""
        self._recent.clear()
        self._clauses.forget()
        clauses = shorten(split_clauses(text))
        clauses = drop_negated(clauses, self._base.language.negations)
        if 1 <= len(clauses) <= MAX_QUESTIONS:
            names = self._bare_names(" ".join(clauses))
            if names:
                told = {u.target: u for u in map(self._alone, names)}
                return list(told.values())
        if len(clauses) <= 1:
            return [self._with_context(clauses[0] if clauses else text[:LONGEST], context)]
        read = [self._clauses.read(clause) for clause in clauses]
        # Made anew each time: kept, it and this would hold each other, and an old version of a
        # knowledge base would stay in memory until all of it is searched for such circles.
        stories = Stories(self._base, self._decider.thresholds, self._alone, self._with_context)
        if context.subject and sum(map(len, clauses)) > FOLLOW_UP_LENGTH:
            # So long a message says itself what it is about, if it is about anything.
            alone = stories.questions(clauses, read, Context())
            if any(u.claims or u.foreign for u in alone):
                return alone
        return stories.questions(clauses, read, context)

    def _bare_names(self, clause: str) -> list[str]:
        """The names in a clause that holds several subjects' names and nothing else (A和B)."""
        reading = self._clauses.read(clause)
        rest = reading.beside_names.split()
        bare = all(map(self.vocabulary.is_function_word, rest))
        if not bare or len({self._subject_of(name) for name in reading.names}) < 2:
            return []
        return list(reading.names[:MAX_QUESTIONS])

    def _subject_of(self, name: str) -> str | None:
        return self._alone(name).decision.subject

    # -- one question ------------------------------------------------------------------------

    def _alone(self, text: str) -> Understood:
        """A question on its own; the windows of a message overlap, so each is read once."""
        understood = self._recent.get(text)
        if understood is None:
            understood = self._recent[text] = self._understand(text)
        return understood

    def resemble(self, text: str) -> tuple[Reading, list[Match]]:
        """What a single question mentions, and what it resembles, before any decision."""
        reading = self._clauses.read(text)
        return reading, list(self._ranker.rank(reading.own, reading.standard, WEIGHED))

    def classify(self, reading: Reading, classifier: Classifier | None = None) -> Floats:
        """What the trained model takes a question for: a score for each target.

        Args:
            reading: What it mentions.
            classifier: Another model than this version's own.
        """
        queries = self._ranker.queries(reading.own, reading.standard)
        found = signs(reading.subjects, reading.aspects)
        return (classifier or self._classifier).scores(*queries, found)

    def weighed(self, text: str) -> list[Candidate]:
        """What a single question may mean, weighed, best first."""
        reading, matches = self.resemble(text)
        return self._decider.weigher.weigh(reading, matches, self.classify(reading))

    def decider(self, calibration: Calibration) -> Decider:
        """A decider with other weights and thresholds than this version's own."""
        return Decider(self._base, self.variants, self.words, self._targets, calibration)

    def _understand(self, text: str) -> Understood:
        reading, matches = self.resemble(text)
        typed = self.vocabulary.simplify(text)
        notes = (f"{typed} → {reading.own}",) if reading.own != typed else ()
        classes = self.classify(reading)
        matches += self._proposals.beside(reading, matches, classes)
        decision = self._decider.decide(reading, matches, classes)
        decision = self.plain.settled(self.plain.corrected(decision, reading), reading)
        return Understood(text, reading, decision, notes)

    def _with_context(self, text: str, context: Context) -> Understood:
        return self._follow_ups.understand(text, context, self._alone)
