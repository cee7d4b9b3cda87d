"""The units of folded text: characters, Latin words, numbers, pairs of them; and nouns."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import rjieba

_WORD = r"[a-z]+|\d+(?:[.:]\d+)*%?"
RUN = re.compile(_WORD)
"""A Latin word or a number: one token of several characters."""
_TOKEN = re.compile(rf"{_WORD}|[^\s]")

NOUNS = frozenset({"n", "nr", "ns", "nt", "nz", "t"})
"""Jieba's tags of nouns, names and times."""


def singular(token: str) -> str:
    """A Latin word without plural s: loans = loan. Short words (bus, gas) and -ss keep it."""
    if len(token) > 3 and token[-1] == "s" and token[-2] != "s":
        return token[:-1]
    return token


def _row(piece: str) -> list[str]:
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


@lru_cache(maxsize=10_000)
def is_noun(word: str, *, guess: bool = True) -> bool:
    """Whether jieba takes a word, on its own, for one noun, name or time.

    Args:
        word: The word.
        guess: Words that its dictionary does not hold may be nouns too (条街 is one then).
    """
    row = rjieba.tag(word, guess)
    return len(row) == 1 and row[0][1] in NOUNS
