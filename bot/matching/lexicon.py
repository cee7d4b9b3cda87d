"""Finds known phrases in a text: longest first, left to right, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")
_END = ""  # no symbol is empty, so it can mark a phrase's end inside a node


class Mention(NamedTuple, Generic[T]):
    """A known phrase in a text: symbols `start` to `end` (exclusive) mean `meaning`."""

    start: int
    end: int
    meaning: T


def _inside_word(text: Sequence[str], cut: int) -> bool:
    """Whether cutting a string there would cut a Latin word or a number."""
    if not isinstance(text, str) or not 0 < cut < len(text):
        return False
    before, after = text[cut - 1], text[cut]
    if not (before.isascii() and after.isascii()):
        return False
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


class Lexicon(Generic[T]):
    """A prefix tree from phrases (sequences of symbols: characters or syllables) to meanings.

    Args:
        phrases: Pairs of phrase and meaning; the first meaning of a phrase stays.
    """

    def __init__(self, phrases: Iterable[tuple[Sequence[str], T]]) -> None:
        self._root: dict[str, Any] = {}
        for phrase, meaning in phrases:
            if not phrase:
                continue
            node = self._root
            for symbol in phrase:
                node = node.setdefault(symbol, {})
            node.setdefault(_END, meaning)

    def at(self, text: Sequence[str], start: int) -> list[Mention[T]]:
        """All phrases that begin at `start`, shortest first."""
        symbol = text[start]
        node = self._root.get(symbol)
        # Most places begin no phrase; only Latin letters and digits can stand inside a word.
        if node is None or (symbol.isascii() and _inside_word(text, start)):
            return []
        found: list[Mention[T]] = []
        length, position = len(text), start
        while True:
            position += 1
            if _END in node and not (
                text[position - 1].isascii() and _inside_word(text, position)
            ):
                found.append(Mention(start, position, node[_END]))
            if position == length:
                return found
            node = node.get(text[position])
            if node is None:
                return found

    def everywhere(self, text: Sequence[str]) -> list[Mention[T]]:
        """All phrases at all places, overlapping ones too."""
        root = self._root
        starts = [start for start, symbol in enumerate(text) if symbol in root]
        return [mention for start in starts for mention in self.at(text, start)]

    def longest(self, text: Sequence[str]) -> list[Mention[T]]:
        """Phrases that do not overlap: the longest at each place, left to right."""
        found: list[Mention[T]] = []
        position, root = 0, self._root
        for start, symbol in enumerate(text):
            if start >= position and symbol in root:
                here = self.at(text, start)
                if here:
                    found.append(here[-1])
                    position = here[-1].end
        return found
