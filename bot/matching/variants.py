"""What the knowledge base's own phrasings mention; each is read once and remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.matching.reader import Reader
    from bot.matching.reading import Mentions, Reading
    from bot.matching.vocabulary import Vocabulary

READ = 4_000
"""Phrasings whose whole reading is remembered."""
MENTIONED = 60_000
"""Phrasings whose mentions are remembered: as many as a model is trained on; of more those met
last."""


class Variants:
    """Reads phrasings.

    Args:
        reader: Reads questions; a phrasing is one.
        vocabulary: Folds it.
        known: The mentions of phrasings that were read in an earlier run.
    """

    def __init__(
        self, reader: Reader, vocabulary: Vocabulary, known: Mapping[str, Mentions]
    ) -> None:
        def read(text: str) -> Reading:
            return reader.read(vocabulary.simplify(text))

        def mentions(text: str) -> Mentions:
            return known.get(text) or reader.mentions(vocabulary.simplify(text))

        self.read = lru_cache(READ)(read)
        """All that a phrasing says."""
        self.mentions = lru_cache(MENTIONED)(mentions)
        """The names and aspects in a phrasing: a fifth of the work."""
