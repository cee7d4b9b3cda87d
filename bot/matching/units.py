"""Cuts folded text into what is compared: characters, Latin words, numbers, and pairs of them."""

from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(r"[a-z]+|\d+(?:[.:]\d+)*%?|[^\s]")


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
