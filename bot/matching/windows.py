"""Finds the one question of a message of several clauses: the best window of it decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.matching.clauses import SHORT_MESSAGE, is_short
from bot.matching.context import Context
from bot.matching.verdict import Reason, Status
from bot.matching.window_choice import WindowChoice, says_something

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.knowledge.language import Language
    from bot.matching.question_spans import QuestionSpans
    from bot.matching.reading import Reading
    from bot.matching.understood import Understood

SHORT_FOLLOW_UP = 16
"""Up to this many characters several clauses of a follow-up are one thought."""
ENOUGH = 0.8
"""A window that is told so surely is the question: others are looked at no more."""
REACH = 3
"""So many clauses before the question may belong to it."""
FAR_REACH = 4
"""So far before the question one clause alone may belong to it."""
SURELY_FOREIGN = 0.5
"""From this score of the trained model on a whole message is about foreign matters."""
CONFIDENT = 0.12
"""This far over the threshold a question stands alone whatever was told before."""


class Windows:
    """Looks at the clauses around the question of a message.

    Args:
        language: Words that point back, and the aspects.
        spans: Finds the question in the clauses.
        firm: From this score on something stands alone.
        in_context: What a text means in a chat.
    """

    def __init__(
        self,
        language: Language,
        spans: QuestionSpans,
        firm: float,
        in_context: Callable[[str, Context], Understood],
    ) -> None:
        self._language = language
        self._firm = firm
        self._in_context = in_context
        self._spans = spans
        self._choice = WindowChoice(language, firm)

    def best(
        self, clauses: Sequence[str], read: Sequence[Reading], cue: int, context: Context
    ) -> Understood:
        """The question of a message.

        Args:
            clauses: The clauses of the message, two at least.
            read: What each mentions.
            cue: The clause that announces the question; 0 where none does.
            context: What was told before in the same chat.
        """
        if is_short(clauses):
            return self._of_a_thought(clauses, read, cue, context)
        return self._of_a_story(clauses, read, cue, context)

    def _of_a_thought(
        self, clauses: Sequence[str], read: Sequence[Reading], cue: int, context: Context
    ) -> Understood:
        """The question of a short message, which may be asked by all of it together."""
        whole = self._in_context(" ".join(clauses), context)
        if context.subject and whole.claims and sum(map(len, clauses)) <= SHORT_FOLLOW_UP:
            return whole
        start, end = self._spans.of(clauses, read, cue)
        spoken = self._in_context(" ".join(clauses[start:end]), context)
        at_once = self._at_once(read, whole, spoken, is_asked=cue > 0)
        if at_once is not None:
            return at_once
        # 给小老板出主意的那个窗口，礼拜天有人吗: the first clause says of what the second asks.
        says_of_what = start == 1 and not read[0].asks and not spoken.reading.subjects
        if says_of_what and whole.claims:
            return whole
        tried = self._tried(self._windows(clauses, read, start, end), context)
        claimed = [u for u in (*tried, whole) if u.claims]
        is_aside = whole.claims and not says_something(spoken)
        claimed = self._choice.of_what_is_asked(claimed, read, spoken, context, is_aside=is_aside)
        # A piece of one thought that as a whole means nothing must stand firmly: 放行以后还能改不.
        if whole.reading.foreign or not whole.claims:
            claimed = self._choice.firm(claimed)
        return self._choice.nearest(claimed, tried, spoken) if claimed else whole

    def _of_a_story(
        self, clauses: Sequence[str], read: Sequence[Reading], cue: int, context: Context
    ) -> Understood:
        """The question of a long message; all of it counts only where no window may be told."""
        start, end = self._spans.of(clauses, read, cue)
        spoken = self._in_context(" ".join(clauses[start:end]), context)
        if self._stands_alone(spoken):
            return spoken
        if self._is_foreign(spoken) or (cue > 0 and self._is_near(spoken)):
            # What was expressly asked is near to something, or foreign: the story is not asked.
            return self._asked_elsewhere(clauses, read) or spoken
        tried = self._tried(self._windows(clauses, read, start, end), context)
        claimed = [u for u in tried if u.claims]
        if not claimed:
            tried = [self._in_context(" ".join(clauses), context)]
            claimed = [u for u in tried if u.claims]
        claimed = self._choice.of_what_is_asked(claimed, read, spoken, context)
        # A story about foreign matters may end in a question of ours; that must stand firmly.
        if any(reading.foreign for reading in read):
            claimed = self._choice.firm(claimed)
        if claimed:
            return self._choice.nearest(claimed, tried, spoken)
        return self._asked_elsewhere(clauses, read) or self._in_context(" ".join(clauses), context)

    def _tried(self, windows: Sequence[Sequence[str]], context: Context) -> list[Understood]:
        """What windows mean, up to one that surely is the question."""
        tried: list[Understood] = []
        for window in windows:
            tried.append(self._in_context(" ".join(window), context))
            if len(tried) > 1 and tried[-1].claims and tried[-1].strength >= ENOUGH:
                break
        return tried

    def _asked_elsewhere(
        self, clauses: Sequence[str], read: Sequence[Reading]
    ) -> Understood | None:
        """What a clause of a story surely asks of what it names; chatter may follow it."""
        asked = [
            self._in_context(clause, Context())
            for clause, reading in zip(clauses, read, strict=True)
            if reading.subjects and reading.asks
        ]
        sure = [u for u in asked if u.claims and u.decision.score >= self._firm]
        return max(sure, key=lambda u: u.strength, default=None)

    def _at_once(
        self, read: Sequence[Reading], whole: Understood, spoken: Understood, *, is_asked: bool
    ) -> Understood | None:
        """What decides a short message without a look at its windows.

        Args:
            read: What each clause mentions.
            whole: What all of it means.
            spoken: What asks.
            is_asked: Whether that is expressly announced.
        """
        if is_asked and self._is_near(spoken) and not self._stands_alone(whole):
            return spoken
        if whole.reading.other_places or _is_elsewhere(whole):
            return _elsewhere(whole)
        if _is_all_foreign(whole) and not any(reading.subjects for reading in read):
            return whole  # 下了夜班死活睡不着，有啥法子
        is_ours = whole.claims and whole.reading.subjects
        return spoken if self._is_foreign(spoken) and not is_ours else None

    def _is_near(self, spoken: Understood) -> bool:
        """Whether what asks is near to something, and does not hang on what was said before."""
        is_near = spoken.decision.status is Status.CLARIFY and spoken.reading.says_what
        return is_near and not self._points_back(spoken)

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
        # 这几种方式叫什么 may ask of any clause before; what lies between is story.
        if not is_short(clauses):
            pairs = range(2, FAR_REACH + 1)
            windows += [[clauses[start - n], *clauses[start:end]] for n in pairs if n <= start]
        return windows

    def _is_foreign(self, spoken: Understood) -> bool:
        """Whether what is asked resembles a foreign question firmly, and names nothing of ours."""
        if not spoken.reading.foreign or spoken.reading.subjects or spoken.claims:
            return False
        return spoken.foreign is not None and spoken.foreign.score >= self._firm

    def _stands_alone(self, spoken: Understood) -> bool:
        """Whether what is expressly asked in a story needs nothing that was said before."""
        if not spoken.claims or spoken.decision.score < self._firm:
            return False
        names = bool(spoken.reading.subjects)
        return names or (len(spoken.reading.content) > 1 and not self._points_back(spoken))

    def _points_back(self, spoken: Understood) -> bool:
        return any(word in spoken.reading.own for word in self._language.pointers)


def _is_elsewhere(whole: Understood) -> bool:
    """Whether a message asks of another place or time in any clause: 周口 进出口."""
    return whole.decision.reason in (Reason.OTHER_PLACE, Reason.OTHER_PERIOD)


def _is_all_foreign(whole: Understood) -> bool:
    """Whether a message as a whole is taken for a foreign one by the trained model, too."""
    foreign = whole.foreign
    is_surely = foreign is not None and foreign.learnt >= SURELY_FOREIGN
    return is_surely and not whole.claims and not whole.reading.subjects


def _elsewhere(whole: Understood) -> Understood:
    """The same, declined for the place that it names: 对岸的运城 去年涨了几个点."""
    if _is_elsewhere(whole) or not whole.claims:
        return whole
    declined = replace(
        whole.decision, status=Status.DECLINE, entry=None, subject=None, missing=(), options=(),
        reason=Reason.OTHER_PLACE, detail=whole.reading.other_places[0],
    )  # fmt: skip
    return replace(whole, decision=declined)
