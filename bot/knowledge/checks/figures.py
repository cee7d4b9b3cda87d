"""Figures of an answer that none of its quotes states.

A figure is a number with what makes it large and with what it counts in: 5078万 and 50.78
million are one figure; 5.4, 5.4% and 54 are three.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

Figure = tuple[Decimal, str]
"""A number and its kind: "" plain, "%" a share, "pp" percentage points."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = (
    r"%|％|per ?cent\b|个百分点|(?:percentage )?points?\b|万亿|亿|万|千|thousand|million|billion"
)
_FIGURE = re.compile(rf"({_NUMBER})\s?({_UNIT})?", re.IGNORECASE)
_SHARES = {"%", "％", "percent", "per cent"}
_POINTS = {"个百分点", "point", "points", "percentage point", "percentage points"}
_SCALES = {"万亿": 12, "亿": 8, "万": 4, "千": 3, "thousand": 3, "million": 6, "billion": 9}

_HAN = re.compile(
    r"([一二两三四五六七八九十百千]+)(?=[个项家类条次人天日种大级批期套年名支户座处件场])"
)
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
COUNTED = 3
"""Chinese numerals up to this number are articles (一种) or count what the answer itself lists."""


def unstated(answer: str, quotes: Iterable[str], published: Iterable[date]) -> list[str]:
    """The figures of an answer, as written, that no quote states.

    Args:
        answer: The answer, in Chinese or English.
        quotes: The quotes that it rests on.
        published: Days of publication: an answer may name these, as whole dates.
    """
    known = {figure for quote in quotes for _, figure in _figures(quote)}
    numbers = {number for number, _ in known}
    for day in published:
        answer = _without(answer, day)
    missing = []
    for written, figure in _figures(answer):
        if written[0].isdigit():
            stated = figure in known
        else:
            stated = figure[0] <= COUNTED or figure[0] in numbers
        if not stated:
            missing.append(written)
    return missing


def _figures(text: str) -> Iterator[tuple[str, Figure]]:
    for match in _FIGURE.finditer(text):
        number, unit = Decimal(match[1].replace(",", "")), (match[2] or "").lower()
        kind = "%" if unit in _SHARES else "pp" if unit in _POINTS else ""
        yield match[0].strip(), (number.scaleb(_SCALES.get(unit, 0)).normalize(), kind)
    for match in _HAN.finditer(text):
        yield match[0], (Decimal(_han(match[0])), "")


def _han(numeral: str) -> int:
    """The number that a Chinese numeral below 10,000 stands for."""
    total = digit = 0
    for char in numeral:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _without(text: str, day: date) -> str:
    """A text without a day's spellings, so that 28 March does not vouch for 28 of anything."""
    month = f"{day:%B}"
    for spelling in (f"{day.year}年{day.month}月{day.day}日", f"{day.day} {month} {day.year}",
                     f"{month} {day.day}, {day.year}", day.isoformat()):  # fmt: skip
        text = text.replace(spelling, "")
    return text
