"""How the words of a knowledge base sound, and what slips of them look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.knowledge.texts import Texts
from bot.matching import segmentation
from bot.matching.words import NAME_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.matching.vocabulary import Vocabulary
    from bot.matching.words import Words

LATIN_WORD = re.compile(r"[a-z]+")
MAX_WORD = 8
"""Longest word that is mended, in characters."""
_MENDED = re.compile(rf"[\u3400-\u9fff\d]{{1,{MAX_WORD}}}")
LONG_WORD = 4
"""From this length on a word is mended even where the typed one is a word too (会客厅)."""
NAME_LENGTH = 3
"""From this many characters on a name is heard even where the typed ones make words, too."""
LATIN_NAME = 3
"""From this many letters on a name in Latin letters is known with its letters mixed up (GPD)."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """The words of a knowledge base as they sound and as they may be misspelt.

    Attributes:
        sounds: How words sound, the commonest word first.
        words: The words that sound so.
        by_shape: Long words by what they share with a slip of theirs.
        by_initials: Words by the first letters of their pinyin.
        by_letters: Names in Latin letters by their letters, sorted.
    """

    sounds: Sequence[str]
    words: list[str]
    by_shape: dict[str, str]
    by_initials: dict[str, str]
    by_letters: dict[str, str]

    @classmethod
    def of(cls, words: Words, vocabulary: Vocabulary) -> Spellings:
        """Spells all words of a knowledge base."""
        from bot.matching.pinyin import initials, other_sounds, sounds

        ranked = sorted(
            (word, count)
            for word, count in words.counts.items()
            if _MENDED.fullmatch(word)
            and (len(word) == 1 or count >= NAME_COUNT or segmentation.has_word(word))
        )
        ranked.sort(key=itemgetter(1), reverse=True)  # those of one count stay in their order
        by_sound: dict[str, str] = {}
        for word, _ in ranked:
            by_sound.setdefault(sounds(word), word)
        for name in sorted(
            n for n in vocabulary.subject_names if NAME_LENGTH <= len(n) <= MAX_WORD
        ):
            for sound in other_sounds(name):
                by_sound.setdefault(sound, name)
        spelled = cls(Texts.of(by_sound), list(by_sound.values()), {}, {}, {})
        names = (word for word, count in words.counts.items() if count >= NAME_COUNT)
        for word in sorted(name for name in names if LATIN_WORD.fullmatch(name)):
            if len(word) >= LATIN_NAME:
                spelled.by_letters.setdefault("".join(sorted(word)), word)
        for word, count in ranked:
            if count >= NAME_COUNT and _is_long(word, vocabulary):
                for key in shapes(word):
                    spelled.by_shape.setdefault(key, word)
            if len(word) >= 2 and count >= 2:
                spelled.by_initials.setdefault(initials(word), word)
        return spelled

    def are_sound(self) -> bool:
        """Whether each sound has its word."""
        return len(self.sounds) == len(self.words)


def _is_long(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stays recognisable with one character wrong: 涨了多少 does not."""
    content = sum(not vocabulary.is_function_unit(char) for char in word)
    return len(word) >= LONG_WORD and content >= LONG_WORD - 1


def shapes(word: str) -> Iterable[str]:
    """What a word shares with a slip of it: one character masked, or its characters sorted."""
    for position in range(len(word)):
        yield f"{word[:position]}*{word[position + 1 :]}"
    yield anagram(word)


def anagram(word: str) -> str:
    """What a word shares with those of the same characters in another order."""
    return "#" + "".join(sorted(word))
