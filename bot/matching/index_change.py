"""Changes an index where one stretch of the phrasings is another one: an edited file.

To build the index of a large knowledge base anew takes ten times as long. What is found with it
is the same; only the codes of words may be others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.coding import Coder
from bot.matching.indexing import Postings, distinct, places, starts_of, weighed

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    from numpy.typing import NDArray

    from bot.matching.coding import Integers, Numbers
    from bot.matching.indexing import Arrays
    from bot.matching.ranking import Rows, Stretches


@dataclass(frozen=True, slots=True)
class Version:
    """What an index is of.

    Attributes:
        rows: Its texts: the phrasings in standard wording, then those own wordings that differ.
        owners: The thing that each phrasing belongs to.
    """

    rows: Rows
    owners: Sequence[Hashable]

    def rows_of(self, owners: dict[Hashable, int]) -> tuple[Numbers, Numbers]:
        """The rows that belong to some things, and for each row the number of its thing."""
        each = np.fromiter(map(owners.get, self.owners, repeat(-1)), np.int64, len(self.owners))
        numbers = np.concatenate((each, each[np.asarray(self.rows.others, dtype=np.int64)]))
        found = np.flatnonzero(numbers >= 0)
        return found, numbers[found]


def changed(
    before: Arrays,
    words: Sequence[str],
    versions: tuple[Version, Version],
    same: tuple[int, int],
    function_units: Collection[str] = (),
) -> tuple[Coder, Arrays]:
    """The index of a later version, and the codes that it uses.

    Args:
        before: The index of the earlier version.
        words: The words that have codes in it.
        versions: What it is of, and what the later one is of.
        same: How many phrasings are the same at the beginning of both, and at their ends.
        function_units: Tokens and pairs that carry little content, the same in both.
    """
    then, now = versions
    gone, new = then.rows.stretches(*same), now.rows.stretches(*same)
    new_rows = _numbers(new)
    coder = Coder(words)
    codes, owners = coder.encode([now.rows.texts[row] for row in new_rows.tolist()])
    before_held = before.whole()
    gone_units = _units(before_held, before.held_from, _numbers(gone))
    keys, renumbered = _keys(before.keys, before_held, gone_units, codes)
    size = len(now.rows.texts)
    pairs = distinct(np.searchsorted(keys, codes) * size + new_rows[owners])
    units, rows = np.divmod(pairs, size)
    held, held_from = _held((before_held, before.held_from), gone, new, renumbered, units, rows)
    first = rows < now.rows.documents
    added, shape = (units[first], rows[first]), (len(keys), size)
    listed = _rows(before, then.rows.documents, (gone[0], new[0]), renumbered, added, shape)
    postings = Postings(*listed, held, held_from)
    touched = {
        owner: number
        for number, owner in enumerate(
            dict.fromkeys((*then.owners[slice(*gone[0])], *now.owners[slice(*new[0])]))
        )
    }
    others = before.spread - _spread(
        then, touched, before_held, before.held_from, len(before.keys)
    )
    spread = _moved(others, renumbered, len(keys))
    spread += _spread(now, touched, held, held_from, len(keys))
    count = len(set(now.owners))
    return coder, weighed(coder, keys, spread, count, postings, function_units)


def _numbers(stretches: Stretches) -> Numbers:
    return np.concatenate([np.arange(*stretch) for stretch in stretches])


def _units(held: NDArray[np.int32], held_from: Integers, rows: Numbers) -> NDArray[np.int32]:
    """The units of some rows, one row after another."""
    return held[places(held_from[rows], held_from[rows + 1] - held_from[rows])]


def _keys(
    before: Numbers, held: NDArray[np.int32], gone: NDArray[np.int32], codes: Numbers
) -> tuple[Numbers, NDArray[np.int32]]:
    """The units of the later version, and the number there of each earlier one; -1 for none."""
    new = np.unique(codes)
    size = len(before)
    left = np.bincount(held, minlength=size) - np.bincount(gone, minlength=size)
    stays = (left > 0) | np.isin(before, new)
    keys = np.union1d(before[stays], new)
    renumbered = np.full(size, -1, np.int32)
    renumbered[stays] = np.searchsorted(keys, before[stays])
    return keys, renumbered


def _held(
    before: tuple[NDArray[np.int32], Integers],
    gone: Stretches,
    new: Stretches,
    renumbered: NDArray[np.int32],
    units: Numbers,
    rows: Numbers,
) -> tuple[NDArray[np.int32], Numbers]:
    """The units that each row holds, and where each row's begin."""
    by_row = rows.argsort(kind="stable")
    units, rows = units[by_row], rows[by_row]
    held, held_from = before
    counts = np.diff(held_from)
    pieces: list[NDArray[np.int32]] = []
    sizes: list[Integers] = []
    at = 0
    for (old_begin, old_end), (begin, end) in zip(gone, new, strict=True):
        pieces.append(renumbered[held[held_from[at] : held_from[old_begin]]])
        sizes.append(counts[at:old_begin])
        part = slice(*np.searchsorted(rows, (begin, end)))
        pieces.append(units[part].astype(np.int32))
        sizes.append(np.bincount(rows[part] - begin, minlength=end - begin))
        at = old_end
    pieces.append(renumbered[held[held_from[at] :]])
    sizes.append(counts[at:])
    return np.concatenate(pieces), np.concatenate(([0], np.concatenate(sizes).cumsum()))


def _rows(
    before: Arrays,
    documents: int,
    stretches: Stretches,
    renumbered: NDArray[np.int32],
    added: tuple[Numbers, Numbers],
    shape: tuple[int, int],
) -> tuple[NDArray[np.int32], Numbers]:
    """The rows that hold each unit: `Arrays.rows` and `Arrays.starts`."""
    (begin, end), (_, new_end) = stretches
    moved = np.arange(documents, dtype=np.int32)
    moved[begin:end] = -1
    moved[end:] += new_end - end
    units = renumbered.repeat(np.diff(before.starts))
    rows = moved[before.rows]
    stays = rows >= 0
    units, rows = units[stays], rows[stays]
    size = shape[1]
    new_units, new_rows = added
    # Units and rows keep their order, so what is new has one place each.
    where = np.searchsorted(units.astype(np.int64) * size + rows, new_units * size + new_rows)
    return (
        np.insert(rows, where, new_rows.astype(np.int32)),
        starts_of(np.concatenate((units, new_units)), shape[0]),
    )


def _spread(
    version: Version,
    owners: dict[Hashable, int],
    held: NDArray[np.int32],
    held_from: Integers,
    size: int,
) -> NDArray[np.int32]:
    """How many of some things hold each unit."""
    rows, numbers = version.rows_of(owners)
    counts = held_from[rows + 1] - held_from[rows]
    pairs = _units(held, held_from, rows).astype(np.int64) * len(owners) + numbers.repeat(counts)
    return np.bincount(distinct(pairs) // max(len(owners), 1), minlength=size).astype(np.int32)


def _moved(
    counts: NDArray[np.int32], renumbered: NDArray[np.int32], size: int
) -> NDArray[np.int32]:
    """Counts of the earlier version's units, by their numbers in the later one."""
    found = np.zeros(size, np.int32)
    stays = renumbered >= 0
    found[renumbered[stays]] = counts[stays]
    return found
