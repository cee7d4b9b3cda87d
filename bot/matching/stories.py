"""Messages of several clauses: which of them ask, and about how many things."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.verdict import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.knowledge.calibration import Calibration
    from bot.knowledge.language import Language
    from bot.matching.context import Context
    from bot.matching.reading import Reading
    from bot.matching.understood import Understood

MAX_QUESTIONS = 3
"""Questions of one message that are answered."""
WINDOW_GRACE = 0.1
"""So much less may the clause with the question resemble something than the whole message."""
SHORT_FOLLOW_UP = 16
"""Up to this many characters several clauses of a follow-up are one thought."""
SHORT_MESSAGE = 30
"""Up to this many characters what stands between a name and the question belongs to it."""
MOST = 0.4
"""A clause that names no subject must cover so much of a phrasing to mean it."""
REACH = 3
"""So many clauses before the question may belong to it."""
CONFIDENT = 0.12
"""This far over the threshold a question stands alone whatever was told before."""


class Stories:
    """Finds the questions of a message.

    Args:
        language: Cues, and words that point back.
        thresholds: From where on something is told.
        alone: What a text means on its own.
        in_context: What a text means in a chat.
    """

    def __init__(
        self,
        language: Language,
        thresholds: Calibration,
        alone: Callable[[str], Understood],
        in_context: Callable[[str, Context], Understood],
    ) -> None:
        self._language = language
        self._thresholds = thresholds
        self._alone = alone
        self._in_context = in_context

    def questions(
        self, clauses: Sequence[str], read: Sequence[Reading], context: Context
    ) -> list[Understood]:
        """The questions of a message, at most `MAX_QUESTIONS`.

        Args:
            clauses: The clauses of the message, two at least.
            read: What each mentions.
            context: What was told before in the same chat.
        """
        start = self._cue(clauses)
        several = self._several(clauses[start:], read[start:])
        return several or [self._whole(self._one(clauses, read, context), clauses, read)]

    def _whole(
        self, told: Understood, clauses: Sequence[str], read: Sequence[Reading]
    ) -> Understood:
        """The same, with what else a short message asks of the subject and is not stated.

        信易+是啥 能当钱花不: the first question is answered, the second is not.
        """
        decision = told.decision
        if decision.status is not Status.ANSWER or not read[0].names or not _is_short(clauses):
            return told
        first = self._alone(clauses[0]).decision
        if not read[0].asks or first.status is not Status.ANSWER:
            return told
        firm = self._thresholds.claim + CONFIDENT
        for clause, reading in zip(clauses[1:], read[1:], strict=True):
            if not reading.asks or not reading.content or reading.subjects:
                continue
            other = self._alone(read[0].names[0] + clause).decision
            is_unstated = other.status is Status.PARTIAL and other.score >= firm
            says_so = "unsaid" not in other.candidates[0].adjustments  # 中不中 says nothing
            if is_unstated and says_so and other.subject == decision.subject:
                partial = replace(decision, status=Status.PARTIAL, missing=other.missing)
                return replace(told, decision=partial)
        return told

    def _several(self, clauses: Sequence[str], read: Sequence[Reading]) -> list[Understood]:
        """The questions of a message that asks about several things; empty if it asks one."""
        units: list[list[str]] = []
        pending: list[str] = []
        firm = self._thresholds.claim + CONFIDENT
        for clause, reading in zip(clauses, read, strict=True):
            understood = self._alone(clause) if reading.asks else None
            if (
                understood is not None
                and understood.claims
                and (reading.subjects or (reading.says_what and understood.decision.score >= firm))
            ):
                units.append([*pending, clause] if not units else [clause])
                pending = []
            elif (
                units and understood is not None and not (understood.claims and reading.says_what)
            ):
                units[-1].append(clause)
            elif not units:
                pending.append(clause)
                # Of what is asked may stand in the clauses before: these are a question together.
                if reading.asks and not reading.says_what and self._asks_of_ours(pending):
                    units, pending = [pending], []
        if len(units) < 2:
            return []
        found: dict[tuple[str | None, str | None], Understood] = {}
        for unit in units:
            understood = self._alone(" ".join(unit))
            if not understood.claims:
                understood = self._alone(unit[-1])
            found.setdefault(understood.target, understood)
        subjects = {u.decision.subject for u in found.values()}
        return list(found.values())[:MAX_QUESTIONS] if len(subjects) >= 2 else []

    def _asks_of_ours(self, clauses: Sequence[str]) -> bool:
        together = self._alone(" ".join(clauses))
        return together.claims and bool(together.reading.subjects)

    def _one(
        self, clauses: Sequence[str], read: Sequence[Reading], context: Context
    ) -> Understood:
        """The one question of a message of several clauses: the best window decides."""
        whole = self._in_context(" ".join(clauses), context)
        if context.subject and whole.claims and sum(map(len, clauses)) <= SHORT_FOLLOW_UP:
            return whole
        start, end = self._question_span(clauses, read)
        windows = self._windows(clauses, read, start, end)
        tried = [self._in_context(" ".join(window), context) for window in windows]
        spoken = self._in_context(" ".join(clauses[start:end]), context)
        pointing = any(word in spoken.reading.own for word in self._language.pointers)
        is_near = spoken.decision.status is Status.CLARIFY and spoken.reading.says_what
        if self._cue(clauses) and not pointing and is_near:
            return spoken  # what was expressly asked is near to something: the story is not
        if self._is_elsewhere(whole, clauses):
            return whole
        if self._stands_alone(spoken) and not _is_short(clauses):
            return spoken
        is_ours = whole.claims and whole.reading.subjects and _is_short(clauses)
        if self._is_foreign(spoken) and not is_ours:
            return spoken
        claimed = [u for u in (*tried, whole) if u.claims]
        if not context.subject:
            telling = [u for u in claimed if _says_something(u)]
            if not spoken.reading.says_what:
                telling = (
                    [u for u in telling if u.reading.subjects]
                    or [u for u in telling if u.reading.says_what]
                    or telling
                )
            claimed = telling if telling or any(reading.foreign for reading in read) else claimed
        # A story about foreign matters may end in a question of ours; that must stand firmly.
        if whole.reading.foreign:
            firm = self._thresholds.claim + CONFIDENT
            claimed = [u for u in claimed if u.reading.subjects or u.decision.score >= firm]
        if not claimed:
            return whole
        # The window with the question in it knows best; the rest is story.
        focused = next((u for u in tried if u in claimed), claimed[0])
        best = max(claimed, key=lambda u: u.strength)
        return focused if focused.strength >= best.strength - WINDOW_GRACE else best

    @staticmethod
    def _windows(
        clauses: Sequence[str], read: Sequence[Reading], start: int, end: int
    ) -> list[Sequence[str]]:
        """What may belong to the question in the clauses from `start` to `end`."""
        windows: list[Sequence[str]] = [clauses[start:end]]
        if not any(reading.subjects for reading in read[start:end]):
            # Of whom or what this is asked may stand in another clause, mostly one before.
            named = [n for n in range(len(clauses)) if read[n].subjects]
            for near in sorted(named, key=lambda n: (n >= end, abs(n - start)))[:1]:
                window = [clauses[near], *clauses[start:end]]
                if near < start and sum(map(len, clauses[near:end])) <= SHORT_MESSAGE:
                    window = list(clauses[near:end])
                windows.insert(0, window if near < start else window[1:] + window[:1])
        windows += [clauses[start - n : end] for n in range(1, REACH + 1) if n <= start]
        if end < len(clauses):
            windows.append(clauses[start:])
        return windows

    def _is_foreign(self, spoken: Understood) -> bool:
        """Whether what is asked resembles a foreign question firmly, and names nothing of ours."""
        if not spoken.reading.foreign or spoken.reading.subjects or spoken.claims:
            return False
        firm = self._thresholds.claim + CONFIDENT
        return any(
            best.document.kind is Kind.FOREIGN and best.score >= firm
            for best in spoken.decision.candidates[:1]
        )

    def _stands_alone(self, spoken: Understood) -> bool:
        """Whether what is expressly asked in a story needs nothing that was said before."""
        firm = self._thresholds.claim + CONFIDENT
        is_sure = spoken.claims and spoken.decision.score >= firm
        return is_sure and (bool(spoken.reading.subjects) or len(spoken.reading.content) > 1)

    @staticmethod
    def _is_elsewhere(whole: Understood, clauses: Sequence[str]) -> bool:
        """Whether a short message asks of another place or time in any clause: 周口 进出口."""
        reason = whole.decision.reason
        return _is_short(clauses) and reason in (Reason.OTHER_PLACE, Reason.OTHER_PERIOD)

    def _question_span(self, clauses: Sequence[str], read: Sequence[Reading]) -> tuple[int, int]:
        """The clauses of the question: from one with a cue, else from the last that asks.

        What is said after the last clause that asks is no part of it.
        """
        cue = self._cue(clauses)
        asking = [n for n, reading in enumerate(read) if reading.asks or (cue and n == cue)]
        end = asking[-1] + 1 if asking else len(clauses)
        if cue:
            return cue, end
        return (end - 1, end) if asking else (0, end)

    def _cue(self, clauses: Sequence[str]) -> int:
        """The last clause with a phrase like 我就想问; 0 where there is none."""
        cues = self._language.question_cues
        for number in range(len(clauses) - 1, -1, -1):
            after = [clauses[number].partition(cue)[2] for cue in cues if cue in clauses[number]]
            # 帮我问问 behind the question begins none.
            if after and (number < len(clauses) - 1 or any(after)):
                return number
        return 0


def _is_short(clauses: Sequence[str]) -> bool:
    return sum(map(len, clauses)) <= SHORT_MESSAGE


def _says_something(understood: Understood) -> bool:
    """Whether a window holds more than what is asked: 打哪个号码 says nothing of whose."""
    return bool(understood.reading.subjects) or any(
        "nameless" not in candidate.adjustments and candidate.match.variant_coverage >= MOST
        for candidate in understood.decision.candidates[:1]
    )
