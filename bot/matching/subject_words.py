"""Which words are used when something unstated is asked of a subject, and only then."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.documents import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, MutableMapping

    from bot.knowledge.base import Entry, KnowledgeBase
    from bot.matching.documents import Document
    from bot.matching.vocabulary import Vocabulary

SHORTEST = 2
"""Single characters say too little of what is asked."""
MOSTLY = 0.75
"""A word that so large a share of its subjects use for gaps alone asks for what is not stated."""
FEWEST = 2
"""So many subjects must use it so."""


class SubjectWords:
    """The words of each subject's entries, and of each of its gaps.

    A question that resembles an entry, yet holds a word that only a gap of the subject uses
    (贷款余额里坏账有多少), asks for the gap.

    Args:
        vocabulary: Folds texts.
        stated: How often the entries of each subject use which word.
        asked: The same for each of its gaps.
        missed: What `missed_words` found.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        stated: MutableMapping[str, dict[str, int]],
        asked: MutableMapping[str, dict[int, dict[str, int]]],
        missed: Iterable[str] = (),
    ) -> None:
        self.vocabulary = vocabulary
        self.stated = stated
        self.asked = asked
        self._missed = frozenset(missed)

    @classmethod
    def of(
        cls,
        base: KnowledgeBase,
        documents: Iterable[Document],
        vocabulary: Vocabulary,
        before: SubjectWords | None = None,
        same: Collection[str] = (),
    ) -> SubjectWords:
        """The words of a knowledge base's phrasings, answers and quotes.

        Args:
            base: The knowledge base.
            documents: Its phrasings.
            vocabulary: Folds them.
            before: The words of an older version.
            same: Subjects whose phrasings, answers and quotes are those of the older version.
        """
        found = cls(vocabulary, {}, {})
        for document in documents:
            if document.subject not in same:
                found.count(document, 1)
        for entry in base.entries.values():
            if entry.subject is not None and entry.subject not in same:
                for text in _said_by(entry):
                    found._add(found.stated.setdefault(entry.subject, {}), text, 1)
        if before is not None:
            for name in same:
                if name in before.stated:
                    found.stated[name] = before.stated[name]
                if name in before.asked:
                    found.asked[name] = before.asked[name]
        return found

    def count(self, document: Document, times: int) -> None:
        """Counts a phrasing's words in (1) or out (-1), as when it is left out to be asked."""
        if document.subject is None:
            return
        if document.kind is Kind.ENTRY:
            found = self.stated.setdefault(document.subject, {})
        elif document.gap is not None:
            gaps = self.asked.setdefault(document.subject, {})
            found = gaps.setdefault(document.gap, {})
        else:
            return
        self._add(found, document.text, times)

    def gap_of(self, subject: str, content: Iterable[str]) -> int | None:
        """The gap whose own words a question holds; None where it holds no such word.

        Args:
            subject: The subject that is meant.
            content: The question's content words outside names and aspect phrases.
        """
        telling = self.unstated(subject, content)
        if not telling:
            return None
        best, most = None, 0
        for gap, words in self.asked.get(subject, {}).items():
            hits = sum(words.get(word, 0) > 0 for word in telling)
            if hits > most:
                best, most = gap, hits
        return best

    def things(self, subject: str, content: Iterable[str]) -> list[str]:
        """The nouns among them, and what is unstated of other subjects: 罚款, 立等可取.

        Another verb or adverb is only another way of asking.

        Args:
            subject: The subject that is meant.
            content: The question's content words outside names and aspect phrases.
        """
        words = self.unstated(subject, content)
        return [word for word in words if segmentation.is_noun(word) or word in self._missed]

    def missed_words(self) -> list[str]:
        """The words that several subjects use for gaps, and hardly any for what is stated."""
        gaps: Counter[str] = Counter()
        for asked in self.asked.values():
            gaps.update({word for words in asked.values() for word in words if len(word) > 1})
        often = {word for word, count in gaps.items() if count >= FEWEST}
        stated: Counter[str] = Counter()
        for told in self.stated.values():
            stated.update(often.intersection(told))
        return sorted(word for word in often if gaps[word] >= MOSTLY * (gaps[word] + stated[word]))

    def unstated(self, subject: str, content: Iterable[str]) -> list[str]:
        """The content words that no entry of a subject uses."""
        stated = self.stated.get(subject, {})

        def is_stated(word: str) -> bool:
            if stated.get(word, 0) > 0:
                return True
            standard = self.vocabulary.standardise(word)  # 动工 for 开工
            if standard == word:
                return False
            return any(stated.get(w, 0) > 0 for w in segmentation.cut(standard))

        return [word for word in content if len(word) >= SHORTEST and not is_stated(word)]

    def _add(self, counts: dict[str, int], text: str, times: int) -> None:
        for word in set(segmentation.cut(self.vocabulary.simplify(text))):
            counts[word] = counts.get(word, 0) + times


def same_subjects(
    base: KnowledgeBase,
    documents: Iterable[Document],
    other: KnowledgeBase,
    others: Iterable[Document],
) -> set[str]:
    """The subjects of which two versions say the same in the same order."""
    said, also = (_said_of(*version) for version in ((base, documents), (other, others)))
    return {subject for subject, texts in said.items() if also.get(subject) == texts}


def _said_of(base: KnowledgeBase, documents: Iterable[Document]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for document in documents:
        if document.subject is not None:
            key = (document.kind, document.gap, document.text)
            found.setdefault(document.subject, []).append(key)
    for entry in base.entries.values():
        if entry.subject is not None:
            found.setdefault(entry.subject, []).append(tuple(_said_by(entry)))
    return found


def _said_by(entry: Entry) -> Iterable[str]:
    return (entry.answer, *(evidence.quote for evidence in entry.evidence))
