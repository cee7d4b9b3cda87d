"""The words that a knowledge base uses, and how often."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rjieba

from bot.matching.documents import Kind
from bot.matching.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.documents import Document

NAME_COUNT = 50
"""How many occurrences in variants a subject's name is worth when words compete."""
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a knowledge base.

    Attributes:
        counts: All of them, with how often phrasings use them.
        own: Those that phrasings of entries and gaps use.
    """

    counts: dict[str, int]
    own: set[str]

    @classmethod
    def of(
        cls, base: KnowledgeBase, documents: Iterable[Document], folded: Iterable[str]
    ) -> Words:
        """The words of all phrasings (given folded, too), names and terms."""
        counts: Counter[str] = Counter()
        own: set[str] = set()
        for document, text in zip(documents, folded, strict=True):
            words = rjieba.cut(text)
            counts.update(words)
            if document.kind in (Kind.ENTRY, Kind.GAP):
                own.update(words)
        for word in [word for word in counts if not _HAN.search(word)]:
            del counts[word]
        for phrase in _phrases(base):
            counts[fold(phrase)] += NAME_COUNT
        counts.update(fold(term) for topic in base.foreign for term in topic.terms)
        return cls(dict(counts), own)

    def changed(
        self,
        ours: Sequence[str],
        came: Iterable[tuple[bool, str]],
        went: Iterable[tuple[bool, str]],
    ) -> Words:
        """The words of a version that differs by some phrasings; names and terms are the same.

        Args:
            ours: The folded phrasings of its entries and gaps.
            came: The phrasings that it has more, folded; with each, whether it is an entry's or a
                gap's.
            went: Those that it has no more.
        """
        counts, own = Counter(self.counts), set(self.own)
        for is_ours, text in came:
            words = rjieba.cut(text)
            counts.update(filter(_HAN.search, words))
            if is_ours:
                own.update(words)
        doubtful: set[str] = set()
        for is_ours, text in went:
            words = rjieba.cut(text)
            counts.subtract(filter(_HAN.search, words))
            if is_ours:
                doubtful.update(words)
        for word in doubtful:
            if not any(word in text and word in rjieba.cut(text) for text in ours):
                own.discard(word)
        return Words({word: count for word, count in counts.items() if count}, own)


def _phrases(base: KnowledgeBase) -> Iterable[str]:
    for subject in base.subjects.values():
        yield from (subject.name, *subject.names)
    for group in base.language.synonyms:
        yield from group
