"""Proposes phrasings of what the trained model means where nothing of it resembles a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bot.matching.indexing import Floats
    from bot.matching.ranking import Match, Ranker
    from bot.matching.reading import Reading

SURE = 1.0
"""From this score on what the model means is weighed, however little resembles it."""
ADDED = 4
"""So many of its phrasings are weighed then."""


class Proposals:
    """Looks among the phrasings of one target.

    Args:
        ranker: Ranks all phrasings.
        targets: What each of them means, by the number of its target.
    """

    def __init__(self, ranker: Ranker, targets: NDArray[np.int16]) -> None:
        self._ranker = ranker
        self._targets = targets

    def beside(self, reading: Reading, matches: Sequence[Match], classes: Floats) -> list[Match]:
        """The nearest phrasings of what the model surely means, if none is among the matches.

        缺钱的和放款的碰了多少回 shares no rare word with any phrasing of the count of meetings.

        Args:
            reading: What the question mentions.
            matches: What it resembles.
            classes: What the model takes it for: a score for each target.
        """
        if not len(classes):
            return []
        meant = int(classes.argmax())
        numbers = [match.document.number for match in matches]
        if classes[meant] < SURE or meant in self._targets[numbers]:
            return []
        among = self._targets == meant
        return list(self._ranker.rank(reading.own, reading.standard, ADDED, ADDED, among))
