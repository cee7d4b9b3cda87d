"""How text sounds: syllables of Han characters, and syllables in Latin letters.

Tones are dropped, and the endings and beginnings that speakers and pinyin keyboards mix up
(zh/z, ch/c, sh/s, -ng/-n) are one.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MIXED_UP = re.compile(r"^([zcs])h|(?<=[aei])ng$")
_LATIN = re.compile(r"[a-z]+")
MAX_SYLLABLE = 6
"""Letters in the longest syllable (zhuang)."""


FIRST, LAST = 0x4E00, 0x9FA5
"""The characters that have a reading here: the 20,902 of Unicode's first block of them."""
_kept: list[str] = []


def keep(readings: str) -> None:
    """Takes over what `readings` gave in an earlier run."""
    _kept[:] = [readings]


def readings() -> str:
    """The commonest reading of each character from `FIRST` to `LAST`, with spaces between them."""
    return " ".join(_readings())


@functools.cache
def _readings() -> list[str]:
    if _kept:
        return list(map(sys.intern, _kept[0].split(" ")))  # 400 syllables of 20,000 characters
    table = _table()
    return [_plain(table.get(c, "").split(",", 1)[0]) for c in range(FIRST, LAST + 1)]


def _table() -> Mapping[int, str]:
    """The readings of each character, by its code, with commas between them."""
    # The phrase dictionary takes most of pypinyin's import time, and nothing here reads it.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict


def _plain(reading: str) -> str:
    """A reading without tone marks: xíng becomes xing, lǜ becomes lv."""
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in decomposed if char.isascii() and char.isalpha())


def _merge(syllable: str) -> str:
    return _MIXED_UP.sub(lambda m: m[1] or "n", syllable)


_NUMERALS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
"""Folded texts write digits where people say (and type in pinyin) Chinese numerals."""


@functools.lru_cache(maxsize=16384)
def letters(symbol: str) -> str:
    """The commonest reading of a Han character in plain letters; any other symbol unchanged."""
    symbol = _NUMERALS.get(symbol, symbol)
    if len(symbol) != 1 or not FIRST <= ord(symbol) <= LAST:
        return symbol
    return _readings()[ord(symbol) - FIRST] or symbol


def sound(symbol: str) -> str:
    """The sound of a Han character, mixed-up sounds merged; any other symbol unchanged."""
    plain = letters(symbol)
    return _merge(plain) if plain != symbol else symbol


_FIRST_CODE = 0xE000


@functools.cache
def _codes() -> dict[str, str]:
    """A character for each syllable; the same ones in each run, since coded words are kept."""
    merged = sorted({_merge(syllable) for syllable in set(_readings()) if syllable})
    return {syllable: chr(_FIRST_CODE + number) for number, syllable in enumerate(merged)}


def coded(syllables: Iterable[str]) -> str:
    """Syllables as one character each, of Unicode's private area; single characters stay."""
    codes = _codes()
    return "".join(s if len(s) == 1 else codes[s] for s in syllables)


class _Translation(dict[int, str]):
    """What is found for each character, by its code, as `str.translate` looks it up."""

    def __init__(self, find: Callable[[str], str]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, code: int) -> str:
        found = self._find(chr(code))
        if code <= LAST:  # users type others, too: they could fill the memory
            self[code] = found
        return found


_sounds = _Translation(lambda char: coded((sound(char),)))
_initials = _Translation(lambda char: letters(char)[:1])


def sounds(text: str) -> str:
    """How a text sounds: the `coded` syllable of each character."""
    return text.translate(_sounds)


def other_sounds(text: str) -> list[str]:
    """How a text sounds with any one character in another reading: 调 is diao, and tiao."""
    table, found = _table(), []
    for place, char in enumerate(text):
        for reading in table.get(ord(char), "").split(",")[1:]:
            syllable = _merge(_plain(reading))
            if syllable in _codes():
                before, after = sounds(text[:place]), sounds(text[place + 1 :])
                found.append(before + coded([syllable]) + after)
    return found


def initials(text: str) -> str:
    """First letters of the characters' readings: 公租房 gives gzf."""
    return text.translate(_initials)


@functools.cache
def _syllables() -> frozenset[str]:
    found = set(_readings())
    return frozenset(s for s in found if s and s not in {"m", "n", "ng", "hm", "hng"})


@functools.lru_cache(maxsize=4096)
def split_syllables(word: str) -> tuple[str, ...] | None:
    """Cuts a Latin word into pinyin syllables, as few as possible.

    Args:
        word: Lower-case letters.

    Returns:
        The syllables with mixed-up sounds merged, or None if the word is no pinyin.
    """
    if not _LATIN.fullmatch(word):
        return None
    known = _syllables()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - MAX_SYLLABLE), end):
            before = best[start]
            if before is None or word[start:end] not in known:
                continue
            row = (*before, _merge(word[start:end]))
            current = best[end]
            if current is None or len(row) < len(current):
                best[end] = row
    return best[-1]


def split_rounded(word: str) -> tuple[str, ...] | None:
    """The same for a word that ends in the r of 儿: nar is 哪儿."""
    before = split_syllables(word[:-1]) if word.endswith("r") else None
    return (*before, "er") if before else None
