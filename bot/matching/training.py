"""Trains the linear model of what is meant, on the phrasings of a knowledge base.

By the averaged passive-aggressive algorithm (PA-I; Crammer et al., 2006, "Online
Passive-Aggressive Algorithms", JMLR 7), some phrasings at a time.
"""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from bot.matching.classifier import MOST_TARGETS, TWICE, Weights, signs, target, target_names
from bot.matching.indexing import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.coding import Integers, Numbers
    from bot.matching.documents import Document
    from bot.matching.indexing import Arrays
    from bot.matching.reading import Mentions

    Floats32 = NDArray[np.float32]

EPOCHS = 6
"""How often training goes through all phrasings."""
ALL = 5
"""Each so many times it goes through all of them, else through those last got wrong."""
BLOCK = 64
"""So many phrasings are looked at before the table is corrected by them."""
STEP = 0.2
"""Largest correction that one phrasing may make (C of PA-I)."""
LEAST = 2
"""Phrasings that must hold a unit before it says anything."""
FEWEST = 200
"""From fewer phrasings nothing can be learnt that resemblance does not say better."""
MOST_PHRASINGS = 60_000
"""A larger knowledge base has no such model: to train it would take longer than to load it."""
GOLDEN = 0x9E3779B97F4A7C15
"""What sets one epoch's order apart from the next one's: 2^64 over the golden ratio."""
_FAINT = 5e-3
"""What says less than this is not kept."""


def is_trainable(base: KnowledgeBase, phrasings: int) -> bool:
    """Whether a knowledge base of so many phrasings is neither too large nor too small for one."""
    is_fit = FEWEST <= phrasings <= MOST_PHRASINGS
    return is_fit and 2 <= len(target_names(base)) <= MOST_TARGETS


class Examples:
    """The phrasings of a knowledge base as rows of units and signs.

    A phrasing counts in its own wording and in its standard one, so a unit of both counts twice,
    and so does each sign.

    Args:
        documents: The phrasings.
        arrays: The index over them.
        own_rows: The row of each document's own wording.
        mentions: What each names and asks for.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        arrays: Arrays,
        own_rows: Integers,
        mentions: Iterable[Mentions],
    ) -> None:
        means = self._means = [target(document) for document in documents]
        self.targets = sorted(set(means))
        numbers = {name: number for number, name in enumerate(self.targets)}
        self.labels = [numbers[name] for name in means]
        of_mentions = functools.cache(signs)  # of six phrasings five mention what another does
        shown = [of_mentions(mention.subjects, mention.aspects) for mention in mentions]
        self.signs = sorted({sign for row in shown for sign in row})
        sign_numbers = {sign: len(arrays.keys) + n for n, sign in enumerate(self.signs)}
        self.units = len(arrays.keys) + len(self.signs)
        self._documents = documents
        size = len(documents)
        held, owners = _held(arrays, own_rows)
        common = np.bincount(held, minlength=self.units) >= LEAST
        common[len(arrays.keys) :] = True
        further = [len(row) for row in shown]
        standard, other_owners = _held(arrays, np.arange(size))
        shown_units = [sign_numbers[sign] for row in shown for sign in row]
        keys, times = np.unique(
            np.concatenate((owners, other_owners)) * self.units + np.concatenate((held, standard)),
            return_counts=True,
        )
        keys = np.concatenate((keys, np.arange(size).repeat(further) * self.units + shown_units))
        times = np.concatenate((times, np.full(len(shown_units), TWICE)))
        order = keys.argsort(kind="stable")
        owners, units = np.divmod(keys[order], self.units)
        values = times[order] / np.sqrt(np.bincount(owners, times[order] ** 2, size))[owners]
        kept = common[units]
        self._units, self._values = units[kept], values[kept].astype(np.float32)
        # Each phrasing has its signs at least: no stretch is empty.
        self._starts = np.concatenate(([0], np.bincount(owners[kept], minlength=size).cumsum()))

    def train(self, left_out: Iterable[int] = ()) -> Weights:
        """Learns what units say of targets.

        Args:
            left_out: Phrasings, by number, that are not learnt from.
        """
        learnt = np.setdiff1d(np.arange(len(self.labels)), np.fromiter(left_out, np.int64))
        marks = self._marks()
        table = np.zeros((self.units, len(self.targets)), np.float32)
        total = np.zeros_like(table)
        labels = np.array(self.labels)
        step = 1
        hard = learnt
        for epoch in range(EPOCHS):
            # Most phrasings are learnt at once: only now and then is it looked at all of them.
            asked = hard if epoch % ALL else learnt
            wrong: list[Numbers] = []
            for part in _blocks(marks[asked], epoch):
                block = asked[part]
                wrong.append(block[self._correct(table, total, block, labels[block], step)])
                step += 1
            hard = np.concatenate(wrong)
        table -= total / step
        units, targets = np.nonzero(np.abs(table) > _FAINT)
        starts = np.concatenate(([0], np.cumsum(np.bincount(units, minlength=self.units))))
        return Weights(
            starts.astype(np.int32),
            targets.astype(np.min_scalar_type(targets.max(initial=0))),
            table[units, targets].astype(np.float16),
        )

    def _marks(self) -> NDArray[np.uint64]:
        """A number for each phrasing by which it is shuffled.

        It comes from the words alone, not from the place: neither the order of the files nor a
        phrasing added or taken out changes in which order the others are learnt.
        """
        texts = (
            f"{label} {document.text}".encode()
            for label, document in zip(self._means, self._documents, strict=True)
        )
        return np.fromiter((crc32(text) for text in texts), np.uint64, len(self.labels))

    def _correct(
        self, table: Floats32, total: Floats32, block: Numbers, labels: Numbers, step: int
    ) -> NDArray[np.bool_]:
        """Corrects the table by some phrasings at once; tells which were got wrong."""
        counts = self._starts[block + 1] - self._starts[block]
        held = places(self._starts[block], counts)
        units, values = self._units[held], self._values[held]
        rows, ends = table[units], counts.cumsum().tolist()
        scores = np.empty((len(block), len(self.targets)), np.float32)
        # One product a phrasing: to multiply all and add up stretches takes twice as long.
        for number, (start, end) in enumerate(pairwise((0, *ends))):
            np.dot(values[start:end], rows[start:end], out=scores[number])
        row = np.arange(len(block))
        right = scores[row, labels]
        scores[row, labels] = -np.inf
        rivals = scores.argmax(axis=1)
        loss = 1 - right + scores[row, rivals]
        wrong: NDArray[np.bool_] = loss > 0
        change = np.where(wrong, np.minimum(STEP, loss / 2), 0).repeat(counts) * values
        moved = change != 0
        units, change = units[moved] * len(self.targets), change[moved]
        for sign, targets in ((1, labels), (-1, rivals)):
            cells = units + targets.repeat(counts)[moved]
            np.add.at(table.reshape(-1), cells, sign * change)
            np.add.at(total.reshape(-1), cells, sign * step * change)
        return wrong


def _blocks(marks: NDArray[np.uint64], epoch: int) -> list[Numbers]:
    """Phrasings in blocks of about `BLOCK`, in an order that is another one in each epoch.

    Which block a phrasing is in depends on its mark alone, so one more moves no other. The marks
    are mixed by the finalizer of SplitMix64 (Steele, Lea, Flood, 2014, "Fast Splittable
    Pseudorandom Number Generators").
    """
    mixed = marks + np.uint64((epoch + 1) * GOLDEN % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    order = mixed.argsort(kind="stable")
    bits = (len(marks) // BLOCK).bit_length() - 1
    if bits < 1:
        return [order]
    number = mixed[order] >> np.uint64(64 - bits)
    return np.split(order, np.flatnonzero(number[1:] != number[:-1]) + 1)


def _held(arrays: Arrays, rows: Integers) -> tuple[Numbers, Numbers]:
    """The units that some rows of an index hold, and for each the position of its row."""
    held, counts = arrays.units_of(rows)
    return held.astype(np.int64), np.arange(len(rows)).repeat(counts)
