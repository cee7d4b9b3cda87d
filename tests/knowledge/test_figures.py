"""Which figures of an answer its quotes state."""

from __future__ import annotations

from datetime import date

import pytest

from bot.knowledge.checks.figures import unstated

DAY = date(2024, 3, 28)


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("共2811项。", "共2811项"),
        ("a total of 2,811 items", "共2811项"),
        ("7.20 percent", "增长7.2%"),
        ("72.651 billion yuan", "余额726.51亿元"),
        ("50.78 million dollars", "利用外资5078万美元"),
        ("共六项。", "共6项"),
        ("3.4 points above", "高于全省平均水平3.4个百分点"),
        ("共6项。", "共六项"),
        ("这是一种做法。", "做法"),
        ("刊于2024年3月28日。", "报道"),
        ("published on 28 March 2024", "报道"),
    ],
)
def test_stated_figure_passes_in_another_spelling(answer: str, quote: str) -> None:
    """Separators, the scale of the other language and Chinese numerals change no figure."""
    assert unstated(answer, [quote], [DAY]) == []


@pytest.mark.parametrize(
    ("answer", "quote", "missing"),
    [
        ("共20项。", "共2项", "20"),
        ("共26项。", "共2600项", "26"),
        ("增长54%。", "增长5.4%", "54%"),
        ("共28项。", "共160项", "28"),
        ("增长160%。", "共160项", "160%"),
        ("提高3.4%。", "提高3.4个百分点", "3.4%"),
        ("7.2651 billion yuan", "余额726.51亿元", "7.2651 billion"),
        ("共八项。", "共六项", "八"),
        ("共三十二家。", "共二十三家", "三十二"),
    ],
)
def test_other_figure_is_named(answer: str, quote: str, missing: str) -> None:
    """A digit more, another scale, a day of the month: each is another figure."""
    assert unstated(answer, [quote], [DAY]) == [missing]
