"""Folds what people type into one form, once, outside all scorers.

Width (NFKC), script (Traditional to Simplified), letter case, Chinese numerals, invisible
characters, emoji and punctuation carry no meaning for matching; after `fold` they are gone.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from bot.knowledge.dictionary import Conversion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_ABOUT = frozenset(
    ("一两", "两三", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九")
)
"""Two digits that stand for a number about so large."""
_SCALES = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "".join(_DIGITS) + "".join(_SCALES) + "万"
_PERCENT = re.compile(rf"百分之([{_NUMERAL}点]+|\d+(?:\.\d+)?)")
_DECIMAL = re.compile(
    rf"([{_NUMERAL}]+)点([{''.join(_DIGITS)}]+)(?=[%个倍亿万]|$|[^{_NUMERAL}分半钟])"
)
_RUN = re.compile(rf"[{_NUMERAL}]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PUNCTUATION = re.compile(r"(?<!\d)[.:]|[.:](?!\d)|(?<!\d)%|[^\w\s.:%]|_")
_UNUSUAL = re.compile(r"[^\x20-\x7e一-鿿]")
_SHORT_YEAR = re.compile(r"(?<![\d.])([12]\d)年(?=[底末初度]|上半年|下半年|全年|gdp)")
_REPEAT = re.compile(r"([^\d\s])\1{2,}")
_MARKS = "，。？！、；?! "
_PLAIN = re.compile(rf"[一-鿿a-z0-9{_MARKS}]*")
_TO_SPACE = str.maketrans(dict.fromkeys(_MARKS, " "))
_ANY_NUMERAL = re.compile(rf"[{_NUMERAL}]|百分之")
_SPACES = re.compile(r"\s+")


@functools.cache
def _conversion(name: str) -> Callable[[str], str]:
    return Conversion(name).convert


def to_simplified(text: str) -> str:
    """The text in Simplified characters (OpenCC's `t2s`)."""
    return _conversion("t2s")(text)


def to_traditional(text: str) -> str:
    """The text in Traditional characters (OpenCC's `s2t`)."""
    return _conversion("s2t")(text)


def _number(run: str) -> str:
    """The value of a run of Chinese numerals in digits; the run itself if it is none."""
    if len(run) > 1 and all(c in _DIGITS for c in run):
        if run in _ABOUT:
            return run
        return "".join(str(_DIGITS[c]) for c in run)
    total = section = 0
    digit: int | None = None
    scale_before = 10**9
    for char in run:
        if char in _DIGITS:
            if digit not in (None, 0):
                return run
            digit = _DIGITS[char]
            continue
        if char == "万":
            if total or not (section or digit):
                return run
            total, section, digit, scale_before = (section + (digit or 0)) * 10000, 0, None, 10**9
            continue
        scale = _SCALES[char]
        if scale >= scale_before or (digit is None and scale != 10):
            return run
        section += (1 if digit is None else digit) * scale
        digit, scale_before = None, scale
    return str(total + section + (digit or 0))


def _numerals(text: str) -> str:
    def percent(match: re.Match[str]) -> str:
        return _decimal_value(match[1]) + "%"

    text = _PERCENT.sub(percent, text)
    text = _DECIMAL.sub(
        lambda m: f"{_number(m[1])}.{''.join(str(_DIGITS[c]) for c in m[2])}", text
    )
    return _RUN.sub(lambda m: _number(m[0]), text)


def _decimal_value(text: str) -> str:
    if text[0].isdecimal():
        return text
    whole, dot, rest = text.partition("点")
    if not dot:
        return _number(text)
    return f"{_number(whole)}.{''.join(str(_DIGITS.get(c, c)) for c in rest)}"


def _replace_unusual(match: re.Match[str]) -> str:
    category = unicodedata.category(match[0])
    if category in ("Cf", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    return " " if category[0] in "CSZ" else match[0]


def _visible(text: str) -> str:
    """The text without what cannot be seen (category C), combining marks and symbols."""
    return _UNUSUAL.sub(_replace_unusual, text)


REMEMBERED = 100
"""Longer texts are folded anew each time: users could fill the memory with them."""
_remembered: dict[str, str] = {}


def remember(folded: Mapping[str, str]) -> None:
    """Takes over what was folded before, for a start: texts with their folded form."""
    _remembered.update(folded)


def forget() -> None:
    """Takes what was taken over for no more, to give the memory back."""
    _remembered.clear()


def fold(text: str) -> str:
    """One form for all ways of writing the same question.

    Args:
        text: What was typed, of any length.

    Returns:
        Lower-case Simplified text without punctuation (spaces stand where it was), Chinese
        numerals as digits, 23年底 as 2023年底. Folding twice changes nothing.
    """
    known = _remembered.get(text)
    if known is not None:
        return known
    return _fold(text) if len(text) > REMEMBERED else _fold_once(text)


def _fold(text: str) -> str:
    plain = _PLAIN.fullmatch(text) is not None
    if plain:
        # Most phrasings: what the longer way takes out or changes is not in them.
        text = to_simplified(text.translate(_TO_SPACE))
    else:
        text = unicodedata.normalize("NFKC", _visible(text))
        text = to_simplified(_visible(text)).casefold()
        text = _GROUPED.sub("", text)
    # Numerals last: 二十%  becomes 20% whatever the script it came in.
    if _ANY_NUMERAL.search(text):
        text = _numerals(text)
    if "年" in text:
        text = _SHORT_YEAR.sub(r"20\1年", text)
    text = _REPEAT.sub(r"\1", text)
    if plain and "." not in text and "%" not in text:  # these came of numerals
        return " ".join(text.split())
    return _SPACES.sub(" ", _PUNCTUATION.sub(" ", text)).strip()


# Phrasings are folded by several tables of the same load.
_fold_once = functools.lru_cache(maxsize=16384)(_fold)
