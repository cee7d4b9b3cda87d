"""A version of the knowledge base and all that was found of it as arrays, for a file."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np

from bot.knowledge.base import Entry, KnowledgeBase
from bot.knowledge.phrasings import with_phrasings
from bot.knowledge.texts import Texts
from bot.matching import pinyin, said_words
from bot.matching.classifier import Weights
from bot.matching.compiled import Compiled, Tables
from bot.matching.indexing import Arrays
from bot.matching.normalise import fold, remember
from bot.matching.ranking import Rows
from bot.matching.spellings import Spellings
from bot.matching.variants import Mentioned
from bot.matching.vocabulary import phrases
from bot.matching.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

T = TypeVar("T")
CHUNK = 100
"""Entries, or words, that are decoded at once: while a running bot takes in a
version, answers wait for no more than one such piece."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What is kept beside the arrays, without entries, words and texts of the index."""

    base: KnowledgeBase
    missed: list[int]
    subjects: list[str]
    folded: dict[str, str]
    readings: str


def pack(base: KnowledgeBase, compiled: Compiled) -> dict[str, NDArray[Any]]:
    """A version as arrays of numbers, for a file."""

    def packed(value: object) -> NDArray[Any]:
        return np.frombuffer(msgspec.msgpack.encode(value), dtype=np.uint8)

    tables = compiled.tables
    spelled = tables.spellings
    phrasings: list[Sequence[str]] = []

    def taken_out(texts: Sequence[str]) -> Sequence[str]:
        phrasings.append(texts)
        return ()

    bare = with_phrasings(base, taken_out)
    text = _Text(
        replace(bare, entries={}),
        tables.missed,
        list(tables.said),
        {text: fold(text) for text in phrases(base)},
        pinyin.readings(),
    )
    found = {
        "text": packed(text),
        "mentions": compiled.mentions.numbers,
        "others": np.asarray(tables.rows.others),
        "phrasings of each": np.array([len(texts) for texts in phrasings], np.int32),
    }
    for name, joined in (
        ("rows", tables.rows.texts),
        ("phrasings", Texts.of([text for texts in phrasings for text in texts])),
        ("sounds", Texts.of(spelled.sounds)),
        ("beyond", Texts.of(compiled.mentions.beyond)),
    ):
        found[f"{name} text"], found[f"{name} from"] = joined.pack()
    many: dict[str, Sequence[Any]] = {
        "entries": list(bare.entries.values()),
        "index_words": tables.index_words, "words": list(tables.words.counts.items()),
        "own_words": list(tables.words.own.items()),
        "spelled": spelled.words,
        "by_shape": list(spelled.by_shape.items()),
        "by_initials": list(spelled.by_initials.items()),
        "by_letters": list(spelled.by_letters.items()),
        "mentioned": compiled.mentions.distinct,
        "signs": list(compiled.signs),
    }  # fmt: skip
    for name, rows in many.items():
        pieces = [packed(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK)]
        found[name] = np.concatenate([packed(None)[:0], *pieces])
        found[f"{name} end at"] = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    for kind, held in ((Arrays, compiled.arrays), (Weights, compiled.weights)):
        found |= {f.name: getattr(held, f.name) for f in fields(kind)}
    return found | said_words.pack(tables.said)


def unpack(packed: Mapping[str, NDArray[Any]]) -> tuple[KnowledgeBase, Compiled] | None:
    """What `pack` was given; None where it is something else."""

    def rows(name: str, shape: type[T]) -> Iterator[T]:
        decoder = msgspec.msgpack.Decoder(list[shape])  # type: ignore[valid-type]
        content, start = packed[name], 0
        for end in packed[f"{name} end at"].tolist():
            yield from decoder.decode(content[start:end].tobytes())
            start = end

    def texts(name: str) -> Texts:
        return Texts.unpack(packed[f"{name} text"], packed[f"{name} from"])

    held: dict[Any, Any] = {}

    def once(value: T) -> T:
        """The value that equals one, held once for all."""
        found: T = held.setdefault(value, value)
        return found

    try:
        text = msgspec.msgpack.decode(packed["text"].tobytes(), type=_Text)
        tables = Tables(
            Rows(texts("rows"), array("i", packed["others"].tobytes())),
            list(map(once, rows("index_words", str))),
            Words(
                {once(word): count for word, count in rows("words", tuple[str, int])},
                {once(word): count for word, count in rows("own_words", tuple[str, int])},
            ),
            said_words.unpack(packed, text.subjects),
            text.missed,
            Spellings(
                texts("sounds"),
                list(map(once, rows("spelled", str))),
                {shape: once(word) for shape, word in rows("by_shape", tuple[str, str])},
                {first: once(word) for first, word in rows("by_initials", tuple[str, str])},
                dict(rows("by_letters", tuple[str, str])),
            ),
        )
        phrasings = _parts(texts("phrasings"), packed["phrasings of each"].tolist())
        bare = replace(text.base, entries={e.id: e for e in rows("entries", Entry)})
        base = with_phrasings(bare, lambda _: next(phrasings))
        arrays = Arrays(**{field.name: packed[field.name] for field in fields(Arrays)})
        weights = Weights(**{field.name: packed[field.name] for field in fields(Weights)})
        mentions = Mentioned(
            list(rows("mentioned", msgspec.Raw)), packed["mentions"], texts("beyond")
        )
        signs = list(rows("signs", str))
        sound = (
            tables.rows.are_sound()
            and arrays.are_sound(len(tables.rows.texts), tables.rows.documents)
            and weights.are_sound(len(arrays.keys) + len(signs))
            and tables.spellings.are_sound()
            and mentions.are_sound()
            and all(
                words.fits(len(base.subjects[name].gaps)) for name, words in tables.said.items()
            )
        )
    except (KeyError, IndexError, TypeError, ValueError, StopIteration, msgspec.MsgspecError):
        return None
    if not sound:
        return None
    remember(text.folded)
    pinyin.keep(text.readings)
    return base, Compiled(tables, arrays, mentions, weights, signs)


def _parts(texts: Texts, sizes: Sequence[int]) -> Iterator[Texts]:
    """The first so many texts, then the next so many, ..."""
    begin = 0
    for size in sizes:
        yield texts[begin : begin + size]
        begin += size
