"""What the assistant says: replies, sessions, choices, tongues."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Assistant, Reason, Session, Status
from bot.dialogue.language import Tongue

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_answer_carries_source_and_date(assistant: Assistant) -> None:
    """Every answer says where it is from."""
    turn = assistant.ask("公园有几个")
    assert "来源：《济源日报》2024-03-28" in turn.text
    assert turn.reply.blocks[0].passages[0].text.startswith("开工建设6个")


def test_old_data_says_how_old_it_is(assistant: Assistant) -> None:
    """With a clock, data of more than a year says so; without one nothing is claimed."""
    assert "2年多" in assistant.ask("公园有几个", now=NOON).text
    assert "年多" not in assistant.ask("公园有几个").text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY), ("  \n", Reason.EMPTY), ("？！", Reason.EMPTY), ("😀😀", Reason.EMPTY),
        ("好" * 4097, Reason.TOO_LONG),
        ("我的身份证是41088119900101123X能申请公租房吗", Reason.PERSONAL_DATA),
        ("打我电话13812345678", Reason.PERSONAL_DATA),
    ],
)  # fmt: skip
def test_screened_messages_are_declined_with_a_reason(
    assistant: Assistant, text: str, reason: Reason
) -> None:
    """Nothing, too much and personal data are turned away unread."""
    [outcome] = assistant.ask(text).outcomes
    assert (outcome.status, outcome.reason) == (Status.DECLINE, reason)


def test_follow_up_inherits_the_subject(assistant: Assistant) -> None:
    """几点发车 after 定制公交 is about the bus."""
    session = assistant.ask("定制公交是啥").session
    [outcome] = assistant.ask("几分钟一趟", session).outcomes
    assert (outcome.status, outcome.entry) == (Status.PARTIAL, "bus-what")


def test_follow_up_inherits_the_aspect(assistant: Assistant) -> None:
    """那工业呢 after GDP growth asks for growth."""
    session = assistant.ask("去年GDP涨多少").session
    [outcome] = assistant.ask("那工业呢", session).outcomes
    assert outcome.entry == "industry-growth"


def test_new_matter_does_not_lean_on_the_old_one(assistant: Assistant) -> None:
    """A short question about something else is not answered with the subject before."""
    session = assistant.ask("公租房租金多少").session
    for text in ("有没有管企业的会", "猫粮哪种好", "几岁上小学"):
        assert assistant.ask(text, session).outcomes[0].entry != "public-rental-where", text


def test_context_expires(assistant: Assistant) -> None:
    """After more than ten minutes a fragment stands alone and a number picks nothing."""
    session = assistant.ask("定制公交是啥", now=NOON).session
    soon = assistant.ask("有多少座位呢", session, NOON + timedelta(minutes=9))
    assert soon.outcomes[0].entry == "bus-what"
    choice = Session(options=("parks-count", "roads-count"), at=NOON)
    late = assistant.ask("2", choice, NOON + timedelta(minutes=11))
    assert late.outcomes[0].status not in (Status.ANSWER, Status.PARTIAL)


def _open(assistant: Assistant) -> Session:
    return Session(options=("parks-count", "roads-count"))


@pytest.mark.parametrize(
    "typed", ["2", "第2个", "选2", "２", "二", "几条路做了绿化", "完成了几条道路的绿化提升?"]
)
def test_choice_is_picked_by_number_or_by_label_or_by_typing_on(
    assistant: Assistant, typed: str
) -> None:
    """All ways of answering a choice lead to the same entry."""
    turn = assistant.ask(typed, _open(assistant))
    assert [o.entry for o in turn.outcomes] == ["roads-count"]
    assert turn.session.options == ()


@pytest.mark.parametrize("typed", ["都不是", "0", "none of these"])
def test_none_of_these_closes_the_choice(assistant: Assistant, typed: str) -> None:
    """The bot does not insist; what the choices were offered for is told to the caller."""
    before = replace(_open(assistant), offered_for="几个几条")
    turn = assistant.ask(typed, before)
    assert turn.outcomes[0].status is Status.DECLINE
    assert (turn.rejected, turn.outcomes[0].question) == (True, "几个几条")
    assert turn.session.offered_for == ""
    assert turn.session.options == ()


def test_number_without_open_choice_is_no_pick(assistant: Assistant) -> None:
    """A bare 2 in a new chat answers nothing."""
    assert assistant.ask("2").outcomes[0].status not in (Status.ANSWER, Status.PARTIAL)


def test_forged_pick_is_refused_politely(assistant: Assistant) -> None:
    """An id that does not exist gives a reply, not an error."""
    turn = assistant.pick("no-such-entry'; DROP")
    assert turn.outcomes[0].reason is Reason.UNAVAILABLE
    assert turn.text


def test_english_is_answered_in_english(assistant: Assistant) -> None:
    """The question's tongue is the reply's."""
    turn = assistant.ask("How much did GDP grow in 2023?")
    assert turn.tongue is Tongue.ENGLISH
    assert "5.4%" in turn.text
    assert "Source: Jiyuan Daily" in turn.text


def test_traditional_is_answered_in_traditional(assistant: Assistant) -> None:
    """公園有幾個 is not answered in Simplified characters."""
    assert "公園" in assistant.ask("公園有幾個").text


def test_minimal_knowledge_base_answers_and_declines(folder: Path) -> None:
    """Two entries and the defaults make a working bot."""
    small = Assistant.load(folder)
    assert small.ask("图书馆几点开门").outcomes[0].entry == "library-hours"
    assert small.ask("怎么办借书证").outcomes[0].entry == "library-card"
    assert small.ask("明天下雨吗").outcomes[0].status is Status.DECLINE


def test_replies_are_short(assistant: Assistant) -> None:
    """No answer of the knowledge base makes a reply of over 600 characters."""
    longest = max(len(assistant.pick(entry).text) for entry in assistant.base.entries)
    assert longest <= 600


def test_every_topic_can_be_browsed(assistant: Assistant) -> None:
    """Topics lead to every entry, once."""
    entries = [o.entry for topic in assistant.topics() for o in topic.options]
    assert sorted(entries) == sorted(assistant.base.entries)


_TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["公租房", "在哪", "多少钱", "不是问", "，", "？", "郑州", "2022年", "gzf", "gdp",
                              "周三", "那", "呢", "\u202e", "\x00", "<b>", "{place}", "%s", "都不是", "1"]),
             max_size=12).map("".join),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(text=_TEXTS, before=_TEXTS)
def test_any_text_gives_an_outcome(assistant: Assistant, text: str, before: str) -> None:
    """Whatever is typed, after whatever else, there is a reply with a status."""
    session = assistant.ask(before).session
    turn = assistant.ask(text, session, NOON)
    assert 1 <= len(turn.outcomes) <= 3
    assert turn.text.strip()
    assert all(0 <= outcome.score <= 1 for outcome in turn.outcomes)


def test_personal_numbers_in_wide_digits_are_turned_away(assistant: Assistant) -> None:
    """A Chinese keyboard may write digits full-width."""
    assert (
        assistant.ask("我的电话１３８１２３４５６７８").outcomes[0].reason is Reason.PERSONAL_DATA
    )


def test_halves_of_characters_are_no_error(assistant: Assistant) -> None:
    """A lone surrogate, as broken input may hold, is read as an unknown character."""
    assert assistant.ask("公租房在哪\ud800").outcomes[0].entry == "public-rental-where"
    assert assistant.search("公租房在哪\udfff")[0].document.owner == "public-rental-where"


@pytest.mark.parametrize("question", ["公租房在哪", "周三的会是干啥的"])
def test_belief_does_not_hang_on_how_many_are_wanted(assistant: Assistant, question: str) -> None:
    """The lead over the next entries is measured where only the first is asked for, too."""
    [first] = assistant.search(question, 1)
    assert first.score == assistant.search(question, 10)[0].score
    assert first.score < 1


def test_search_finds_entries_behind_what_is_not_stated(assistant: Assistant) -> None:
    """Where phrasings of gaps take up the first places it looks further."""
    for question in ("停车费多少钱", "有没有停车费", "几点开门几点关门"):
        assert len(assistant.search(question, 20)) == 20
