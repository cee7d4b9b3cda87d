"""The bare ranking: which entries a question resembles, without a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.clauses import shorten, split_clauses
from bot.matching.documents import Kind
from bot.matching.ranking import NEXT, with_belief

if TYPE_CHECKING:
    from bot.matching.ranking import Match, Ranker
    from bot.matching.repair import Repairer
    from bot.matching.vocabulary import Vocabulary

MORE = 500
"""Phrasings that are scored where those usually scored are of too few entries."""


class Searcher:
    """Searches the phrasings of a knowledge base.

    Args:
        vocabulary: Folds a question.
        repairer: Mends its slips.
        ranker: Scores phrasings.
        entries: How many entries there are.
    """

    def __init__(
        self, vocabulary: Vocabulary, repairer: Repairer, ranker: Ranker, entries: int
    ) -> None:
        self._vocabulary = vocabulary
        self._repairer = repairer
        self._ranker = ranker
        self._entries = entries

    def search(self, text: str, limit: int) -> list[Match]:
        """One match an entry, best first.

        The scores are beliefs that the entry is what the question asks for at all.

        Args:
            text: The question as typed.
            limit: How many entries at most.
        """
        text = " ".join(shorten(split_clauses(text)))
        own = self._repairer.repair(self._vocabulary.simplify(text))
        standard = self._vocabulary.standardise(own)
        wanted = min(limit, self._entries)
        best: dict[str, Match] = {}
        few = max(wanted, 1 + NEXT)
        for proposed, enough in ((None, wanted), (MORE, 0)):
            for match in self._ranker.rank(own, standard, proposed=proposed):
                if match.document.kind is Kind.ENTRY:
                    best.setdefault(match.document.owner, match)
                    if len(best) == few and proposed is None:
                        break  # those behind change nothing
            if len(best) >= enough:
                break  # else what is not stated took up the places
        # A wider look may find what lies between those found before.
        found = sorted(best.values(), key=lambda match: -match.score)
        return with_belief(found, limit)
