"""Cuts text into words, by jieba's dictionary and its hidden Markov model for words beyond it.

The method is jieba's (`jieba.cut` with HMM): of all ways to cut a run of Han characters into words
of the dictionary the likeliest, words taken as independent; then characters left single side by
side are joined by a model of where words begin and end. A sentence takes 15 us.
"""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.knowledge.dictionary import MASK, NEVER, SPREAD, Dictionary, pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST = 16
"""Longest word that is looked for, in characters."""
REMEMBERED = 256
"""Texts whose words are remembered: several steps cut the same question."""
BLOCK = 20_000
"""Texts that are cut at once: the arrays for all would take gigabytes."""
HELD = 60_000
"""Texts whose words are held while a version is worked out."""
PIECES = 8192
"""Pieces of texts whose words are remembered."""
GUESSED = 4096
"""Rows of single characters whose words are remembered: people use few again and again."""
FIRST, LAST = "\u3400", "\u9fff"
"""Between these are Han characters."""
_RUN = re.compile(rf"[{FIRST}-{LAST}]+|[A-Za-z0-9]+(?:\.\d+)?%?|.", re.DOTALL)
_DICTIONARY = Dictionary.read()
_TRIE, _COSTS, _UNKNOWN = _DICTIONARY.trie, _DICTIONARY.costs, _DICTIONARY.unknown
_PAIRS = _DICTIONARY.pairs
_FIRST, _PLACES, _EMISSIONS = _DICTIONARY.first, _DICTIONARY.places, _DICTIONARY.emissions


def has_word(word: str) -> bool:
    """Whether the dictionary holds a word."""
    return word in _TRIE


@lru_cache(maxsize=10_000)
def is_noun(word: str) -> bool:
    """Whether the dictionary holds a word as a noun, a name or a time."""
    number = _TRIE.get(word)
    return number is not None and _DICTIONARY.nouns[number >> 3] >> (number & 7) & 1 == 1


@lru_cache(maxsize=REMEMBERED)
def cut(text: str) -> tuple[str, ...]:
    """The words of a text, in order; joined they are the text.

    A run of Latin letters and digits is one word, any other character is one of its own.
    """
    known = _held.get(text)
    if known is not None:
        return known
    found: list[str] = []
    for run in _RUN.findall(text):
        if len(run) == 1 or run < FIRST:
            found.append(run)
        else:
            _add_words(_pieces(run), found)
    words = tuple(found)
    if len(_held) < _room[0]:
        _held[text] = words
    return words


_held: dict[str, tuple[str, ...]] = {}
_held_pieces: dict[str, tuple[str, ...]] = {}
_held_rows: dict[str, tuple[str, ...]] = {}
_room = [0]


@contextlib.contextmanager
def holding() -> Iterator[None]:
    """While it lasts the words of texts are held: who works a version out cuts each thrice."""
    before, _room[0] = _room[0], HELD
    try:
        yield
    finally:
        _room[0] = before
        if not before:
            _held.clear()
            _held_pieces.clear()
            _held_rows.clear()


def may_hold(text: str, place: int) -> bool:
    """Whether a word of the dictionary may hold the characters before and behind a place."""
    if not 0 < place < len(text):
        return False
    number = pair(ord(text[place - 1]), ord(text[place]))
    return bool(_PAIRS[number >> 3] >> (number & 7) & 1)


def cut_all(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What `cut` finds in each of many texts: their pieces are found by a few array operations."""
    for begin in range(0, len(texts), BLOCK):
        yield from _cut_block(texts[begin : begin + BLOCK])


def _cut_block(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    joined = "\n".join(texts)
    codes = np.frombuffer(joined.encode("utf-16-le"), np.uint16).astype(np.int64)
    if not joined or len(codes) != len(joined) or joined.count("\n") != len(texts) - 1:
        yield from map(cut, texts)  # nothing, emoji, or lines in a text
        return
    pairs = pair(codes[:-1], codes[1:])
    is_pair = np.frombuffer(_PAIRS, np.uint8)[pairs >> 3] >> (pairs & 7) & 1
    han, end = (codes >= ord(FIRST)) & (codes <= ord(LAST)), codes == ord("\n")
    apart = (han[:-1] != han[1:]) | (han[1:] & (is_pair == 0)) | end[:-1] | end[1:]
    places = (0, *(np.flatnonzero(apart) + 1).tolist(), len(joined))
    found: list[str] = []
    pieces: list[str] = []
    for piece in (joined[begin:stop] for begin, stop in pairwise(places)):
        if FIRST <= piece[0] <= LAST:
            pieces.append(piece)
            continue
        if pieces:
            _add_words(pieces, found)
            pieces = []
        if piece == "\n":
            yield tuple(found)
            found = []
        else:
            found += _RUN.findall(piece)
    _add_words(pieces, found)
    yield tuple(found)


def _add_words(pieces: Iterable[str], found: list[str]) -> None:
    """Adds the words of a run of Han characters, given in pieces."""
    is_held = _room[0] > 0
    single = ""  # single characters side by side
    for piece in pieces:
        if len(piece) == 1:
            single += piece
            continue
        words = _held_pieces.get(piece) if is_held else _likeliest(piece)
        if words is None:
            words = _held_pieces[piece] = _likeliest(piece)
        for word in words:
            if len(word) == 1:
                single += word
                continue
            if single:
                _join(single, found)
                single = ""
            found.append(word)
    if single:
        _join(single, found)


def _pieces(run: str) -> list[str]:
    """Cuts where no word of the dictionary holds the two characters beside each other."""
    codes = memoryview(run.encode("utf-16-le")).cast("H").tolist()
    pieces, start = [], 0
    for place, (one, other) in enumerate(pairwise(codes), 1):
        number = (one * SPREAD + other) & MASK  # `pair`, which takes longer
        if not _PAIRS[number >> 3] >> (number & 7) & 1:
            pieces.append(run[start:place])
            start = place
    pieces.append(run[start:])
    return pieces


@lru_cache(maxsize=PIECES)
def _likeliest(piece: str) -> tuple[str, ...]:
    """The likeliest words of a few characters."""
    if len(piece) == 2:  # most pieces
        joined, one, other = _TRIE.get(piece), _TRIE.get(piece[0]), _TRIE.get(piece[1])
        if joined is None:
            return tuple(piece)
        apart = _UNKNOWN if one is None else _COSTS[one]
        apart += _UNKNOWN if other is None else _COSTS[other]
        return (piece,) if _COSTS[joined] <= apart else tuple(piece)
    size = len(piece)
    costs, ends = [0] * (size + 1), [0] * size
    for start in range(size - 1, -1, -1):
        best, end = _UNKNOWN + costs[start + 1], start + 1
        for word, number in _TRIE.iter_prefixes_with_ids(piece[start : start + LONGEST]):
            stop = start + len(word)
            cost = _COSTS[number] + costs[stop]
            if cost <= best:
                best, end = cost, stop
        costs[start], ends[start] = best, end
    words, start = [], 0
    while start < size:
        words.append(piece[start : ends[start]])
        start = ends[start]
    return tuple(words)


def _join(row: str, found: list[str]) -> None:
    """Adds the words that a row of characters left single makes up."""
    if len(row) == 1:
        found.append(row)
    elif row in _TRIE:  # the dictionary's own word is less likely than its characters
        found.extend(row)
    else:
        words = _held_rows.get(row) if _room[0] else _guess(row)
        if words is None:
            words = _held_rows[row] = _guess(row)
        found.extend(words)


_Way = tuple[int, tuple[int, ...]]


@lru_cache(maxsize=GUESSED)
def _guess(row: str) -> tuple[str, ...]:
    """The likeliest words of a row of characters, by the Viterbi algorithm.

    A character begins a word (B), goes on with it (M), ends it (E) or is one of its own (S).
    """
    begin, _, _, single = _emissions(row[0])
    at_begin, _, _, at_single = _DICTIONARY.start
    (_, b_m, b_e, _), (_, m_m, m_e, _), (e_b, _, _, e_s), (s_b, _, _, s_s) = _DICTIONARY.moves
    if len(row) == 2:  # half of all rows
        _, _, end, other = _emissions(row[1])
        joined = at_begin + begin + b_e + end
        return (row,) if joined < at_single + single + s_s + other else tuple(row)
    # The cheapest way to each state, with the places where its words end.
    b: _Way = (at_begin + begin, ())
    m: _Way = (NEVER, ())
    e: _Way = (NEVER, ())
    s: _Way = (at_single + single, (1,))
    for place, character in enumerate(row[1:], start=2):
        begin, middle, end, single = _emissions(character)
        to_b = min((e[0] + e_b, e[1]), (s[0] + s_b, s[1]))
        to_m = min((b[0] + b_m, b[1]), (m[0] + m_m, m[1]))
        to_e = min((b[0] + b_e, b[1]), (m[0] + m_e, m[1]))
        to_s = min((e[0] + e_s, e[1]), (s[0] + s_s, s[1]))
        b, m = (to_b[0] + begin, to_b[1]), (to_m[0] + middle, to_m[1])
        e = (to_e[0] + end, (*to_e[1], place))
        s = (to_s[0] + single, (*to_s[1], place))
    ends = min(e, s)[1]
    return tuple(row[start:stop] for start, stop in zip((0, *ends), ends, strict=False))


def _emissions(character: str) -> list[int]:
    """What a character costs in each state; in none is one that the model never met."""
    code = ord(character)
    place = _PLACES[code - _FIRST] if _FIRST <= code < _FIRST + len(_PLACES) else 0
    costs: list[int] = _EMISSIONS[place].tolist()
    return costs
