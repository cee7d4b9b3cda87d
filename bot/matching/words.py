"""The words that a knowledge base uses, and how often."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.documents import OURS
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
        own: Those that phrasings of entries and gaps use, with how often.
    """

    counts: dict[str, int]
    own: dict[str, int]

    @classmethod
    def of(
        cls, base: KnowledgeBase, documents: Iterable[Document], folded: Sequence[str]
    ) -> Words:
        """The words of all phrasings (given folded, too), names and terms."""
        counts: Counter[str] = Counter()
        own: Counter[str] = Counter()
        for document, words in zip(documents, segmentation.cut_all(folded), strict=True):
            counts.update(words)
            if document.kind in OURS:
                own.update(words)
        for word in [word for word in counts if not _HAN.search(word)]:
            del counts[word]
        for phrase in _phrases(base):
            counts[fold(phrase)] += NAME_COUNT
        counts.update(fold(term) for topic in base.foreign for term in topic.terms)
        return cls(dict(counts), dict(own))

    def changed(self, came: Iterable[tuple[bool, str]], went: Iterable[tuple[bool, str]]) -> Words:
        """The words of a version that differs by some phrasings; names and terms are the same.

        Args:
            came: The phrasings that it has more; with each, whether it is an entry's or a gap's.
            went: Those that it has no more.
        """
        counts, own = Counter(self.counts), Counter(self.own)
        for phrasings, times in ((came, 1), (went, -1)):
            for is_ours, text in phrasings:
                for word in segmentation.cut(fold(text)):
                    if _HAN.search(word):
                        counts[word] += times
                    if is_ours:
                        own[word] += times
        return Words(
            {word: count for word, count in counts.items() if count},
            {word: count for word, count in own.items() if count},
        )


def _phrases(base: KnowledgeBase) -> Iterable[str]:
    for subject in base.subjects.values():
        yield from (subject.name, *subject.names)
    for group in base.language.synonyms:
        yield from group
