"""Asks the index: how much of a query each variant covers.

Coverage is two-way: the shared weight over the query's weight, and over the variant's. A unit that
the base has never seen counts with the largest weight: that is what makes refusal work.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.coding import BITS
from bot.matching.indexing import FUNCTION_SHARE
from bot.matching.units import tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from bot.matching.coding import Coder, Integers, Numbers
    from bot.matching.indexing import Arrays, Floats

Unit = str | tuple[str, str]
"""A token, or a pair of neighbours."""
POSTINGS = 10_000
"""Places in the index that are looked at for one query: the rarest units first, at least one.
What is left out is in so many variants that it hardly tells them apart."""
_HIGH = 0.25
"""Share of the largest sum from which on variants are looked at first."""
MET = 20_000
"""Units that are remembered as asked for, with their numbers."""
_NEVER = -1
"""The code of a unit with a word that was never met: no unit has it."""
_UNSEEN = -1
"""The number of a unit that no variant holds."""


@dataclass(frozen=True, slots=True)
class Query:
    """The units of a query.

    Attributes:
        units: Those that the index knows, by their numbers, ascending.
        weights: What they weigh.
        singles: The weight of all its single tokens, unknown ones too.
        all: The weight of all its units.
        count: How many units it has, unknown ones too.
    """

    units: Numbers
    weights: NDArray[np.float32]
    singles: float
    all: float
    count: int


class Index:
    """Which variant holds which unit, and what a unit weighs.

    Args:
        coder: The codes of tokens.
        arrays: What `indexing.build` made.
        function_units: Tokens and pairs that carry little content; so does a pair of two of them.
        proposed: The first so many variants may be proposed; all where nothing is given.
    """

    def __init__(
        self,
        coder: Coder,
        arrays: Arrays,
        function_units: Collection[str] = (),
        proposed: int | None = None,
    ) -> None:
        self.coder = coder
        self.arrays = arrays
        self._function = frozenset(function_units)
        self._singles = int(np.searchsorted(arrays.keys, 1 << BITS))
        self._unseen = float(arrays.unseen[0])
        self._proposed = len(arrays.totals) if proposed is None else proposed
        self._met: dict[Unit, tuple[int, float]] = {}
        self._scratch = threading.local()

    def _is_function(self, unit: Unit) -> bool:
        return "".join(unit) in self._function or all(token in self._function for token in unit)

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
        met = self._met
        units: list[Unit] = [*singles, *pairs]
        new = [unit for unit in units if unit not in met]
        if len(met) + len(new) > MET:
            met.clear()
            new = units
        if new:
            self._meet(new)
        found = [met[unit] for unit in units]
        held = sorted([unit for unit in found if unit[0] != _UNSEEN])
        return Query(
            np.array([number for number, _ in held], dtype=np.int64),
            np.array([weight for _, weight in held], dtype=np.float32),
            max(sum([weight for _, weight in found[: len(singles)]]), 1e-9),
            max(sum([weight for _, weight in found]), 1e-9),
            len(found),
        )  # fmt: skip

    def _meet(self, units: Sequence[Unit]) -> None:
        """Looks up number and weight of units.

        People use few units again and again: those asked for stay in a dictionary, which is
        faster than the arrays and, for large bases, much smaller than one of all units.
        """
        keys, arrays = self.arrays.keys, self.arrays
        codes = [self._code(unit) for unit in units]
        places = np.searchsorted(keys, codes).tolist()
        for unit, code, place in zip(units, codes, places, strict=True):
            if place < len(keys) and keys[place] == code:
                self._met[unit] = (place, float(arrays.weights[place]))
            else:
                share = FUNCTION_SHARE if self._is_function(unit) else 1.0
                self._met[unit] = (_UNSEEN, self._unseen * share)

    def _code(self, unit: Unit) -> int:
        if isinstance(unit, str):
            code = self.coder.code(unit)
            return _NEVER if code is None else code
        one, other = map(self.coder.code, unit)
        return _NEVER if one is None or other is None else one << BITS | other

    def propose(self, query: Query, limit: int, among: NDArray[np.bool_] | None = None) -> Numbers:
        """The variants that cover a query and are covered by it most, roughly.

        Args:
            query: The query.
            limit: How many at most.
            among: Which variants may be proposed; all where nothing is given.

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
            rarest = counts.argsort(kind="stable")
            enough = int(counts[rarest].cumsum().searchsorted(POSTINGS))
            rarest = rarest[: max(enough, 1)]
            starts, counts, worth = starts[rarest], counts[rarest], worth[rarest]
        rows = np.concatenate(
            [
                self.arrays.rows[start : start + count]
                for start, count in zip(starts.tolist(), counts.tolist(), strict=True)
            ]
        )
        shares = worth.repeat(counts)
        found = np.bincount(rows, shares, self._proposed).astype(np.float64, copy=False)
        if among is not None:
            found *= among
        places: Numbers = (found > found.max() * _HIGH).nonzero()[0]
        if len(places) < limit:
            places = (found > 0).nonzero()[0]
        if len(places) > limit:
            # How much of the query is covered, and how much of the variant is.
            rough = found[places] * (1 + query.all / 2 / self.arrays.totals[places])
            places = places[rough.argpartition(len(places) - limit)[-limit:]]
            places.sort()
        return places

    def coverages(self, queries: Sequence[Query], variants: Integers) -> Floats:
        """How much of a query some variants cover, and how much of each the query does.

        Args:
            queries: The variants are held against these: each of them against as many, in order.
            variants: The variants, by number.

        Returns:
            Four rows, each in 0..1: coverage of the query and of the variant by single tokens,
            then the same by all units.
        """
        arrays, size = self.arrays, len(variants)
        units, counts = arrays.units_of(variants)
        ends = counts.cumsum()
        shared = np.empty(len(units), np.float32)
        each = size // len(queries)
        weight_of = self._no_weights()
        begin = 0
        for number, query in enumerate(queries):
            end = int(ends[(number + 1) * each - 1])
            weight_of[query.units] = query.weights
            try:
                shared[begin:end] = weight_of[units[begin:end]]
            finally:
                weight_of[query.units] = 0
            begin = end
        by_row = np.arange(size).repeat(counts)
        by_all = np.bincount(by_row, shared, size)
        by_singles = np.bincount(by_row, shared * (units < self._singles), size)
        found = np.empty((4, size))
        for number, query in enumerate(queries):
            part_of = slice(number * each, (number + 1) * each)
            found[0, part_of] = by_singles[part_of] / query.singles
            found[2, part_of] = by_all[part_of] / query.all
        found[1] = by_singles / arrays.single_totals[variants]
        found[3] = by_all / arrays.totals[variants]
        return found

    def _no_weights(self) -> NDArray[np.float32]:
        """A table of all units that holds 0 for each: one for each thread, to be left as it was.

        To look units up in it takes a third of the time of a binary search for each.
        """
        table: NDArray[np.float32] | None = getattr(self._scratch, "table", None)
        if table is None:
            table = self._scratch.table = np.zeros(self.arrays.limit, np.float32)
        return table

    def weight(self, unit: str) -> float:
        """What a token or a pair of tokens weighs; one never seen weighs most."""
        query = self.ask(unit)
        return query.all - query.singles if len(tokens(unit)) > 1 else query.singles
