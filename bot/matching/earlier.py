"""What a later version of a knowledge base takes over from the one before."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.texts import Texts
from bot.matching.documents import OURS
from bot.matching.index_change import Version, changed
from bot.matching.normalise import fold
from bot.matching.ranking import Rows
from bot.matching.subject_words import SubjectWords, same_subjects
from bot.matching.variants import MENTIONED

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.coding import Coder
    from bot.matching.compiled import Compiled, Tables
    from bot.matching.documents import Document, Documents, Kind
    from bot.matching.indexing import Arrays
    from bot.matching.variants import Said, Variants
    from bot.matching.vocabulary import Vocabulary
    from bot.matching.words import Words

MOST_CHANGED = 200
"""Where more words than these came or went, all phrasings are read anew."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version: what of it is the same in a later one is not worked out again.

    What is found with it is what would be found without it.

    Attributes:
        base: Its knowledge base.
        documents: Its phrasings.
        compiled: What was counted of them.
        held: The phrasings of the later version.
        same: How many of those are the earlier one's at the beginning, and at the end.
    """

    base: KnowledgeBase
    documents: Documents
    compiled: Compiled
    held: Documents
    same: tuple[int, int]

    @classmethod
    def of(
        cls,
        base: KnowledgeBase,
        documents: Documents,
        compiled: Compiled,
        held: Documents,
    ) -> Earlier:
        """An earlier version beside the phrasings of a later one.

        Files stay in their order: what came and went is one short stretch, mostly.
        """
        return cls(base, documents, compiled, held, documents.same(held))

    @property
    def tables(self) -> Tables:
        """What was counted, without the arrays."""
        return self.compiled.tables

    def _between(self, phrasings: Documents) -> list[Document]:
        """Those of either version's phrasings that are not the same."""
        first, last = self.same
        return phrasings[first : len(phrasings) - last]

    def rows(self, vocabulary: Vocabulary) -> Rows:
        """The rows of the later version."""
        rows, size = self.tables.rows, len(self.documents)
        (first, stop), (begin, end) = rows.stretches(*self.same)
        between = range(first, stop)
        known = {
            self.documents[n].text: both
            for n, both in zip(between, rows.wordings(between), strict=True)
        }
        fresh = Rows.of(
            known.get(document.text) or vocabulary.wordings(fold(document.text))
            for document in self._between(self.held)
        )
        count, shift = len(self._between(self.held)), len(self.held) - size
        return Rows(
            Texts.together((
                rows.texts[:first], fresh.texts[:count], rows.texts[stop:size],
                rows.texts[size:begin], fresh.texts[count:], rows.texts[end:],
            )),
            array("i", [
                *rows.others[: begin - size], *(first + n for n in fresh.others),
                *(n + shift for n in rows.others[end - size :]),
            ]),
        )  # fmt: skip

    def index(self, rows: Rows, function_units: Collection[str]) -> tuple[Coder, Arrays]:
        """The index of the later version, and the codes that it uses.

        Args:
            rows: Its texts.
            function_units: Tokens and pairs that carry little content, the same in both.
        """
        owners: dict[tuple[Kind, str], int] = {}

        def number(kind: Kind, owner: str) -> int:
            return owners.setdefault((kind, owner), len(owners))

        then, now = (
            Version(texts, phrasings.each(number).tolist())
            for texts, phrasings in ((self.tables.rows, self.documents), (rows, self.held))
        )
        arrays, words = self.compiled.arrays, self.tables.index_words
        return changed(arrays, words, (then, now), self.same, function_units)

    def subject_words(self, base: KnowledgeBase, vocabulary: Vocabulary) -> SubjectWords:
        """The subjects' words of the later version."""
        same = same_subjects(base, self.held, self.base, self.documents)
        others = self.held.beside(same)
        return SubjectWords.of(base, others, vocabulary, self.tables.said, same)

    def words(self) -> Words:
        """The words of the later version."""
        came, went = (
            Counter((d.kind in OURS, d.text) for d in self._between(phrasings))
            for phrasings in (self.held, self.documents)
        )
        return self.tables.words.changed((came - went).elements(), (went - came).elements())

    def said(self, words: Words, variants: Variants) -> dict[str, Said]:
        """What its phrasings say, where a later version's words cannot have changed that.

        A word that one version uses and the other does not may cut a name or an aspect.

        Args:
            words: The later version's words.
            variants: Reads the phrasings of the earlier one.
        """
        changed = words.own.keys() ^ self.tables.words.own.keys()
        if len(changed) > MOST_CHANGED or len(self.documents) > MENTIONED:
            return {}  # of so many phrasings few are read ever
        pattern = re.compile("|".join(map(re.escape, sorted(changed))) or "(?!)")
        wordings = self.tables.rows.wordings(range(len(self.documents)))
        held = zip(self.documents, wordings, strict=True)
        same = (document for document, (own, _) in held if not pattern.search(own))
        return {d.text: (variants.of(d), variants.beyond(d)) for d in same}
