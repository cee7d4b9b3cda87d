"""What a later version of a knowledge base takes over from the one before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.documents import OURS
from bot.matching.normalise import fold
from bot.matching.ranking import Rows
from bot.matching.subject_words import SubjectWords, same_subjects
from bot.matching.variants import MENTIONED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.compiled import Tables
    from bot.matching.documents import Document
    from bot.matching.reading import Mentions
    from bot.matching.variants import Variants
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
        tables: What was counted of them.
    """

    base: KnowledgeBase
    documents: tuple[Document, ...]
    tables: Tables

    def rows(self, held: Iterable[Document], vocabulary: Vocabulary) -> Rows:
        """The rows of a later version."""
        wordings = self.tables.rows.wordings(len(self.documents))
        known = {d.text: both for d, both in zip(self.documents, wordings, strict=True)}
        return Rows.of(
            known.get(document.text) or vocabulary.wordings(fold(document.text))
            for document in held
        )

    def subject_words(
        self, base: KnowledgeBase, held: tuple[Document, ...], vocabulary: Vocabulary
    ) -> SubjectWords:
        """The subjects' words of a later version."""
        before = SubjectWords(vocabulary, self.tables.stated, self.tables.asked)
        same = same_subjects(base, held, self.base, self.documents)
        return SubjectWords.of(base, held, vocabulary, before, same)

    def changed_words(self, held: Iterable[Document]) -> Words:
        """The words of a later version, given its phrasings."""
        # Files stay in their order: what came and went is one short stretch, mostly.
        then, now = _counted(self.documents), _counted(held)
        first, last = 0, 0
        shorter = min(len(then), len(now))
        while first < shorter and then[first] == now[first]:
            first += 1
        while last < shorter - first and then[-1 - last] == now[-1 - last]:
            last += 1
        came, went = (Counter(each[first : len(each) - last]) for each in (now, then))
        return self.tables.words.changed((came - went).elements(), (went - came).elements())

    def mentions(self, words: Words, variants: Variants) -> dict[str, Mentions]:
        """What its phrasings mention, where a later version's words cannot have changed that.

        A word that one version uses and the other does not may cut a name or an aspect.

        Args:
            words: The later version's words.
            variants: Reads the phrasings of the earlier one.
        """
        changed = words.own.keys() ^ self.tables.words.own.keys()
        if len(changed) > MOST_CHANGED or len(self.documents) > MENTIONED:
            return {}  # of so many phrasings few are read ever
        pattern = re.compile("|".join(map(re.escape, sorted(changed))) or "(?!)")
        held = zip(self.documents, self.tables.rows.texts, strict=False)
        texts = (document.text for document, read in held if not pattern.search(read))
        return {text: variants.mentions(text) for text in texts}


def _counted(documents: Iterable[Document]) -> list[tuple[bool, str]]:
    """What is counted of phrasings: whether they are ours, and their texts."""
    return [(document.kind in OURS, document.text) for document in documents]
