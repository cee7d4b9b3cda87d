"""Which of the windows of a message, each of which tells something, is its question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.language import Language
    from bot.matching.context import Context
    from bot.matching.reading import Reading
    from bot.matching.understood import Understood

WINDOW_GRACE = 0.1
"""So much less may the clause with the question resemble something than the whole message."""
COVERED = 0.4
"""A clause that names no subject must cover so much of a phrasing to mean it."""


class WindowChoice:
    """Chooses among windows.

    Args:
        language: Words that point back, and the aspects.
        firm: From this score on something stands alone.
    """

    def __init__(self, language: Language, firm: float) -> None:
        self._language = language
        self._firm = firm

    def of_what_is_asked(
        self,
        claimed: list[Understood],
        read: Sequence[Reading],
        spoken: Understood,
        context: Context,
        *,
        is_aside: bool = False,
    ) -> list[Understood]:
        """The windows that say of what is asked.

        Args:
            claimed: The windows that tell something.
            read: What each clause mentions.
            spoken: What asks.
            context: What was told before.
            is_aside: Whether what asks says nothing on its own.
        """
        if is_aside or self._names_only_what_was_said(spoken):
            claimed = [u for u in claimed if u.question != spoken.question] or claimed
        if context.subject:
            return claimed
        telling = _telling(claimed, spoken)
        return telling if telling or any(reading.foreign for reading in read) else claimed

    def firm(self, claimed: Sequence[Understood]) -> list[Understood]:
        """The windows that name a subject or resemble something firmly."""
        return [u for u in claimed if u.reading.subjects or u.decision.score >= self._firm]

    def nearest(
        self, claimed: Sequence[Understood], tried: Sequence[Understood], spoken: Understood
    ) -> Understood:
        """The window with the question in it, which knows best, unless another is far nearer.

        Args:
            claimed: The windows that may be told, one at least.
            tried: All windows, those with the question first.
            spoken: What asks.
        """
        focused = next((u for u in tried if u in claimed), claimed[0])
        best = max(claimed, key=lambda u: u.strength)
        told = focused if focused.strength >= best.strength - WINDOW_GRACE else best
        return spoken if self._answers(spoken, told) else told

    def _answers(self, spoken: Understood, told: Understood) -> bool:
        """Whether an entry states all that is asked and lacks an aspect only with the story."""
        asked, found = spoken.decision, told.decision
        is_less = asked.status is Status.ANSWER and found.status is Status.PARTIAL
        if not is_less or asked.entry != found.entry:
            return False
        labels = {aspect.label for aspect in self._language.aspects.values()}
        return all(missing.zh in labels for missing in found.missing)

    def _names_only_what_was_said(self, spoken: Understood) -> bool:
        """Whether a question is about a thing of the clauses before: 这种办法叫什么名堂."""
        pointers = (word for word in self._language.pointers if len(word) > 1)
        return not spoken.reading.subjects and any(w in spoken.reading.own for w in pointers)


def _telling(claimed: Sequence[Understood], spoken: Understood) -> list[Understood]:
    """The windows that say of what is asked, be it only in what stands around the question."""
    telling = [u for u in claimed if says_something(u)]
    if spoken.reading.says_what:
        return telling
    named = [u for u in telling if u.reading.subjects]
    return named or [u for u in telling if u.reading.says_what] or telling


def says_something(understood: Understood) -> bool:
    """Whether a window holds more than what is asked: 打哪个号码 says nothing of whose."""
    return bool(understood.reading.subjects) or any(
        "nameless" not in candidate.adjustments and candidate.match.variant_coverage >= COVERED
        for candidate in understood.decision.candidates[:1]
    )
