"""Proposes phrasings of what the trained model means where nothing of it resembles a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.classifier import Classifier
    from bot.matching.coding import Numbers
    from bot.matching.documents import Document
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
        documents: All phrasings.
        ranker: Ranks them.
        classifier: Knows what each of them means.
    """

    def __init__(
        self, documents: Sequence[Document], ranker: Ranker, classifier: Classifier
    ) -> None:
        self._documents = documents
        self._ranker = ranker
        self._number = classifier.number
        self._targets: Numbers | None = None

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
        if classes[meant] < SURE or any(self._number(m.document) == meant for m in matches):
            return []
        among = self.prepare() == meant
        return list(self._ranker.rank(reading.own, reading.standard, ADDED, ADDED, among))

    def prepare(self) -> Numbers:
        """What each phrasing means, by number; laid out for the first question that needs it."""
        if self._targets is None:
            self._targets = np.array([self._number(document) for document in self._documents])
        return self._targets
