"""Where the trained model would have decided otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot import Status
from bot.knowledge.calibration import Calibration
from bot.matching import second_opinion
from bot.matching.documents import Document, Kind
from bot.matching.ranking import Match
from bot.matching.verdict import Decision
from bot.matching.weighing import Candidate

if TYPE_CHECKING:
    from bot import Assistant
    from bot.matching.reading import Reading

TOLD = Decision(Status.ANSWER, 0.8, "parks-count", "parks", "公园几个")
LIMITS = Calibration(doubt=0.1, overrule=0.3, overrule_unnamed=0.5)


def _candidate(subject: str | None, learnt: float, kind: Kind = Kind.ENTRY) -> Candidate:
    document = Document(kind, f"{subject}-entry", "text", subject)
    return Candidate.of(Match(document, 0.5, np.zeros((2, 6))), {}, learnt)


def _claim(_: Reading, candidate: Candidate) -> Decision:
    document = candidate.document
    return Decision(Status.ANSWER, 0.5, document.owner, document.subject)


@pytest.mark.parametrize(
    ("question", "lead", "expected"),
    [
        ("公园几个", 0.05, "parks-count"),
        ("公园几个", 0.2, None),
        ("公园几个", 0.4, "roads-entry"),
        ("几个", 0.4, None),
        ("几个", 0.6, "roads-entry"),
    ],
)
def test_surer_model_offers_its_subject_or_tells_it(
    assistant: Assistant, question: str, lead: float, expected: str | None
) -> None:
    """A little surer: a choice of both; far surer: its own, sooner where a subject is named."""
    [understood] = assistant.understand(question)
    candidates = [_candidate("parks", 0.5), _candidate("roads", 0.5 + lead)]
    decision = second_opinion.heard(TOLD, understood.reading, candidates, LIMITS, _claim)
    assert decision.entry == expected
    if expected is None:
        assert decision.status is Status.CLARIFY
        assert decision.options == ("parks-count", "roads-entry")


def test_model_that_knows_nothing_of_ours_is_not_heard(assistant: Assistant) -> None:
    """Below zero it takes the question for a foreign one; what is not told is not changed."""
    [understood] = assistant.understand("公园几个")
    candidates = [_candidate("parks", -0.9), _candidate("roads", -0.1)]
    kept = second_opinion.heard(TOLD, understood.reading, candidates, LIMITS, _claim)
    assert kept == TOLD
    declined = Decision(Status.DECLINE)
    candidates = [_candidate("roads", 1.0)]
    assert (
        second_opinion.heard(declined, understood.reading, candidates, LIMITS, _claim) == declined
    )
