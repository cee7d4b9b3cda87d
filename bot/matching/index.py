"""The inverted index: how much of a query each variant covers, for all variants at once.

Coverage is two-way: the shared weight over the query's weight, and over the variant's. A unit that
the base has never seen counts with the largest weight: that is what makes refusal work.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FUNCTION_SHARE = 0.4
"""Weight of a function word's unit relative to a content unit of the same rarity."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The weight that variants share with a query.

    Attributes:
        by_singles: For each variant, by single tokens.
        by_all: For each variant, by all units.
        singles: The weight of the query's single tokens.
        all: The weight of all its units.
    """

    by_singles: Floats
    by_all: Floats
    singles: float
    all: float


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
        # Dividing by all totals for each question would cost more than looking the shares up.
        self._per_single, self._per_total = 1 / self._single_totals, 1 / self._totals

    def weight(self, unit: str) -> float:
        """What a unit weighs; one never seen weighs most."""
        known = self._singles if unit in self._singles.ids else self._pairs
        return known.weight(unit)

    def share(self, singles: Iterable[str], pairs: Iterable[str]) -> Shared:
        """The weight that each variant shares with a query.

        Args:
            singles: The query's single tokens; duplicates count once.
            pairs: Its neighbouring tokens.
        """
        asked, by_singles = self._singles.share_out(singles)
        more, by_pairs = self._pairs.share_out(pairs)
        by_all = by_singles + by_pairs
        return Shared(by_singles, by_all, max(asked, 1e-9), max(asked + more, 1e-9))

    def mixed(self, shared: Shared, weights: Sequence[float]) -> Floats:
        """For all variants the weighted sum of the four coverages."""
        query_singles, variant_singles, query_all, variant_all = weights
        found = query_singles / shared.singles + variant_singles * self._per_single
        found *= shared.by_singles
        rest = query_all / shared.all + variant_all * self._per_total
        rest *= shared.by_all
        found += rest
        return found

    def coverages(self, shared: Shared, numbers: NDArray[np.int64]) -> Floats:
        """How much of the query some variants cover, and how much of each the query does.

        Returns:
            Four rows, each in 0..1: coverage of the query and of the variant by single tokens,
            then the same by all units.
        """
        by_singles, by_all = shared.by_singles[numbers], shared.by_all[numbers]
        return np.stack((
            by_singles / shared.singles, by_singles / self._single_totals[numbers],
            by_all / shared.all, by_all / self._totals[numbers],
        ))  # fmt: skip


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
        rarity = np.log1p(count / np.maximum(spread, 1)) * shares
        self._weights: list[float] = rarity.tolist()
        self._unseen = math.log(1 + 2 * count)
        self._rows = row_of[np.argsort(unit_of, kind="stable")].astype(np.int64)
        self._starts = np.concatenate(
            ([0], np.cumsum(np.bincount(unit_of, minlength=len(self.ids))))
        ).tolist()
        weight_of = rarity[unit_of]
        totals = np.bincount(row_of, weights=weight_of, minlength=len(documents))
        self.totals: Floats = totals.astype(np.float64)

    def _share(self, unit: str) -> float:
        return FUNCTION_SHARE if unit in self._function else 1.0

    def weight(self, unit: str) -> float:
        number = self.ids.get(unit)
        if number is None:
            return self._unseen * self._share(unit)
        return self._weights[number]

    def share_out(self, units: Iterable[str]) -> tuple[float, Floats]:
        """The weight of all units, and for each variant the weight of those that it holds."""
        asked = 0.0
        rows, weights, counts = [], [], []
        ids, starts, all_weights, all_rows = self.ids, self._starts, self._weights, self._rows
        for unit in set(units):
            number = ids.get(unit)
            if number is None:
                asked += self._unseen * self._share(unit)
                continue
            weight = all_weights[number]
            asked += weight
            start, end = starts[number], starts[number + 1]
            rows.append(all_rows[start:end])
            weights.append(weight)
            counts.append(end - start)
        size = len(self.totals)
        if not rows:
            return asked, np.zeros(size)
        shares = np.repeat(weights, counts)
        held: Floats = np.bincount(np.concatenate(rows), shares, size).astype(
            np.float64, copy=False
        )
        return asked, held
