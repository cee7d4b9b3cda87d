"""In which language and script a message is written, so that the reply can be too."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.matching.normalise import to_simplified

_HAN = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


class Tongue(StrEnum):
    """Language and script of a message or a reply."""

    SIMPLIFIED = "zh"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


def tongue_of(text: str, english_words: frozenset[str]) -> Tongue:
    """The tongue in which to reply to a message.

    Args:
        text: The message.
        english_words: Lower-case words that are English; Latin letters without any of them are
            pinyin or an abbreviation and are replied to in Chinese.
    """
    if _HAN.search(text):
        return Tongue.TRADITIONAL if to_simplified(text) != text else Tongue.SIMPLIFIED
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    known = sum(word in english_words for word in words)
    if words and known * 3 >= len(words):
        return Tongue.ENGLISH
    return Tongue.SIMPLIFIED
