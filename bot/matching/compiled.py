"""All that is found once for a version of the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.classifier import NONE, Weights
from bot.matching.coding import Coder
from bot.matching.index import Index
from bot.matching.indexing import Arrays, build
from bot.matching.normalise import fold
from bot.matching.ranking import Ranker, Rows
from bot.matching.segmentation import holding
from bot.matching.spellings import Spellings
from bot.matching.subject_words import SubjectWords
from bot.matching.variants import UNREAD, Mentioned
from bot.matching.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.documents import Document, Kind
    from bot.matching.earlier import Earlier
    from bot.matching.said_words import SaidWords
    from bot.matching.vocabulary import Vocabulary
    from bot.progress import Follow


@dataclass(frozen=True, slots=True)
class Tables:
    """What was counted, without the arrays.

    Attributes:
        rows: The texts of the index.
        index_words: The words that have codes in it.
        words: The words of all phrasings.
        said: The words of each subject's entries and gaps.
        missed: The words that are used for gaps alone, nearly.
        spellings: How the words are spelled.
    """

    rows: Rows
    index_words: list[str]
    words: Words
    said: Mapping[str, SaidWords]
    missed: list[int]
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
        held: Sequence[Document],
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
            with holding():
                words = Words.of(base, follow(held, "counting words"), folded)
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
            rows, coder.words, words, subjects.said, subjects.missed_words(),
            Spellings.of(words, vocabulary),
        )  # fmt: skip
        return cls(tables, arrays)

    def ranker(self, held: Sequence[Document], vocabulary: Vocabulary) -> Ranker:
        """A ranker of the documents."""
        coder = Coder(self.tables.index_words)
        rows = self.tables.rows
        index = Index(coder, self.arrays, vocabulary.function_units, rows.documents)
        return Ranker(held, rows, index)
