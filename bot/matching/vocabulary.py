"""The knowledge base's words, folded once and laid out for finding them in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.lexicon import Lexicon, Mention, T
from bot.matching.normalise import fold
from bot.matching.units import pairs, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.knowledge.base import Entry, KnowledgeBase

GAP_MARK = "…"
"""In an aspect's phrase: up to `GAP_LENGTH` other characters."""
GAP_LENGTH = 6
MET = 10_000
"""Words of which is remembered whether they count as content."""


class Vocabulary:
    """What the knowledge base calls things.

    Args:
        base: The knowledge base.

    Attributes:
        names: Phrases that name a subject; a phrase may name several.
        subject_names: The same phrases.
        foreign: Phrases that name something outside the knowledge base, with its topic's id.
        own_places: The place that the knowledge base is about, and its parts.
        other_places: Places that it is not about.
        function_units: Characters, words and pairs that carry little content.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        language = base.language
        self._fillers = Lexicon((fold(f), None) for f in language.fillers)
        words = {fold(w) for w in language.function_words}
        single = {w for w in words if len(tokens(w)) == 1}
        self.function_words = frozenset(words)
        self.function_units = frozenset(single) | frozenset(
            p for w in words for p in pairs(w) if p == w
        )
        self._function_characters = frozenset(w for w in single if len(w) == 1)
        characters = "".join(map(re.escape, sorted(self._function_characters)))
        self._met: dict[str, bool] = {}
        self._particle = re.compile(f"([{characters}])" if characters else "(?!)")
        self.subject_names = frozenset(_name_table(base))
        self.names = Lexicon(_name_table(base).items())
        synonyms = {
            fold(word): fold(group[0]) for group in language.synonyms for word in group if word
        }
        # A name of one subject alone is as good as its standard name; it beats a synonym.
        subjects = base.subjects
        standard = {
            name: fold(subjects[ids[0]].name)
            for name, ids in _name_table(base).items()
            if len(ids) == 1
        }
        self._rewrites = Lexicon((synonyms | standard).items())
        self.synonyms = frozenset(synonyms)
        self.foreign = Lexicon((fold(t), topic.id) for topic in base.foreign for t in topic.terms)
        self.own_places = Lexicon(
            (fold(p), None) for p in (*language.own_places, *language.inner_places)
        )
        self.other_places = Lexicon((fold(p), p) for p in language.other_places)
        self.english_words = language.english_words
        terms = tuple((topic.id, topic.terms) for topic in base.foreign)
        self._reads = (language, _name_table(base), terms)
        self.before_origin, self.after_origin = around(language.origin_marks)

    def reads_like(self, other: Vocabulary) -> bool:
        """Whether another version calls things the same: names, foreign terms and all else."""
        return self._reads == other._reads

    def is_function_unit(self, unit: str) -> bool:
        """Whether a unit carries little content: a function word, or two of them side by side."""
        if unit in self.function_units:
            return True
        return len(unit) == 2 and all(c in self._function_characters for c in unit)

    def is_function_word(self, word: str) -> bool:
        """Whether a word never counts as content."""
        known = self._met.get(word)
        if known is None:
            if len(self._met) >= MET:
                self._met.clear()
            units = map(self.is_function_unit, tokens(word))
            known = self._met[word] = word in self.function_words or all(units)
        return known

    def at_particles(self, word: str) -> list[str]:
        """A word cut before and after each character that carries little content."""
        return [piece for piece in self._particle.split(word) if piece]

    def simplify(self, text: str) -> str:
        """The text folded, without filler words; a text of nothing but fillers stays whole."""
        return self.without_fillers(fold(text))

    def without_fillers(self, folded: str) -> str:
        """As `simplify`, of a text that is folded already."""
        mentions = self._fillers.longest(folded)
        if any(segmentation.may_hold(folded, mention.end) for mention in mentions):
            # 那啥 is a filler, but not in 那啥时候.
            inside = _inside_words(folded)
            mentions = [mention for mention in mentions if mention.end not in inside]
        if not mentions:
            return folded
        shorter = " ".join(_replace(folded, mentions, lambda _: "").split())
        return shorter or folded

    def wordings(self, folded: str) -> tuple[str, str]:
        """A folded text without fillers, and the same in standard wording."""
        own = self.without_fillers(folded)
        return own, self.standardise(own)

    def beyond(self, own: str, names: Iterable[str]) -> str:
        """The characters of content in a text that stand in none of the names, each once."""
        for name in names:
            own = own.replace(name, " ")
        little = self.function_units
        return "".join([c for c in dict.fromkeys(own) if c != " " and c not in little])

    def standardise(self, simplified: str) -> str:
        """The text with every known wording replaced by its standard one."""
        mentions = self._rewrites.longest(simplified)
        if not mentions:
            return simplified
        return _replace(simplified, mentions, lambda m: m.meaning)


def _inside_words(text: str) -> set[int]:
    """The places between two characters of one word."""
    found: set[int] = set()
    start = 0
    for word in segmentation.cut(text):
        found.update(range(start + 1, start + len(word)))
        start += len(word)
    return found


def phrases(base: KnowledgeBase) -> Iterator[str]:
    """All texts of a knowledge base, phrasings apart, that are folded at every start."""
    language = base.language
    yield from (*language.fillers, *language.function_words, *language.question_marks)
    marks = (*language.inclusion_marks, *language.origin_marks)
    for mark in (*marks, *language.contrasts, *language.bare_frames):
        yield from mark.split(GAP_MARK)
    yield from (*language.comparison_marks, *language.question_endings)
    yield from (*language.own_places, *language.inner_places, *language.other_places)
    for group in language.synonyms:
        yield from group
    for aspect in language.aspects.values():
        for phrase in aspect.phrases:
            head, _, tail = phrase.partition(GAP_MARK)
            yield from (head, tail)
    for subject in base.subjects.values():
        yield from (subject.name, *subject.names)
    for topic in base.foreign:
        yield from topic.terms
    yield from map(told, base.entries.values())


def told(entry: Entry) -> str:
    """All that an entry states: its answer and its quotes."""
    return " ".join((entry.answer, *(evidence.quote for evidence in entry.evidence)))


def _name_table(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for subject in base.subjects.values():
        for name in (subject.name, *subject.names):
            folded = fold(name)
            if folded and subject.id not in table.get(folded, ()):
                table[folded] = (*table.get(folded, ()), subject.id)
    return table


def _replace(text: str, mentions: Sequence[Mention[T]], by: Callable[[Mention[T]], str]) -> str:
    parts, position = [], 0
    for mention in mentions:
        parts += [text[position : mention.start], by(mention)]
        position = mention.end
    parts.append(text[position:])
    return "".join(parts)


def around(marks: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before a name, written …, and what behind it; without … it stands behind."""
    parted = [mark.rpartition(GAP_MARK) for mark in marks]
    before = tuple(fold(head) for head, mark, tail in parted if mark and not tail)
    return before, tuple(fold(tail) for head, _, tail in parted if tail and not head)
