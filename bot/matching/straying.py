"""Whether a question that holds our words asks about another matter: the odds of it.

黄河大道上哪家烩面好吃 names a road of ours; what is known of the road does not help who asks so.
The weights come from a logistic regression over the labelled questions: those of which something
is told rightly, and foreign ones written around our very words. `python -m
tests.evaluation.straying` fits them anew and shows what they catch of writers left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.matching import segmentation
from bot.matching.doubt import says_more
from bot.matching.verdict import Decision, Reason, Status
from bot.matching.weighing import LEAST_LEARNT, MOST_LEARNT

if TYPE_CHECKING:
    from bot.matching.plain_questions import PlainQuestions
    from bot.matching.understood import Understood

KEYWORD = 5
"""The longest of the words that somebody types with spaces between: 富士花园 公租房 收入限额."""
KEYWORDS = 8
"""Up to so many characters a message says too little to stray: 公园夜里值守 may ask of ours."""
MANY = 3
"""From so many words on that are not ours, more of them say nothing new."""


class Straying(NamedTuple):
    """What speaks for it that a question is about another matter than what it is told.

    Attributes:
        always: 1, for what holds where nothing speaks for either.
        score: How near it is to what is told, 0..1.
        named: Whether it names the subject of that; 0 or 1. A name alone makes a question near.
        asks: Whether it asks at all; 0 or 1. Keywords do.
        asked: Whether it asks for an aspect; 0 or 1.
        new_words: How many words of the dictionary it holds that the knowledge base never uses,
            0..3; a slip is none.
        learnt: What the trained model says for the subject.
        length: How many characters it has, in hundreds: long ones resemble phrasings less.
    """

    always: float
    score: float
    named: float
    asks: float
    asked: float
    new_words: float
    learnt: float
    length: float

    @classmethod
    def of(cls, understood: Understood) -> Straying:
        """The signs in a question of which something is told."""
        decision, reading = understood.decision, understood.reading
        learnt = max((candidate.learnt for candidate in understood.of_subject), default=0.0)
        return cls(
            1.0,
            decision.score,
            decision.subject in reading.subjects,
            reading.asks or _is_keywords(reading.own),
            bool(reading.asked),
            min(
                sum(len(w) > 1 and segmentation.has_word(w) for w in reading.leftovers),
                MANY,
            ),
            min(max(learnt, LEAST_LEARNT), MOST_LEARNT),
            len(reading.own) / 100,
        )

    @property
    def odds(self) -> float:
        """The log odds that the question is about another matter."""
        return sum(w * sign for w, sign in zip(WEIGHTS, self, strict=True))


WEIGHTS = Straying(
    always=6.35,
    score=-10.70,
    named=3.85,
    asks=-1.64,
    asked=-1.45,
    new_words=1.41,
    learnt=-1.87,
    length=-5.30,
)
"""What each sign adds to the log odds."""


def may_stray(understood: Understood, plain: PlainQuestions) -> bool:
    """Whether a question of which something is told says enough to be about another matter.

    Args:
        understood: What the question means.
        plain: Knows the questions that ask nothing in particular of what they name.
    """
    return len(understood.reading.own) > KEYWORDS and says_more(understood, plain)


def without_strays(found: list[Understood], plain: PlainQuestions) -> list[Understood]:
    """What a message means; a refusal where its one question is about another matter.

    A message with several questions is told of all: to pass over one of them in silence misleads,
    too.

    Args:
        found: What each question of the message means.
        plain: Knows the questions that ask nothing in particular of what they name.
    """
    strays = len(found) == 1 and may_stray(found[0], plain) and Straying.of(found[0]).odds > 0
    return [_declined(found[0])] if strays else found


def _declined(understood: Understood) -> Understood:
    told = understood.decision
    declined = Decision(
        Status.DECLINE, told.score, matched=told.matched, reason=Reason.OUT_OF_SCOPE,
        candidates=told.candidates,
    )  # fmt: skip
    note = "asks about another matter than what it names"
    return replace(understood, decision=declined, notes=(*understood.notes, note))


def _is_keywords(own: str) -> bool:
    words = own.split()
    return len(words) > 1 and all(len(word) <= KEYWORD for word in words)
