"""Cuts a message into clauses and drops what is expressly not asked."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIRST, LAST = 6, 8
"""Clauses of a long message that are read: so many at its beginning and at its end.

More of its end is chatter as often as not: of 371 labelled stories behind 200 characters of it as
many were answered rightly with 8 as with 12, and 10 instead of 25 wrongly. Before such chatter
28 % were with 6 of the beginning, 15 % with 4."""
LONGEST = 320
"""Characters that are read of a message; at each end of a longer one."""
FEW = 30
"""So many clauses are all read where they come to no more than that."""
SHORT_MESSAGE = 30
"""Up to this many characters what stands between a name and the question belongs to it."""
_HAN = "\u3400-\u9fff"
_SPACES = re.compile(r"[^\S\n\r]+")
QUESTION = "?"
"""A clause that had a question mark ends with it; folding takes it out."""
_BREAK = re.compile(
    r"([，。；！？!?;~～…、\n\r]+)"
    r"|(?:,(?!\d{3}(?!\d))"  # not the comma of 2,811
    r"|\.(?!\d)"  # not the point of 5.4
    rf"|(?<=[{_HAN}])\s+|\s+(?=[{_HAN}]))"  # Latin words keep their spaces
)


def split_clauses(text: str) -> list[str]:
    """The clauses of a message, in order, none empty."""
    text = _SPACES.sub(" ", text)  # long runs of them would be looked through again and again
    pieces = [*_BREAK.split(text), ""]
    found: list[str] = []
    for piece, mark in zip(pieces[::2], pieces[1::2], strict=True):
        is_asked = mark is not None and ("?" in mark or "？" in mark)
        if piece.strip():
            found.append(piece.strip() + QUESTION * is_asked)
        elif is_asked and found and not found[-1].endswith(QUESTION):
            found[-1] += QUESTION
    return found


def shorten(clauses: Sequence[str]) -> list[str]:
    """The beginning and the end of a long story: there stands what it is about and what it asks.

    Args:
        clauses: The clauses of a message.

    Returns:
        At most `FEW` clauses of `LONGEST` characters together; else at most `FIRST` and `LAST`,
        of so many characters at most together at either end; of a clause too long for that the
        end.
    """
    if len(clauses) <= FEW and sum(map(len, clauses)) <= LONGEST:
        return list(clauses)
    first = clauses[:FIRST] if len(clauses) > LAST else []
    return [*_within(first), *reversed(_within(clauses[len(first) :][-LAST:][::-1]))]


def _within(clauses: Sequence[str]) -> list[str]:
    """The first clauses that come to no more than `LONGEST` characters; never none."""
    kept: list[str] = []
    room = LONGEST
    for clause in clauses:
        if len(clause) > room and kept:
            break
        kept.append(clause[-room:])
        room -= len(kept[-1])
    return kept


def is_short(clauses: Sequence[str]) -> bool:
    """Whether all clauses of a message together are one thought."""
    return sum(map(len, clauses)) <= SHORT_MESSAGE


def drop_negated(clauses: Sequence[str], negations: Iterable[str]) -> list[str]:
    """The clauses without what follows a phrase like 不是问 in them.

    Args:
        clauses: The clauses of a message.
        negations: Phrases that say that the rest of the clause is not asked.

    Returns:
        What remains; all clauses where nothing else would.
    """
    kept = []
    any_of_them = _any_of(tuple(negations))
    for clause in clauses:
        found = any_of_them.search(clause)
        rest = clause if found is None else clause[: found.start()].strip()
        # What is left of 我不是问公租房 is 我: no clause.
        if len(rest) > (0 if found is None else 1):
            kept.append(rest)
    return kept or list(clauses)


@functools.lru_cache(maxsize=8)  # one a version of the knowledge base
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, phrases)) or "(?!)", re.IGNORECASE)
