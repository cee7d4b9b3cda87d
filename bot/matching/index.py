"""The inverted index: how much of a query each variant covers, for all variants at once.

Coverage is two-way: the shared weight over the query's weight, and over the variant's. A unit that
the base has never seen counts with the largest weight: that is what makes refusal work.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FUNCTION_SHARE = 0.4
"""Weight of a function word's unit relative to a content unit of the same rarity."""


class Index:
    """Which variant holds which unit, and what a unit weighs.

    Args:
        singles: The single tokens of each variant; duplicates within one count once.
        pairs: The neighbouring tokens of each variant.
        groups: The entry of each variant, as a number; rarity is counted by entries, so that an
            entry with many variants does not make its own words look common.
        function_units: Units that carry little content.
    """

    def __init__(
        self,
        singles: Sequence[Iterable[str]],
        pairs: Sequence[Iterable[str]],
        groups: Sequence[int],
        function_units: Collection[str] = (),
    ) -> None:
        self._size = len(singles)
        self._groups = np.asarray(groups, dtype=np.int32)
        self._count = int(self._groups.max()) + 1 if groups else 0
        self._function = frozenset(function_units)
        self._unseen = math.log(1 + 2 * self._count)
        self._weights: dict[str, float] = {}
        self._postings: dict[str, NDArray[np.int32]] = {}
        self._single_totals = self._add(singles)
        self._totals = np.maximum(self._single_totals + self._add(pairs), 1e-9)
        self._single_totals = np.maximum(self._single_totals, 1e-9)

    def _add(self, documents: Sequence[Iterable[str]]) -> Floats:
        """Takes in one kind of units and gives their weight in each variant."""
        postings: dict[str, list[int]] = {}
        for number, units in enumerate(documents):
            for unit in set(units):
                postings.setdefault(unit, []).append(number)
        totals = np.zeros(self._size)
        for unit, numbers in postings.items():
            row = np.asarray(numbers, dtype=np.int32)
            spread = len(set(self._groups[row].tolist())) if len(numbers) > 1 else 1
            weight = math.log(1 + self._count / spread) * self._share(unit)
            self._postings[unit] = row
            self._weights[unit] = weight
            totals[row] += weight
        return totals

    def _share(self, unit: str) -> float:
        return FUNCTION_SHARE if unit in self._function else 1.0

    def weight(self, unit: str) -> float:
        """What a unit weighs; one never seen weighs most."""
        weight = self._weights.get(unit)
        return self._unseen * self._share(unit) if weight is None else weight

    def coverages(self, singles: Iterable[str], pairs: Iterable[str]) -> Floats:
        """How much of the query each variant covers, and how much of each variant the query does.

        Args:
            singles: The query's single tokens; duplicates count once.
            pairs: Its neighbouring tokens.

        Returns:
            Four rows over all variants, each in 0..1: coverage of the query and of the variant by
            single tokens, then the same by all units.
        """
        found = np.zeros((4, self._size))
        shared = np.zeros(self._size)
        asked = self._share_out(singles, shared)
        np.divide(shared, max(asked, 1e-9), out=found[0])
        np.divide(shared, self._single_totals, out=found[1])
        asked += self._share_out(pairs, shared)
        np.divide(shared, max(asked, 1e-9), out=found[2])
        np.divide(shared, self._totals, out=found[3])
        return found

    def _share_out(self, units: Iterable[str], shared: Floats) -> float:
        """Adds each unit's weight to the variants that hold it; returns the weight of all."""
        asked = 0.0
        for unit in set(units):
            weight = self.weight(unit)
            asked += weight
            row = self._postings.get(unit)
            if row is not None:
                shared[row] += weight
        return asked
