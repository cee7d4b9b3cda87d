"""Questions that hold a subject's name and what is asked of it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import Assistant, Status

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """
subjects:
  - {id: lib, name: 图书馆, gist: library}
entries:
  - {id: library, subject: lib, question: 图书馆在哪?, answer: 在济源大道。, covers: [place]}
  - {id: free, question: 图书馆是什么时候开放的?, answer: 随时开放。, covers: [place],
     variants: [图书馆开放, 图书馆时间, 图书馆]}
"""


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("贷款余额多少亿", "loans-balance"),
        ("政务大厅是啥", "hall-no-approval-outside"),
        ("创业惠客厅怎么运作", "window-what"),
        ("服务大厅目的", "hall-no-approval-outside"),
        ("济源企业家日原因", "day-why"),
    ],
)
def test_what_an_entry_declares_to_state_is_told(
    assistant: Assistant, question: str, entry: str
) -> None:
    """However many phrasings of something unstated the name alone resembles."""
    [outcome] = assistant.ask(question).outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, entry)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("标准地+承诺制要交哪些材料呀", "所需材料"),
        ("那个济事清源调解中心星期天开门不嘞", "开放时间"),
        ("公园在哪", "位置"),
    ],
)
def test_what_none_states_is_named_as_it_was_asked(
    assistant: Assistant, question: str, missing: str
) -> None:
    """The aspect that was asked for is missing, not what the nearest phrasing lacks."""
    [outcome] = assistant.ask(question).outcomes
    assert outcome.status is Status.PARTIAL
    assert outcome.not_stated == (missing,)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("首个济源企业家日都有哪些企业家收到鲜花?求名单", "表彰名单"),
        ("诉前调解的成功率是多少", "调解成功率"),
        ("贷款余额里坏账有多少", "不良贷款率"),
    ],
)
def test_question_that_says_itself_what_is_missing_is_not_corrected(
    assistant: Assistant, question: str, missing: str
) -> None:
    """A list, a rate, another debt: more than the aspect's name is asked."""
    [outcome] = assistant.ask(question).outcomes
    assert (outcome.status, outcome.not_stated) == (Status.PARTIAL, (missing,))


def test_questions_about_one_subject_are_answered_each(assistant: Assistant) -> None:
    """Each stands alone, and neither answer states the other's figures."""
    turn = assistant.ask("下一步要持续建设啥样的一流营商环境？最后是助力建设个啥样的示范区？")
    assert [outcome.entry for outcome in turn.outcomes] == ["next-plan", "next-goal"]


def test_one_answer_that_states_both_figures_is_told_once(assistant: Assistant) -> None:
    """The last thing asked decides which of two that say the same is told."""
    turn = assistant.ask("督办的重点案件多少起 还有诉前就调解的又是多少件")
    assert [outcome.entry for outcome in turn.outcomes] == ["cases-pretrial"]
    assert "153" in turn.text


def test_place_that_is_a_piece_of_other_words_is_none(assistant: Assistant) -> None:
    """大连 in 老大连着 is no city."""
    [outcome] = assistant.ask("听说贷款增速全省老大，这老大连着当了多久了").outcomes
    assert outcome.entry == "loans-rank"
    [outcome] = assistant.ask("去大连的话公租房咋申请").outcomes
    assert outcome.status is Status.DECLINE


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("有没有社区公园", "parks-count"),
        ("济源有社区公园吗", "parks-count"),
        ("听说济源有企业家日，真的假的", "day-date"),
        ("关于定制公交的内容", "bus-what"),
        ("介绍下公租房", "public-rental-where"),
        ("小公园 介绍", "parks-count"),
        ("is there any public rental housing", "public-rental-where"),
    ],
)
def test_nothing_is_missing_where_nothing_in_particular_is_asked(
    assistant: Assistant, question: str, entry: str
) -> None:
    """A name in a frame like 有没有… asks for what is known; small talk names nothing of ours."""
    [outcome] = assistant.ask(question).outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, entry)


def test_inherited_aspect_that_nobody_knows_of_is_not_asked(assistant: Assistant) -> None:
    """公租房呢 after the growth of industry asks for the flats, 外贸呢 for its growth."""
    before = assistant.ask("2023年济源规上工业增加值增长多少").session
    [outcome] = assistant.ask("公租房呢", before).outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, "public-rental-where")
    [outcome] = assistant.ask("进出口呢", before).outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, "trade-growth")


def test_no_choice_is_offered_where_it_makes_no_difference(assistant: Assistant) -> None:
    """The rent of none of the flats is stated."""
    [outcome] = assistant.ask("给刚落脚的年轻人盖的那些便宜屋子,住一个月得掏多少钱").outcomes
    assert (outcome.status, outcome.not_stated) == (Status.PARTIAL, ("租金",))


TOWN = """\
subjects:
  - id: flats
    name: 公租房
    names: [公租房]
    gist: parks
    not_stated: [{what: 租金, aspect: price, asks: [公租房多少钱, 公租房]}]
  - {id: parks, name: 公园, names: [公园], gist: parks}
entries:
  - id: parks
    subject: parks
    question: 公园有几个?
    answer: 有6个公园。
    variants: [公园开放时间, 公园几点开门]
  - id: hours
    subject: parks
    question: 公园夜里几点关门?
    answer: 夜里十点关门。
    covers: [hours]
"""


@pytest.fixture
def town(tmp_path: Path) -> Assistant:
    """A subject with no entry of its own, and an entry that does not say what it states."""
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "town.yaml").write_text(TOWN, encoding="utf-8")
    return Assistant.load(tmp_path)


@pytest.mark.parametrize("question", ["公租房", "有没有公租房", "公租房呢", "介绍公租房"])
def test_subject_without_an_entry_of_its_own_tells_its_gist(
    town: Assistant, question: str
) -> None:
    """Nothing of its own can be told instead."""
    [outcome] = town.ask(question).outcomes
    assert outcome.entry == "parks"


def test_phrasing_of_an_entry_that_declares_nothing_is_its_own(town: Assistant) -> None:
    """What its author wrote beats what another entry declares."""
    [outcome] = town.ask("公园几点开门").outcomes
    assert outcome.entry == "parks"


def test_answer_that_says_more_than_figures_is_not_left_out(assistant: Assistant) -> None:
    """The day alone says nothing of what took place."""
    turn = assistant.ask("企业家日搞了哪些活动？企业家日是哪天？")
    assert "day-activities" in [outcome.entry for outcome in turn.outcomes]


@pytest.mark.parametrize(
    "question",
    ["2019余额是多少贷款", "gdp2021平均增长多少", "公园有几个，回天津", "从江西来说公园有几个"],
)
def test_other_years_and_places_are_other_ones(assistant: Assistant, question: str) -> None:
    """Whatever character stands behind them."""
    [outcome] = assistant.ask(question).outcomes
    assert outcome.status is Status.DECLINE


@pytest.mark.parametrize("question", ["公租房给不给西安人", "公租房能租给郑州人"])
def test_who_comes_from_elsewhere_asks_of_ours(assistant: Assistant, question: str) -> None:
    """At the end of a message, too."""
    [outcome] = assistant.ask(question).outcomes
    assert outcome.status is Status.PARTIAL


@pytest.mark.parametrize(
    ("question", "entry", "missing"),
    [
        ("住房保障项目甲醛", "housing-overview", "安全保障"),
        ("定制公交罚款", "bus-what", "处罚"),
        ("公园夜里值守", "parks-count", ""),
    ],
)
def test_thing_beside_a_name_is_missing_without_a_question_mark(
    assistant: Assistant, question: str, entry: str, missing: str
) -> None:
    """Keywords alone ask, too: what no entry states is not told as though it did."""
    outcome = assistant.ask(question).outcomes[0]
    assert (outcome.status, outcome.entry) == (Status.PARTIAL, entry)
    assert missing in "".join(outcome.not_stated)


def test_english_words_are_read_whole(assistant: Assistant) -> None:
    """What is missing is said in words of the question, never in pieces of them."""
    question = "is there a relationship between public rental housing and entrepreneurship"
    (understood,) = assistant.understand(question)
    assert "relationship" in understood.reading.content
    assert set(understood.reading.content) <= set(question.split())


@pytest.mark.parametrize("message", ["公租房消息", "公租房相关情况", "公租房那个小王"])
def test_message_that_asks_for_no_thing_is_told_what_is_known(
    assistant: Assistant, message: str
) -> None:
    """What nobody asked for is not said to be missing."""
    assert assistant.ask(message).outcomes[0].status is Status.ANSWER


def test_entry_without_a_subject_may_be_nearest_to_a_plain_question(tmp_path: Path) -> None:
    """What is missing there is no gap of a subject."""
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "library.yaml").write_text(LIBRARY, "utf-8")
    outcome = Assistant.load(tmp_path).ask("图书馆什么时候").outcomes[0]
    assert outcome.entry in ("library", "free")
