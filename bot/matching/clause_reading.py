"""Reads the clauses of a message, their slips mended; the windows of a message share clauses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.matching.reader import Reader
    from bot.matching.reading import Reading
    from bot.matching.repair import Repairer
    from bot.matching.vocabulary import Vocabulary

RECENT = 100
"""Clauses that are remembered while a message is understood."""
_APART = re.compile(r"(?<![a-z]) | (?![a-z])")
"""Spaces between what is mended apart; Latin words may be one word of ours together."""


class ClauseReader:
    """Reads with the words of the knowledge base.

    Args:
        vocabulary: Simplifies.
        repairer: Mends slips.
        reader: Finds what is mentioned.
    """

    def __init__(self, vocabulary: Vocabulary, repairer: Repairer, reader: Reader) -> None:
        self._vocabulary = vocabulary
        self._repairer = repairer
        self._reader = reader
        self._readings: dict[str, Reading] = {}
        self._mended: dict[str, str] = {}

    def read(self, text: str) -> Reading:
        """What a clause or a window of several mentions, its slips mended.

        Args:
            text: The clauses as typed, with spaces between them.
        """
        reading = self._readings.get(text)
        if reading is None:
            if len(self._readings) > RECENT:
                self.forget()  # asked for outside a message
            own = self._mend(self._vocabulary.simplify(text))
            reading = self._readings[text] = self._reader.read(own)
        return reading

    def forget(self) -> None:
        """Forgets the message before."""
        self._readings.clear()
        self._mended.clear()

    def _mend(self, own: str) -> str:
        mended = []
        for piece in _APART.split(own):
            known = self._mended.get(piece)  # another thread may forget it meanwhile
            if known is None:
                known = self._mended[piece] = self._repairer.repair(piece)
            mended.append(known)
        return " ".join(mended)
