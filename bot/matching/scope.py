"""What the knowledge base does not speak of: foreign matters, other places, other years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.reading import years_in
from bot.matching.verdict import Decision, Reason, Status

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.reading import Reading
    from bot.matching.weighing import Candidate


class Scope:
    """Tells what is ours from what is not.

    Args:
        base: The knowledge base.
        limits: How much a foreign question must resemble to win.
    """

    def __init__(self, base: KnowledgeBase, limits: Calibration) -> None:
        self._limits = limits
        self._years = {year for source in base.sources.values() for year in years_in(source.text)}

    def is_foreign(
        self, reading: Reading, ours: Candidate | None, foreign: Candidate | None
    ) -> bool:
        """Whether the question is about something that the knowledge base does not hold."""
        total = ours.total if ours is not None else 0.0
        limits = self._limits
        asks_of_ours = reading.subjects and reading.asks
        if reading.foreign and not asks_of_ours and total < limits.over_foreign:
            return True
        if foreign is None:
            return False
        if not reading.subjects:
            return foreign.total > total - limits.foreign_reach
        return foreign.total > total + (0 if reading.foreign else limits.foreign_over_name)

    def elsewhere(self, reading: Reading, ours: Candidate) -> Decision | None:
        """A refusal where another place or another year is asked for."""
        # An entry may speak of another place or year; a gap tells of none.
        text = ours.document.text if ours.document.kind is Kind.ENTRY else ""
        places = [place for place in reading.other_places if place not in text]
        years = [y for y in reading.years if y not in self._years and str(y) not in text]
        if places:
            reason, detail = Reason.OTHER_PLACE, places[0]
        elif years:
            reason, detail = Reason.OTHER_PERIOD, str(years[0])
        else:
            return None
        return Decision(Status.DECLINE, ours.score, matched=text, reason=reason, detail=detail)
