"""Messages of several clauses: which of them ask, and about how many things."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matching.clauses import QUESTION, is_short
from bot.matching.question_spans import QuestionSpans
from bot.matching.traits import figures_of
from bot.matching.unstated import GENERAL_ASPECTS
from bot.matching.verdict import Status
from bot.matching.windows import CONFIDENT, Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.calibration import Calibration
    from bot.matching.context import Context
    from bot.matching.reading import Reading
    from bot.matching.understood import Understood

MAX_QUESTIONS = 3
"""Questions of one message that are answered."""
STORY = 70
"""In messages of more characters what is said before a question is story, mostly."""


class Stories:
    """Finds the questions of a message.

    Args:
        base: The knowledge base.
        thresholds: From where on something is told.
        alone: What a text means on its own.
        in_context: What a text means in a chat.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        thresholds: Calibration,
        alone: Callable[[str], Understood],
        in_context: Callable[[str, Context], Understood],
    ) -> None:
        self._base = base
        self._firm = thresholds.claim + CONFIDENT
        self._alone = alone
        self._in_context = in_context
        self._spans = QuestionSpans(base.language)
        self._windows = Windows(base.language, self._spans, self._firm, in_context)

    def questions(
        self, clauses: Sequence[str], read: Sequence[Reading], context: Context
    ) -> list[Understood]:
        """The questions of a message, at most `MAX_QUESTIONS`.

        Args:
            clauses: The clauses of the message, two at least.
            read: What each mentions.
            context: What was told before in the same chat.
        """
        if context.subject and all(r.asked and not r.says_what for r in read):
            told = self._asked_each(clauses, context)
            if told:
                return told
        start = self._spans.cue(clauses, read)
        several = self._several(clauses, read, start)
        return several or [
            self._whole(self._windows.best(clauses, read, start, context), clauses, read)
        ]

    def _asked_each(self, clauses: Sequence[str], context: Context) -> list[Understood]:
        """What bare questions ask of what was told before: 有几个，在哪.

        Empty where one of them says nothing. What is told beside something unstated is not
        told twice.
        """
        told: dict[tuple[str | None, str | None], Understood] = {}
        for understood in (self._in_context(clause, context) for clause in clauses):
            if not understood.claims:
                return []
            decision, other = understood.decision, told.get(understood.target)
            if other is not None:
                missing = tuple(dict.fromkeys((*other.decision.missing, *decision.missing)))
                status = Status.PARTIAL if missing else Status.ANSWER
                understood = replace(
                    understood, decision=replace(decision, status=status, missing=missing)
                )
            told[understood.target] = understood
        return list(told.values())[:MAX_QUESTIONS]

    def _whole(
        self, told: Understood, clauses: Sequence[str], read: Sequence[Reading]
    ) -> Understood:
        """The same, with what else a short message asks of the subject and is not stated.

        信易+是啥 能当钱花不: the first question is answered, the second is not.
        """
        decision = told.decision
        if decision.status is not Status.ANSWER or not read[0].names or not is_short(clauses):
            return told
        first = self._alone(clauses[0]).decision
        if not read[0].asks or first.status is not Status.ANSWER:
            return told
        for clause, reading in zip(clauses[1:], read[1:], strict=True):
            if not reading.asks or not reading.content or reading.subjects:
                continue
            other = self._alone(read[0].names[0] + clause).decision
            is_unstated = other.status is Status.PARTIAL and other.score >= self._firm
            says_so = "unsaid" not in other.candidates[0].adjustments  # 中不中 says nothing
            if is_unstated and says_so and other.subject == decision.subject:
                partial = replace(decision, status=Status.PARTIAL, missing=other.missing)
                return replace(told, decision=partial)
        return told

    def _several(
        self, clauses: Sequence[str], read: Sequence[Reading], start: int
    ) -> list[Understood]:
        """The questions of a message that asks about several things; empty if it asks one.

        Args:
            clauses: The clauses of the message.
            read: What each mentions.
            start: Where the last one is announced (我就想问): what is asked before must have a
                question mark and a sure answer, else it is story.
        """
        if sum(reading.asks for reading in read) < 2:
            return []
        units = self._units(clauses[start:], read[start:])
        if units and any(clause.endswith(QUESTION) for clause in clauses[:start]):
            before = self._units(clauses[:start], read[:start])
            units = [unit for unit in before if self._is_surely_asked(unit)] + units
        return self._apart(units) if len(units) > 1 else []

    def _units(self, clauses: Sequence[str], read: Sequence[Reading]) -> list[list[str]]:
        """The clauses of each question."""
        units: list[list[str]] = []
        pending: list[str] = []  # what was said since the last question
        for clause, reading in zip(clauses, read, strict=True):
            pending.append(clause)
            if not reading.asks:
                continue
            # One that says nothing of what it asks never stands.
            understood = self._alone(clause) if reading.says_what else None
            if understood and self._stands(understood):
                units.append([clause] if units else pending)
            elif units and not (understood and understood.claims):
                # Of what is asked may stand before; else it is asked of what the last one was.
                if (
                    len(pending) > 1
                    and sum(map(len, clauses)) <= STORY
                    and self._stands(self._alone(" ".join(pending)))
                ):
                    units.append(pending)
                else:
                    units[-1].append(clause)
            elif not units and self._asks_together(pending, reading):
                units.append(pending)
            else:
                continue
            pending = []
        return units

    def _is_surely_asked(self, unit: Sequence[str]) -> bool:
        return unit[-1].endswith(QUESTION) and self._is_answered(self._alone(" ".join(unit)))

    def _is_answered(self, understood: Understood) -> bool:
        """Whether an entry surely answers a question."""
        decision = understood.decision
        return decision.status is Status.ANSWER and decision.score >= self._firm

    def _apart(self, units: Sequence[Sequence[str]]) -> list[Understood]:
        """What the questions of a message mean; empty if they are one."""
        found: dict[tuple[str | None, str | None], Understood] = {}
        for unit in units:
            understood = self._alone(" ".join(unit))
            if not understood.claims:
                understood = self._alone(unit[-1])
            if understood.claims:
                found.setdefault(understood.target, understood)
        told = list(found.values())
        if len({u.decision.subject for u in told}) < 2:
            told = self._each_new(told) if self._are_apart(told) else []
        return told[:MAX_QUESTIONS]

    def _are_apart(self, found: Sequence[Understood]) -> bool:
        """Whether several things are asked of one subject, each of which stands alone."""
        return len(found) > 1 and all(u.reading.says_what and self._is_answered(u) for u in found)

    def _each_new(self, found: Sequence[Understood]) -> list[Understood]:
        """The answers without those that another one holds: what they state, and all figures.

        8 may be of anything: figures of one character do not count.
        """
        entries = [self._base.entries[u.decision.entry or ""] for u in found]
        figures = [{f for f in figures_of(entry) if len(f) > 1} for entry in entries]
        return [
            u for n, u in enumerate(found)
            if not figures[n] or not any(
                (figures[n] < figures[m] or (figures[n] == figures[m] and n < m))
                and u.reading.aspects <= entries[m].covers | GENERAL_ASPECTS
                for m in range(len(found))
            )
        ]  # fmt: skip

    def _stands(self, understood: Understood) -> bool:
        """Whether something is told of what a question names, or surely of what it says."""
        reading = understood.reading
        is_sure = reading.says_what and understood.decision.score >= self._firm
        return understood.claims and (bool(reading.subjects) or is_sure)

    def _asks_together(self, clauses: Sequence[str], last: Reading) -> bool:
        """Whether clauses that are no question one by one are a question together."""
        is_marked = clauses[-1].endswith(QUESTION)
        if last.says_what and not is_marked:
            return False
        together = self._alone(" ".join(clauses))
        if is_marked:
            return self._stands(together)
        return together.claims and bool(together.reading.subjects)
