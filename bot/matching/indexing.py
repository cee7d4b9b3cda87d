"""Builds the index of a knowledge base by array operations, or checks one that was kept.

Two arrays hold the same facts: which variants hold a unit (to propose some of many), and which
units a variant holds (to score exactly those proposed).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.coding import BITS, Coder
from bot.matching.units import tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from bot.matching.coding import Integers, Numbers

    Floats = NDArray[np.float64]

_LOW = 1 << 16
"""Units below it fit into 16 bits."""
FUNCTION_SHARE = 0.4
"""Weight of a function word's unit relative to a content unit of the same rarity."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """What an index consists of, in the smallest numbers that hold it.

    Attributes:
        keys: The units, ascending by code; single tokens come before pairs.
        weights: What each weighs.
        spread: How many entries hold each.
        rows: The variants to be proposed that hold the first unit, then those that hold the
            second, ...
        starts: Where each unit's stretch in `rows` begins, and where the last ends.
        held: The units that the first variant holds, then those of the second, ...; each stretch
            ascending. Where there are few enough, without what is beyond 16 bits.
        low: How many of each variant's units are within 16 bits; empty where `held` is whole.
        held_from: Where each variant's stretch in `held` begins, and where the last ends.
        single_totals: The weight of each variant's single tokens.
        totals: The weight of all its units.
        unseen: A single number: the weight of a unit that no variant holds.
    """

    keys: Numbers
    weights: NDArray[np.float32]
    spread: Integers
    rows: Integers
    starts: NDArray[np.int32]
    held: Integers
    low: Integers
    held_from: NDArray[np.int32]
    single_totals: NDArray[np.float32]
    totals: NDArray[np.float32]
    unseen: Floats

    def units_of(self, variants: Integers) -> tuple[NDArray[np.int32], Numbers]:
        """The units that some variants hold, one variant after another, and how many each."""
        starts = self.held_from[variants]
        counts = self.held_from[variants + 1] - starts
        at = places(starts, counts)
        units = self.held[at].astype(np.int32, copy=False)
        if len(self.low):
            units += (at >= (starts + self.low[variants]).repeat(counts)) * np.int32(_LOW)
        return units, counts

    @property
    def limit(self) -> int:
        """A number that no unit reaches, not even in arrays that somebody tampered with."""
        return 2 * _LOW if len(self.low) else len(self.keys)

    def whole(self) -> NDArray[np.int32]:
        """All of `held`, nothing left out."""
        return self.units_of(np.arange(len(self.held_from) - 1))[0]

    def are_sound(self, variants: int, proposed: int) -> bool:
        """Whether they fit each other and an index of so many variants.

        Args:
            variants: How many variants it is of.
            proposed: How many of them may be proposed.
        """
        units = len(self.keys)
        floats = (self.weights, self.single_totals, self.totals, self.unseen)
        return (
            self.keys.dtype == np.int64
            and all(numbers.dtype.kind in "iu" for numbers in (self.spread, self.low))
            and all(values.dtype.kind == "f" for values in floats)
            and len(self.weights) == len(self.spread) == units
            and len(self.starts) == units + 1
            and len(self.held_from) == len(self.totals) + 1
            and len(self.totals) == len(self.single_totals) == max(variants, 1)
            and len(self.unseen) == 1
            and _covers(self.starts, len(self.rows))
            and _covers(self.held_from, len(self.held))
            and _is_within(self.rows, proposed)
            and (
                len(self.low) == len(self.totals) and self.held.dtype == np.uint16
                if len(self.low)
                else _is_within(self.held, units)
            )
        )


def _halved(held: NDArray[np.int32], held_from: Numbers, units: int) -> tuple[Integers, Integers]:
    """`Arrays.held` and `Arrays.low`."""
    if not _LOW < units <= 2 * _LOW:
        return _smallest(held), np.zeros(0, np.uint16)
    is_low = held < _LOW
    lows = np.concatenate(([0], np.cumsum(is_low)))[held_from]
    return np.where(is_low, held, held - _LOW).astype(np.uint16), np.diff(lows).astype(np.uint16)


def build(
    texts: Sequence[str],
    groups: Sequence[int],
    function_units: Collection[str] = (),
    proposed: int | None = None,
) -> tuple[Coder, Arrays]:
    """The index of variants, and the codes that it uses.

    Args:
        texts: The variants, folded.
        groups: The entry of each variant, as a number; rarity is counted by entries, so that
            an entry with many variants does not make its own words look common.
        function_units: Tokens and pairs that carry little content; so does a pair of two of them.
        proposed: The first so many of them may be proposed; all where nothing is given.
    """
    coder = Coder()
    size = max(len(texts), 1)
    codes, rows = coder.encode(texts)
    keys, numbers = np.unique(codes, return_inverse=True)
    # Each variant counts once a unit, however often it holds it.
    units, rows = np.divmod(distinct(numbers * size + rows), size)
    del codes, numbers
    count = max(groups, default=-1) + 1
    spread = _spread(units, np.asarray(groups, dtype=np.int64)[rows], count, len(keys))
    order = np.argsort(rows, kind="stable")
    first = rows < (size if proposed is None else proposed)
    postings = Postings(
        rows[first].astype(np.int32), starts_of(units[first], len(keys)),
        units[order].astype(np.int32), starts_of(rows, size),
    )  # fmt: skip
    return coder, weighed(coder, keys, spread.astype(np.int32), count, postings, function_units)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which variants hold which unit; the attributes are those of `Arrays`."""

    rows: NDArray[np.int32]
    starts: Numbers
    held: NDArray[np.int32]
    held_from: Numbers


def weighed(
    coder: Coder,
    keys: Numbers,
    spread: NDArray[np.int32],
    count: int,
    postings: Postings,
    function_units: Collection[str],
) -> Arrays:
    """An index, each unit weighed by how few entries hold it.

    Args:
        coder: The codes of tokens.
        keys: The units.
        spread: How many entries hold each.
        count: How many entries there are.
        postings: Which variants hold which unit.
        function_units: Tokens and pairs that carry little content.
    """
    weights = np.log1p(count / np.maximum(spread, 1))
    weights *= _shares(keys, coder, function_units)
    held, size = postings.held, len(postings.held_from) - 1
    rows = np.arange(size).repeat(np.diff(postings.held_from))
    weight_of = weights[held]
    by_singles = np.bincount(rows, weight_of * (held < np.searchsorted(keys, 1 << BITS)), size)
    single_totals, totals = (
        np.maximum(each, 1e-9).astype(np.float32)
        for each in (by_singles, np.bincount(rows, weight_of, size))
    )
    return Arrays(
        keys, weights.astype(np.float32), _smallest(spread), _smallest(postings.rows),
        postings.starts.astype(np.int32), *_halved(held, postings.held_from, len(keys)),
        postings.held_from.astype(np.int32),
        single_totals, totals, np.array([math.log(1 + 2 * count)]),
    )  # fmt: skip


def _smallest(numbers: NDArray[np.int32]) -> Integers:
    """The same numbers in 16 bits, where they fit."""
    fit = not len(numbers) or numbers.max() <= np.iinfo(np.uint16).max
    return numbers.astype(np.uint16) if fit else numbers


def places(starts: Integers, counts: Integers) -> Numbers:
    """All places of some stretches, one stretch after another.

    Args:
        starts: Where each begins.
        counts: How long each is.
    """
    ends = counts.cumsum()
    size = ends[-1] if len(ends) else 0
    found: Numbers = (starts - ends + counts).repeat(counts) + np.arange(size)
    return found


def distinct(values: Numbers) -> Numbers:
    """The values, ascending, each once; `np.unique` hashes them, which takes ten times as long."""
    values = np.sort(values)
    first = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]


def starts_of(numbers: Numbers, size: int) -> Numbers:
    """Where each number's stretch begins in a list sorted by number, and where the last ends."""
    return np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=size))))


def _spread(units: Numbers, groups: Numbers, count: int, size: int) -> Numbers:
    """In how many groups each unit stands."""
    keys = distinct(units * max(count, 1) + groups)
    return np.bincount(keys // max(count, 1), minlength=size)


def _shares(keys: Numbers, coder: Coder, function_units: Collection[str]) -> Floats:
    """For each unit what its kind counts."""
    singles, pairs = [], []
    for row in map(tokens, function_units):
        codes = [code for code in map(coder.code, row) if code is not None]
        if len(codes) == len(row) == 1:
            singles.append(codes[0])
        elif len(codes) == len(row) == 2:
            pairs.append(codes[0] << BITS | codes[1])
    first, second = keys >> BITS, keys & ((1 << BITS) - 1)
    function = np.isin(first, singles) & np.isin(second, singles)
    function |= np.isin(keys, singles + pairs)
    return np.where(function, FUNCTION_SHARE, 1.0)


def _covers(starts: NDArray[np.int32], places: int) -> bool:
    """Whether stretches that begin there cover all places."""
    is_sound = starts.dtype == np.int32 and starts[0] == 0 and starts[-1] == places
    return bool(is_sound and (np.diff(starts) >= 0).all())


def _is_within(numbers: Integers, limit: int) -> bool:
    if numbers.dtype.kind not in "iu":
        return False
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() < limit)
