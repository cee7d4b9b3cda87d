"""Answers in doubt are offered, not told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from bot import Status
from bot.matching.doubt import TOO_LIKELY, Doubt, with_choice
from bot.matching.verdict import Decision, Reason

if TYPE_CHECKING:
    from bot import Assistant
    from bot.matching.understood import Understood

OFFERED = Decision(Status.CLARIFY, options=("roads-count", "parks-count", "bus-what"))


def _with(understood: Understood, *, near: float, gap: float) -> list[Understood]:
    """A question whose nearest phrasing and whose gap's lead are as given."""
    decision = understood.decision
    own = next(c for c in decision.candidates if c.document.owner == decision.entry)
    entry = structs.replace(own.match, score=near)
    gaps = next(
        c for c in decision.candidates
        if c.document.kind.value == "gap" and c.document.subject == decision.subject
    )  # fmt: skip
    candidates = []
    for candidate, match, learnt in ((own, entry, 0.5), (gaps, gaps.match, 0.5 + gap)):
        changed = type(candidate).of(match, candidate.adjustments, learnt)
        candidates.append(changed)
    return [replace(understood, decision=replace(decision, candidates=tuple(candidates)))]


@pytest.fixture
def answered(assistant: Assistant) -> Understood:
    """A question with an answer that says more than a name."""
    [understood] = assistant.understand("家门口能遛弯的公园新修了几处")
    assert understood.decision.status is Status.ANSWER
    return understood


@pytest.mark.parametrize(
    ("near", "gap", "status"),
    [
        (0.9, -0.5, Status.ANSWER),
        (0.3, -0.5, Status.ANSWER),
        (0.9, 0.4, Status.ANSWER),
        (0.3, 0.4, Status.CLARIFY),
    ],
)
def test_far_answer_is_offered_where_the_model_means_a_gap(
    assistant: Assistant, answered: Understood, near: float, gap: float, status: Status
) -> None:
    """One sign alone is no doubt; what would have been told comes first among the choices."""
    found = _with(answered, near=near, gap=gap)
    [understood] = with_choice(found, assistant._matcher.plain, lambda *_: OFFERED)
    assert understood.decision.status is status
    if status is Status.CLARIFY:
        assert understood.decision.options == ("parks-count", "roads-count", "bus-what")
        assert understood.notes[-1] == "in doubt: parks-count"


def test_phrasing_to_the_letter_is_never_in_doubt(assistant: Assistant) -> None:
    """What an operator has written down is answered."""
    entry = assistant.base.entries["hall-items"]
    for text in (entry.question, *entry.variants[:40]):
        [outcome, *_] = assistant.ask(text).outcomes
        assert outcome.status is not Status.CLARIFY


def test_choice_of_one_is_none(assistant: Assistant, answered: Understood) -> None:
    """What nothing else comes near to is told."""
    found = _with(answered, near=0.3, gap=0.4)
    alone = replace(OFFERED, options=("parks-count",))
    assert with_choice(found, assistant._matcher.plain, lambda *_: alone) == found


def test_doubted_answer_that_is_switched_off_offers_no_others(
    assistant: Assistant, answered: Understood
) -> None:
    """It is refused as it would be without doubt."""
    found = _with(answered, near=0.3, gap=0.4)
    [understood] = with_choice(found, assistant._matcher.plain, lambda *_: OFFERED)
    refused = understood.decision.without(frozenset({"parks-count"}))
    assert (refused.status, refused.reason) == (Status.DECLINE, Reason.UNAVAILABLE)
    left = understood.decision.without(frozenset({"bus-what"}))
    assert left.options == ("parks-count", "roads-count")


def test_what_only_names_is_never_in_doubt(assistant: Assistant) -> None:
    """A name and an aspect say all themselves, however little resembles them."""
    [understood] = assistant.understand("社区公园是啥情况")
    found = _with(understood, near=0.0, gap=1.0)
    assert with_choice(found, assistant._matcher.plain, lambda *_: OFFERED) == found


def test_several_questions_are_told(assistant: Assistant, answered: Understood) -> None:
    """Of a message with several questions each was found by what it surely asks."""
    found = _with(answered, near=0.3, gap=0.4) * 2
    assert with_choice(found, assistant._matcher.plain, lambda *_: OFFERED) == found


def test_odds_fall_with_nearness_and_rise_with_the_gap(answered: Understood) -> None:
    """Each sign speaks for what its name says."""
    signs = Doubt.of(answered)
    assert signs.odds < TOO_LIKELY
    assert signs._replace(near=signs.near - 0.1).odds > signs.odds
    assert signs._replace(gap=signs.gap + 0.1).odds > signs.odds
