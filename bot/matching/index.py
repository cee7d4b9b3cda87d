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
        documents: The units of each variant; duplicates within one count once.
        groups: The entry of each variant, as a number; rarity is counted by entries, so that an
            entry with many variants does not make its own words look common.
        function_units: Units that carry little content.
    """

    def __init__(
        self,
        documents: Sequence[Iterable[str]],
        groups: Sequence[int],
        function_units: Collection[str] = (),
    ) -> None:
        postings: dict[str, list[int]] = {}
        for number, units in enumerate(documents):
            for unit in set(units):
                postings.setdefault(unit, []).append(number)
        self.size = len(documents)
        group_of = np.asarray(groups, dtype=np.int32)
        count = len(set(groups))
        self._function = frozenset(function_units)
        self._unseen = math.log(1 + 2 * count)
        self._weights: dict[str, float] = {}
        self._postings: dict[str, NDArray[np.int32]] = {}
        self._totals = np.zeros(self.size)
        for unit, numbers in postings.items():
            row = np.asarray(numbers, dtype=np.int32)
            spread = len(set(group_of[row].tolist())) if len(numbers) > 1 else 1
            weight = math.log(1 + count / spread) * self._share(unit)
            self._postings[unit] = row
            self._weights[unit] = weight
            self._totals[row] += weight
        self._totals = np.maximum(self._totals, 1e-9)

    def _share(self, unit: str) -> float:
        return FUNCTION_SHARE if unit in self._function else 1.0

    def weight(self, unit: str) -> float:
        """What a unit weighs; one never seen weighs most."""
        weight = self._weights.get(unit)
        return self._unseen * self._share(unit) if weight is None else weight

    def coverage(self, units: Iterable[str]) -> tuple[Floats, Floats]:
        """How much of the query each variant covers, and how much of each variant the query does.

        Args:
            units: The query's units; duplicates count once.

        Returns:
            Two arrays over all variants, each in 0..1.
        """
        shared = np.zeros(self.size)
        asked = 0.0
        for unit in set(units):
            weight = self.weight(unit)
            asked += weight
            row = self._postings.get(unit)
            if row is not None:
                shared[row] += weight
        return shared / max(asked, 1e-9), shared / self._totals
