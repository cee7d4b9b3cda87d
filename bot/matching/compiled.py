"""All that is found once for a version of the knowledge base; it may be kept and read again."""

from __future__ import annotations

from array import array
from collections.abc import MutableMapping  # noqa: TC003 - the decoder reads it
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bot.knowledge.base import Entry, KnowledgeBase
from bot.knowledge.texts import Texts
from bot.matching import pinyin
from bot.matching.classifier import NONE, Weights
from bot.matching.coding import Coder
from bot.matching.index import Index
from bot.matching.indexing import Arrays, build
from bot.matching.late import Late
from bot.matching.normalise import fold, remember
from bot.matching.ranking import Ranker, Rows
from bot.matching.reading import Mentions
from bot.matching.spellings import Spellings
from bot.matching.subject_words import SubjectWords
from bot.matching.variants import UNREAD, Mentioned
from bot.matching.vocabulary import phrases
from bot.matching.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.documents import Document, Kind
    from bot.matching.earlier import Earlier
    from bot.matching.vocabulary import Vocabulary
    from bot.progress import Follow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tables:
    """What was counted, without the arrays.

    Attributes:
        rows: The texts of the index.
        index_words: The words that have codes in it.
        words: The words of all phrasings.
        stated: How often the entries of each subject use which word.
        asked: The same for each of its gaps.
        missed: The words that are used for gaps alone, nearly.
        spellings: How the words are spelled.
    """

    rows: Rows
    index_words: list[str]
    words: Words
    stated: MutableMapping[str, dict[str, int]]
    asked: MutableMapping[str, dict[int, dict[str, int]]]
    missed: list[str]
    spellings: Spellings


@dataclass(frozen=True, slots=True)
class Compiled:
    """Tables and arrays of one version of a knowledge base.

    Attributes:
        tables: What was counted.
        arrays: The index.
        mentions: What the phrasings name and ask for, as far as they have been read.
        weights: What units and signs say of what a question means.
        signs: The signs.
    """

    tables: Tables
    arrays: Arrays
    mentions: Mentioned = UNREAD
    weights: Weights = NONE
    signs: Sequence[str] = ()

    @classmethod
    def of(
        cls,
        base: KnowledgeBase,
        held: tuple[Document, ...],
        vocabulary: Vocabulary,
        follow: Follow,
        earlier: Earlier | None = None,
    ) -> Compiled:
        """Counts everything; of a version that is like an earlier one, what is not the same.

        Args:
            base: The knowledge base.
            held: Its documents.
            vocabulary: Its words.
            follow: Shows how far it is.
            earlier: A version whose vocabulary reads texts in the same way.
        """
        if earlier is None:
            folded = [fold(document.text) for document in follow(held, "folding phrasings")]
            rows = Rows.of(map(vocabulary.wordings, follow(folded, "standardising phrasings")))
            subjects = SubjectWords.of(base, held, vocabulary)
            words = Words.of(base, held, follow(folded, "counting words"))
            owners: dict[tuple[Kind, str], int] = {}
            groups = [owners.setdefault((d.kind, d.owner), len(owners)) for d in held]
            coder, arrays = build(
                rows.texts, rows.each(groups), vocabulary.function_units, rows.documents
            )
        else:
            rows = earlier.rows(vocabulary)
            subjects = earlier.subject_words(base, vocabulary)
            words = earlier.words()
            coder, arrays = earlier.index(rows, vocabulary.function_units)
        tables = Tables(
            rows, coder.words, words, subjects.stated, subjects.asked,
            subjects.missed_words(),
            Spellings.of(words, vocabulary),
        )  # fmt: skip
        return cls(tables, arrays)

    def ranker(self, held: tuple[Document, ...], vocabulary: Vocabulary) -> Ranker:
        """A ranker of the documents."""
        coder = Coder(self.tables.index_words)
        rows = self.tables.rows
        index = Index(coder, self.arrays, vocabulary.function_units, rows.documents)
        return Ranker(held, rows, index)


CHUNK = 100
"""Entries, or texts of the index, that are decoded at once: while a running bot takes in a
version, answers wait for no more than one such piece."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What is kept beside the arrays, without entries, words and texts of the index."""

    base: KnowledgeBase
    missed: list[str]
    folded: dict[str, str]
    readings: str


def pack(base: KnowledgeBase, compiled: Compiled) -> dict[str, NDArray[Any]]:
    """A version as arrays of numbers, for a file."""
    import msgspec

    def packed(value: object) -> NDArray[Any]:
        return np.frombuffer(msgspec.msgpack.encode(value), dtype=np.uint8)

    tables = compiled.tables
    spelled = tables.spellings
    text = _Text(
        replace(base, entries={}),
        tables.missed,
        {text: fold(text) for text in phrases(base)},
        pinyin.readings(),
    )
    found = {
        "text": packed(text),
        "stated": packed(dict(tables.stated)),
        "asked": packed(dict(tables.asked)),
        "mentions": compiled.mentions.numbers,
        "others": np.asarray(tables.rows.others),
    }
    found["characters"], found["characters from"] = tables.rows.texts.pack()
    many: dict[str, list[Any]] = {
        "entries": list(base.entries.values()),
        "index_words": tables.index_words, "words": list(tables.words.counts.items()),
        "own_words": list(tables.words.own.items()),
        "sounds": spelled.sounds, "spelled": spelled.words,
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
    return found


def unpack(packed: Mapping[str, NDArray[Any]]) -> tuple[KnowledgeBase, Compiled] | None:
    """What `pack` was given; None where it is something else."""
    import msgspec

    def rows(name: str, shape: type[T]) -> Iterator[T]:
        decoder = msgspec.msgpack.Decoder(list[shape])  # type: ignore[valid-type]
        content, start = packed[name], 0
        for end in packed[f"{name} end at"].tolist():
            yield from decoder.decode(content[start:end].tobytes())
            start = end

    def late(name: str, shape: type[T]) -> Late[T]:
        decoder = msgspec.msgpack.Decoder(shape)

        def decode(part: msgspec.Raw) -> T:
            try:
                return decoder.decode(part)
            except ValueError:  # what msgspec raises is one
                return shape()

        parts = msgspec.msgpack.decode(packed[name].tobytes(), type=dict[str, msgspec.Raw])
        return Late(parts, decode)

    held: dict[Any, Any] = {}

    def once(value: T) -> T:
        """The value that equals one, held once for all."""
        found: T = held.setdefault(value, value)
        return found

    try:
        text = msgspec.msgpack.decode(packed["text"].tobytes(), type=_Text)
        texts = Texts.unpack(packed["characters"], packed["characters from"])
        tables = Tables(
            Rows(texts, array("i", packed["others"].tobytes())),
            list(rows("index_words", str)),
            Words(
                {once(word): count for word, count in rows("words", tuple[str, int])},
                {once(word): count for word, count in rows("own_words", tuple[str, int])},
            ),
            late("stated", dict[str, int]),
            late("asked", dict[int, dict[str, int]]),
            text.missed,
            Spellings(
                list(rows("sounds", str)),
                list(map(once, rows("spelled", str))),
                {shape: once(word) for shape, word in rows("by_shape", tuple[str, str])},
                {first: once(word) for first, word in rows("by_initials", tuple[str, str])},
                dict(rows("by_letters", tuple[str, str])),
            ),
        )
        base = replace(text.base, entries={e.id: e for e in rows("entries", Entry)})
        arrays = Arrays(**{field.name: packed[field.name] for field in fields(Arrays)})
        weights = Weights(**{field.name: packed[field.name] for field in fields(Weights)})
        read = [
            Mentions(once(names), once(subjects), once(aspects))
            for names, subjects, aspects in rows("mentioned", Mentions)
        ]
        mentions = Mentioned(read, packed["mentions"])
        signs = list(rows("signs", str))
        sound = (
            tables.rows.are_sound()
            and arrays.are_sound(len(tables.rows.texts), tables.rows.documents)
            and weights.are_sound(len(arrays.keys) + len(signs))
            and tables.spellings.are_sound()
            and mentions.are_sound()
        )
    except (KeyError, IndexError, TypeError, ValueError, msgspec.MsgspecError):
        return None
    if not sound:
        return None
    remember(text.folded)
    pinyin.keep(text.readings)
    return base, Compiled(tables, arrays, mentions, weights, signs)
