"""Which of several entries that a question is near to is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.weighing import AGREEING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.reading import Reading
    from bot.matching.unstated import Unstated
    from bot.matching.weighing import Candidate

TELLING_REACH = 0.08
"""So much less may an entry that states all that is asked be supported than one that does not."""


class Preference:
    """Prefers what states all that is asked, and what most of the nearest phrasings are of.

    Args:
        unstated: Compares what is asked with what an entry states.
        margin: What comes so near to an entry is meant as much as it.
    """

    def __init__(self, unstated: Unstated, margin: float) -> None:
        self._unstated = unstated
        self._margin = margin

    def chosen(
        self, reading: Reading, candidates: Sequence[Candidate], ours: Candidate
    ) -> Candidate | None:
        """The candidate to tell; None where a person has to choose.

        Args:
            reading: What the question mentions.
            candidates: What was weighed, best first.
            ours: The nearest of them that is ours.
        """
        return self._untied(reading, candidates, self._most_telling(reading, candidates, ours))

    def _most_telling(
        self, reading: Reading, candidates: Sequence[Candidate], ours: Candidate
    ) -> Candidate:
        """The candidate to tell: an entry that states all that is asked beats one that does not.

        Only beside a nearest entry that leaves something out (营商环境这篇报道叫什么标题), never
        beside a known gap.
        """
        if not reading.asked or not self._unstated.lacks(reading, ours):
            return ours
        for candidate in candidates:
            if candidate.total < ours.total - TELLING_REACH:
                break
            if candidate.document.subject in reading.subjects and (
                candidate.document.kind is Kind.ENTRY
                and not self._unstated.lacks(reading, candidate)
            ):
                return candidate
        return ours

    def _untied(
        self, reading: Reading, candidates: Sequence[Candidate], telling: Candidate
    ) -> Candidate | None:
        """The candidate to tell; of entries meant equally, the one most of the nearest are of.

        One that leaves out what is asked is not meant as much as one that states it. None where
        that does not decide: then a person chooses.
        """
        if telling.document.kind is not Kind.ENTRY:
            return telling
        states_all = bool(reading.asked) and not self._unstated.lacks(reading, telling)
        nearest = [c.document.owner for c in candidates if c.document.kind is Kind.ENTRY][
            :AGREEING
        ]
        tied: dict[str, Candidate] = {}
        for candidate in (telling, *candidates):
            if (
                candidate.document.kind is Kind.ENTRY
                and abs(candidate.total - telling.total) < self._margin
                and not (states_all and self._unstated.lacks(reading, candidate))
            ):
                tied.setdefault(candidate.document.owner, candidate)
        if len(tied) < 2:
            return telling
        most = sorted(tied, key=nearest.count, reverse=True)
        return tied[most[0]] if nearest.count(most[0]) > nearest.count(most[1]) else None
