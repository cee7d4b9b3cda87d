"""What is turned away before any matching: nothing, too much, personal data."""

from __future__ import annotations

import re
import unicodedata

from bot.matching.normalise import fold
from bot.matching.verdict import Reason

MAX_LENGTH = 4096
"""Longest message that is read, in characters: what Telegram delivers at most."""
GLANCE = 100
"""Characters that mostly tell whether there is anything to read."""

_PERSONAL = re.compile(
    r"(?<!\d)(?:"
    r"\d{17}[\dXx]"  # ID card (GB 11643)
    r"|1[3-9]\d{9}"  # mobile phone
    r"|\d{16,19}"  # bank card (ISO/IEC 7812)
    r")(?!\d)"
)


def readable(text: str) -> str:
    """The text without halves of characters (lone surrogates), which no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")


def screen(text: str) -> Reason | None:
    """Why a message is turned away unread; None lets it in.

    Args:
        text: The message as typed.
    """
    if len(text) > MAX_LENGTH:
        return Reason.TOO_LONG
    if not fold(text[:GLANCE]) and not fold(text):
        return Reason.EMPTY
    plain = unicodedata.normalize("NFKC", text)  # digits may be full-width
    if _PERSONAL.search(re.sub(r"(?<=\d)[ -](?=\d)", "", plain)):
        return Reason.PERSONAL_DATA
    return None
