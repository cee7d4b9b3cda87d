"""Which words are used when something unstated is asked of a subject, and only then."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import rjieba

from bot.matching.documents import Kind
from bot.matching.units import is_noun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.documents import Document
    from bot.matching.vocabulary import Vocabulary

SHORTEST = 2
"""Single characters say too little of what is asked."""


class SubjectWords:
    """The words of each subject's entries, and of each of its gaps.

    A question that resembles an entry, yet holds a word that only a gap of the subject uses
    (贷款余额里坏账有多少), asks for the gap.

    Args:
        base: The knowledge base.
        documents: Its phrasings.
        vocabulary: Folds them.
    """

    def __init__(
        self, base: KnowledgeBase, documents: Iterable[Document], vocabulary: Vocabulary
    ) -> None:
        self._vocabulary = vocabulary
        self._stated: dict[str, Counter[str]] = {}
        self._asked: dict[str, dict[int, Counter[str]]] = {}
        for document in documents:
            self.count(document, 1)
        for entry in base.entries.values():
            if entry.subject is not None:
                quotes = (evidence.quote for evidence in entry.evidence)
                for text in (entry.answer, *quotes):
                    self._of_entries(entry.subject).update(self._words(text))

    def count(self, document: Document, times: int) -> None:
        """Counts a phrasing's words in (1) or out (-1), as when it is left out to be asked."""
        if document.subject is None:
            return
        if document.kind is Kind.ENTRY:
            found = self._of_entries(document.subject)
        elif document.gap is not None:
            gaps = self._asked.setdefault(document.subject, {})
            found = gaps.setdefault(document.gap, Counter())
        else:
            return
        for word in self._words(document.text):
            found[word] += times

    def gap_of(self, subject: str, content: Iterable[str]) -> int | None:
        """The gap whose own words a question holds; None where it holds no such word.

        Args:
            subject: The subject that is meant.
            content: The question's content words outside names and aspect phrases.
        """
        telling = self.unstated(subject, content)
        best, most = None, 0
        for gap, words in self._asked.get(subject, {}).items():
            hits = sum(words[word] > 0 for word in telling)
            if hits > most:
                best, most = gap, hits
        return best

    def things(self, subject: str, content: Iterable[str]) -> list[str]:
        """The nouns among them: a verb or an adverb more is only another way of asking."""
        return [word for word in self.unstated(subject, content) if is_noun(word)]

    def unstated(self, subject: str, content: Iterable[str]) -> list[str]:
        """The content words that no entry of a subject uses."""
        stated = self._stated.get(subject, Counter())

        def is_stated(word: str) -> bool:
            if stated[word] > 0:
                return True
            standard = self._vocabulary.standardise(word)  # 动工 for 开工
            return standard != word and any(stated[w] > 0 for w in rjieba.cut(standard))

        return [word for word in content if len(word) >= SHORTEST and not is_stated(word)]

    def _of_entries(self, subject: str) -> Counter[str]:
        return self._stated.setdefault(subject, Counter())

    def _words(self, text: str) -> set[str]:
        return set(rjieba.cut(self._vocabulary.simplify(text)))
