"""Whether a question that names nothing is about what was told before: the odds of it.

The weights come from a logistic regression over labelled chats: follow-ups, and questions that
stand alone asked after a turn about anything else. `python -m tests.evaluation.leaning` fits them
anew and shows what those and these gain, on questions left out, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

    from bot.matching.understood import Understood


class Leaning(NamedTuple):
    """What speaks for it that a question is about the subject told before, and against it.

    Attributes:
        always: 1, for what holds where nothing speaks for either.
        new_words: How many words of content it holds that were never said of the subject.
        rival: How near the nearest phrasing of anything else is.
        told: How near the nearest of the subject is once its name stands before the question.
        own: How near that is without the name.
        asked: Whether an aspect is asked for; 0 or 1.
    """

    always: float
    new_words: float
    rival: float
    told: float
    own: float
    asked: float

    @classmethod
    def of(
        cls, subject: str, said: Container[str], alone: Understood, named: Understood
    ) -> Leaning:
        """The signs in a question.

        Args:
            subject: Id of the subject told before.
            said: The words that are used of it.
            alone: What the question means on its own.
            named: What it means behind the subject's name.
        """
        reading = alone.reading
        return cls(
            1.0,
            sum(word not in said for word in reading.content),
            _nearest(alone, subject, is_of_it=False),
            _nearest(named, subject, is_of_it=True),
            _nearest(alone, subject, is_of_it=True),
            bool(reading.asked),
        )

    @property
    def odds(self) -> float:
        """The log odds that the question is about the subject."""
        return sum(w * sign for w, sign in zip(WEIGHTS, self, strict=True))


WEIGHTS = Leaning(always=-2.08, new_words=-1.32, rival=-7.12, told=6.73, own=4.11, asked=1.36)
"""What each sign adds to the log odds."""


def _nearest(understood: Understood, subject: str, *, is_of_it: bool) -> float:
    nearest = 0.0
    for candidate in understood.decision.candidates:
        if (candidate.document.subject == subject) is is_of_it:
            nearest = max(nearest, candidate.total)
    return nearest
