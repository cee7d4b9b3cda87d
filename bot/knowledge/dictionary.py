"""Words and characters: jieba's dictionary and OpenCC's phrases, in a compact form.

`dictionary.npz` holds jieba's tables (https://github.com/fxsjy/jieba, MIT licence, 0.42.1);
`python -m tests.knowledge.dictionary` makes it. The libraries that bring the same dictionary hold
it in 33 MB or more and take 65 ms to load it; in a trie of marisa-trie it is 3 MB and 4 ms.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from bot.knowledge.texts import Texts

FILE = Path(__file__).with_name("dictionary.npz")
SCRIPTS = Path(__file__).with_name("scripts.npz")
COMMON = "gb2312"
"""The 6,763 characters that nearly all Simplified text is written with (GB 2312-80)."""
LONGEST = 32
"""Longest phrase that is put into another script as a whole, in characters."""
NEVER = 1 << 30
"""The cost of what never happens; others are thousandths of a probability's natural logarithm."""
MET = 5_000
"""Characters of which is remembered what they become."""
SPREAD, MASK = 4099, (1 << 22) - 1
"""What `pair` is made with."""


N = TypeVar("N", int, NDArray[np.int64])


def pair(one: N, other: N) -> N:
    """The number of a pair of characters, given their codes, or arrays of them; some share one."""
    return (one * SPREAD + other) & MASK


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Words and what they cost, and a model of words beyond them.

    Attributes:
        trie: The words, each with a number.
        costs: The cost of each word.
        nouns: A bit for each word: whether it is a noun, a name or a time.
        unknown: The cost of a character that is no word.
        pairs: A bit for each number of a pair: whether characters of such a pair are neighbours in
            a word.
        first: The code of the first character that the model knows.
        places: Of each character from it on, the row of `emissions`.
        emissions: What a character costs where it begins a word (B), goes on with it (M), ends it
            (E), or is one of its own (S); the first row is that of those that the model does not
            know.
        start: What it costs to start in each of the states.
        moves: What it costs to come from a state (row) to another.
    """

    trie: marisa_trie.Trie
    costs: memoryview
    nouns: bytes
    unknown: int
    pairs: bytes
    first: int
    places: memoryview
    emissions: NDArray[np.int32]
    start: list[int]
    moves: list[list[int]]

    @classmethod
    def read(cls) -> Dictionary:
        """The dictionary that comes with the program."""
        with np.load(FILE, allow_pickle=False) as file:
            return cls(
                marisa_trie.Trie().frombytes(file["trie"].tobytes()),
                memoryview(file["costs"]),
                file["nouns"].tobytes(),
                int(file["unknown"]),
                file["pairs"].tobytes(),
                int(file["first"]),
                memoryview(file["places"]),
                file["emissions"],
                file["start"].tolist(),
                file["moves"].tolist(),
            )


class Characters(dict[str, str]):
    """What characters become, nothing where they stay; found when one is first met.

    As a whole dictionary those of one conversion would take 0.9 MB; as two strings they take
    41 KB, and what is remembered 0.5 MB at most.

    Args:
        known: Those that become another one, ascending.
        become: What each of them becomes.
    """

    def __init__(self, known: str, become: str) -> None:
        super().__init__()
        self._known = known
        self._become = become

    def __missing__(self, char: str) -> str:
        if len(self) >= MET:
            self.clear()
        at = bisect_left(self._known, char)
        found = self[char] = self._become[at] if self._known[at : at + 1] == char else ""
        return found


class Conversion:
    """What characters and phrases of one script are in another, by OpenCC's tables.

    `scripts.npz` holds those of its `t2s` and `s2t` (https://github.com/BYVoid/OpenCC, Apache
    License 2.0), made by the same command. OpenCC itself takes 25 MB for `s2t`.

    Args:
        name: What OpenCC calls the conversion: t2s or s2t.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        with np.load(SCRIPTS, allow_pickle=False) as file:
            self._common = frozenset(map(chr, file[f"{name} common"].tolist()))
            """Of GB 2312 what may become something else; nothing where most of it does."""
            self._reach = int(file[f"{name} reach"])
            """Characters of a phrase, at most, before the first that may become something else."""

    @cached_property
    def _tables(self) -> tuple[marisa_trie.Trie, Texts, Characters]:
        """The phrases; what each becomes, by its number; what characters become."""
        with np.load(SCRIPTS, allow_pickle=False) as file:
            codes, become = (file[f"{self._name} {part}"] for part in ("codes", "become"))
            return (
                marisa_trie.Trie().frombytes(file[f"{self._name} trie"].tobytes()),
                Texts.unpack(file[f"{self._name} text"], file[f"{self._name} from"]),
                Characters("".join(map(chr, codes)), "".join(map(chr, become))),
            )

    def _may_change(self, text: str) -> bool:
        """Whether a text holds a character that may become another one.

        Of most texts that is known without the tables: of GB 2312 hardly any character becomes
        another one in Simplified script.
        """
        if self._common and self._common.isdisjoint(text):
            try:
                text.encode(COMMON)
            except UnicodeEncodeError:
                pass
            else:
                return False
        return any(map(self._tables[2].__getitem__, text))

    def convert(self, text: str) -> str:
        """A text in the other script: from each place on the longest phrase is replaced."""
        if not self._may_change(text):
            return text
        trie, texts, characters = self._tables
        found: list[str] = []
        at = 0
        for place in [place for place, char in enumerate(text) if characters[char]]:
            if at < place - self._reach:  # no phrase begins before
                found.append(text[at : place - self._reach])
                at = place - self._reach
            while at <= place:
                phrases = trie.prefixes(text[at : at + LONGEST])
                if phrases:
                    found.append(texts[trie[phrases[-1]]])
                    at += len(phrases[-1])
                else:
                    found.append(characters[text[at]] or text[at])
                    at += 1
        return "".join(found) + text[at:]
