"""Finds the clauses of a message that ask: from 我就想问 on, or the last one that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.clauses import QUESTION, is_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.language import Language
    from bot.matching.reading import Reading

BESIDE_REQUEST = 4
"""Characters that may stand beside a request without making it a question of its own."""


class QuestionSpans:
    """Finds where a message asks.

    Args:
        language: Cues and requests.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def of(self, clauses: Sequence[str], read: Sequence[Reading], cue: int) -> tuple[int, int]:
        """Where the question begins and ends: from a cue on, else the last clause that asks.

        What is said after the last clause that asks is no part of it.

        Args:
            clauses: The clauses of a message.
            read: What each mentions.
            cue: Where the question is announced, as `cue` finds it.
        """
        asking = [
            n for n, reading in enumerate(read)
            if (reading.asks and not self._is_request(clauses[n])) or (cue and n == cue)
        ]  # fmt: skip
        if not (cue or is_short(clauses)):
            # Who sets question marks at all asks there, not in what is told after it.
            asking = [n for n in asking if clauses[n].endswith(QUESTION)] or asking
        end = asking[-1] + 1 if asking else len(clauses)
        if cue:
            return cue, end
        return (end - 1, end) if asking else (0, end)

    def cue(self, clauses: Sequence[str], read: Sequence[Reading]) -> int:
        """The last clause with a phrase like 我就想问; 0 where there is none.

        Args:
            clauses: The clauses of a message.
            read: What each mentions.
        """
        cues = self._language.question_cues
        for number in range(len(clauses) - 1, -1, -1):
            if number and self._is_request(clauses[number]):
                continue
            if number == len(clauses) - 1 > 0 and _asks_nothing(read[number]):
                continue  # 俺就想听个数
            said = _without_names(clauses[number], read[number])
            after = [said.partition(cue)[2].strip(" " + QUESTION) for cue in cues if cue in said]
            # 帮我问问 behind the question begins none.
            if after and (number < len(clauses) - 1 or any(after)):
                return number
        return 0

    def _is_request(self, clause: str) -> bool:
        """Whether a clause only asks to be told: 您能告诉我吗 asks nothing of its own."""
        return any(
            phrase in clause and len(clause) - len(phrase) <= BESIDE_REQUEST
            for phrase in self._language.requests
        )


def _without_names(clause: str, reading: Reading) -> str:
    """A clause without names: 问题是 in 收集交办解决的企业问题是多少个 is no cue."""
    for name in reading.names:
        clause = clause.replace(name, " ")
    return clause


def _asks_nothing(reading: Reading) -> bool:
    return not (reading.asks or reading.asked or reading.subjects)
