"""What a short message means after another one was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import Status
from bot.matching.verdict import Reason

if TYPE_CHECKING:
    from bot import Assistant


@pytest.mark.parametrize(
    ("before", "question", "entry", "missing"),
    [
        ("一网通办是啥", "密码忘了咋整", "online-what", "登录问题和密码找回"),
        ("公租房在哪", "养猫让不让", "public-rental-where", "居住规定"),
        ("公租房在哪", "离哪所小学近", "public-rental-where", "前往路线"),
        ("一件事一次办是什么", "里头有没有孩子入学报名这一项", "onething-count", ""),
        ("定制公交是啥", "要是坐过站了呢", "bus-what", ""),
    ],
)
def test_what_only_the_thing_told_can_have_is_asked_of_it(
    assistant: Assistant, before: str, question: str, entry: str, missing: str
) -> None:
    """None of these says of what it asks; alone each is declined."""
    assert assistant.ask(question).outcomes[0].status is Status.DECLINE
    outcome = assistant.ask(question, assistant.ask(before).session).outcomes[0]
    assert (outcome.status, outcome.entry) == (Status.PARTIAL, entry)
    assert any(missing in what for what in outcome.not_stated)


@pytest.mark.parametrize(
    "before", ["定制公交是啥", "公租房在哪", "政务大厅能办多少项", "GDP涨了多少"]
)
@pytest.mark.parametrize(
    "question",
    [
        "今天天气咋样",
        "附近有啥好吃的",
        "孩子发烧挂啥科",
        "手机进水了还能修好吗",
        "等了半小时，回焦作的末班车呢",
        "挖掘机驾驶证去哪考",
        "哈哈行，多谢多谢，辛苦啦",
        "今天几号",
        "现在几点",
        "末班公交几点",
    ],
)
def test_another_matter_is_another_matter_in_any_chat(
    assistant: Assistant, before: str, question: str
) -> None:
    outcome = assistant.ask(question, assistant.ask(before).session).outcomes[0]
    assert outcome.status in (Status.DECLINE, Status.SMALLTALK)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("收楼那天红本本能不能一块儿到手", "certificate-what"),
        ("老外往咱这儿投了多少钱", "capital-amount"),
        ("少带一样东西 手续能不能先给收下", "methods-tolerant"),
    ],
)
def test_what_is_firmly_another_thing_takes_nothing_over(
    assistant: Assistant, question: str, entry: str
) -> None:
    """No name stands in these, and what was asked before is not asked of them."""
    for before in ("定制公交谁推出的", "去年GDP涨多少", "调解中心在哪"):
        outcome = assistant.ask(question, assistant.ask(before).session).outcomes[0]
        assert outcome.status is Status.ANSWER, before
        assert outcome.entry == assistant.ask(question).outcomes[0].entry == entry


def test_thing_set_beside_is_asked_about_itself(assistant: Assistant) -> None:
    """那收房呢 after the land: the house is meant, though no name of it stands there."""
    before = assistant.ask("地皮一到手就能动工叫啥模式").session
    assert assistant.ask("那收房呢", before).outcomes[0].entry == "certificate-what"


@pytest.mark.parametrize(
    ("question", "entry"),
    [("121是什么", "problems-collected"), ("礼拜几开会", "meetings-weekday")],
)
def test_phrasing_to_the_letter_stands_alone(
    assistant: Assistant, question: str, entry: str
) -> None:
    """However short it is, and whatever was told before."""
    for before in ("公租房在哪", "定制公交是啥", "GDP涨了多少"):
        outcome = assistant.ask(question, assistant.ask(before).session).outcomes[0]
        assert (outcome.status, outcome.entry) == (Status.ANSWER, entry), before


def test_bare_year_is_another_period(assistant: Assistant) -> None:
    """2022年呢 after the growth of 2023 is not told what period the report is about."""
    before = assistant.ask("GDP涨了多少").session
    outcome = assistant.ask("2022年呢", before).outcomes[0]
    assert (outcome.status, outcome.reason) == (Status.DECLINE, Reason.OTHER_PERIOD)
