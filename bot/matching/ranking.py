"""Which documents a query resembles: the index proposes, RapidFuzz and coverage score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from bot.matching.index import Index
from bot.matching.units import pairs, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.documents import Document
    from bot.matching.index import Floats
    from bot.matching.vocabulary import Vocabulary

PROPOSED = 50
"""How many documents are scored in full."""

FEATURES = {
    "query_characters": 2.0,
    "variant_characters": 1.0,
    "query_units": 2.0,
    "variant_units": 1.0,
    "edit": 1.0,
    "length": 0.3,
}
"""What a score is made of, and the weight of each part; all parts are in 0..1."""

WORDING_SHARE = 0.5
"""Share of the user's own wording in a score; the rest is the standardised wording's."""


@dataclass(frozen=True, slots=True)
class Match:
    """A scored document.

    Attributes:
        document: What was matched.
        score: Resemblance in 0..1.
        features: The parts of the score in the user's own wording, then in the standardised one.
    """

    document: Document
    score: float
    features: tuple[dict[str, float], dict[str, float]]


class _Channel:
    """One wording of all documents: two indexes (characters; characters and pairs) and the texts."""

    def __init__(
        self, texts: Sequence[str], groups: Sequence[int], vocabulary: Vocabulary
    ) -> None:
        self.texts = texts
        singles = [tokens(text) for text in texts]
        both = [row + pairs(text) for row, text in zip(singles, texts, strict=True)]
        units = {unit for row in both for unit in row}
        function = {unit for unit in units if vocabulary.is_function_unit(unit)}
        function |= vocabulary.function_units
        self._characters = Index(singles, groups, function)
        self._units = Index(both, groups, function)

    def coverages(self, query: str) -> tuple[Floats, Floats, Floats, Floats]:
        row = tokens(query)
        return (*self._characters.coverage(row), *self._units.coverage(row + pairs(query)))

    def edit(self, query: str, number: int) -> tuple[float, float]:
        text = self.texts[number]
        longer = max(len(query), len(text), 1)
        return fuzz.ratio(query, text) / 100, min(len(query), len(text)) / longer


class Ranker:
    """Scores the documents of a knowledge base against a query.

    Args:
        documents: What a query may resemble.
        groups: For each document the number of the thing it belongs to (an entry, a subject's
            gaps, a small talk, a foreign topic): rarity is counted by these.
        vocabulary: The words of the knowledge base.
    """

    def __init__(
        self, documents: Sequence[Document], groups: Sequence[int], vocabulary: Vocabulary
    ) -> None:
        self._documents = documents
        own = [vocabulary.simplify(document.text) for document in documents]
        standard = [vocabulary.standardise(text) for text in own]
        self._own = _Channel(own, groups, vocabulary)
        self._standard = _Channel(standard, groups, vocabulary)

    def rank(self, own: str, standard: str) -> list[Match]:
        """The documents that resemble the query most.

        Args:
            own: The query, simplified.
            standard: The query, standardised.

        Returns:
            At most `PROPOSED` matches, best first.
        """
        if not self._documents or not own:
            return []
        rows = (self._own.coverages(own), self._standard.coverages(standard))
        weights = tuple(FEATURES.values())[:4]
        total = sum(FEATURES.values())
        rough = sum(
            share * weight * part
            for share, row in zip((WORDING_SHARE, 1 - WORDING_SHARE), rows, strict=True)
            for weight, part in zip(weights, row, strict=True)
        )
        assert isinstance(rough, np.ndarray)
        count = min(PROPOSED, len(self._documents))
        proposed = np.argpartition(-rough, count - 1)[:count]
        matches = []
        for number in proposed.tolist():
            if rough[number] <= 0:
                continue
            parts = tuple(
                dict(zip(FEATURES, (*(float(p[number]) for p in row), *channel.edit(text, number)),
                         strict=True))
                for channel, row, text in zip((self._own, self._standard), rows, (own, standard),
                                              strict=True)
            )  # fmt: skip
            score = sum(
                share * sum(FEATURES[name] * value for name, value in part.items()) / total
                for share, part in zip((WORDING_SHARE, 1 - WORDING_SHARE), parts, strict=True)
            )
            matches.append(Match(self._documents[number], score, (parts[0], parts[1])))
        # Ties go to the document that comes first, whatever order the index proposed them in.
        order = {id(match): position for position, match in zip(proposed.tolist(), matches, strict=False)}
        matches.sort(key=lambda match: (-match.score, order[id(match)]))
        return matches
