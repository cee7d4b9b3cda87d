"""Which words are used when something unstated is asked of a subject, and only then."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.said_words import SaidWords, mostly_asked, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.knowledge.base import Entry, KnowledgeBase
    from bot.matching.documents import Document, Documents
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
        said: The words of each subject.
        missed: What `missed_words` found.
    """

    def __init__(
        self, vocabulary: Vocabulary, said: Mapping[str, SaidWords], missed: Iterable[int] = ()
    ) -> None:
        self.vocabulary = vocabulary
        self.said = said
        self._missed = frozenset(missed)

    @classmethod
    def of(
        cls,
        base: KnowledgeBase,
        documents: Iterable[Document],
        vocabulary: Vocabulary,
        before: Mapping[str, SaidWords] | None = None,
        same: Collection[str] = (),
    ) -> SubjectWords:
        """The words of a knowledge base's phrasings, answers and quotes.

        Args:
            base: The knowledge base.
            documents: Its phrasings; those about subjects in `same` may be left out.
            vocabulary: Folds them.
            before: The words of each subject in an older version.
            same: Subjects whose phrasings, answers and quotes are those of the older version.
        """
        found: dict[str, list[tuple[str, int | None]]] = {}
        for document in documents:
            subject = document.subject
            if subject is not None and subject not in same:
                said = found.setdefault(subject, [])
                said += ((w, document.gap) for w in _words(document.text, vocabulary))
        for entry in base.entries.values():
            if entry.subject is not None and entry.subject not in same:
                said = found.setdefault(entry.subject, [])
                for text in _said_by(entry):
                    said += ((word, None) for word in _words(text, vocabulary))
        counted = {subject: SaidWords.of(said) for subject, said in found.items()}
        counted |= {name: words for name, words in (before or {}).items() if name in same}
        return cls(vocabulary, dict(sorted(counted.items())))

    def count(self, document: Document, times: int) -> None:
        """Counts a phrasing's words in (1) or out (-1), as when it is left out to be asked."""
        if document.subject is not None:
            words = _words(document.text, self.vocabulary)
            self.said[document.subject].count(words, document.gap, times)

    def gap_of(self, subject: str, content: Iterable[str]) -> int | None:
        """The gap whose own words a question holds; None where it holds no such word.

        Args:
            subject: The subject that is meant.
            content: The question's content words outside names and aspect phrases.
        """
        telling = self.unstated(subject, content)
        said = self.said.get(subject)
        if not telling or said is None:
            return None
        hits = Counter(gap for word in telling for gap in said.gaps(word))
        return min(hits, key=lambda gap: (-hits[gap], gap), default=None)

    def things(self, subject: str, content: Iterable[str]) -> list[str]:
        """The nouns among them, and what is unstated of other subjects: 罚款, 立等可取.

        Another verb or adverb is only another way of asking.

        Args:
            subject: The subject that is meant.
            content: The question's content words outside names and aspect phrases.
        """
        words = self.unstated(subject, content)
        return [
            word for word in words if segmentation.is_noun(word) or number(word) in self._missed
        ]

    def missed_words(self) -> list[int]:
        """The words that several subjects use for gaps, and hardly any for what is stated."""
        return mostly_asked(self.said.values(), FEWEST, MOSTLY)

    def unstated(self, subject: str, content: Iterable[str]) -> list[str]:
        """The content words that no entry of a subject uses."""
        said = self.said.get(subject)

        def is_stated(word: str) -> bool:
            if said is None or said.is_stated(word):
                return said is not None
            standard = self.vocabulary.standardise(word)  # 动工 for 开工
            if standard == word:
                return False
            return any(said.is_stated(part) for part in segmentation.cut(standard))

        return [word for word in content if len(word) >= SHORTEST and not is_stated(word)]


def _words(text: str, vocabulary: Vocabulary) -> set[str]:
    """The words of a text, each once."""
    return set(segmentation.cut(vocabulary.simplify(text)))


def same_subjects(
    base: KnowledgeBase, documents: Documents, other: KnowledgeBase, others: Documents
) -> set[str]:
    """The subjects of which two versions say the same in the same order."""
    said, also = (_said_of(*version) for version in ((base, documents), (other, others)))
    return {subject for subject, texts in said.items() if also.get(subject) == texts}


def _said_of(base: KnowledgeBase, documents: Documents) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {
        subject: [*lists] for subject, lists in documents.of_subjects().items()
    }
    for entry in base.entries.values():
        if entry.subject is not None:
            found.setdefault(entry.subject, []).append(tuple(_said_by(entry)))
    return found


def _said_by(entry: Entry) -> Iterable[str]:
    return (entry.answer, *(evidence.quote for evidence in entry.evidence))
