"""Whether an answer may not be what was asked: the odds of it; in doubt a choice is offered.

An answer is in doubt where little resembles the question and the trained model rather means what
is not stated of the subject. The weights come from a logistic regression over the labelled
questions that are answered, rightly or not. `python -m tests.evaluation.doubt` fits them anew and
shows what they catch of questions left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.decision import MAX_OPTIONS
from bot.matching.documents import OURS, Kind
from bot.matching.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.matching.plain_questions import PlainQuestions
    from bot.matching.understood import Understood
    from bot.matching.verdict import Decision
    from bot.matching.weighing import Candidate

    Offer = Callable[[Sequence[Candidate], Candidate], Decision]

TOO_LIKELY = -1.1
"""The log odds of one to three: what three right answers gain, one that misleads costs."""
KNOWN = 0.99
"""From this resemblance on a question is a phrasing of what it is told, to the letter."""


class Doubt(NamedTuple):
    """What speaks against it that an answer is what was asked.

    Attributes:
        always: 1, for what holds where nothing else speaks.
        near: How much the question resembles the phrasing of the subject that weighs most,
            without what it mentions; 0..1.
        gap: How much surer the trained model is of what is not stated of the subject than of what
            is; -1..1.
    """

    always: float
    near: float
    gap: float

    @classmethod
    def of(cls, understood: Understood) -> Doubt:
        """The signs in a question of which something is told."""
        own = understood.of_subject
        gap, entry = (
            max((c.learnt for c in own if c.document.kind is kind), default=0.0)
            for kind in (Kind.GAP, Kind.ENTRY)
        )
        near = own[0].match.score if own else 0.0
        return cls(1.0, near, min(max(gap - entry, -1.0), 1.0))

    @property
    def odds(self) -> float:
        """The log odds that the answer is not what was asked."""
        return sum(w * sign for w, sign in zip(WEIGHTS, self, strict=True))


WEIGHTS = Doubt(always=1.57, near=-5.28, gap=3.39)
"""What each sign adds to the log odds."""


def says_more(understood: Understood, plain: PlainQuestions) -> bool:
    """Whether something is told of a subject, and the question says more than name and aspect.

    Args:
        understood: What the question means.
        plain: Knows the questions that ask nothing in particular of what they name.
    """
    reading = understood.reading
    is_told = understood.claims and understood.decision.subject is not None
    return is_told and bool(reading.content) and not plain.is_bare(reading)


def with_choice(found: list[Understood], plain: PlainQuestions, offer: Offer) -> list[Understood]:
    """What a message means; a choice where its one question is answered in doubt.

    Args:
        found: What each question of the message means.
        plain: Knows the questions that ask nothing in particular of what they name.
        offer: Offers the entries that are meant most likely.
    """
    if len(found) != 1 or not says_more(found[0], plain):
        return found
    [understood] = found
    told = understood.decision
    if told.status is not Status.ANSWER or told.entry is None:
        return found
    is_known = any(
        c.document.owner == told.entry and c.match.score >= KNOWN for c in told.candidates
    )
    ours = next((c for c in told.candidates if c.document.kind in OURS), None)
    if is_known or ours is None or Doubt.of(understood).odds < TOO_LIKELY:
        return found
    offered = offer(told.candidates, ours)
    options = tuple(dict.fromkeys((told.entry, *offered.options)))[:MAX_OPTIONS]
    if len(options) < 2:
        return found
    choice = replace(offered, options=options, doubted=told.entry, candidates=told.candidates)
    notes = (*understood.notes, f"in doubt: {told.entry}")
    return [replace(understood, decision=choice, notes=notes)]
