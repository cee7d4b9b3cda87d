"""A linear model of what is meant: each unit of a question speaks for and against each target.

Resemblance looks at the one nearest phrasing; this looks at all of them at once, and learns which
units tell targets apart. Beside units it knows signs: the subjects that a question names, the
aspects that it asks for, and each of the one with each of the other. It is trained when a version
is worked out, by the averaged passive-aggressive algorithm (PA-I; Crammer et al., 2006, "Online
Passive-Aggressive Algorithms", JMLR 7). What a unit says of a target is one number, so each score
is a sum that can be shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.documents import OURS, Kind
from bot.matching.indexing import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.coding import Integers
    from bot.matching.documents import Document, Documents
    from bot.matching.index import Query
    from bot.matching.indexing import Floats

MOST_TARGETS = 1_000
"""More targets have no such model: the table of units and targets would not fit the memory."""
TWICE = 2
"""What a sign counts, and a unit of both wordings; another unit counts 1."""
_OTHERS = (Kind.FOREIGN, Kind.SMALLTALK)


def target(document: Document) -> str:
    """What a phrasing means: an entry, something unstated of a subject, a foreign matter, talk."""
    return _name(document.kind, document.owner)


def _name(kind: Kind, owner: str) -> str:
    return f"{kind} {owner}" if kind in OURS else str(kind)


def target_names(base: KnowledgeBase) -> list[str]:
    """All that the phrasings of a knowledge base mean, in the order of the targets' numbers."""
    found = [_name(Kind.ENTRY, entry) for entry in base.entries]
    found += [
        _name(Kind.GAP, subject.id)
        for subject in base.subjects.values()
        if any(gap.asks or gap.en for gap in subject.gaps)
    ]
    if any(talk.variants for talk in base.profile.smalltalk):
        found.append(str(Kind.SMALLTALK))
    if any(topic.questions for topic in base.foreign):
        found.append(str(Kind.FOREIGN))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Weights:
    """What units say of targets.

    Attributes:
        unit_starts: Where each unit's (then each sign's) stretch in the next two begins, and where
            the last ends.
        targets: Targets by number, ascending within a unit.
        values: What the unit says of each.
    """

    unit_starts: NDArray[np.int32]
    targets: Integers
    values: NDArray[np.float16]

    def are_sound(self, units: int) -> bool:
        """Whether they fit each other and so many units and signs."""
        size = len(self.values)
        return (
            len(self.unit_starts) in (units + 1, 1)
            and self.unit_starts.dtype == np.int32
            and self.values.dtype == np.float16
            and self.unit_starts[0] == 0
            and self.unit_starts[-1] == len(self.targets) == size
            and bool((np.diff(self.unit_starts) >= 0).all())
            and self.targets.dtype.kind in "iu"
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


NONE = Weights(
    np.zeros(1, np.int32), np.zeros(0, np.int16), np.zeros(0, np.float16)
)  # fmt: skip
"""Says nothing of anything."""


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
        typed, other = set(own.units.tolist()), set(standard.units.tolist())
        both = typed & other
        strange = min(own.count - len(own.units), standard.count - len(standard.units))
        length = math.sqrt(
            own.count + standard.count + 2 * (len(both) + strange) + TWICE**2 * len(signs)
        )
        # A unit of both wordings counts twice, as in training.
        twice = [*both, *(self._signs[sign] for sign in signs if sign in self._signs)]
        units = np.array([*twice, *(typed ^ other)], np.int64)
        starts = weights.unit_starts[units]
        counts = weights.unit_starts[units + 1] - starts
        said = places(starts, counts)
        if not len(said):
            return np.zeros(len(self._numbers))
        values = weights.values[said].astype(np.float64)
        values[: counts[: len(twice)].sum()] *= TWICE
        sums = np.bincount(weights.targets[said], values, len(self._numbers))
        found: Floats = sums / max(length, 1.0)
        if self._others:
            found = found - self._is_ours * max(0.0, float(found[self._others].max()))
        return found

    def targets(self, documents: Documents) -> NDArray[np.int16]:
        """What each document means, as the number of a target; nothing of too many targets."""
        if len(self._numbers) > MOST_TARGETS:
            return np.zeros(0, np.int16)
        found = documents.each(lambda kind, owner: self._numbers.get(_name(kind, owner), -1))
        return found.astype(np.int16)
