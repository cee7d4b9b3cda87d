"""Understands a message as a pick from the choices that were offered."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from bot.matching.normalise import fold

if TYPE_CHECKING:
    from bot.dialogue.session import Session
    from bot.knowledge.base import KnowledgeBase
    from bot.matching.vocabulary import Vocabulary

_NUMBER = re.compile(r"(?:第|选|no|option)? ?(\d{1,2})(?: ?(?:个|项|号|条))?")
MAX_PICK = 400
"""Characters of a message that may still be one of the choices in words."""


class NoneOfThese(Enum):
    """The choice of nothing that was offered."""

    NONE_OF_THESE = 0


NONE_OF_THESE = NoneOfThese.NONE_OF_THESE


def read_choice(
    text: str, session: Session, base: KnowledgeBase, vocabulary: Vocabulary
) -> str | NoneOfThese | None:
    """The entry that a message picks from the open choices.

    Args:
        text: The message as typed.
        session: Holds the open choices.
        base: The knowledge base.
        vocabulary: Its words.

    Returns:
        The entry's id, `NONE_OF_THESE`, or None where the message is no pick: a person may
        always simply type on.
    """
    if not session.options or len(text) > MAX_PICK:
        return None
    folded = fold(text)
    none = base.profile.replies["none_of_these"]
    if folded in (fold(none.zh), fold(none.en), "0"):
        return NONE_OF_THESE
    number = _NUMBER.fullmatch(folded)
    if number is not None:
        position = int(number[1]) - 1
        return session.options[position] if 0 <= position < len(session.options) else None
    simplified = vocabulary.simplify(text)
    for entry_id in session.options:
        entry = base.entries.get(entry_id)
        if entry is None:
            continue
        labels = [entry.question, entry.en.question if entry.en else entry.question]
        if simplified in (vocabulary.simplify(label) for label in labels):
            return entry_id
    return None
