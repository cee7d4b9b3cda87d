"""What is decided, step by step: a small knowledge base, and resemblances made up for each step.

The scores are given, and what mentions are worth is nothing, so that each rule stands alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot import Reason, Status
from bot.knowledge.calibration import Calibration
from bot.knowledge.loader import load
from bot.matching.classifier import target
from bot.matching.matcher import Matcher
from bot.matching.ranking import Match

if TYPE_CHECKING:
    from bot.matching.verdict import Decision

Decide = Callable[..., "Decision"]

ENTRIES = """\
subjects:
  - id: library
    name: 图书馆
    names: [图书馆]
    gist: library-what
    not_stated:
      - what: 停车费
        en: parking fee
        aspect: price
        asks: [图书馆停车收费吗, 图书馆停车多少钱, 图书馆停车的标准, 洛阳图书馆停车要钱吗]
      - {what: 咨询电话, aspect: phone, asks: [图书馆电话多少, 图书馆咨询热线]}
      - {what: 自习位, asks: [图书馆有自习位吗, 图书馆自习位电话]}
      - {what: 馆名由来, asks: [图书馆解释一下]}
  - id: pool
    name: 游泳馆
    names: [游泳馆, 市民游泳馆]
    gist: pool-where
    not_stated:
      - {what: 门票, aspect: price, asks: [游泳馆门票多少钱]}
  - {id: cinema, name: 电影院, names: [电影院], gist: cinema-seats}
entries:
  - id: library-what
    subject: library
    question: 图书馆是什么?
    answer: 图书馆是看书的地方。
    covers: [what]
    variants: [图书馆, 图书馆介绍一下, 图书馆进门要钱吗]
  - id: library-hours
    subject: library
    question: 图书馆几点开门?
    answer: 图书馆早上九点开门。
    covers: [hours]
    variants: [图书馆上班时间, 图书馆营业时间, 图书馆开放时间, 洛阳人几点能进图书馆, 2020年的开门时间]
  - id: library-floors
    subject: library
    question: 图书馆的楼层数量?
    answer: 图书馆有三层楼。
    covers: [count]
    variants: [图书馆楼层总数, 图书馆高不高]
  - id: library-desk
    subject: library
    question: 图书馆前台的号码?
    answer: 图书馆前台的号码是1234。
    covers: [phone]
  - id: pool-where
    subject: pool
    question: 游泳馆在哪里?
    answer: 游泳馆在东门外。
    covers: [place]
    variants: [游泳馆]
  - id: pool-lanes
    subject: pool
    question: 游泳馆的泳道数量?
    answer: 游泳馆有八条泳道。
    covers: [count]
    variants: [游泳馆泳道总数]
  - id: cinema-seats
    subject: cinema
    question: 电影院的座位数量?
    answer: 电影院有九十个座位。
    covers: [count]
  - id: fair-when
    question: 集市哪天有?
    answer: 集市周日有。
    covers: [date]
    variants: [赶集的日期]
"""
OTHER_FILES = {
    "bot.yaml": "smalltalk:\n  - {id: greeting, variants: [你好], reply: {zh: 您好}}\n",
    "foreign.yaml": "topics:\n  - {id: bank, label: 银行, terms: [银行卡], questions: [银行卡丢了咋办]}\n",
    "sources/paper.yaml": "title: 报道\npublisher: 日报\ndate: 2024-03-28\n",
    "sources/paper.txt": "图书馆2022年开馆。\n",
    "language.yaml": "places:\n  own: [济源]\n  other: [洛阳, 郑州]\n",
}
LIMITS = {
    name: 0.0 for name, field in Calibration.__dataclass_fields__.items() if field.type == "float"
} | {
    "claim": 0.5, "offer": 0.3, "offer_reach": 0.05, "margin": 0.02, "over_foreign": 0.75,
    "foreign_over_name": 0.2, "foreign_reach": 0.07, "doubt": 9.0, "unstated": 0.5, "stated": -0.5,
}  # fmt: skip
"""Mentions are worth nothing, and nothing speaks for or against what is not stated."""
WHAT, HOURS, FLOORS = "图书馆是什么?", "图书馆几点开门?", "图书馆的楼层数量?"
LANES, POOL, FAIR = "游泳馆的泳道数量?", "游泳馆在哪里?", "集市哪天有?"
DESK, SEATS = "图书馆前台的号码?", "电影院的座位数量?"
PARKING, PHONE, TICKETS = "图书馆停车收费吗", "图书馆电话多少", "游泳馆门票多少钱"


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """The engine of the small knowledge base."""
    folder = tmp_path_factory.mktemp("town")
    for name in ("entries", "sources"):
        (folder / name).mkdir()
    (folder / "entries" / "town.yaml").write_text(ENTRIES, encoding="utf-8")
    for name, text in OTHER_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Matcher(load(folder))


@pytest.fixture(scope="module")
def decide(matcher: Matcher) -> Decide:
    """Decides a question, given what it resembles: (phrasing, score, share of it covered)."""
    documents = {document.text: document for document in matcher.documents}
    targets = sorted({target(document) for document in matcher.documents})

    def decided(
        question: str,
        *resembled: tuple[str, float] | tuple[str, float, float],
        learnt: dict[str, float] | None = None,
        **limits: float,
    ) -> Decision:
        reading, _ = matcher.resemble(question)
        matches = [
            Match(documents[text], score, np.full((2, 6), covered[0] if covered else 1.0))
            for text, score, *covered in resembled
        ]
        classes = np.array([(learnt or {}).get(name, 0.0) for name in targets])
        return matcher.decider(Calibration(**{**LIMITS, **limits})).decide(
            reading, matches, classes
        )

    return decided


def _missing(decision: Decision) -> list[str]:
    return [missing.zh for missing in decision.missing]


def _told(decision: Decision) -> tuple[Status, str | None]:
    return decision.status, decision.entry


# -- from which score on what is said -------------------------------------------------------


def test_nearest_is_told_from_the_threshold_on(decide: Decide) -> None:
    """Below it the gist of the subject named, with what is missing of what is asked."""
    told = decide("图书馆几点开门", (HOURS, 0.5))
    assert (*_told(told), told.matched) == (Status.ANSWER, "library-hours", HOURS)
    below = decide("图书馆几点开门", (HOURS, 0.31))
    assert _told(below) == (Status.PARTIAL, "library-what")
    assert (below.subject, below.matched) == ("library", "图书馆")
    assert _missing(below) == ["上班开放时间"]


def test_name_in_passing_tells_no_gist(decide: Decide) -> None:
    """What resembles nothing by 0.30 is offered, where choices begin that low, or declined."""
    near = decide("图书馆几点开门", (LANES, 0.3), (HOURS, 0.3), offer=0.1)
    assert _told(near) == (Status.PARTIAL, "library-what")
    far = decide("图书馆几点开门", (LANES, 0.29), (HOURS, 0.29), offer=0.1)
    assert (far.status, far.options) == (Status.CLARIFY, ("pool-lanes", "library-hours"))
    assert decide("图书馆几点开门", (HOURS, 0.29)).status is Status.DECLINE
    assert decide("图书馆几点开门", (HOURS, 0.29), offer=0.29).status is not Status.DECLINE


def test_small_talk_is_said_where_the_message_holds_it(decide: Decide) -> None:
    """Near enough, and not only a piece of a phrasing; else it is no small talk."""
    said = decide("你好", ("你好", 0.5, 0.4), (HOURS, 0.4))
    assert (said.status, said.talk, said.matched) == (Status.SMALLTALK, "greeting", "你好")
    for talk in (("你好", 0.49, 0.5), ("你好", 0.5, 0.3)):
        assert decide("你好", talk).status is Status.DECLINE


def test_nothing_resembled_is_declined(decide: Decide) -> None:
    """With what came nearest, if anything did."""
    nothing = decide("楼层数量")
    assert (nothing.status, nothing.score, nothing.matched) == (Status.DECLINE, 0.0, None)
    assert nothing.reason is Reason.OUT_OF_SCOPE
    little = decide("楼层数量", (FLOORS, 0.2))
    assert (little.status, little.score, little.matched) == (Status.DECLINE, 0.2, FLOORS)


# -- questions that name nothing ------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrasing", "covered", "is_told"),
    [(HOURS, 1.0, False), (FAIR, 0.6, True), (FAIR, 0.5, False)],
    ids=["names a subject", "most is asked", "a piece is asked"],
)
def test_question_alone_is_not_told_by_guess(
    decide: Decide, phrasing: str, covered: float, is_told: bool
) -> None:
    """几点开门 and 哪天有 hold no content: what they mean is offered at best, below that declined."""
    question = "几点开门" if phrasing == HOURS else "哪天有"
    high = decide(question, (phrasing, 0.5, covered))
    low = decide(question, (phrasing, 0.4, covered))
    assert high.status is (Status.ANSWER if is_told else Status.CLARIFY)
    assert low.status is (Status.ANSWER if is_told else Status.DECLINE)


def test_only_choice_is_told_if_it_states_what_is_asked(decide: Decide) -> None:
    """Not where there are two, nothing is asked, or it is known not to be stated."""
    assert _told(decide("楼层数量", (FLOORS, 0.4))) == (Status.ANSWER, "library-floors")
    two = decide("楼层数量", (FLOORS, 0.4), (LANES, 0.39))
    assert (two.status, two.options) == (Status.CLARIFY, ("library-floors", "pool-lanes"))
    for question, phrasing in (("楼层", FLOORS), ("楼层数量", FAIR), ("滑冰数量", PARKING)):
        found = decide(question, (phrasing, 0.4))
        assert (found.status, len(found.options)) == (Status.CLARIFY, 1)


LIBRARY = ("图书馆开放时间", "图书馆楼层总数", "图书馆介绍一下", "图书馆咨询热线", HOURS, FLOORS)


def _falling(*phrasings: str) -> list[tuple[str, float]]:
    return [(text, 0.45 - 0.01 * place) for place, text in enumerate(phrasings)]


@pytest.mark.parametrize("question", ["楼层多少钱", "楼层泳道滑冰多少钱"])
@pytest.mark.parametrize("phrasings", [(*LIBRARY, LANES), (LIBRARY[0], "你好", *LIBRARY[1:])])
def test_subject_that_all_of_the_nearest_agree_on_is_told(
    decide: Decide, question: str, phrasings: tuple[str, ...]
) -> None:
    """Its gist, where that does not state what is asked; a little may be strange."""
    found = decide(question, *_falling(*phrasings))
    assert _told(found) == (Status.PARTIAL, "library-what")
    assert (found.subject, found.matched, found.score) == ("library", "图书馆开放时间", 0.45)
    assert _missing(found) == ["费用"]


@pytest.mark.parametrize(
    ("question", "phrasings"),
    [
        ("楼层多少钱", (*LIBRARY[:5], LANES)),
        ("滑冰多少钱", LIBRARY),
        ("楼层", LIBRARY),
        ("楼层多少钱", (FAIR, "赶集的日期", *LIBRARY)),
        ("楼层多少钱", ("你好", *LIBRARY[:5], LANES)),
    ],
    ids=["another subject", "strange", "nothing asked", "of no subject", "small talk apart"],
)
def test_no_agreement_offers_choices(
    decide: Decide, question: str, phrasings: tuple[str, ...]
) -> None:
    """One of the six nearest that is about another thing, or content that nobody knows."""
    found = decide(question, *_falling(*phrasings))
    assert found.status is Status.CLARIFY
    assert len(found.options) == 3


ALIKE = (HOURS, "图书馆上班时间", "图书馆营业时间", "图书馆开放时间", LANES, FLOORS)


@pytest.mark.parametrize("phrasings", [ALIKE, (*ALIKE[:2], "你好", LANES, FLOORS, *ALIKE[2:4])])
def test_entry_that_four_of_the_six_nearest_are_of_is_told(
    decide: Decide, phrasings: tuple[str, ...]
) -> None:
    """If it states what is asked; small talk does not count."""
    found = decide("楼层几点开门", *_falling(*phrasings))
    assert (*_told(found), found.matched) == (Status.ANSWER, "library-hours", HOURS)


@pytest.mark.parametrize(
    ("question", "phrasings"),
    [
        ("楼层几点开门", (*ALIKE[:3], LANES, FLOORS, WHAT, ALIKE[3])),
        ("滑冰几点开门", ALIKE),
        ("楼层", ALIKE),
        ("楼层在哪里", ALIKE),
    ],
    ids=["three of six", "strange", "nothing asked", "not stated"],
)
def test_entry_that_is_not_meant_by_most_is_one_choice(
    decide: Decide, question: str, phrasings: tuple[str, ...]
) -> None:
    """Three of six are not enough, nor are four where it is unclear what is asked."""
    found = decide(question, *_falling(*phrasings))
    assert (found.status, found.options[0]) == (Status.CLARIFY, "library-hours")


def test_gap_that_most_of_the_nearest_are_of_is_one_choice(decide: Decide) -> None:
    """What is not stated is told where it is near, never by a count."""
    gaps = (PARKING, "图书馆停车多少钱", PHONE, "图书馆咨询热线")
    found = decide("楼层的日期", *_falling(*gaps, LANES, FAIR))
    assert (found.status, found.options) == (
        Status.CLARIFY, ("library-what", "pool-lanes", "fair-when"),
    )  # fmt: skip


def test_choices_are_the_three_nearest_entries(decide: Decide) -> None:
    """In order, each once, the gist for a gap; a little below the threshold, no further."""
    found = decide(
        "楼层", (LANES, 0.4), ("游泳馆泳道总数", 0.39), ("银行卡丢了咋办", 0.29), (PARKING, 0.28),
        (HOURS, 0.25), (FLOORS, 0.25),
    )  # fmt: skip
    assert found.status is Status.CLARIFY
    assert found.options == ("pool-lanes", "library-what", "library-hours")
    assert (found.score, found.matched) == (0.4, LANES)
    few = decide("楼层", (LANES, 0.3), (HOURS, 0.24))
    assert few.options == ("pool-lanes",)


# -- questions that name a subject ----------------------------------------------------------


def test_entry_that_states_what_is_asked_is_told_though_another_is_named(decide: Decide) -> None:
    """From a little below the threshold on: who names one thing may ask for the other's."""
    assert _told(decide("图书馆的数量", (LANES, 0.47))) == (Status.ANSWER, "pool-lanes")


@pytest.mark.parametrize(
    ("question", "phrasing", "score"),
    [
        ("图书馆的数量", LANES, 0.45),
        ("图书馆", LANES, 0.47),
        ("图书馆的数量", POOL, 0.47),
        ("图书馆的数量", TICKETS, 0.47),
        ("图书馆的数量", FLOORS, 0.47),
    ],
    ids=["further", "nothing asked", "not stated", "a gap", "of the subject named"],
)
def test_gist_of_the_subject_named_is_told_else(
    decide: Decide, question: str, phrasing: str, score: float
) -> None:
    """What is a little below the threshold is not told otherwise."""
    assert decide(question, (phrasing, score)).entry == "library-what"


def test_entry_that_states_all_that_is_asked_beats_a_nearer_one(decide: Decide) -> None:
    """Where it is not much further, and of the subject named."""
    near = (FLOORS, 0.73), ("图书馆楼层总数", 0.72)
    for between in ([], [(LANES, 0.77)], [(PARKING, 0.76)], [(WHAT, 0.75)]):
        assert _told(decide("图书馆数量", (HOURS, 0.8), *between, *near)) == (
            Status.ANSWER, "library-floors",
        )  # fmt: skip
    further = (FLOORS, 0.71), ("图书馆楼层总数", 0.7)
    for others in (further, [(LANES, 0.78)], [(WHAT, 0.78)], [(PARKING, 0.78)]):
        assert _told(decide("图书馆数量", (HOURS, 0.8), *others)) == (
            Status.PARTIAL, "library-hours",
        )  # fmt: skip


def test_nearer_one_that_lacks_what_is_asked_does_not_tie(decide: Decide) -> None:
    """It was passed over; however many of its phrasings are near, there is nothing to choose."""
    told = decide("图书馆数量", (HOURS, 0.8), ("图书馆上班时间", 0.79), (FLOORS, 0.78))
    assert _told(told) == (Status.ANSWER, "library-floors")


def test_one_phrasing_is_no_agreement(decide: Decide) -> None:
    """A single weak resemblance says nothing of a subject that is not named."""
    assert decide("泊位多少钱", (PARKING, 0.4)).status is not Status.PARTIAL


def test_nearest_that_lacks_nothing_is_told(decide: Decide) -> None:
    """An entry of another subject that states what is asked, and a known gap, are not beaten."""
    assert decide("图书馆数量", (LANES, 0.8), (FLOORS, 0.77)).entry == "pool-lanes"
    gap = decide("图书馆数量", (PARKING, 0.8), (FLOORS, 0.75), (WHAT, 0.7))
    assert _told(gap) == (Status.PARTIAL, "library-what")
    assert _missing(gap) == ["停车费"]


@pytest.mark.parametrize(
    ("resembled", "entry"),
    [
        ([(LANES, 0.8), (FLOORS, 0.79), ("图书馆楼层总数", 0.7)], "library-floors"),
        ([(LANES, 0.8), (FLOORS, 0.79), ("游泳馆泳道总数", 0.7)], "pool-lanes"),
        ([(LANES, 0.8), (FLOORS, 0.77), ("图书馆楼层总数", 0.76)], "pool-lanes"),
        ([(LANES, 0.8), (FLOORS, 0.79)], None),
        (
            [(LANES, 0.8), (FLOORS, 0.79), ("图书馆楼层总数", 0.7), (FAIR, 0.789)],
            "library-floors",
        ),
        (
            [(LANES, 0.8), (FLOORS, 0.79), (HOURS, 0.7), (HOURS, 0.7), (HOURS, 0.7), (HOURS, 0.7),
             ("图书馆楼层总数", 0.6)],
            None,
        ),
        (
            [(LANES, 0.8), (FLOORS, 0.79), (TICKETS, 0.7), (PARKING, 0.7), (PHONE, 0.7),
             ("图书馆停车多少钱", 0.7), ("图书馆楼层总数", 0.6)],
            "library-floors",
        ),
        ([(TICKETS, 0.8), (LANES, 0.79), (FLOORS, 0.785), (POOL, 0.75)], "pool-where"),
    ],
    ids=["second", "first", "no tie", "even", "three", "beyond six", "gaps uncounted", "gap first"],
)  # fmt: skip
def test_of_entries_meant_equally_the_one_most_of_the_nearest_are_of_is_told(
    decide: Decide, resembled: list[tuple[str, float]], entry: str | None
) -> None:
    """Of the six nearest; where that does not decide, both are offered."""
    found = decide("楼层泳道数量", *resembled)
    assert found.entry == entry
    if entry is None:
        assert (found.status, found.options[:2]) == (
            Status.CLARIFY, ("pool-lanes", "library-floors"),
        )  # fmt: skip


# -- what the knowledge base does not speak of ----------------------------------------------


@pytest.mark.parametrize(
    ("question", "resembled", "is_foreign"),
    [
        ("楼层数量", [(FLOORS, 0.6), ("银行卡丢了咋办", 0.54)], True),
        ("楼层数量", [(FLOORS, 0.6), ("银行卡丢了咋办", 0.52)], False),
        ("图书馆数量", [(FLOORS, 0.6), ("银行卡丢了咋办", 0.81)], True),
        ("图书馆数量", [(FLOORS, 0.6), ("银行卡丢了咋办", 0.79)], False),
        ("图书馆办银行卡多少", [(FLOORS, 0.6), ("银行卡丢了咋办", 0.61)], True),
        ("图书馆办银行卡多少", [(FLOORS, 0.6), ("银行卡丢了咋办", 0.59)], False),
        ("银行卡楼层数量", [(FLOORS, 0.74)], True),
        ("银行卡楼层数量", [(FLOORS, 0.76)], False),
        ("图书馆银行卡", [(FLOORS, 0.74)], True),
        ("图书馆银行卡数量", [(FLOORS, 0.74)], False),
        ("楼层数量", [(FLOORS, 0.6)], False),
    ],
)
def test_foreign_matter_wins_by_what_is_named(
    decide: Decide, question: str, resembled: list[tuple[str, float]], is_foreign: bool
) -> None:
    """From a little below where nothing is named, by a lead over a name, by a term alone."""
    assert (decide(question, *resembled).status is Status.DECLINE) is is_foreign


def test_foreign_matter_alone_is_declined(decide: Decide) -> None:
    """Whatever little it resembles."""
    found = decide("银行卡", ("银行卡丢了咋办", 0.4))
    assert (found.status, found.reason) == (Status.DECLINE, Reason.OUT_OF_SCOPE)


@pytest.mark.parametrize(
    ("question", "phrasing", "reason", "detail"),
    [
        ("洛阳图书馆几点开门", HOURS, Reason.OTHER_PLACE, "洛阳"),
        ("洛阳图书馆几点开门", "洛阳人几点能进图书馆", None, ""),
        ("2021年图书馆几点开门", HOURS, Reason.OTHER_PERIOD, "2021"),
        ("2020年图书馆几点开门", "2020年的开门时间", None, ""),
        ("2022年图书馆几点开门", HOURS, None, ""),
        ("2021年洛阳图书馆几点开门", HOURS, Reason.OTHER_PLACE, "洛阳"),
    ],
)
def test_other_place_or_year_is_declined_unless_the_phrasing_names_it(
    decide: Decide, question: str, phrasing: str, reason: Reason | None, detail: str
) -> None:
    """Or a source names the year; the refusal says which place or year it is."""
    found = decide(question, (phrasing, 0.8))
    assert (found.reason, found.detail) == (reason, detail)
    assert found.status is (Status.DECLINE if reason else Status.ANSWER)


def test_gap_tells_of_no_other_place(decide: Decide) -> None:
    """Though its phrasing names one: what is not stated here is not stated of there."""
    found = decide("洛阳图书馆停车要钱吗", ("洛阳图书馆停车要钱吗", 0.8))
    assert (found.reason, found.detail, found.matched) == (Reason.OTHER_PLACE, "洛阳", "")


def test_far_question_about_another_place_is_out_of_scope(decide: Decide) -> None:
    """Only what could be ours is refused for its place: by a name, or by resemblance."""
    assert decide("洛阳借书", (HOURS, 0.2)).reason is Reason.OUT_OF_SCOPE
    assert decide("洛阳借书", (HOURS, 0.4)).reason is Reason.OTHER_PLACE
    assert decide("洛阳图书馆借书", (HOURS, 0.2)).reason is Reason.OTHER_PLACE


# -- what is told, and what is said to be missing -------------------------------------------


@pytest.mark.parametrize(
    ("question", "phrasing", "missing"),
    [
        ("图书馆多少钱有没有银行卡", HOURS, ["费用"]),
        ("图书馆里有没有银行卡", HOURS, ["银行卡"]),
        ("济源图书馆比洛阳几点开门", HOURS, ["洛阳"]),
        ("济源图书馆比洛阳几点开门", "洛阳人几点能进图书馆", []),
        ("图书馆几点开门", HOURS, []),
    ],
)
def test_entry_is_told_with_what_it_leaves_out(
    decide: Decide, question: str, phrasing: str, missing: list[str]
) -> None:
    """An aspect before a thing, a thing before a place; what the phrasing holds is not missing."""
    found = decide(question, (phrasing, 0.8))
    assert _told(found) == (Status.PARTIAL if missing else Status.ANSWER, "library-hours")
    assert (found.score, found.subject, found.matched) == (0.8, "library", phrasing)
    assert _missing(found) == missing


def test_known_gap_is_told_by_its_own_name(decide: Decide) -> None:
    """With the gist of its subject."""
    found = decide("图书馆停车多少钱", (PARKING, 0.8))
    assert _told(found) == (Status.PARTIAL, "library-what")
    assert (found.score, found.subject, found.matched) == (0.8, "library", PARKING)
    assert [(missing.zh, missing.en) for missing in found.missing] == [("停车费", "parking fee")]
    assert _missing(decide("图书馆电话", (PHONE, 0.8))) == ["咨询电话"]


@pytest.mark.parametrize(
    ("question", "entry", "missing"),
    [
        ("图书馆", "library-what", []),
        ("图书馆 滑冰场", "library-what", ["滑冰场"]),
        ("图书馆 滑冰场 羽毛球 咖啡厅", "library-what", ["滑冰场", "羽毛球"]),
        ("图书馆 滑冰场多少钱", "library-what", ["费用"]),
        ("图书馆 市民游泳馆", "pool-where", []),
        ("市民游泳馆 图书馆", "pool-where", []),
    ],
)
def test_gist_of_what_is_named_is_told_with_what_is_missing(
    decide: Decide, question: str, entry: str, missing: list[str]
) -> None:
    """An aspect, else at most two words that nobody knows; of two names the longer one counts."""
    found = decide(question, (FAIR, 0.4))
    assert _told(found) == (Status.PARTIAL if missing else Status.ANSWER, entry)
    assert (found.score, _missing(found)) == (0.4, missing)


# -- telling all, or naming what is not stated ----------------------------------------------


@pytest.mark.parametrize(
    ("question", "phrasing", "gap", "bias", "is_gap"),
    [
        ("图书馆几点开门", HOURS, PARKING, 0.6, True),
        ("图书馆几点开门", HOURS, PARKING, 0.4, False),
        ("图书馆楼层", FLOORS, PARKING, 0.6, True),
        ("图书馆", "图书馆", PARKING, 5.0, False),
        ("图书馆几点开门", HOURS, TICKETS, 5.0, False),
        ("图书馆几点开门", HOURS, WHAT, 5.0, False),
        ("集市哪天有", FAIR, PARKING, 5.0, False),
    ],
    ids=["likely", "less so", "only content", "a bare name", "another's", "none", "of no subject"],
)
def test_gap_is_told_instead_where_much_speaks_for_it(
    decide: Decide, question: str, phrasing: str, gap: str, bias: float, is_gap: bool
) -> None:
    """From the threshold on; of a bare name nothing is asked that could be missing."""
    found = decide(question, (phrasing, 0.8), (gap, 0.7), gap_bias=bias)
    assert found.status is (Status.PARTIAL if is_gap else Status.ANSWER)
    assert _missing(found) == (["停车费"] if is_gap else [])


@pytest.mark.parametrize(
    ("question", "learnt", "weights", "is_gap"),
    [
        ("图书馆几点开门", (), {"gap_lead": 1.0, "gap_bias": 0.61}, True),
        ("图书馆几点开门", (), {"gap_lead": 1.0, "gap_bias": 0.59}, False),
        ("图书馆几点开门", (0.9, 0.3), {"gap_learnt": 1.0}, True),
        ("图书馆几点开门", (0.9, 0.5), {"gap_learnt": 1.0}, False),
        ("图书馆几点开门", (0.9, 0.3), {"gap_learnt": 0.5}, False),
        ("图书馆溜达几点开门", (), {"gap_strange": 3.0}, True),
        ("图书馆溜达几点开门", (), {"gap_strange": 1.0}, False),
        ("图书馆几点开门", (), {"gap_strange": 3.0}, False),
        ("有没有图书馆", (), {"gap_bias": 0.6}, True),
        ("有没有图书馆", (), {"gap_bias": 0.6, "gap_lacks": 0.2}, False),
        ("图书馆几点开门", (), {"gap_bias": 0.4, "gap_lacks": 0.2}, False),
    ],
)
def test_what_speaks_for_something_unstated_adds_up(
    decide: Decide,
    question: str,
    learnt: tuple[float, ...],
    weights: dict[str, float],
    is_gap: bool,
) -> None:
    """The gap's lead, in resemblance and for the model, and strange words; existence against."""
    model = dict(zip(("gap library", "entry library-hours"), learnt, strict=False))
    found = decide(question, (HOURS, 0.8), (PARKING, 0.7), learnt=model, **weights)
    assert found.status is (Status.PARTIAL if is_gap else Status.ANSWER)


def test_lead_is_that_over_the_entry_told(decide: Decide) -> None:
    """Not over a nearer one that is not told."""
    found = decide("图书馆楼层", (HOURS, 0.8), (FLOORS, 0.79), ("图书馆楼层总数", 0.7),
                   (PARKING, 0.7), gap_lead=10.0, gap_bias=1.45)  # fmt: skip
    assert (found.status, _missing(found)) == (Status.PARTIAL, ["停车费"])


@pytest.mark.parametrize(
    ("question", "resembled", "bias", "entry"),
    [
        ("图书馆数量", [(HOURS, 0.8), (PARKING, 0.7)], -0.6, "library-hours"),
        ("图书馆数量", [(HOURS, 0.8), (PARKING, 0.7)], -0.4, None),
        ("图书馆数量", [(HOURS, 0.8), (TICKETS, 0.7)], -9.0, None),
        ("图书馆数量", [(PARKING, 0.8), (POOL, 0.7)], -9.0, None),
        ("图书馆", [(PARKING, 0.8), ("图书馆", 0.7)], 0.0, "library-what"),
        ("图书馆多少钱", [(HOURS, 0.8), (PARKING, 0.7)], -3.6, None),
        ("图书馆多少钱", [(HOURS, 0.8), (PARKING, 0.7)], -3.8, "library-hours"),
        ("图书馆多少钱数量", [(HOURS, 0.8), (PARKING, 0.7)], -3.6, None),
        ("图书馆电话数量", [(DESK, 0.8), (PARKING, 0.7)], -0.6, "library-desk"),
        ("图书馆多少钱", [(PARKING, 0.8), ("图书馆进门要钱吗", 0.7)], -0.6, "library-what"),
        ("济源图书馆比洛阳几点开门", [(HOURS, 0.8), (PARKING, 0.7)], -9.0, None),
        (
            "济源图书馆比洛阳几点开门", [(PARKING, 0.8), ("洛阳人几点能进图书馆", 0.7)], -0.6,
            "library-hours",
        ),
        ("图书馆里有没有银行卡", [(HOURS, 0.8), (PARKING, 0.7)], -9.0, None),
        ("图书馆有没有自习位", [(HOURS, 0.8), (PARKING, 0.7)], -1.9, None),
        ("图书馆有没有自习位", [(HOURS, 0.8), (PARKING, 0.7)], -2.1, "library-hours"),
    ],
    ids=[
        "little speaks for it", "more does", "gap of another", "no entry", "a bare name",
        "known not to be stated", "surely", "two asked", "stated after all", "in the phrasing",
        "a place", "a place it holds", "a foreign thing", "a gap's word", "firmly",
    ],
)  # fmt: skip
def test_entry_is_told_as_if_nothing_were_missing_where_little_speaks_for_that(
    decide: Decide,
    question: str,
    resembled: list[tuple[str, float]],
    bias: float,
    entry: str | None,
) -> None:
    """Unless it is a known gap, a place or a thing that the entry does not speak of."""
    found = decide(question, *resembled, gap_bias=bias)
    assert found.status is (Status.ANSWER if entry else Status.PARTIAL)
    if entry:
        assert (found.entry, found.missing) == (entry, ())
        [(text, score)] = [row for row in resembled if row[0] not in (PARKING, TICKETS)]
        assert (found.matched, found.score, found.subject) == (text, score, "library")


def test_what_an_entry_leaves_out_speaks_for_a_gap(decide: Decide) -> None:
    """As much as it counts; the model's surest entry of the subject speaks against."""
    rows = (HOURS, 0.8), (PARKING, 0.7), (FLOORS, 0.6)
    assert decide("图书馆日期", *rows, gap_bias=-0.6).status is Status.ANSWER
    lacking = decide("图书馆日期", *rows, gap_bias=-0.6, gap_lacks=0.2)
    assert lacking.status is Status.PARTIAL
    model = {"gap library": 0.3, "entry library-hours": 0.2, "entry library-floors": 0.9}
    surer = decide("图书馆日期", *rows, learnt=model, gap_learnt=1.0)
    assert _told(surer) == (Status.ANSWER, "library-hours")


@pytest.mark.parametrize(
    ("question", "gaps", "missing"),
    [
        ("图书馆多少钱", [(PARKING, 0.71)], ["停车费"]),
        ("图书馆多少钱", [(PARKING, 0.69)], ["费用"]),
        ("图书馆多少钱", [("图书馆停车的标准", 0.75)], ["停车费"]),
        ("图书馆的号码", [("图书馆自习位电话", 0.75)], ["自习位"]),
        ("图书馆多少钱", [(PHONE, 0.78), (PARKING, 0.75)], ["停车费"]),
        ("图书馆多少钱", [(TICKETS, 0.78), (PARKING, 0.75)], ["停车费"]),
        ("图书馆多少钱", [(WHAT, 0.78), (PARKING, 0.75)], ["停车费"]),
        ("图书馆日期", [(PARKING, 0.78)], ["日期"]),
        ("图书馆多少钱数量", [(PARKING, 0.78)], ["费用", "数量"]),
    ],
    ids=[
        "near", "further", "by its aspect", "by its phrasing", "second gap", "gap of another",
        "behind an entry", "another aspect", "two missing",
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_the_words_of_a_near_gap(
    decide: Decide, question: str, gaps: list[tuple[str, float]], missing: list[str]
) -> None:
    """停车费 says better what is missing than 费用, where that is asked for."""
    found = decide(question, (HOURS, 0.8), *gaps)
    assert _told(found) == (Status.PARTIAL, "library-hours")
    assert _missing(found) == missing


@pytest.mark.parametrize(
    ("resembled", "entry"),
    [
        ([(PARKING, 0.8), (FLOORS, 0.75), (WHAT, 0.64)], "library-floors"),
        ([(PARKING, 0.8), (FLOORS, 0.75), (WHAT, 0.66)], "library-what"),
        ([(PARKING, 0.8), (FLOORS, 0.75), ("图书馆", 0.68), (WHAT, 0.6)], "library-what"),
        ([(PARKING, 0.8), (LANES, 0.75), (FLOORS, 0.7), (WHAT, 0.64)], "library-what"),
        ([(PARKING, 0.8), (FLOORS, 0.61)], "library-floors"),
        ([(PARKING, 0.8), (FLOORS, 0.59)], "library-what"),
        ([(FLOORS, 0.8), (HOURS, 0.79), ("图书馆上班时间", 0.78)], "library-hours"),
    ],
    ids=["clearly", "hardly", "gist twice", "another's", "no gist", "far", "no gist told"],
)
def test_what_is_clearly_nearer_than_the_gist_is_told_with_what_is_missing(
    decide: Decide, resembled: list[tuple[str, float]], entry: str
) -> None:
    """An entry of the same subject, nearer by a tenth; where no gist is told nothing changes."""
    found = decide("图书馆多少钱", *resembled)
    assert _told(found) == (Status.PARTIAL, entry)
    assert _missing(found) == ["停车费" if resembled[0][0] == PARKING else "费用"]


def test_gist_that_is_the_answer_stays(decide: Decide) -> None:
    """Only beside something missing a nearer entry takes its place."""
    rows = (HOURS, 0.8), (WHAT, 0.65), ("图书馆介绍一下", 0.64)
    assert _told(decide("图书馆是什么", *rows, margin=0.2)) == (Status.ANSWER, "library-what")


def test_entry_of_no_subject_is_told_with_what_is_missing(decide: Decide) -> None:
    """It has no gist and no known gaps."""
    found = decide("集市多少钱", (FAIR, 0.8), (PARKING, 0.79))
    assert (*_told(found), found.subject) == (Status.PARTIAL, "fair-when", None)
    assert _missing(found) == ["费用"]


@pytest.mark.parametrize(
    ("question", "resembled", "missing"),
    [
        ("图书馆有滑冰场吗", [("图书馆", 0.8), (PARKING, 0.71)], ["停车费"]),
        ("图书馆有滑冰场吗", [("图书馆", 0.8), (PARKING, 0.69)], ["滑冰场"]),
        ("图书馆有滑冰场吗", [("图书馆", 0.8), (TICKETS, 0.75)], ["滑冰场"]),
        ("图书馆有滑冰场吗", [("图书馆", 0.8)], ["滑冰场"]),
        ("图书馆有滑冰场吗", [(HOURS, 0.8), (PARKING, 0.75)], ["滑冰场"]),
        ("图书馆滑冰场的日期", [("图书馆", 0.8), (PHONE, 0.75)], ["日期"]),
        ("图书馆好吗", [("图书馆", 0.8), (PARKING, 0.75)], []),
    ],
    ids=["near", "further", "gap of another", "no gap", "more than a name", "aspect", "no more"],
)
def test_question_that_resembles_no_more_than_a_name_is_told_the_nearest_gap(
    decide: Decide, question: str, resembled: list[tuple[str, float]], missing: list[str]
) -> None:
    """What is asked stands in no phrasing: the gap that is as near says what is not stated."""
    found = decide(question, *resembled)
    assert found.status is (Status.PARTIAL if missing else Status.ANSWER)
    assert (found.score, found.subject, found.matched) == (0.8, "library", resembled[0][0])
    assert _missing(found) == missing


def test_known_gap_that_is_near_is_told_as_it_is(decide: Decide) -> None:
    """Another gap behind it changes nothing, though its phrasing be no more than a name."""
    for phrasing, missing in ((PARKING, "停车费"), ("图书馆解释一下", "馆名由来")):
        found = decide("图书馆有滑冰场吗", (phrasing, 0.8), (PHONE, 0.79))
        assert (found.entry, _missing(found)) == ("library-what", [missing])


def test_phrasings_of_every_kind_are_read_ahead(matcher: Matcher) -> None:
    """After three steps for slips; small talk and foreign questions are passed over."""
    assert sum(1 for _ in matcher.warm()) == 3 + len(matcher.documents)


# -- what the trained model means instead ---------------------------------------------------


SURER = {"overrule": 0.5, "overrule_unnamed": 0.5, "doubt": 0.2}


def test_surer_model_is_heard_beside_something_missing(decide: Decide) -> None:
    """What is told in part is doubted as an answer is."""
    model = {"entry pool-lanes": 0.6}
    for question in ("图书馆几点开门", "图书馆多少钱"):
        found = decide(question, (HOURS, 0.8), (LANES, 0.6), learnt=model, **SURER)
        assert (found.entry, found.subject) == ("pool-lanes", "pool")


def test_model_is_heard_where_only_the_name_was(decide: Decide) -> None:
    """No phrasing of the subject named is near: nothing speaks for it but the name."""
    told = decide("图书馆", (LANES, 0.4), learnt={"entry pool-lanes": 0.6}, **SURER)
    assert _told(told) == (Status.ANSWER, "pool-lanes")
    offered = decide("图书馆", (LANES, 0.4), learnt={"entry pool-lanes": 0.4}, **SURER)
    assert (offered.status, offered.options) == (Status.CLARIFY, ("library-what", "pool-lanes"))
    assert (offered.score, offered.matched) == (0.4, "图书馆")


def test_nearest_of_the_subject_that_the_model_means_is_told(decide: Decide) -> None:
    """Not the phrasing that it is surest of, nor a nearer one of a third subject."""
    rows = (HOURS, 0.8), (SEATS, 0.75), (LANES, 0.7), (POOL, 0.6)
    model = {"entry library-hours": 0.3, "entry cinema-seats": 0.5, "entry pool-where": 0.9}
    assert decide("图书馆几点开门", *rows, learnt=model, **SURER).entry == "pool-lanes"


@pytest.mark.parametrize(
    ("question", "model"),
    [
        ("图书馆几点开门", {"entry fair-when": 0.9}),
        ("图书馆几点开门", {"foreign": 0.9}),
        ("图书馆几点开门", {"entry library-hours": -0.9, "gap library": -0.9}),
        ("图书馆几点开门", {"entry pool-lanes": 0.9, "entry library-hours": 0.8}),
        ("图书馆几点开门", {"entry pool-lanes": 0.9, "gap library": 0.8}),
    ],
    ids=[
        "of no subject",
        "foreign",
        "of none of ours",
        "as sure of ours",
        "as sure of a gap of ours",
    ],
)
def test_model_that_means_no_other_subject_changes_nothing(
    decide: Decide, question: str, model: dict[str, float]
) -> None:
    """Only another subject of ours is told instead, and only by a lead."""
    rows = (HOURS, 0.8), (FAIR, 0.7), ("银行卡丢了咋办", 0.6), (LANES, 0.6), (PARKING, 0.5)
    assert _told(decide(question, *rows, learnt=model, **SURER)) == (
        Status.ANSWER, "library-hours",
    )  # fmt: skip


def test_entry_of_no_subject_is_not_doubted(decide: Decide) -> None:
    """The model tells subjects apart."""
    found = decide(
        "集市哪天有", (FAIR, 0.8), (LANES, 0.6), learnt={"entry pool-lanes": 2.0}, **SURER
    )
    assert _told(found) == (Status.ANSWER, "fair-when")
