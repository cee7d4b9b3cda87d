"""Whether a question is worded as those that the source answers, or as those that it does not.

A small model (naive Bayes) over the units of the knowledge base's own phrasings: 多少项 is asked
of what is stated, 几点 of what is not. It is counted at load; each unit says how much it tells.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.documents import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.documents import Document
    from bot.matching.index import Query
    from bot.matching.indexing import Arrays

LEAST = 2
"""Phrasings that must hold a unit before it tells anything."""
SMOOTHING = 0.5
"""Added to each count, so that a unit seen on one side alone does not decide."""


class Leaning:
    """How often phrasings of entries, and of gaps, hold each unit.

    Args:
        documents: The phrasings.
        arrays: The index over them; its first rows are theirs, in their order.
    """

    def __init__(self, documents: Sequence[Document], arrays: Arrays) -> None:
        size, units = len(documents), len(arrays.keys)
        held = arrays.held[: arrays.held_from[size]]
        lengths = np.diff(arrays.held_from[: size + 1])

        def count(kind: Kind) -> tuple[np.ndarray, int]:
            is_kind = np.fromiter((d.kind is kind for d in documents), np.float64, size)
            return np.bincount(held, is_kind.repeat(lengths), units), int(is_kind.sum())

        self._stated, self._entries = count(Kind.ENTRY)
        self._unstated, self._gaps = count(Kind.GAP)

    def of(self, query: Query, left_out: Kind | None = None) -> float:
        """The log odds that a question asks for what is not stated.

        Args:
            query: The units of the question.
            left_out: The kind of the phrasing that the question is, if it must not count itself.
        """
        if not self._entries or not self._gaps or not len(query.units):
            return 0.0
        stated = self._stated[query.units] - (left_out is Kind.ENTRY)
        unstated = self._unstated[query.units] - (left_out is Kind.GAP)
        odds = np.log((unstated + SMOOTHING) / (stated + SMOOTHING))
        odds += math.log((self._entries + 1) / (self._gaps + 1))
        return float(odds[stated + unstated >= LEAST].sum())
