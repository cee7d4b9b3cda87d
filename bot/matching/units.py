"""The units of folded text: characters, Latin words, numbers, pairs of them."""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = r"[a-z]+|\d+(?:[.:]\d+)*%?"
RUN = re.compile(_WORD)
"""A Latin word or a number: one token of several characters."""
_LATIN = re.compile(r"[a-z\d]")
_TOKEN = re.compile(rf"{_WORD}|[^\s]")


def singular(token: str) -> str:
    """A Latin word without plural s: loans = loan. Short words (bus, gas) and -ss keep it."""
    if len(token) > 3 and token[-1] == "s" and token[-2] != "s":
        return token[:-1]
    return token


def _row(piece: str) -> list[str]:
    if not _LATIN.search(piece):  # most are: each character is a token
        return list("".join(piece.split()))
    return [t if len(t) < 4 else singular(t) for t in _TOKEN.findall(piece)]


def tokens(folded: str) -> list[str]:
    """Single Han characters, whole Latin words (without plural s), whole numbers, in order."""
    return _row(folded)


def pairs(folded: str) -> list[str]:
    """Neighbouring tokens joined, never across a space (where punctuation stood)."""
    found = []
    for piece in folded.split(" "):
        row = _row(piece)
        found += [a + b for a, b in pairwise(row)]
    return found
