"""Asks the index: how much of a query each variant covers.

Coverage is two-way: the shared weight over the query's weight, and over the variant's. A unit that
the base has never seen counts with the largest weight: that is what makes refusal work.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.coding import BITS
from bot.matching.indexing import FUNCTION_SHARE
from bot.matching.units import tokens

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.matching.coding import Coder, Numbers
    from bot.matching.indexing import Arrays, Floats

POSTINGS = 40_000
"""Places in the index that are looked at for one query: the rarest units first, at least one.
What is left out is in so many variants that it hardly tells them apart."""
_HIGH = 0.25
"""Share of the largest sum from which on variants are looked at first."""
_NEVER = -1
"""Stands for a unit with a word that was never met: no unit is so coded."""


@dataclass(frozen=True, slots=True)
class Query:
    """The units of a query.

    Attributes:
        units: Those that the index knows, by their numbers, ascending.
        weights: What they weigh.
        singles: The weight of all its single tokens, unknown ones too.
        all: The weight of all its units.
    """

    units: Numbers
    weights: Floats
    singles: float
    all: float


class Index:
    """Which variant holds which unit, and what a unit weighs.

    Args:
        coder: The codes of tokens.
        arrays: What `indexing.build` made.
        function_units: Tokens and pairs that carry little content; so does a pair of two of them.
    """

    def __init__(self, coder: Coder, arrays: Arrays, function_units: Collection[str] = ()) -> None:
        self.coder = coder
        self.arrays = arrays
        self._function = frozenset(function_units)
        self._singles = int(np.searchsorted(arrays.keys, 1 << BITS))
        self._unseen = float(arrays.unseen[0])
        self._per_total: Floats = 1 / arrays.totals

    def _is_function(self, *row: str) -> bool:
        return "".join(row) in self._function or all(token in self._function for token in row)

    def ask(self, text: str) -> Query:
        """The units of a query and what they weigh.

        Args:
            text: The query, folded.
        """
        singles: dict[str, None] = {}
        pairs: dict[tuple[str, str], None] = {}
        for piece in text.split(" "):
            row = tokens(piece)
            singles.update(dict.fromkeys(row))
            pairs.update(dict.fromkeys(pairwise(row)))
        codes = {token: self.coder.code(token) for token in singles}
        wanted = [_NEVER if code is None else code for code in codes.values()]
        for first, second in pairs:
            a, b = codes[first], codes[second]
            wanted.append(_NEVER if a is None or b is None else a << BITS | b)
        keys = np.array(wanted, dtype=np.int64)
        places = np.searchsorted(self.arrays.keys, keys)
        places[places == len(self.arrays.keys)] = 0
        known = (
            self.arrays.keys[places] == keys
            if len(self.arrays.keys)
            else np.zeros(len(keys), dtype=bool)
        )
        weights = np.full(len(keys), self._unseen)
        weights[known] = self.arrays.weights[places[known]]
        if not known.all():
            units = [(token,) for token in singles] + list(pairs)
            for place in np.flatnonzero(~known).tolist():
                if self._is_function(*units[place]):
                    weights[place] *= FUNCTION_SHARE
        units_known = places[known]
        order = np.argsort(units_known)
        return Query(
            units_known[order], weights[known][order],
            max(float(weights[: len(singles)].sum()), 1e-9), max(float(weights.sum()), 1e-9),
        )  # fmt: skip

    def propose(self, query: Query, limit: int) -> Numbers:
        """The variants that cover a query and are covered by it most, roughly.

        Args:
            query: The query.
            limit: How many at most.

        Returns:
            Their numbers, ascending.
        """
        if not len(query.units):
            return np.zeros(0, dtype=np.int64)
        starts = self.arrays.starts[query.units]
        counts = self.arrays.starts[query.units + 1] - starts
        # A single token counts among the single tokens and among all units.
        worth = query.weights * np.where(
            query.units < self._singles, 1 / query.singles + 1 / query.all, 1 / query.all
        )
        if counts.sum() > POSTINGS:
            rarest = np.argsort(counts, kind="stable")
            enough = int(np.searchsorted(np.cumsum(counts[rarest]), POSTINGS))
            rarest = rarest[: max(enough, 1)]
            starts, counts, worth = starts[rarest], counts[rarest], worth[rarest]
        rows = np.concatenate(
            [
                self.arrays.rows[start : start + count]
                for start, count in zip(starts.tolist(), counts.tolist(), strict=True)
            ]
        )
        shares = np.repeat(worth, counts)
        found = np.bincount(rows, shares, len(self.arrays.totals)).astype(np.float64, copy=False)
        places = np.flatnonzero(found > found.max() * _HIGH)
        if len(places) < limit:
            places = np.flatnonzero(found)
        if len(places) > limit:
            # How much of the query is covered, and how much of the variant is.
            rough = found[places] * (1 + query.all / 2 * self._per_total[places])
            places = np.sort(places[np.argpartition(rough, len(places) - limit)[-limit:]])
        return places

    def coverages(self, query: Query, variants: Numbers) -> Floats:
        """How much of a query some variants cover, and how much of each the query does.

        Returns:
            Four rows, each in 0..1: coverage of the query and of the variant by single tokens,
            then the same by all units.
        """
        starts = self.arrays.held_from[variants]
        counts = self.arrays.held_from[variants + 1] - starts
        ends = np.cumsum(counts)
        shift = np.repeat(starts - ends + counts, counts)
        units = self.arrays.held[np.arange(len(shift)) + shift]
        if len(query.units):
            at = np.minimum(np.searchsorted(query.units, units), len(query.units) - 1)
            shared = np.where(query.units[at] == units, query.weights[at], 0.0)
        else:
            shared = np.zeros(len(units))
        by_row = np.repeat(np.arange(len(variants)), counts)
        by_all = np.bincount(by_row, shared, len(variants))
        by_singles = np.bincount(by_row, shared * (units < self._singles), len(variants))
        return np.stack((
            by_singles / query.singles, by_singles / self.arrays.single_totals[variants],
            by_all / query.all, by_all / self.arrays.totals[variants],
        ))  # fmt: skip

    def weight(self, unit: str) -> float:
        """What a token or a pair of tokens weighs; one never seen weighs most."""
        query = self.ask(unit)
        return query.all - query.singles if len(tokens(unit)) > 1 else query.singles
