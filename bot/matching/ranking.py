"""Which documents a query resembles: the index proposes, RapidFuzz and coverage score."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
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
"""What a score is made of, and the weight of each part; all parts are in 0..1. The first four are
coverages (of the query by the variant and the other way round, by characters and by characters
with pairs), `edit` is RapidFuzz's ratio, `length` the shorter length over the longer."""

WORDING_SHARE = 0.5
"""Share of the user's own wording in a score; the rest is the standardised wording's."""

CHARACTERS_SHARE = 0.75
"""Share of characters in a belief; the rest is that of all units. Single characters tell known
from unknown questions better than pairs do, which a change of word order breaks."""
LEAD_SHARE = 0.25
"""What it adds to a belief that the best entry leads the next ones by a whole point."""
NEXT = 5
"""How many entries after the best one its lead is measured against."""

_WEIGHTS = np.array(list(FEATURES.values())) / sum(FEATURES.values())
_COVERAGES = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A scored document.

    Attributes:
        document: What was matched.
        score: Resemblance in 0..1.
        parts: The values of `FEATURES` in the user's own wording, then in the standardised one.
    """

    document: Document
    score: float
    parts: tuple[tuple[float, ...], tuple[float, ...]]


def with_belief(matches: Sequence[Match]) -> list[Match]:
    """The same matches, scored by the belief that they are what is asked for at all.

    A resemblance orders the entries of one question; a belief compares questions, to tell those
    that the knowledge base holds from those that it does not. It is the geometric mean of the two
    coverages (both must be high), plus the lead over the next entries.

    Args:
        matches: One match an entry, best first.

    Returns:
        The matches in the same order, scores in 0..1.
    """
    if not matches:
        return []
    by_characters, of_characters, by_units, of_units = matches[0].parts[0][:_COVERAGES]
    belief = CHARACTERS_SHARE * math.sqrt(by_characters * of_characters)
    belief += (1 - CHARACTERS_SHARE) * math.sqrt(by_units * of_units)
    first = matches[0].score
    following = [match.score for match in matches[1 : 1 + NEXT]]
    if following:
        belief += LEAD_SHARE * (first - sum(following) / len(following))
    share = min(1.0, belief) / max(first, 1e-9)
    return [replace(match, score=match.score * share) for match in matches]


class _Channel:
    """One wording of all documents."""

    def __init__(
        self, texts: Sequence[str], groups: Sequence[int], vocabulary: Vocabulary
    ) -> None:
        self.texts = texts
        singles = [tokens(text) for text in texts]
        both = [pairs(text) for text in texts]
        units = {unit for rows in (singles, both) for row in rows for unit in row}
        function = {unit for unit in units if vocabulary.is_function_unit(unit)}
        self._index = Index(singles, both, groups, function | vocabulary.function_units)

    def coverages(self, query: str) -> Floats:
        """Four rows: coverage of the query and of the variants, by characters, then by all."""
        return self._index.coverages(tokens(query), pairs(query))

    def edits(self, query: str, numbers: Sequence[int]) -> Floats:
        """Two rows for the proposed documents: edit ratio and ratio of lengths."""
        texts = [self.texts[number] for number in numbers]
        length = len(query)
        ratios = [fuzz.ratio(query, text) / 100 for text in texts]
        lengths = [min(length, len(text)) / max(length, len(text), 1) for text in texts]
        return np.array((ratios, lengths))


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
            At most `PROPOSED` matches, best first; ties in the order of the documents.
        """
        if not self._documents or not own:
            return []
        rows = (self._own.coverages(own), self._standard.coverages(standard))
        rough = _WEIGHTS[:_COVERAGES] @ (WORDING_SHARE * rows[0] + (1 - WORDING_SHARE) * rows[1])
        count = min(PROPOSED, len(self._documents))
        proposed = np.sort(np.argpartition(-rough, count - 1)[:count])
        proposed = proposed[rough[proposed] > 0]
        numbers = proposed.tolist()
        parts = [
            np.vstack((row[:, proposed], channel.edits(text, numbers)))
            for row, channel, text in zip(
                rows, (self._own, self._standard), (own, standard), strict=True
            )
        ]
        scores = WORDING_SHARE * (_WEIGHTS @ parts[0]) + (1 - WORDING_SHARE) * (
            _WEIGHTS @ parts[1]
        )
        columns = [part.T.tolist() for part in parts]
        values = scores.tolist()
        return [
            Match(
                self._documents[numbers[place]],
                values[place],
                (tuple(columns[0][place]), tuple(columns[1][place])),
            )
            for place in np.argsort(-scores, kind="stable").tolist()
        ]
