"""Which documents a query resembles: the index proposes, RapidFuzz and coverage score."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.knowledge.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.matching.coding import Integers, Numbers
    from bot.matching.documents import Document
    from bot.matching.index import Index, Query
    from bot.matching.indexing import Floats

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


class Match(Struct, eq=False, gc=False):  # fifty are made for each question
    """A scored document.

    Attributes:
        document: What was matched.
        score: Resemblance in 0..1.
        features: The values of `FEATURES` in the user's own wording, and in the standardised
            one.
    """

    document: Document
    score: float
    features: Floats

    @property
    def variant_coverage(self) -> float:
        """How much of the document the question covers by characters, in either wording; 0..1."""
        return float(max(self.features[0][1], self.features[1][1]))

    @property
    def parts(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The values of `FEATURES` in the user's own wording, then in the standardised one."""
        own, standard = self.features.tolist()
        return tuple(own), tuple(standard)


def with_belief(matches: Sequence[Match], limit: int) -> list[Match]:
    """The first matches, scored by the belief that they are what is asked for at all.

    A resemblance orders the entries of one question; a belief compares questions, to tell those
    that the knowledge base holds from those that it does not. It is the geometric mean of the two
    coverages (both must be high), plus the lead over the next entries.

    Args:
        matches: One match an entry, best first.
        limit: How many are wanted at most; the others only count as the next ones.

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
    return [replace(match, score=match.score * share) for match in matches[:limit]]


T = TypeVar("T")
Stretches = tuple[tuple[int, int], tuple[int, int]]
"""Rows in each of two parts: from the first number up to the second."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The texts that are held against a query.

    Attributes:
        texts: Each document in standard wording; after them the own wordings that differ.
        others: The documents, by number, that those are of.
    """

    texts: Texts
    others: array[int]

    @classmethod
    def of(cls, wordings: Iterable[tuple[str, str]]) -> Rows:
        """The rows of some documents, given each one's own wording and the standard one."""
        texts, typed = [], []
        for own, standard in wordings:
            texts.append(standard)
            typed.append(own)
        others = [n for n, text in enumerate(texts) if typed[n] != text]
        return cls(Texts.of(texts + [typed[n] for n in others]), array("i", others))

    @property
    def documents(self) -> int:
        """How many documents they are of."""
        return len(self.texts) - len(self.others)

    def are_sound(self) -> bool:
        """Whether each further row is of one of the documents, in their order."""
        return all(one < other for one, other in pairwise((-1, *self.others, self.documents)))

    def each(self, values: Sequence[T]) -> list[T]:
        """What is given of each document, for each row."""
        return [*values, *(values[n] for n in self.others)]

    def stretches(self, first: int, last: int) -> Stretches:
        """Where the rows between the first so many documents and the last begin and end.

        In both wordings: the standard ones of the documents, then their own.
        """
        size = self.documents
        begin, end = (size + bisect_left(self.others, n) for n in (first, size - last))
        return (first, size - last), (begin, end)

    def wordings(self, numbers: range) -> Iterator[tuple[str, str]]:
        """The wordings of neighbouring documents, in order: their own, and the standard ones."""
        part = slice(numbers.start, numbers.stop)
        own = self.texts.take(self.own_rows()[part])
        return zip(own, self.texts[part], strict=True)

    def own_rows(self) -> Integers:
        """For each document the row of its own wording."""
        count = self.documents
        found = np.arange(count, dtype=np.int32)
        found[np.asarray(self.others)] = np.arange(count, len(self.texts))
        return found


class Ranker:
    """Scores the documents of a knowledge base against a query.

    Each document has a row of the index for its standard wording, by which it is proposed; one
    whose own wording differs has a second row for that.

    Args:
        documents: What a query may resemble.
        rows: Their texts.
        index: The index of these.
    """

    def __init__(self, documents: Sequence[Document], rows: Rows, index: Index) -> None:
        self._documents = documents
        self._texts = rows.texts
        self._index = index
        self._own_rows = rows.own_rows()
        self._last: tuple[tuple[str, str], tuple[Query, Query] | None] = (("", ""), None)

    def own(self, number: int) -> str:
        """The own wording of a document, as it is held against a query's own."""
        return self._texts[int(self._own_rows[number])]

    def rank(
        self,
        own: str,
        standard: str,
        limit: int | None = None,
        proposed: int | None = None,
        among: NDArray[np.bool_] | None = None,
    ) -> Iterator[Match]:
        """The documents that resemble the query most; each is made when it is looked at.

        Args:
            own: The query, simplified.
            standard: The query, standardised.
            limit: How many matches at most; all that are scored where none is given.
            proposed: How many documents are scored; `PROPOSED` where nothing is given.
            among: Which documents may be scored; all where nothing is given.

        Yields:
            The matches, best first; ties in the order of the documents.
        """
        if not self._documents or not own:
            return
        asked = self._index.ask(standard)
        scored = self._index.propose(asked, proposed or PROPOSED, among)
        if not len(scored):
            return
        typed = asked if own == standard else self._index.ask(own)
        self._last = ((own, standard), (typed, asked))
        features = self._features((own, standard), (typed, asked), scored)
        each = _WEIGHTS @ features
        count = len(scored)
        scores = WORDING_SHARE * each[:count] + (1 - WORDING_SHARE) * each[count:]
        columns = features.reshape(len(FEATURES), 2, count).T
        numbers, values = scored.tolist(), scores.tolist()
        for place in (-scores).argsort(kind="stable")[:limit].tolist():
            yield Match(self._documents[numbers[place]], values[place], columns[place])

    def queries(self, own: str, standard: str) -> tuple[Query, Query]:
        """The units of a query in both wordings; those of the one ranked last are at hand."""
        last, queries = self._last
        if last == (own, standard) and queries is not None:
            return queries
        return self._index.ask(own), self._index.ask(standard)

    def _features(
        self, texts: tuple[str, str], queries: tuple[Query, Query], documents: Numbers
    ) -> Floats:
        """The values of `FEATURES`, a column each: as typed, then in standard wording."""
        rows = np.concatenate((self._own_rows[documents], documents))
        count = len(documents)
        held, lengths = self._texts.take(rows), self._texts.lengths(rows)
        asked = np.array(list(map(len, texts))).repeat(count)
        found = np.empty((len(FEATURES), 2 * count))
        found[:_COVERAGES] = self._index.coverages(queries, rows)
        for number, text in enumerate(texts):
            part = slice(number * count, (number + 1) * count)
            found[_COVERAGES, part] = cdist((text,), held[part], scorer=fuzz.ratio)[0]
        found[_COVERAGES] *= 0.01
        found[_COVERAGES + 1] = np.minimum(lengths, asked) / np.maximum(lengths, asked)
        return found
