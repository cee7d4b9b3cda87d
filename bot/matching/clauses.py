"""Cuts a message into clauses and drops what is expressly not asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HAN = "\u3400-\u9fff"
_BREAK = re.compile(
    r"[，。；！？!?;~～…、\n\r]+"
    r"|,(?!\d{3}(?!\d))"  # not the comma of 2,811
    r"|\.(?!\d)"  # not the point of 5.4
    rf"|(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])"  # Latin words keep their spaces
)


def split_clauses(text: str) -> list[str]:
    """The clauses of a message, in order, none empty."""
    return [piece.strip() for piece in _BREAK.split(text) if piece and piece.strip()]


def drop_negated(clauses: Sequence[str], negations: Iterable[str]) -> list[str]:
    """The clauses without what follows a phrase like 不是问 in them.

    Args:
        clauses: The clauses of a message.
        negations: Phrases that say that the rest of the clause is not asked.

    Returns:
        What remains; all clauses where nothing else would.
    """
    kept = []
    for clause in clauses:
        lowered = clause.casefold()
        cut = min((at for n in negations if (at := lowered.find(n.casefold())) >= 0), default=-1)
        rest = clause if cut < 0 else clause[:cut].strip()
        # What is left of 我不是问公租房 is 我: no clause.
        if len(rest) > (1 if cut >= 0 else 0):
            kept.append(rest)
    return kept or list(clauses)
