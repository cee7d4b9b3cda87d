"""A linear model of what is meant: each unit of a question speaks for and against each target.

Resemblance looks at the one nearest phrasing; this looks at all of them at once, and learns which
units tell targets apart. Beside units it knows signs: the subjects that a question names, the
aspects that it asks for, and each of the one with each of the other. It is trained when a version
is worked out, by the averaged passive-aggressive algorithm (PA-I; Crammer et al., 2006, "Online
Passive-Aggressive Algorithms", JMLR 7). What a unit says of a target is one number, so each score
is a sum that can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.documents import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.matching.coding import Numbers
    from bot.matching.documents import Document
    from bot.matching.index import Query
    from bot.matching.indexing import Arrays, Floats
    from bot.matching.reading import Mentions

    Floats32 = NDArray[np.float32]

EPOCHS = 9
"""How often training goes through all phrasings."""
ALL = 4
"""Each so many times it goes through all of them, else through those last got wrong."""
BLOCK = 64
"""So many phrasings are looked at before the table is corrected by them."""
STEP = 0.5
"""Largest correction that one phrasing may make (C of PA-I)."""
LEAST = 2
"""Phrasings that must hold a unit before it says anything."""
FEWEST = 200
"""From fewer phrasings nothing can be learnt that resemblance does not say better."""
MOST_PHRASINGS = 40_000
"""A larger knowledge base has no such model: to train it would take longer than to load it."""
MOST_TARGETS = 1_000
"""So do more targets: the table of units and targets would not fit the memory."""
SIGN = 2
"""What a sign counts; a unit counts 1 or 2."""
SEED = 5
_OTHERS = (Kind.FOREIGN, Kind.SMALLTALK)
_FAINT = 1e-3
"""What says less than this is not kept."""


def target(document: Document) -> str:
    """What a phrasing means: an entry, something unstated of a subject, a foreign matter, talk."""
    if document.kind in (Kind.ENTRY, Kind.GAP):
        return f"{document.kind} {document.owner}"
    return str(document.kind)


@dataclass(frozen=True, slots=True)
class Weights:
    """What units say of targets.

    Attributes:
        unit_starts: Where each unit's (then each sign's) stretch in the next two begins, and where
            the last ends.
        targets: Targets by number, ascending within a unit.
        values: What the unit says of each.
    """

    unit_starts: Numbers
    targets: NDArray[np.int16]
    values: NDArray[np.float32]

    def are_sound(self, units: int) -> bool:
        """Whether they fit each other and so many units and signs."""
        size = len(self.values)
        return (
            len(self.unit_starts) in (units + 1, 1)
            and self.unit_starts[0] == 0
            and self.unit_starts[-1] == len(self.targets) == size
            and bool((np.diff(self.unit_starts) >= 0).all())
            and (not size or 0 <= self.targets.min() <= self.targets.max() < MOST_TARGETS)
        )


def signs(subjects: Iterable[str], aspects: Iterable[str]) -> list[str]:
    """What a text names and asks for, as further units of it.

    Args:
        subjects: Ids of the subjects that it names.
        aspects: Ids of the aspects that it may ask for.
    """
    named = [f"#{subject}" for subject in sorted(subjects)]
    asked = [f"@{aspect}" for aspect in sorted(aspects)] or ["@"]
    return [*named, *asked, *(one + other for one in named for other in asked)]


class Examples:
    """The phrasings of a knowledge base as rows of units and signs.

    A phrasing counts in its own wording and in its standard one, so a unit of both counts twice,
    and so does each sign.

    Args:
        documents: The phrasings.
        arrays: The index over them.
        standard_row: The row of each document's standard wording.
        mentions: What each names and asks for.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        arrays: Arrays,
        standard_row: Numbers,
        mentions: Iterable[Mentions],
    ) -> None:
        means = [target(document) for document in documents]
        self.targets = sorted(set(means))
        numbers = {name: number for number, name in enumerate(self.targets)}
        self.labels = [numbers[name] for name in means]
        shown = [signs(mention.subjects, mention.aspects) for mention in mentions]
        self.signs = sorted({sign for row in shown for sign in row})
        sign_numbers = {sign: len(arrays.keys) + n for n, sign in enumerate(self.signs)}
        self.units = len(arrays.keys) + len(self.signs)
        self._documents = documents
        size = len(documents)
        common = np.bincount(arrays.held[: arrays.held_from[size]], minlength=self.units) >= LEAST
        common[len(arrays.keys) :] = True
        further = [len(row) for row in shown]
        held, owners = _held(arrays, np.arange(size))
        standard, other_owners = _held(arrays, standard_row)
        shown_units = [sign_numbers[sign] for row in shown for sign in row]
        keys, times = np.unique(
            np.concatenate((owners, other_owners)) * self.units + np.concatenate((held, standard)),
            return_counts=True,
        )
        keys = np.concatenate((keys, np.arange(size).repeat(further) * self.units + shown_units))
        times = np.concatenate((times, np.full(len(shown_units), SIGN)))
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
        learnt = set(range(len(self.labels))).difference(left_out)
        # The order of the files must not matter.
        order = np.array(sorted(learnt, key=lambda n: (self._documents[n].text, self.labels[n])))
        table = np.zeros((self.units, len(self.targets)), np.float32)
        total = np.zeros_like(table)
        labels = np.array(self.labels)
        shuffle = np.random.default_rng(SEED)
        step = 1
        hard = order
        for epoch in range(EPOCHS):
            # Most phrasings are learnt at once: only now and then is it looked at all of them.
            asked = shuffle.permutation(hard if epoch % ALL else order)
            wrong: list[Numbers] = []
            for at in range(0, len(asked), BLOCK):
                block = asked[at : at + BLOCK]
                wrong.append(block[self._correct(table, total, block, labels[block], step)])
                step += 1
            hard = np.concatenate(wrong)
        table -= total / step
        units, targets = np.nonzero(np.abs(table) > _FAINT)
        starts = np.concatenate(([0], np.cumsum(np.bincount(units, minlength=self.units))))
        return Weights(starts, targets.astype(np.int16), table[units, targets])

    def _correct(
        self, table: Floats32, total: Floats32, block: Numbers, labels: Numbers, step: int
    ) -> NDArray[np.bool_]:
        """Corrects the table by some phrasings at once; tells which were got wrong."""
        counts = self._starts[block + 1] - self._starts[block]
        ends = counts.cumsum()
        places = (self._starts[block] - ends + counts).repeat(counts) + np.arange(ends[-1])
        units, values = self._units[places], self._values[places]
        scores = np.add.reduceat(table[units] * values[:, None], ends - counts, axis=0)
        row = np.arange(len(block))
        right = scores[row, labels]
        scores[row, labels] = -np.inf
        rivals = scores.argmax(axis=1)
        loss = 1 - right + scores[row, rivals]
        wrong: NDArray[np.bool_] = loss > 0
        change = np.where(wrong, np.minimum(STEP, loss / 2), 0).repeat(counts) * values
        moved = change != 0
        units, change, width = units[moved] * len(self.targets), change[moved], counts
        for sign, targets in ((1, labels), (-1, rivals)):
            cells = units + targets.repeat(width)[moved]
            np.add.at(table.reshape(-1), cells, sign * change)
            np.add.at(total.reshape(-1), cells, sign * step * change)
        return wrong


def _held(arrays: Arrays, rows: Numbers) -> tuple[Numbers, Numbers]:
    """The units that some rows of an index hold, and for each the position of its row."""
    counts = np.diff(arrays.held_from)[rows]
    ends = counts.cumsum()
    places = (arrays.held_from[rows] - ends + counts).repeat(counts) + np.arange(counts.sum())
    return arrays.held[places].astype(np.int64), np.arange(len(rows)).repeat(counts)


NONE = Weights(
    np.zeros(1, np.int64), np.zeros(0, np.int16), np.zeros(0, np.float32)
)  # fmt: skip
"""Says nothing of anything."""


def is_trainable(documents: Sequence[Document]) -> bool:
    """Whether a knowledge base is neither too large nor too small for a model."""
    targets = len({target(document) for document in documents})
    return FEWEST <= len(documents) <= MOST_PHRASINGS and 2 <= targets <= MOST_TARGETS


class Classifier:
    """Scores questions with a trained model.

    Args:
        targets: The names of the targets, in the order of their numbers.
        weights: What units and signs say of them.
        signs: The signs, in the order of their numbers.
    """

    def __init__(self, targets: Sequence[str], weights: Weights, signs: Sequence[str]) -> None:
        units = len(weights.unit_starts) - 1 - len(signs)
        self._signs = {sign: units + number for number, sign in enumerate(signs)}
        self._numbers = {name: number for number, name in enumerate(targets)}
        self._others = [self._numbers[kind] for kind in _OTHERS if kind in self._numbers]
        self._is_ours = np.array([name not in _OTHERS for name in targets])
        self._weights = weights
        self._met: dict[tuple[Kind, str], int] = {}

    def scores(self, own: Query, standard: Query, signs: Sequence[str]) -> Floats:
        """What a question means: about 1 for a target that it clearly means, 0 for no matter.

        What speaks for foreign matters or small talk speaks against all that is ours.

        Args:
            own: The units of its own wording.
            standard: Those of its standard wording.
            signs: What it names and asks for.

        Returns:
            A score for each target by its number; empty where there is no model.
        """
        weights = self._weights
        if not len(weights.values):
            return np.zeros(0)
        both = len(set(own.units.tolist()).intersection(standard.units.tolist()))
        strange = min(own.count - len(own.units), standard.count - len(standard.units))
        # A unit of both wordings counts twice, as in training.
        length = np.sqrt(own.count + standard.count + 2 * (both + strange) + SIGN**2 * len(signs))
        shown = [self._signs[sign] for sign in signs if sign in self._signs] * SIGN
        units = np.concatenate((own.units, standard.units, np.array(shown, np.int64)))
        starts = weights.unit_starts[units]
        counts = weights.unit_starts[units + 1] - starts
        ends = counts.cumsum()
        if not len(ends) or not ends[-1]:
            return np.zeros(len(self._numbers))
        places = (starts - ends + counts).repeat(counts) + np.arange(ends[-1])
        sums = np.bincount(weights.targets[places], weights.values[places], len(self._numbers))
        found: Floats = sums / max(float(length), 1.0)
        if self._others:
            found = found - self._is_ours * max(0.0, float(found[self._others].max()))
        return found

    def number(self, document: Document) -> int:
        """The number of the target that a document means."""
        key = (document.kind, document.owner)
        number = self._met.get(key)
        if number is None:
            number = self._met[key] = self._numbers[target(document)]
        return number
