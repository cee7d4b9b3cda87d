"""The engine's front: from a text to what it resembles, mentions and means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.decision import Decider
from bot.matching.documents import Document, Kind, documents
from bot.matching.ranking import Ranker
from bot.matching.reading import Reader, Reading
from bot.matching.vocabulary import Vocabulary

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase
    from bot.matching.decision import Decision
    from bot.matching.ranking import Match


class Matcher:
    """Built once for a version of the knowledge base; answers any number of questions.

    Args:
        base: The knowledge base.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.vocabulary = Vocabulary(base)
        self._documents = tuple(documents(base))
        owners: dict[tuple[Kind, str], int] = {}
        groups = [owners.setdefault((d.kind, d.owner), len(owners)) for d in self._documents]
        self._ranker = Ranker(self._documents, groups, self.vocabulary)
        self._reader = Reader(base, self.vocabulary)
        self._decider = Decider(base)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Everything that a question can resemble."""
        return self._documents

    def search(self, text: str, limit: int) -> list[Match]:
        """The bare ranking: one match an entry, best first, no decision.

        Args:
            text: The question as typed.
            limit: How many entries at most.
        """
        own = self.vocabulary.simplify(text)
        best: dict[str, Match] = {}
        for match in self._ranker.rank(own, self.vocabulary.standardise(own)):
            if match.document.kind is Kind.ENTRY:
                best.setdefault(match.document.owner, match)
        return list(best.values())[:limit]

    def read(self, text: str) -> Reading:
        """What a question mentions."""
        return self._reader.read(self.vocabulary.simplify(text))

    def decide(self, text: str) -> Decision:
        """What a question means, on its own."""
        reading = self.read(text)
        return self._decider.decide(reading, self._ranker.rank(reading.own, reading.standard))
