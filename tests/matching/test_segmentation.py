"""Words of a text: the dictionary's, the likeliest of several ways, and those beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import segmentation

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("公租房在哪申请", "公 租房 在 哪 申请"),
        ("研究生命起源", "研究 生命 起源"),
        ("这周三开会", "这 周三 开会"),
        ("济源到济南坐高铁", "济源 到 济南 坐 高铁"),
        ("有没有滑梯", "有没有 滑梯"),
    ],
)
def test_the_likeliest_words_are_found(text: str, words: str) -> None:
    """Not the longest ones first: 研究生 命 would begin with a longer word."""
    assert segmentation.cut(text) == tuple(words.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [("银企对接", "银企 对接"), ("富土花园", "富土 花园"), ("张建国主任", "张建国 主任")],
)
def test_characters_beyond_the_dictionary_are_joined(text: str, words: str) -> None:
    """Names and slips that no dictionary holds stand as words, too."""
    assert segmentation.cut(text) == tuple(words.split())


def test_latin_words_figures_and_marks_stand_apart() -> None:
    """A run of letters or digits is one word, a mark or an emoji one of its own."""
    assert segmentation.cut("gdp涨了4.3%吗?😀") == ("gdp", "涨", "了", "4.3%", "吗", "?", "😀")


def test_characters_that_the_model_never_met_are_cut_too() -> None:
    """A character of a rare plane, in a row with others, raises nothing."""
    assert "".join(segmentation.cut("㐀㐁㐂公租房")) == "㐀㐁㐂公租房"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("公租房在哪申请的了一2a. "))))
def test_nothing_is_lost(text: str) -> None:
    """Joined, the words are the text."""
    assert "".join(segmentation.cut(text)) == text


def test_the_dictionary_knows_words_and_nouns() -> None:
    """Nouns, names and times are nouns; what the dictionary lacks is none."""
    assert segmentation.has_word("骗子")
    assert not segmentation.has_word("富土")
    assert [w for w in ("骗子", "济源", "周三", "申请", "富土") if segmentation.is_noun(w)] == [
        "骗子", "济源", "周三",
    ]  # fmt: skip


@given(st.lists(st.text(st.sampled_from("公租房在哪申请的了一2a.?😀 \n"), max_size=8), max_size=5))
def test_many_texts_are_cut_as_each_of_them(texts: list[str]) -> None:
    """Whatever stands in them, and while their words are held, too."""
    each = [segmentation.cut(text) for text in texts]
    assert list(segmentation.cut_all(texts)) == each
    with segmentation.holding():
        assert list(segmentation.cut_all(texts)) == each
        with segmentation.holding():
            assert [segmentation.cut(text) for text in texts] == each
        assert [segmentation.cut(text) for text in texts] == each
    assert not segmentation._held
    assert not segmentation._held_pieces
    assert not segmentation._held_rows


def test_a_place_that_no_word_spans_is_known_without_cutting(base: KnowledgeBase) -> None:
    """Where a word of the dictionary spans one that is said, always."""
    assert not segmentation.may_hold("公租房", 1)
    assert not segmentation.may_hold("租房", 0)
    assert not segmentation.may_hold("租房", 2)
    for entry in base.entries.values():
        start = 0
        for word in segmentation.cut(entry.answer):
            if segmentation.has_word(word):
                inside = range(start + 1, start + len(word))
                assert all(segmentation.may_hold(entry.answer, place) for place in inside)
            start += len(word)
