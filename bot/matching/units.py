"""The units of folded text: characters, Latin words, numbers, pairs of them; and nouns."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import rjieba

_TOKEN = re.compile(r"[a-z]+|\d+(?:[.:]\d+)*%?|[^\s]")

NOUNS = frozenset({"n", "nr", "ns", "nt", "nz", "t"})
"""Jieba's tags of nouns, names and times."""


def _row(piece: str) -> list[str]:
    # English plurals: loans = loan. Short words (bus, gas) and -ss keep their ending.
    return [
        t[:-1] if len(t) > 3 and t.endswith("s") and not t.endswith("ss") else t
        for t in _TOKEN.findall(piece)
    ]


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
