"""Foreign questions around our very words, and questions of ours about things never heard of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import Status
from bot.matching import matcher
from bot.matching.straying import Straying, may_stray, without_strays

if TYPE_CHECKING:
    from bot import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "黄河大道上哪家烩面好吃",
        "政务服务大厅外头那家照相馆把我头发修没了",
        "谁捡到我落在口袋公园的雨伞了",
        "政务服务大厅的自动门把俺孙子手夹肿了",
        "隔壁保租房小两口天天摔盘子,劝不劝",
    ],
)
def test_another_matter_around_our_words_is_declined(assistant: Assistant, question: str) -> None:
    """What is known of a road does not help who looks for noodles there."""
    [understood] = assistant.understand(question)
    assert understood.decision.status is Status.DECLINE
    assert understood.decision.entry is None


def test_explain_says_why(assistant: Assistant) -> None:
    """What it would have been told is not lost without a word."""
    [understood] = assistant.understand("政务服务大厅外头那家照相馆把我头发修没了")
    assert understood.notes[-1] == "asks about another matter than what it names"


@pytest.mark.parametrize(
    "question",
    [
        "公租房楼下能不能给电动车充电",
        "口袋公园里夜里灯亮到几点",
        "富士花园三期的房子隔音咋样",
        "企业家日那天有没有发奖金",
    ],
)
def test_what_the_source_leaves_out_of_ours_is_still_named(
    assistant: Assistant, question: str
) -> None:
    """A thing that our own may have is no other matter."""
    [understood] = assistant.understand(question)
    assert understood.decision.status is Status.PARTIAL
    assert understood.decision.missing
    assert may_stray(understood, assistant._matcher.plain)


def test_odds_rise_with_strange_words_and_fall_with_nearness(assistant: Assistant) -> None:
    """Each sign speaks for what its name says."""
    [understood] = assistant.understand("公租房楼下能不能给电动车充电")
    signs = Straying.of(understood)
    assert signs.odds < 0
    assert signs._replace(new_words=signs.new_words + 1).odds > signs.odds
    assert signs._replace(score=signs.score - 0.1).odds > signs.odds
    assert signs._replace(learnt=signs.learnt - 0.1).odds > signs.odds


def test_questions_of_one_message_stand_for_each_other(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of several was found by what it surely asks: none is taken away."""
    monkeypatch.setattr(matcher, "without_strays", lambda found, _: found)
    found = assistant.understand("政务服务大厅外头那家照相馆把我头发修没了")
    assert found[0].claims
    plain = assistant._matcher.plain
    assert not without_strays(found, plain)[0].claims
    assert without_strays(found * 2, plain) == found * 2
