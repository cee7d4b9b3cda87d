"""One form for all ways of writing the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import dictionary
from bot.knowledge.dictionary import Characters
from bot.matching.normalise import fold, to_simplified, to_traditional

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＧＤＰ　５.４％", "gdp 5.4%"),
        ("創業惠客廳", "创业惠客厅"),
        ("一百五十二次", "152次"),
        ("八十九個套餐", "89个套餐"),
        ("两千六百多人", "2600多人"),
        ("二〇二三年", "2023年"),
        ("百分之五点四", "5.4%"),
        ("百分之5.4", "5.4%"),
        ("百分之5", "5%"),
        ("涨了五点四个百分点", "涨了5.4个百分点"),
        ("2,811项", "2811项"),
        ("早上五点半", "早上5点半"),
        ("公\u200b租\u200d房😀!!!", "公租房"),
        ("吧吧吧吧", "吧"),
        ("万一", "万一"),
        ("3000", "3000"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    """Width, script, case, numerals, invisible characters, emoji and punctuation are gone."""
    assert fold(typed) == folded


_TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("一二十百千万点百分之零两亿%.:0123456789，。 甚麼後台ⅨⅣ㎏½①"),
    )
)


@settings(max_examples=500)
@given(_TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    """fold(fold(x)) == fold(x) for any text."""
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="公租房二十百万点分之几条貸款gdp5 0.，。？！、；", max_size=20))
def test_short_way_folds_as_the_long_one(text: str) -> None:
    """A character that cannot be seen sends a text the long way, and is taken out there."""
    assert fold(text) == fold(f"{text}\u200b")


def test_traditional_text_is_as_opencc_has_it(base: KnowledgeBase) -> None:
    """Phrases are replaced as a whole: 头发 and 发展 have another 发."""
    convert = opencc.OpenCC("s2t").convert
    told = [text for entry in base.entries.values() for text in (entry.question, entry.answer)]
    missing = [gap.what for subject in base.subjects.values() for gap in subject.gaps]
    for text in (*told, *missing, "头发、发展、干部、几万个里面", "abc 😀", ""):
        assert to_traditional(text) == convert(text)


def test_simplified_text_is_as_opencc_has_it(base: KnowledgeBase) -> None:
    """Also where all is of GB 2312, or but one character of a long text changes."""
    convert = opencc.OpenCC("t2s").convert
    told = [text for entry in base.entries.values() for text in (entry.question, entry.answer)]
    common = bytes(range(0xB0, 0xF8))
    gb2312 = [bytes((one, other)).decode("gb2312", "ignore") for one in common
              for other in range(0xA1, 0xFF)]  # fmt: skip
    for text in (*told, *map(to_traditional, told), *gb2312):
        assert to_simplified(text) == convert(text)
    for text in (
        "瞭解後徵求",
        "毛坏房坏了",
        "哪吒乾坤",
        "么麽什么",
        f"{'长' * 50}後{'长' * 50}",
        "於 😀",
    ):
        assert to_simplified(text) == convert(text)


def test_what_characters_become_is_remembered_of_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who types every character there is takes no memory for good."""
    monkeypatch.setattr(dictionary, "MET", 50)
    characters = Characters("裡頭", "里头")
    for code in range(0x4E00, 0x4E00 + 500):
        assert characters[chr(code)] == ""
        assert (characters["裡"], characters["頭"]) == ("里", "头")
        assert len(characters) <= 50
