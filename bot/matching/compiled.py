"""All that is found once for a version of the knowledge base; it may be kept and read again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.knowledge.base import KnowledgeBase  # noqa: TC001 - `unpack` reads the annotations
from bot.matching.coding import Coder
from bot.matching.index import Index
from bot.matching.indexing import Arrays
from bot.matching.normalise import fold, remember
from bot.matching.ranking import Ranker, Rows
from bot.matching.subject_words import SubjectWords
from bot.matching.vocabulary import phrases
from bot.matching.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bot.matching.documents import Document, Kind
    from bot.matching.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Tables:
    """What was counted, without the arrays.

    Attributes:
        rows: The texts of the index.
        index_words: The words that have codes in it.
        words: The words of all phrasings.
        stated: How often the entries of each subject use which word.
        asked: The same for each of its gaps.
    """

    rows: Rows
    index_words: list[str]
    words: Words
    stated: dict[str, dict[str, int]]
    asked: dict[str, dict[int, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Tables and arrays of one version of a knowledge base."""

    tables: Tables
    arrays: Arrays

    @classmethod
    def of(
        cls, base: KnowledgeBase, held: tuple[Document, ...], vocabulary: Vocabulary
    ) -> Compiled:
        """Counts everything.

        Args:
            base: The knowledge base.
            held: Its documents.
            vocabulary: Its words.
        """
        owners: dict[tuple[Kind, str], int] = {}
        groups = [owners.setdefault((d.kind, d.owner), len(owners)) for d in held]
        folded = [fold(document.text) for document in held]
        rows = Rows.of(folded, vocabulary)
        index = rows.index(groups, vocabulary)
        subjects = SubjectWords.of(base, held, vocabulary)
        tables = Tables(
            rows, index.coder.words, Words.of(base, held, folded), subjects.stated, subjects.asked
        )
        return cls(tables, index.arrays)

    def ranker(self, held: tuple[Document, ...], vocabulary: Vocabulary) -> Ranker:
        """A ranker of the documents."""
        coder = Coder(self.tables.index_words)
        return Ranker(held, self.tables.rows, Index(coder, self.arrays, vocabulary.function_units))


@dataclass(frozen=True, slots=True)
class _Text:
    """All that is kept beside the arrays."""

    base: KnowledgeBase
    tables: Tables
    folded: dict[str, str]


def pack(base: KnowledgeBase, compiled: Compiled) -> dict[str, NDArray[Any]]:
    """A version as arrays of numbers, for a file."""
    import msgspec

    text = _Text(base, compiled.tables, {text: fold(text) for text in phrases(base)})
    packed = {field.name: getattr(compiled.arrays, field.name) for field in fields(Arrays)}
    return {"text": np.frombuffer(msgspec.msgpack.encode(text), dtype=np.uint8), **packed}


def unpack(packed: Mapping[str, NDArray[Any]]) -> tuple[KnowledgeBase, Compiled] | None:
    """What `pack` was given; None where it is something else."""
    import msgspec

    try:
        text = msgspec.msgpack.decode(packed["text"].tobytes(), type=_Text)
        arrays = Arrays(**{field.name: packed[field.name] for field in fields(Arrays)})
        sound = arrays.are_sound(len(text.tables.rows.texts))
    except (KeyError, IndexError, TypeError, ValueError, msgspec.MsgspecError):
        return None
    if not sound:
        return None
    remember(text.folded)
    return text.base, Compiled(text.tables, arrays)
