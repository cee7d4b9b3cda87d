"""Reads a question: the subjects, aspects, places, years and words that it mentions."""

from __future__ import annotations

import re
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from bot.matching import segmentation
from bot.matching.aspects import Asked, AspectFinder
from bot.matching.normalise import fold
from bot.matching.reading import Mentions, Reading, figures_in, years_in
from bot.matching.segmentation import may_hold
from bot.matching.vocabulary import around

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.lexicon import Mention
    from bot.matching.vocabulary import Vocabulary

    _Name = Mention[tuple[str, ...]]

_LETTER = re.compile(r"[^\W\d_]")
YES_OR_NO = re.compile(r"(.)[不没]\1")
"""近不近: said twice around a negation, a character asks whether it is so."""
MARK_REACH = 7
"""Characters before a place name within which a mark of belonging still speaks of that place."""
_ORIGIN_REACH = 3
"""Characters after a place name within which an origin mark still speaks of that place."""


class Reader:
    """Reads questions with the words of a knowledge base.

    Args:
        base: The knowledge base.
        vocabulary: Its names, terms and phrases.
        is_word: Whether the phrasings of entries and gaps use a word.
    """

    def __init__(
        self, base: KnowledgeBase, vocabulary: Vocabulary, is_word: Callable[[str], bool]
    ) -> None:
        self._vocabulary = vocabulary
        self._is_word = is_word
        self._marks = tuple(fold(mark) for mark in base.language.question_marks)
        self._comparisons = tuple(fold(mark) for mark in base.language.comparison_marks)
        self._before, self._after = around(base.language.inclusion_marks)
        self._endings = tuple(fold(ending) for ending in base.language.question_endings)
        self._aspects = AspectFinder(base.language.aspects.values())

    def read(self, own: str) -> Reading:
        """Reads one question.

        Args:
            own: The question as `Vocabulary.simplify` gives it.
        """
        vocabulary = self._vocabulary
        words = self._cut(own)
        names, foreign, asked = self._mentioned(own)
        ends = set(accumulate(map(len, words)))
        places = [
            place for place in vocabulary.other_places.longest(own)
            if self._stands_apart(own, place, ends)
        ]  # fmt: skip
        home = vocabulary.own_places.longest(own)
        are_ours = bool(home) or any(self._is_included(own, place) for place in places)
        subjects: dict[str, int] = {}
        for mention in names:
            for subject in mention.meaning:
                subjects[subject] = max(subjects.get(subject, 0), mention.end - mention.start)
        mentions: tuple[Mention[Any] | Asked, ...] = (*names, *places, *home, *asked)
        spans = [(m.start, m.end) for m in mentions]
        content, length = self._content(own, words, spans)
        leftovers = tuple(word for word in content if not self._is_word(word))
        return Reading(
            own=own,
            standard=vocabulary.standardise(own),
            subjects=subjects,
            names=tuple(dict.fromkeys(own[m.start : m.end] for m in names)),
            asked=tuple(asked),
            foreign=tuple(dict.fromkeys(m.meaning for m in foreign)),
            foreign_terms=tuple(dict.fromkeys(own[m.start : m.end] for m in foreign)),
            other_places=tuple(
                m.meaning for m in places if not are_ours and not self._is_origin(own, m)
            ),
            compared=self._compared(own, places) if are_ours else (),
            years=years_in(own),
            figures=figures_in(own),
            leftovers=leftovers,
            strange=sum(map(len, leftovers)) / length if length else 0.0,
            content=tuple(content),
            exists=any(
                m.end == len(own) and any(mark in own[: m.start] for mark in self._before)
                for m in names
            ),
            asks=bool(asked)
            or any(mark in own for mark in self._marks)
            or YES_OR_NO.search(own) is not None
            or own.endswith(self._endings),
        )

    def mentions(self, own: str) -> Mentions:
        """The names and aspects in a phrasing, as `read` would find them.

        Args:
            own: The phrasing as `Vocabulary.simplify` gives it.
        """
        names, _, asked = self._mentioned(own)
        return Mentions(
            tuple(dict.fromkeys(own[m.start : m.end] for m in names)),
            frozenset(subject for mention in names for subject in mention.meaning),
            frozenset(aspect for phrase in asked for aspect in phrase.aspects),
        )

    def aspect_phrases(self, own: str) -> str:
        """The phrases of a question that say what is asked, joined; of GDP多少 it is 多少."""
        names = self._vocabulary.names.everywhere(own)
        found = []
        for asked in self._aspects.find(own):
            ends = [n.end for n in names if n.start <= asked.start < n.end < asked.end]
            found.append(own[max([asked.start, *ends]) : asked.end])
        return "".join(found)

    def _cut(self, own: str) -> list[str]:
        """The words of a text; a guessed one ends at a particle (样哩城 is 样 and 城)."""
        found: list[str] = []
        for word in segmentation.cut(own):
            if (
                len(word) == 1
                or word.isascii()
                or self._is_word(word)
                or segmentation.has_word(word)
            ):
                found.append(word)
            else:
                found += self._vocabulary.at_particles(word)
        return found

    def _mentioned(self, own: str) -> tuple[list[_Name], list[Mention[str]], list[Asked]]:
        """The names of subjects, the foreign terms and the aspect phrases in a text."""
        names, foreign = self._named(own)
        return names, foreign, self._aspects.find(own, names, partial(self._known_nouns, own))

    def _other_words(self, own: str) -> list[tuple[int, int]]:
        """Where words of the dictionary stand that the knowledge base never uses."""
        found, start = [], 0
        for word in self._cut(own):
            if len(word) > 1 and not self._is_word(word) and segmentation.has_word(word):
                found.append((start, start + len(word)))
            start += len(word)
        return found

    def _named(self, own: str) -> tuple[list[_Name], list[Mention[str]]]:
        """Names of subjects and foreign terms; one inside a longer one is none.

        Nor is a name that cuts a word that is not ours (人才 in 达人 才艺, 绿化 in 绿化带).
        """
        names = self._vocabulary.names.everywhere(own)
        if any(may_hold(own, n.start) or may_hold(own, n.end) for n in names):
            others = self._other_words(own)
            names = [n for n in names if not any(_cuts(n, start, end) for start, end in others)]
        foreign = self._vocabulary.foreign.everywhere(own)
        if len(names) + len(foreign) < 2:
            return names, foreign
        both: list[Mention[Any]] = [*names, *foreign]
        longest = sorted(both, key=lambda m: (m.start - m.end, m.start))
        kept: list[Mention[Any]] = []
        for mention in longest:
            # A phrase inside a longer one is part of it; two that only overlap are both there.
            if not any(k.start <= mention.start and mention.end <= k.end for k in kept):
                kept.append(mention)
        return [m for m in names if m in kept], [m for m in foreign if m in kept]

    def _stands_apart(self, own: str, place: Mention[str], ends: Collection[int]) -> bool:
        """Whether a place's name is no piece of other words.

        南平 in 河南平均 is one: it begins and ends inside words. 大连 in 老大连着 is one: it ends
        a word with the character before it and begins one with the character behind.
        """
        if place.start == 0:
            return True
        if place.start not in ends and place.end not in ends:
            return False
        if place.end == len(own) or self._vocabulary.is_function_unit(own[place.start - 1]):
            return True
        before, after = own[place.start - 1 : place.start + 1], own[place.end - 1 : place.end + 1]
        return not (segmentation.has_word(before) and segmentation.has_word(after))

    def _is_origin(self, own: str, place: Mention[str]) -> bool:
        """Whether a place is only where somebody comes from: 西安人, but not 西安人才."""
        if own[: place.start].endswith(self._vocabulary.before_origin):
            return True
        after = own[place.end : place.end + _ORIGIN_REACH]
        return any(
            mark in after and not (len(mark) == 1 and _begins_a_word(own, mark, place.end))
            for mark in self._vocabulary.after_origin
        )

    def _is_included(self, own: str, place: Mention[str]) -> bool:
        """Whether it is asked if a place belongs to something: 通办圈里有没有西安."""
        before, after = own[: place.start].rstrip(), own[place.end :].lstrip()
        if after.startswith(self._after):
            return True
        near = before[-MARK_REACH:]  # 有没有俺们运城
        if after and (after[0] == "的" or not self._vocabulary.is_function_unit(after[0])):
            return False  # 有没有郑州户口
        return any(mark in near for mark in self._before)

    def _compared(self, own: str, places: Sequence[Mention[str]]) -> tuple[str, ...]:
        """Other places beside our own in a question that compares, or asks what they belong to."""
        if not any(mark in own for mark in self._comparisons) and not any(
            self._is_included(own, place) for place in places
        ):
            return ()
        return tuple(m.meaning for m in places if not self._is_origin(own, m))

    def _known_nouns(self, own: str) -> list[tuple[int, int]]:
        """Where nouns of two characters and more stand that the knowledge base uses."""
        found, start = [], 0
        for word in self._cut(own):
            if len(word) > 1 and self._is_word(word) and segmentation.is_noun(word):
                found.append((start, start + len(word)))
            start += len(word)
        return found

    def _content(
        self, own: str, cut: Sequence[str], spans: Sequence[tuple[int, int]]
    ) -> tuple[list[str], int]:
        """The content words that no mention covers, and how long all content is."""
        inside = bytearray(len(own))
        for start, end in spans:
            inside[start:end] = b"\x01" * (end - start)
        words, length, position = [], 0, 0
        for word in cut:
            start, position = position, position + len(word)
            if not _LETTER.search(word) or self._vocabulary.is_function_word(word):
                continue
            length += len(word)
            if sum(inside[start:position]) * 2 < len(word):
                words.append(word)
        return words, length


def _cuts(mention: Mention[Any], start: int, end: int) -> bool:
    """Whether a mention begins or ends inside a word that is as long; 公租房 wins over 下公."""
    cuts = start < mention.start < end or start < mention.end < end
    return cuts and mention.end - mention.start <= end - start


def _begins_a_word(own: str, mark: str, start: int) -> bool:
    """Whether a mark of one character, from a place of the text on, begins a longer word."""
    at = own.index(mark, start)
    return at + 2 <= len(own) and segmentation.has_word(own[at : at + 2])
