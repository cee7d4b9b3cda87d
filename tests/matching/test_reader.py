"""Names and aspect phrases that end within a word are none; cutting is put off until one may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.matching import aspects, reader

if TYPE_CHECKING:
    from bot import Assistant
    from bot.matching.reader import Reader
    from bot.matching.vocabulary import Vocabulary


@pytest.fixture
def reads(assistant: Assistant) -> Reader:
    """The reader of the shipped knowledge base."""
    return assistant._matcher._reader


@pytest.fixture
def vocabulary(assistant: Assistant) -> Vocabulary:
    """Its vocabulary."""
    return assistant._matcher.vocabulary


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("拿了标准地还要等多久", {"标准地"}),
        ("标准地球仪多重", set()),
        ("人才咋引进", {"人才"}),
        ("说把我放人才库就没下文了", set()),
        ("公园有几个", {"公园"}),
        ("黄石公园底下的火山", set()),
    ],
)
def test_name_that_cuts_a_word_is_none(
    reads: Reader, vocabulary: Vocabulary, text: str, names: set[str]
) -> None:
    """标准地 in 标准 地球仪: the dictionary's word is not one of ours."""
    assert set(reads.mentions(vocabulary.simplify(text)).names) == names


@pytest.mark.parametrize(
    ("text", "aspect", "asked"),
    [
        ("换多少人", "count", True),
        ("1美元换多少人民币", "count", False),
        ("公租房有多少套", "quota", True),
        ("公租房有多少套房", "quota", False),
    ],
)
def test_aspect_that_ends_within_a_noun_is_none(
    reads: Reader, vocabulary: Vocabulary, text: str, aspect: str, *, asked: bool
) -> None:
    """多少人 in 多少人民币."""
    assert (aspect in reads.mentions(vocabulary.simplify(text)).aspects) is asked


def test_cutting_only_where_needed_finds_the_same(
    assistant: Assistant, reads: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if any place could be within a word."""
    matcher = assistant._matcher
    texts = [matcher._ranker.own(number) for number in range(0, len(matcher.documents), 12)]
    found = [reads.mentions(text) for text in texts]
    for module in (reader, aspects):
        monkeypatch.setattr(module, "may_hold", lambda *_: True)
    assert [reads.mentions(text) for text in texts] == found
