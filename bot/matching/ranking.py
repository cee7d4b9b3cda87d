"""Which documents a query resembles: the index proposes, RapidFuzz and coverage score."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.index import Index
from bot.matching.units import pairs, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.matching.documents import Document
    from bot.matching.index import Floats, Shared
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
_HIGH = 0.5
"""Share of the largest value above which values are looked at first."""


@dataclass(slots=True, eq=False)  # not frozen: fifty are made for each question
class Match:
    """A scored document.

    Attributes:
        document: What was matched.
        score: Resemblance in 0..1.
        features: For each of `FEATURES` its value in the user's own wording and in the
            standardised one.
    """

    document: Document
    score: float
    features: Floats

    @property
    def parts(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The values of `FEATURES` in the user's own wording, then in the standardised one."""
        own, standard = self.features.T.tolist()
        return tuple(own), tuple(standard)


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
    # Scaled, not cut off at 1: cutting would make the surest ones equal.
    share = belief / (1 + LEAD_SHARE) / max(first, 1e-9)
    return [replace(match, score=match.score * share) for match in matches]


def _largest(rough: Floats) -> NDArray[np.int64]:
    """The places of the largest `PROPOSED` values, zeros apart, in order."""
    # Only a few stand high; to sort out all the others would take most of the time.
    places = np.flatnonzero(rough > rough.max() * _HIGH)
    if len(places) < PROPOSED:
        places = np.flatnonzero(rough)
    if len(places) > PROPOSED:
        best = np.argpartition(rough[places], len(places) - PROPOSED)[-PROPOSED:]
        places = np.sort(places[best])
    return places


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

    def share(self, query: str) -> Shared:
        """The weight that each document shares with a query."""
        return self._index.share(tokens(query), pairs(query))

    def rough(self, shared: Shared) -> Floats:
        """The part of the scores that the index tells, for all documents."""
        return self._index.mixed(shared, _WEIGHTS[:_COVERAGES].tolist())

    def parts(self, query: str, shared: Shared, numbers: NDArray[np.int64]) -> Floats:
        """The rows of `FEATURES` for the proposed documents."""
        texts = [self.texts[number] for number in numbers.tolist()]
        length = len(query)
        lengths = np.array([len(text) for text in texts])
        edits = cdist((query,), texts, scorer=fuzz.ratio, dtype=np.float64)
        return np.concatenate((
            self._index.coverages(shared, numbers),
            edits / 100,
            [np.minimum(lengths, length) / np.maximum(lengths, max(length, 1))],
        ))  # fmt: skip


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
        channels = ((self._own, own), (self._standard, standard))
        shared = [channel.share(text) for channel, text in channels]
        rough = WORDING_SHARE * self._own.rough(shared[0])
        rough += (1 - WORDING_SHARE) * self._standard.rough(shared[1])
        proposed = _largest(rough)
        parts = [
            channel.parts(text, held, proposed)
            for (channel, text), held in zip(channels, shared, strict=True)
        ]
        scores = WORDING_SHARE * (_WEIGHTS @ parts[0]) + (1 - WORDING_SHARE) * (
            _WEIGHTS @ parts[1]
        )
        columns = np.stack(parts).T
        numbers, values = proposed.tolist(), scores.tolist()
        return [
            Match(self._documents[numbers[place]], values[place], columns[place])
            for place in np.argsort(-scores, kind="stable").tolist()
        ]
