"""What a question asks that the source does not state: aspects, and things nobody speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.documents import Kind
from bot.matching.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.base import Entry, Gap, KnowledgeBase
    from bot.matching.reading import Reading
    from bot.matching.subject_words import SubjectWords
    from bot.matching.variants import Variants
    from bot.matching.weighing import Candidate

GENERAL_ASPECTS = frozenset({"what", "source"})
"""Whatever is told of a subject says what it is, and where that stands: never missing."""
MAX_WORDS = 2
"""Words of the user's own that are named as missing at most."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A thing that the source does not state.

    Attributes:
        zh: Its name in Chinese, or the user's own word.
        en: Its name in English; may be empty.
    """

    zh: str
    en: str = ""

    @classmethod
    def of(cls, gap: Gap) -> Missing:
        """What a known gap leaves unstated."""
        return cls(gap.what, gap.en)


class Unstated:
    """Compares what is asked with what an entry states.

    Args:
        base: The knowledge base.
        variants: Reads phrasings.
        words: The words of the subjects' entries and gaps.
    """

    def __init__(self, base: KnowledgeBase, variants: Variants, words: SubjectWords) -> None:
        self._base = base
        self._variants = variants
        self._words = words
        self._texts: dict[str, str] = {}

    def aspects(self, reading: Reading, entry: Entry, matched: str = "") -> tuple[Missing, ...]:
        """The aspects asked for that neither the entry states nor the variant matched asks for."""
        if not entry.covers:
            return ()
        stated = entry.covers | GENERAL_ASPECTS
        if matched:
            stated |= self._variants.read(matched).aspects
        found = []
        for asked in reading.asked:
            if not set(asked.aspects) & stated:
                aspect = self._base.language.aspects[asked.aspects[0]]
                found.append(Missing(aspect.label, aspect.en))
        return tuple(dict.fromkeys(found))

    def asks(self, variant: str) -> frozenset[str]:
        """The aspects that a phrasing may ask for."""
        return self._variants.mentions(variant).aspects

    def lacks(self, reading: Reading, candidate: Candidate) -> bool:
        """Whether a candidate is an entry that leaves an aspect out."""
        document = candidate.document
        if document.kind is not Kind.ENTRY:
            return False
        entry = self._base.entries[document.owner]
        return bool(self.aspects(reading, entry, document.text))

    def things(self, reading: Reading, entry: Entry, matched: str) -> tuple[Missing, ...]:
        """What a message about a named subject holds that no entry of the subject speaks of.

        In one without a mark of a question (公租房 户型) only a noun of the dictionary is such a
        thing, or a word that is used for what is not stated.
        """
        if entry.subject not in reading.subjects:
            return ()
        # 跨省的160项里有没有领结婚证: the subject is ours, what is asked of it is not.
        terms = tuple(Missing(t) for t in reading.foreign_terms if t not in matched)
        if terms:
            return terms
        stated = any(set(asked.aspects) & entry.covers for asked in reading.asked_beside_names)
        # Where the entry states what is asked, only a thing it does not speak of can be missing.
        content = [w for w in reading.content if w not in self._told(entry)]
        if stated:
            content = [w for w in content if segmentation.is_noun(w)]
        elif not reading.asks:
            content = self._words.things(entry.subject, content)
        number = self._words.gap_of(entry.subject, content)
        if number is None:
            asked_of = self._asked_of(reading) if stated else content
            words = self._words.things(entry.subject, asked_of)
            return tuple(Missing(word) for word in words[:MAX_WORDS])
        gap = self._base.subjects[entry.subject].gaps[number]
        return (Missing.of(gap),)

    def is_bare(self, variant: str) -> bool:
        """Whether a variant holds no more than a name and the question what that is."""
        reading = self._variants.read(variant)
        asked = {aspect for phrase in reading.asked for aspect in phrase.aspects}
        return bool(reading.names) and not reading.content and asked <= GENERAL_ASPECTS

    def beyond(self, reading: Reading, entry: Entry) -> list[str]:
        """The words of a question, names apart, that the entry does not say.

        Empty where it asks nothing, or an aspect that the entry states.
        """
        if not reading.asks or any(set(asked.aspects) & entry.covers for asked in reading.asked):
            return []
        told = self._told(entry)
        return [word for word in reading.content if len(word) > 1 and word not in told]

    def says_no_more(self, words: Iterable[str], entry: Entry) -> bool:
        """Whether some words are no more than single characters of an entry: 多少亿."""
        told = self._told(entry)
        return all(len(word) == 1 and word in told for word in words)

    def _told(self, entry: Entry) -> str:
        """All that an entry says: a word of it is not missing, however it is cut."""
        told = self._texts.get(entry.id)
        if told is None:
            quotes = (evidence.quote for evidence in entry.evidence)
            told = self._texts[entry.id] = fold(" ".join((entry.question, entry.answer, *quotes)))
        return told

    def _asked_of(self, reading: Reading) -> list[str]:
        """Unknown words right before what is asked: 团长叫什么 asks of the head of a team."""
        heads = [reading.own[: asked.start] for asked in reading.asked]
        return [word for word in reading.leftovers if any(head.endswith(word) for head in heads)]
