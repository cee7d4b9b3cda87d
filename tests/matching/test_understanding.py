"""How questions are understood, on the shipped knowledge base: mechanisms, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import Reason, Status
from bot.matching.classifier import target
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from bot import Assistant
    from bot.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("济源的公租房盖在哪个地方", "public-rental-where"),
        ("公园修了几个", "parks-count"),
        ("绿化了几条路", "roads-count"),
        ("大厅一共能办多少项", "hall-items"),
        ("多少人参加了服务团", "teams-people"),
        ("GDP 涨幅", "gdp-growth"),
        ("工业 涨幅", "industry-growth"),
        ("政银企对接会一共开了多少次", "docking-meetings-count"),
        ("中小微企业座谈会开过几次", "talks-count"),
    ],
)
def test_near_neighbours_are_told_apart(assistant: Assistant, question: str, entry: str) -> None:
    """Entries that share most of their words are not mixed up."""
    [outcome] = assistant.ask(question).outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, entry)


@pytest.mark.parametrize(
    ("question", "subject", "missing"),
    [
        ("公租房租金多少", "富士花园三期", "租金"),
        ("政务大厅电话多少", "政务服务大厅", "电话"),
        ("对接会在哪里举办", "对接会", "地"),
        ("定制公交几点发车", "定制公交", "时"),
        ("新公园能不能停车", "6个", ""),
    ],
)
def test_unstated_aspect_is_said_to_be_missing(
    assistant: Assistant, question: str, subject: str, missing: str
) -> None:
    """The subject is told, and the reply names what the source does not state."""
    turn = assistant.ask(question)
    [outcome] = turn.outcomes
    assert outcome.status is Status.PARTIAL
    assert any(missing in name for name in outcome.not_stated)
    assert subject in turn.text
    assert "12345" in turn.text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("洛阳的公租房怎么申请", Reason.OTHER_PLACE),
        ("2021年GDP增长多少", Reason.OTHER_PERIOD),
        ("医保怎么报销", Reason.OUT_OF_SCOPE),
        ("公交卡怎么充值", Reason.OUT_OF_SCOPE),
        ("创业板今天涨了吗", Reason.OUT_OF_SCOPE),
        ("红烧肉怎么做好吃", Reason.OUT_OF_SCOPE),
    ],
)
def test_foreign_question_is_declined(assistant: Assistant, question: str, reason: Reason) -> None:
    """Another place, another year, another matter, however many characters are shared."""
    [outcome] = assistant.ask(question).outcomes
    assert (outcome.status, outcome.reason) == (Status.DECLINE, reason)


@pytest.mark.parametrize(
    "question",
    [
        "gongzufang zai nali",
        "gzf zai na",
        "公祖房在哪里",
        "公租房再哪里",
        "公租房在那里呀",
        "公租房在哪裡",
        "gongzufang jian zai nar",
    ],
)
def test_sound_and_script_do_not_matter(assistant: Assistant, question: str) -> None:
    """Pinyin, initials, homophones and Traditional characters lead to the same answer."""
    assert "富士花园三期" in _simplified(assistant.ask(question).text)


def _simplified(text: str) -> str:
    from bot.matching.normalise import to_simplified

    return to_simplified(text)


@pytest.mark.parametrize(
    "question", ["定公制交是什么", "创业惠各厅是什么", "黄河流城政务通办圈几个城市"]
)
def test_slips_in_long_names_are_mended(assistant: Assistant, question: str) -> None:
    """Swapped neighbours and one wrong character in a name of four or more."""
    [outcome] = assistant.ask(question).outcomes
    assert outcome.status is Status.ANSWER


def test_name_is_heard_by_either_reading_of_its_characters(assistant: Assistant) -> None:
    """调 is diao and tiao: 毛条中心 is 矛调中心, although half of its characters are others."""
    [outcome] = assistant.ask("市级毛条中心几点开门").outcomes
    assert (outcome.status, outcome.entry) == (Status.PARTIAL, "mediation-centers")


def test_two_words_of_one_character_are_no_slip(assistant: Assistant) -> None:
    """处成 sounds like 促成, which hardly a phrasing uses: it stays as it was typed."""
    [understood] = assistant.understand("一座城跟老板们处成啥样才算好")
    assert "处成" in understood.reading.own


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("累计帮企业解绝了多少问题", "累计帮企业解决了多少问题"),  # not 企业界
        ("创业惠客厅都给创业的人提共啥咨询", "创业惠客厅都给创业的人提供啥咨询"),
        ("政银企对接会累记开了几次", "政银企对接会累计开了几次"),  # not 对接会累
    ],
)
def test_slip_is_mended_whole(assistant: Assistant, typed: str, meant: str) -> None:
    """Of two words that share a character, the one that mends more of the slip is put in."""
    [understood] = assistant.understand(typed)
    assert understood.reading.own == meant


def test_points_of_a_rate_are_no_time_of_day(assistant: Assistant) -> None:
    """高几点 asks by how much, 几点 alone when."""
    [outcome] = assistant.ask("规上工业增加值比全省平均高几点").outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, "industry-growth")


@pytest.mark.parametrize(
    "question",
    [
        "绿化提升那8条路的完整名单",
        "绿化的路剩下那几条叫啥",
        "除了济源大道、黄河大道,绿化的路另外几条叫什么",
    ],
)
def test_rest_of_a_list_is_said_to_be_missing(assistant: Assistant, question: str) -> None:
    """The source names two of eight roads: who wants all of them hears that."""
    [outcome] = assistant.ask(question).outcomes
    assert outcome.status is Status.PARTIAL
    assert any("名" in name for name in outcome.not_stated)


def test_where_one_comes_from_is_no_other_place(assistant: Assistant) -> None:
    """老家洛阳的 asks of Jiyuan; 洛阳的公租房 and 对岸的运城 do not."""
    [outcome] = assistant.ask("老家洛阳的，公租房能申请不").outcomes
    assert (outcome.status, outcome.entry) == (Status.PARTIAL, "public-rental-where")
    [outcome] = assistant.ask("我人在广东，周三的融资会网上能参加不").outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, "meetings-format")
    for question in (
        "工人在洛阳的公园有几个", "企业法人在洛阳能办跨省通办吗", "有几个人在洛阳住公租房",
        "对岸的运城 去年经济盘子涨了几个点", "洛阳 公租房能申请不", "洛阳那边一网通办上了多少事项",
    ):  # fmt: skip
        [outcome] = assistant.ask(question).outcomes
        assert outcome.status is Status.DECLINE


def test_year_of_two_digits_is_a_year(assistant: Assistant) -> None:
    """23年底 is told as 2023年底 is, 22年底 is another period."""
    told = assistant.ask("23年底济源银行业贷款余额多少亿").outcomes[0]
    assert (told.status, told.entry) == (Status.ANSWER, "loans-balance")
    assert assistant.ask("22年底贷款余额多少").outcomes[0].reason is Reason.OTHER_PERIOD


def test_general_question_about_foreign_matters_is_declined(assistant: Assistant) -> None:
    """有啥法子 resembles ways of approval; what it is asked of does not."""
    [outcome] = assistant.ask("下了夜班死活睡不着，有啥法子").outcomes
    assert outcome.status is Status.DECLINE


def test_what_is_expressly_not_asked_is_not_answered(assistant: Assistant) -> None:
    """Negation flips the subject."""
    turn = assistant.ask("我不是问公租房，我问定制公交是啥")
    assert [o.entry for o in turn.outcomes] == ["bus-what"]


def test_several_questions_get_an_outcome_each(assistant: Assistant) -> None:
    """In the order of the message, at most three."""
    turn = assistant.ask("公租房在哪,还有几条路搞绿化了")
    assert [o.entry for o in turn.outcomes] == ["public-rental-where", "roads-count"]
    many = assistant.ask("公租房在哪？公园有几个？GDP涨了多少？外资多少？")
    assert len(many.outcomes) == 3


def test_question_at_the_end_of_a_story_decides(assistant: Assistant) -> None:
    """What is told before the question does not drown it."""
    story = (
        "我是从外地嫁过来的，孩子刚上幼儿园，老公天天加班，婆婆身体也不好，我想着找点事做，"
        "打算在小区门口开个小店，但是租房子太贵了，我就想问问有没有免费的办公场所"
    )
    assert [o.entry for o in assistant.ask(story).outcomes] == ["offices-free"]


@pytest.mark.parametrize(
    ("story", "status", "told"),
    [
        (
            "俺家小孙子放学就闹着出去，楼下连块草地都没有，听说口袋公园开工了，"
            "那里头滑梯有没有，您能告诉我吗",
            Status.PARTIAL,
            "6个社区公园",
        ),
        (
            "昨天来了个刚毕业的小伙子，我跟他提了句政府有个创业惠客厅，他问了一堆我都答不上来，"
            "请问这个专窗的具体地址和上下班时间是什么",
            Status.PARTIAL,
            "创业惠客厅",
        ),
        (
            "我们从浙江过来投新材料，以前在别处光等手续就等了大半年，"
            "想了解一下买到地以后有没有什么加快的做法",
            Status.ANSWER,
            "拿地即开工",
        ),
        (
            "侄子在济源上班，天天赶不上车。定制公交一趟多少钱？他说食堂的面难吃，宿舍的网断了，"
            "昨天夜里还打电话来哭，我也没法子",
            Status.PARTIAL,
            "票价",
        ),
        (
            "年会抽奖缺道题，奖品是电饭锅，主持人急得转圈。济源2023年进出口总值是多少亿元？选项有四个，"
            "最小的二百出头，中间俩让茶泼糊了，会在二十八楼开，上菜慢，去年等一盘鱼等到散场，今年听说改自助，"
            "胃不好的只能看着，我打算自己带饭",
            Status.ANSWER,
            "378.1",
        ),
    ],
)
def test_what_a_story_asks_is_found(
    assistant: Assistant, story: str, status: Status, told: str
) -> None:
    """Who only asks to be told, points back (这个专窗), or says after what (以后), asks as before."""
    turn = assistant.ask(story)
    assert [outcome.status for outcome in turn.outcomes] == [status]
    assert told in turn.text


def test_one_phrasing_more_hardly_moves_what_others_mean(base: KnowledgeBase) -> None:
    """The model is learnt in an order that comes from the words alone."""
    matcher = Matcher(base)
    examples = matcher.examples()
    left_out = [number for number, d in enumerate(matcher.documents) if d.owner == "parks-count"]
    other = matcher.classifier(examples.train(left_out[:1]))
    asked = ["公租房押金退不退", "自助跨省通办的一共有多少项", "GDP增长多少", "红烧肉怎么烧"]
    for text in asked:
        reading = matcher.resemble(text)[0]
        moved = matcher.classify(reading) - matcher.classify(reading, other)
        assert abs(moved).mean() < 0.04


def test_wording_of_what_is_not_stated_is_learnt_from_the_phrasings(base: KnowledgeBase) -> None:
    """The trained model tells what is not stated of a subject from what its entries state."""
    matcher = Matcher(base)
    targets = sorted({target(document) for document in matcher.documents})
    scores = {
        text: dict(zip(targets, matcher.classify(matcher.resemble(text)[0]), strict=True))
        for text in ("公租房押金退不退", "自助跨省通办的一共有多少项", "红烧肉怎么烧")
    }
    best = [max(found, key=found.__getitem__) for found in scores.values()]
    assert best == ["gap public-rental", "entry self-items", "foreign"]
    assert scores["红烧肉怎么烧"]["gap public-rental"] < 0.3


@pytest.mark.parametrize("message", ["公租房和定制公交", "公租房、定制公交"])
def test_names_alone_are_told_one_by_one(assistant: Assistant, message: str) -> None:
    """Who names two subjects and asks nothing hears of both."""
    entries = [outcome.entry for outcome in assistant.ask(message).outcomes]
    assert entries == ["public-rental-where", "bus-what"]


@pytest.mark.parametrize("message", ["多少", "几点下班", "打哪个号码", "1"])
def test_question_without_a_subject_is_told_nothing_by_guess(
    assistant: Assistant, message: str
) -> None:
    """What only asks may be offered choices, never an answer."""
    statuses = [outcome.status for outcome in assistant.ask(message).outcomes]
    assert not {Status.ANSWER, Status.PARTIAL, Status.SMALLTALK} & set(statuses)


def test_follow_up_takes_the_question_and_not_the_name(assistant: Assistant) -> None:
    """GDP多少, then 工业呢: how much, of industry; the number of meetings, not their day."""
    before = assistant.ask("GDP多少")
    assert assistant.ask("工业呢", before.session).outcomes[0].entry == "industry-growth"
    before = assistant.ask("周三的会是干啥的")
    after = assistant.ask("开了多少次了", before.session).outcomes[0]
    assert after.entry == "docking-meetings-count"


@pytest.mark.parametrize(
    ("before", "question", "status", "told"),
    [
        ("“一件事一次办”有多少个套餐", "里头有开餐馆的那种没", Status.PARTIAL, "89个"),
        ("大厅能办多少项", "那网上能办的呢，一共多少项", Status.ANSWER, "2811项"),
        ("每周三的对接会是干啥的", "利率一般能谈到几厘", Status.PARTIAL, "对接会"),
        ("企业家日是哪天", "那外公的生日呢", Status.DECLINE, "12345"),
        ("给几条路搞了绿化", "那我阳台上的月季长虫了咋治", Status.DECLINE, "12345"),
    ],
)
def test_follow_up_leans_only_where_it_may(
    assistant: Assistant, before: str, question: str, status: Status, told: str
) -> None:
    """A part of what was told, and what only it can mean, lean on it; another thing does not."""
    turn = assistant.ask(question, assistant.ask(before).session)
    assert [outcome.status for outcome in turn.outcomes] == [status]
    assert told in turn.text


@pytest.mark.parametrize(
    "question",
    [
        "人在山东打工，老家济源的手续不回来也能弄，一共放开了多少种？",
        "高新区保租房啥时候交钥匙呀，我微信里仨客户天天追着问",
        "企业家日给老板们献了啥",
        "红烧肉老是炖不烂，有啥法子",
        "社保卡弄丢了，银行那边咋挂失补办",
    ],
)
def test_what_says_itself_what_it_is_about_is_told_alike_in_any_chat(
    assistant: Assistant, question: str
) -> None:
    """A changed subject drops the context: long messages, full questions, foreign matters."""
    told = assistant.ask(question).text
    for before in ("去年GDP涨多少", "定制公交是啥", "政务大厅能办多少项", "how many parks"):
        assert assistant.ask(question, assistant.ask(before).session).text == told, before


def test_second_clause_without_a_subject_is_not_told_by_guess(assistant: Assistant) -> None:
    """排第几 behind 工业增长多少 is no question about the GDP."""
    outcomes = assistant.ask("去年济源工业增长多少，排第几").outcomes
    assert {o.entry for o in outcomes} <= {"industry-growth", "industry-rank"}


def test_telephone_of_what_was_told_is_no_small_talk(assistant: Assistant) -> None:
    """电话呢 asks for the centre's; who the bot is stays small talk in any chat."""
    before = assistant.ask("调解中心在哪").session
    asked = assistant.ask("电话呢", before).outcomes[0]
    assert (asked.status, asked.entry) == (Status.PARTIAL, "mediation-centers")
    assert assistant.ask("你叫什么", before).outcomes[0].status is Status.SMALLTALK


@pytest.mark.parametrize(
    ("message", "entries"),
    [
        (
            "贷款余额多少亿？再问一下，济源有没有在建的公租房",
            ["loans-balance", "public-rental-where"],
        ),
        (
            "政银企对接会累计开了多少次?收集交办解决的企业问题是多少个?",
            ["docking-meetings-count", "problems-collected"],
        ),
        ("打工的出门坐车难 政府给整了个啥？公园建几个", ["bus-what", "parks-count"]),
        ("听说公园好几个，我就想问几条路做了绿化", ["roads-count"]),
    ],
    ids=["announced", "a cue in a name", "asked of the clause before", "a story before"],
)
def test_each_question_of_a_message_is_answered(
    assistant: Assistant, message: str, entries: list[str]
) -> None:
    """A question mark keeps what was asked before another one is announced."""
    assert [outcome.entry for outcome in assistant.ask(message).outcomes] == entries


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("多少钱", "租金"), ("收费吗", "物业水电费"), ("在哪条路", "具体地址"), ("咋报名", "申请方法"),
        ("需要什么证件", "申请材料"), ("什么时候开始的", "开工日期"), ("网址是啥", "网址"),
        ("周末上班吗", "办公时间"),
    ],
)  # fmt: skip
def test_bare_question_is_asked_of_what_was_told_before(
    assistant: Assistant, asked: str, missing: str
) -> None:
    """What 多少钱 resembles on its own, foreign matters too, says nothing after 公租房在哪."""
    before = assistant.ask("济源的公租房在哪里").session
    [outcome] = assistant.ask(asked, before).outcomes
    assert (outcome.status, outcome.entry) == (Status.PARTIAL, "public-rental-where")
    assert outcome.not_stated == (missing,)


def test_what_the_model_surely_means_is_weighed_where_nothing_of_it_resembles(
    assistant: Assistant,
) -> None:
    """示范区 stands in many phrasings of another entry; none of 三化 stands among the nearest."""
    question = "示范区说要建的一流营商环境是哪“三化”?"
    assert all(m.document.owner != "next-plan" for m in assistant.resemble(question))
    turn = assistant.ask(question)
    assert turn.outcomes[0].entry == "next-plan"
    assert "国际化" in turn.text


def test_bare_question_that_nothing_was_told_before_is_not_guessed(assistant: Assistant) -> None:
    """Whose rent is asked for, after flats elsewhere, is not said; offices without rent are none."""
    before = assistant.ask("我想在郑州给员工找公租房").session
    [outcome] = assistant.ask("租金呢", before).outcomes
    assert outcome.status in (Status.CLARIFY, Status.DECLINE)


def test_bare_questions_are_each_asked_of_what_was_told_before(assistant: Assistant) -> None:
    """All that is missing is named at once, beside what is known."""
    before = assistant.ask("济源的公租房在哪里").session
    [outcome] = assistant.ask("多少钱 怎么申请 啥时候建好", before).outcomes
    assert outcome.entry == "public-rental-where"
    assert outcome.not_stated == ("租金", "申请方法", "入住时间")
    before = assistant.ask("有没有社区公园").session
    [outcome] = assistant.ask("有几个，在哪", before).outcomes
    assert (outcome.entry, outcome.not_stated) == ("parks-count", ("位置",))


def test_that_which_sets_no_thing_beside_it_is_asked_of_the_same(assistant: Assistant) -> None:
    """那…呢 around what is asked is no other thing."""
    before = assistant.ask("规上工业增加值涨了多少").session
    turn = assistant.ask("那比全省平均高多少个百分点呢", before)
    assert (turn.outcomes[0].status, "3.4" in turn.text) == (Status.ANSWER, True)


def test_what_only_looks_like_small_talk_is_asked_of_what_was_told_before(
    assistant: Assistant,
) -> None:
    """是干啥的 asks of the window; 你是干啥的 asks of the bot."""
    before = assistant.ask("创业惠客厅在哪个楼").session
    [outcome] = assistant.ask("是干啥的", before).outcomes
    assert (outcome.status, outcome.entry) == (Status.ANSWER, "window-what")
    [outcome] = assistant.ask("你是干啥的", before).outcomes
    assert outcome.status is Status.SMALLTALK


@pytest.mark.parametrize(
    ("message", "status", "entry"),
    [
        ("高新区那保租房一个月得掏多少啊,学徒工资才两千多", "partial", "affordable-rental-where"),
        ("交办督办的153起重点案件,有几起是外贸合同的", "partial", "cases-key"),
        ("口袋公园 社区公园 几个", "answer", "parks-count"),
        ("材料差一两样也肯先收下往下走,这种办法叫什么名堂", "answer", "methods-tolerant"),
        ("新建的公租房在哪 那离火车站远不远", "partial", "public-rental-where"),
        ("给刚起步做买卖的人出主意的那个窗口,礼拜天有人值班吗", "partial", "window-what"),
        ("外国老板投进来的那笔美元，主要是哪几个国家出的？", "partial", "capital-amount"),
        ("跟供货商闹翻了想找那家说和的机构，门牌号多少", "partial", "mediation-centers"),
    ],
    ids=[
        "2000 is no year",
        "a part of them",
        "at the end",
        "points back",
        "how far",
        "of what the first clause says",
        "of the same",
        "an address is no answer",
    ],
)
def test_what_is_asked_is_read_off_the_words_around_it(
    assistant: Assistant, message: str, status: str, entry: str
) -> None:
    """A sum is no year, a part is not the whole, 这种 is what was said before."""
    [outcome] = assistant.ask(message).outcomes
    assert (outcome.status, outcome.entry) == (status, entry)


def test_question_of_one_thought_is_read_whole(assistant: Assistant) -> None:
    """有啥安排 alone is asked of many things; before it stands of which."""
    outcome = assistant.ask("刚来的年轻人没地方住，有啥安排").outcomes[0]
    assert outcome.entry is not None
    assert assistant.base.entries[outcome.entry].topic == "housing"
