"""Makes `bot/knowledge/dictionary.npz` of jieba's tables, `scripts.npz` of OpenCC's.

Jieba's are in the source of jieba 0.42.1, as PyPI has it: `dict.txt` lists words with how often they
were met and what part of speech they are; `finalseg/prob_*.py` hold the model of words beyond it.

    python -m tests.knowledge.dictionary FOLDER

where FOLDER is the `jieba` folder of that source. OpenCC's come with its package.
"""

from __future__ import annotations

import ast
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie
import numpy as np
import opencc

from bot.knowledge.dictionary import COMMON, FILE, MASK, NEVER, SCRIPTS, pair
from bot.knowledge.texts import Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

OCD2 = b"OPENCC_MARISA_0.2.5"
"""What a table of OpenCC begins with; a trie of marisa-trie follows."""
TABLES = {
    "t2s": ("TSPhrases", "TSCharactersExt", "TSCharacters", "CJK_Compatibility_Ideographs"),
    "s2t": (
        "STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "STCharacters",
        "CJK_Compatibility_Ideographs",
    ),
}  # fmt: skip
"""The tables of each of OpenCC's conversions."""
STEPS = 1000
"""Costs are whole numbers: so many in a natural logarithm of a probability."""
STATES = "BMES"
"""What a character does in a word: begins it, goes on with it, ends it, or is one of its own."""
FEW = 100
"""Fewer characters of GB 2312 that change tell most texts that do not change at all."""
NOUNS = {"n", "nr", "ns", "nt", "nz", "t"}
"""Jieba's tags of nouns, names and times."""


def main(folder: Path) -> None:
    """Writes both files."""
    _words(folder)
    _scripts(Path(opencc.__file__).parent / "clib" / "share" / "opencc")


def _scripts(folder: Path) -> None:
    """OpenCC's phrases and characters; what becomes of each it says itself."""
    found: dict[str, NDArray[Any]] = {}
    for name, tables in TABLES.items():
        keys: set[str] = set()
        for table in tables:
            content = (folder / f"{table}.ocd2").read_bytes()
            keys.update(marisa_trie.Trie().frombytes(content.removeprefix(OCD2)).keys())
        convert = opencc.OpenCC(name).convert
        phrases = sorted(key for key in keys if len(key) > 1)
        single = {
            key for key in keys if len(key) == len(convert(key)) == 1 and convert(key) != key
        }
        for phrase in phrases:
            become = convert(phrase)
            same = len(become) == len(phrase)
            single.update(c for n, c in enumerate(phrase) if not same or c != become[n])
        # Of GB 2312: what changes alone, and what changes in phrases that nothing else gives away.
        alone = {key for key in single if convert(key) != key and _is_common(key)}
        common = set(alone)
        for phrase in phrases:
            if convert(phrase) != phrase and _is_common(phrase) and alone.isdisjoint(phrase):
                common.update(single.intersection(phrase))
        trie = marisa_trie.Trie(phrases)
        texts = Texts.of([convert(trie.restore_key(number)) for number in range(len(trie))])
        found[f"{name} trie"] = np.frombuffer(trie.tobytes(), np.uint8)
        found[f"{name} text"], found[f"{name} from"] = texts.pack()
        few = sorted(common) if len(common) < FEW else ()
        found[f"{name} common"] = np.array([ord(c) for c in few], np.uint32)
        # What stands before the first of these; a phrase that holds none of these stays as it is, and need not be found.
        before = [next((n for n, c in enumerate(p) if c in single), 0) for p in phrases]
        found[f"{name} reach"] = np.array(max(before))
        found[f"{name} codes"] = np.array([ord(c) for c in sorted(single)], np.uint32)
        found[f"{name} become"] = np.array([ord(convert(c)) for c in sorted(single)], np.uint32)
    np.savez(SCRIPTS, **found)


def _is_common(text: str) -> bool:
    return text.encode(COMMON, "ignore").decode(COMMON) == text


def _words(folder: Path) -> None:
    rows = [line.split() for line in (folder / "dict.txt").read_text("utf-8").splitlines()]
    trie = marisa_trie.Trie([word for word, _, _ in rows])
    total = math.log(sum(int(count) for _, count, _ in rows))
    costs, nouns = np.zeros(len(trie), np.uint16), np.zeros(len(trie), np.uint8)
    for word, count, tag in rows:
        costs[trie[word]] = _cost(math.log(max(int(count), 1)) - total)
        nouns[trie[word]] = tag in NOUNS
    start, moves, emits = (_table(folder / "finalseg" / f"prob_{name}.py")
                           for name in ("start", "trans", "emit"))  # fmt: skip
    characters = sorted({character for state in emits.values() for character in state})
    first = ord(characters[0])
    places = np.zeros(ord(characters[-1]) - first + 1, np.uint16)
    places[[ord(character) - first for character in characters]] = range(1, len(characters) + 1)
    np.savez(
        FILE,
        trie=np.frombuffer(trie.tobytes(), np.uint8),
        costs=costs,
        nouns=np.packbits(nouns, bitorder="little"),
        unknown=np.array(_cost(-total)),
        pairs=_pairs([word for word, _, _ in rows]),
        first=np.array(first),
        places=places,
        emissions=np.array(
            [[_cost(emits[state].get(c)) for state in STATES] for c in ("", *characters)], np.int32
        ),
        start=np.array([_cost(start[state]) for state in STATES]),
        moves=np.array([[_cost(moves[one].get(other)) for other in STATES] for one in STATES]),
    )


def _pairs(words: list[str]) -> NDArray[np.uint8]:
    """A bit for each number of a pair: whether one of the pairs is in a word."""
    bits = np.zeros(MASK + 1, np.uint8)
    for word in words:
        for one, other in pairwise(word):
            bits[pair(ord(one), ord(other))] = 1
    return np.packbits(bits, bitorder="little")


def _table(path: Path) -> dict[str, Any]:
    """The value that the module assigns."""
    value: dict[str, Any] = ast.literal_eval(path.read_text("utf-8").partition("P=")[2])
    return value


def _cost(log: float | None) -> int:
    """What an event costs, given the logarithm of its probability."""
    return NEVER if log is None else min(round(-log * STEPS), NEVER)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
