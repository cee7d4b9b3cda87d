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
        self._singles = _Postings(singles, groups, function_units)
        self._pairs = _Postings(pairs, groups, function_units)
        self._single_totals = np.maximum(self._singles.totals, 1e-9)
        self._totals = np.maximum(self._singles.totals + self._pairs.totals, 1e-9)

    def weight(self, unit: str) -> float:
        """What a unit weighs; one never seen weighs most."""
        known = self._singles if unit in self._singles.ids else self._pairs
        return known.weight(unit)

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
        asked = self._singles.share_out(singles, shared)
        np.divide(shared, max(asked, 1e-9), out=found[0])
        np.divide(shared, self._single_totals, out=found[1])
        asked += self._pairs.share_out(pairs, shared)
        np.divide(shared, max(asked, 1e-9), out=found[2])
        np.divide(shared, self._totals, out=found[3])
        return found


class _Postings:
    """One kind of units: for each the variants that hold it, in one long array."""

    def __init__(
        self,
        documents: Sequence[Iterable[str]],
        groups: Sequence[int],
        function_units: Collection[str],
    ) -> None:
        self.ids: dict[str, int] = {}
        self._function = frozenset(function_units)
        rows: list[int] = []
        units: list[int] = []
        for number, held in enumerate(documents):
            for unit in set(held):
                units.append(self.ids.setdefault(unit, len(self.ids)))
                rows.append(number)
        unit_of, row_of = np.asarray(units, dtype=np.int64), np.asarray(rows, dtype=np.int64)
        group_of = np.asarray(groups, dtype=np.int64)
        count = int(group_of.max()) + 1 if len(group_of) else 0
        # A unit's spread: in how many different entries it stands.
        keys = np.unique(unit_of * max(count, 1) + group_of[row_of])
        spread = np.bincount(keys // max(count, 1), minlength=len(self.ids))
        shares = np.fromiter((self._share(u) for u in self.ids), float, len(self.ids))
        self._weights = np.log1p(count / np.maximum(spread, 1)) * shares
        self._unseen = math.log(1 + 2 * count)
        self._rows = row_of[np.argsort(unit_of, kind="stable")].astype(np.int32)
        self._starts = np.concatenate(
            ([0], np.cumsum(np.bincount(unit_of, minlength=len(self.ids))))
        ).tolist()
        weight_of = self._weights[unit_of]
        totals = np.bincount(row_of, weights=weight_of, minlength=len(documents))
        self.totals: Floats = totals.astype(np.float64)

    def _share(self, unit: str) -> float:
        return FUNCTION_SHARE if unit in self._function else 1.0

    def weight(self, unit: str) -> float:
        number = self.ids.get(unit)
        if number is None:
            return self._unseen * self._share(unit)
        return float(self._weights[number])

    def share_out(self, units: Iterable[str], shared: Floats) -> float:
        """Adds each unit's weight to the variants that hold it; returns the weight of all."""
        asked = 0.0
        for unit in set(units):
            weight = self.weight(unit)
            asked += weight
            number = self.ids.get(unit)
            if number is not None:
                shared[self._rows[self._starts[number] : self._starts[number + 1]]] += weight
        return asked
