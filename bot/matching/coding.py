"""Units as numbers: each token is one code, so that arrays can hold whole knowledge bases.

A token of one character is its code point. Latin words and numbers get codes that no folded text
holds (`fold` takes out characters that are not assigned), in the order in which they are met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.matching.units import RUN, singular

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Integers = NDArray[np.integer[Any]]

FIRST_WORD = 0x40000
"""Code of the first word: from here on Unicode has assigned nothing but private characters."""
WORDS = 0x110000 - FIRST_WORD
"""How many words have a code of their own; words beyond share them."""
BITS = 21
"""A code's length: a pair is its first token's code above its second's."""
_BREAK, _END = ord(" "), ord("\n")


class Coder:
    """Gives words their codes.

    Args:
        words: Words that have codes already, in the order of the codes.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._codes = {word: FIRST_WORD + n % WORDS for n, word in enumerate(words)}

    @property
    def words(self) -> list[str]:
        """All words that have codes, in their order."""
        return list(self._codes)

    def code(self, token: str) -> int | None:
        """The code of a token; None of a word never met."""
        return ord(token) if len(token) == 1 else self._codes.get(token)

    def encode(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """The units of many texts at once; words that are new get codes.

        Args:
            texts: Folded texts.

        Returns:
            Units (codes of single tokens, and of pairs of neighbours), and for each the number
            of its text. A unit that a text holds twice is there twice.
        """
        joined = RUN.sub(self._replace, "\n".join(texts))
        codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        rows = np.cumsum(codes == _END)
        held = (codes != _BREAK) & (codes != _END)
        side_by_side = held[:-1] & held[1:]
        pairs = (codes[:-1][side_by_side] << BITS) | codes[1:][side_by_side]
        return (
            np.concatenate((codes[held], pairs)),
            np.concatenate((rows[held], rows[:-1][side_by_side])),
        )

    def _replace(self, match: re.Match[str]) -> str:
        word = singular(match[0])
        if len(word) == 1:
            return word
        known = len(self._codes)
        return chr(self._codes.setdefault(word, FIRST_WORD + known % WORDS))
