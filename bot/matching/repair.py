"""Mends what a pinyin keyboard, a slip or Latin typing did to a question.

Sound is a second channel, never a collapse: only words of the knowledge base are put in, only
where the question's own words are none, and only where a character of the word stands already.
Latin pinyin, in full (gongzufang) or as initials (gzf), is spelled out with the same words.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.lexicon import Lexicon
from bot.matching.misshapen import Misshapen
from bot.matching.reader import YES_OR_NO
from bot.matching.spellings import LATIN_WORD, LONG_WORD, NAME_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.matching.lexicon import Mention
    from bot.matching.spellings import Spellings
    from bot.matching.vocabulary import Vocabulary
    from bot.matching.words import Words

_LATIN_RUN = re.compile(r"[a-z]+(?: [a-z]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPACE = {" "}
COMMON = 20
"""Phrasings that must use a word of two characters for it to be put in."""
MEASURES = frozenset("个条项件家次")
"""Measure words, which jieba joins with the character behind them where it knows no such word."""


class Repairer:
    """Knows the words of the knowledge base by sound and by spelling.

    Args:
        words: The words of all phrasings.
        vocabulary: Names, terms and synonyms.
        spellings: How the words are spelled.
    """

    def __init__(self, words: Words, vocabulary: Vocabulary, spellings: Spellings) -> None:
        self._vocabulary = vocabulary
        self._words = words.counts
        self._own_words = words.own
        self._spellings = spellings
        self._misshapen = Misshapen(spellings.by_shape, self.is_word)

    def is_own_word(self, text: str) -> bool:
        """Whether the phrasings of entries and gaps use a word, or a synonym of one."""
        return text in self._own_words or text in self._vocabulary.synonyms

    def is_word(self, text: str) -> bool:
        """Whether anything in the knowledge base uses a word."""
        return text in self._words

    def repair(self, own: str) -> str:
        """The question with its slips mended; unchanged where there is nothing to mend.

        Args:
            own: The question, simplified.
        """
        if {*segmentation.cut(own)}.difference(self._words) <= _SPACE:
            return own  # the tables below are built only once a question needs them
        mended = _LATIN_RUN.sub(lambda m: self._spell_out(m[0]), own)
        return self._mend(mended)

    def prepare(self) -> Iterator[None]:
        """Lays out what a question needs that is to be mended, in steps; the first is longest."""
        _ = self._by_sound
        yield
        _ = self._names_by_sound
        yield
        self._misshapen.prepare()
        yield

    @cached_property
    def _by_sound(self) -> Lexicon[str]:
        """The words by sound."""
        return Lexicon(zip(self._spellings.sounds, self._spellings.words, strict=True))

    @cached_property
    def _names_by_sound(self) -> Lexicon[str]:
        """Those that are names: no others are put in where nothing is doubtful."""
        spelled = zip(self._spellings.sounds, self._spellings.words, strict=True)
        return Lexicon((sound, word) for sound, word in spelled if self._is_name(word))

    # -- Latin letters --------------------------------------------------------------------------

    def _spell_out(self, run: str) -> str:
        """Han characters for a run of Latin words that is pinyin; the run itself if it is not."""
        from bot.matching.pinyin import split_rounded, split_syllables

        english = self._vocabulary.english_words
        words = LATIN_WORD.findall(run)
        if any(word in english and split_syllables(word) is None for word in words):
            return run
        rows: list[str | tuple[str, ...]] = []
        for word in words:
            syllables = split_syllables(word)
            if syllables is None and word not in english:
                syllables = split_rounded(word)
            spelled = self._spellings.by_initials.get(word)
            if spelled is not None and (syllables is None or len(words) == 1):
                rows.append(spelled)
            elif syllables is not None:
                rows.append(syllables)
            elif "".join(sorted(word)) in self._spellings.by_letters:
                rows.append(self._spellings.by_letters["".join(sorted(word))])
            else:
                return run
        if all(word in english for word in words):
            return run
        out: list[str] = []
        pending: list[str] = []
        for row in rows:
            if isinstance(row, str):
                out += [self._decode(pending), row]
                pending = []
            else:
                pending += row
        out.append(self._decode(pending))
        return "".join(out)

    def _decode(self, syllables: list[str]) -> str:
        """The likeliest words for a row of syllables: as few and as common ones as possible."""
        from bot.matching.pinyin import coded

        ending: dict[int, list[Mention[str]]] = {}
        for mention in self._by_sound.everywhere(coded(syllables)):
            ending.setdefault(mention.end, []).append(mention)
        best: list[tuple[float, str]] = [(0.0, "")]
        for end in range(1, len(syllables) + 1):
            cost, text = best[end - 1]
            options = [(cost + 3.0, text + "?")]
            for mention in ending.get(end, ()):
                rarity = 1.0 / (1 + self._words[mention.meaning])
                before = best[mention.start]
                options.append((before[0] + 1.0 + rarity, before[1] + mention.meaning))
            best.append(min(options))
        return best[-1][1]

    # -- Han characters --------------------------------------------------------------------------

    def _mend(self, own: str) -> str:
        """The text with every stretch that sounds or looks like a known word replaced by it."""
        doubtful = self._doubtful(own)
        if not any(doubtful) and not self._holds_a_slip(own):
            return own
        whole, mends = self._heard(own, doubtful)
        if any(doubtful):
            mends += self._misshapen.find(own, doubtful)
        # No slip begins or ends inside a name.
        names = [(s, e) for s, e in whole if self._is_name(own[s:e])]
        out: list[tuple[int, int, str]] = []
        # What mends most of what is doubtful comes first (解绝 before the 解 of 企业解), then what
        # is longer, then what is further left; what overlaps one that is in stays out.
        for start, end, word in sorted(
            mends, key=lambda m: (-sum(doubtful[m[0] : m[1]]), m[0] - m[1], m[0])
        ):
            if any(s <= start and end <= e for s, e in whole):
                continue  # part of a word that is right as it stands
            if any(s < end and start < e and end - start <= e - s for s, e in names):
                continue
            if any(s < end and start < e for s, e, _ in out):
                continue
            out.append((start, end, word))
        text, position = [], 0
        for start, end, word in sorted(out):
            text += [own[position:start], word]
            position = end
        return "".join((*text, own[position:]))

    def _heard(
        self, own: str, doubtful: bytearray
    ) -> tuple[list[tuple[int, int]], list[tuple[int, int, str]]]:
        """Where known words stand as they are, and where something sounds like one."""
        from bot.matching.pinyin import sounds

        whole: list[tuple[int, int]] = []
        mends: list[tuple[int, int, str]] = []
        for mention in self._by_sound.everywhere(sounds(own)):
            start, end, word = mention.start, mention.end, mention.meaning
            typed = own[start:end]
            if typed == word:
                whole.append((start, end))
            elif self._is_slip(typed, word) or (
                any(doubtful[start:end]) and self._may_replace(typed, word)
            ):
                mends.append((start, end, word))
        return whole, mends

    def _holds_a_slip(self, own: str) -> bool:
        """Whether anything sounds like a name that is not the name itself."""
        from bot.matching.pinyin import sounds

        heard = self._names_by_sound.everywhere(sounds(own))
        return any(own[mention.start : mention.end] != mention.meaning for mention in heard)

    def _is_name(self, word: str) -> bool:
        return len(word) >= NAME_LENGTH and word in self._vocabulary.subject_names

    def _doubtful(self, own: str) -> bytearray:
        """Which characters stand in words that neither the knowledge base nor a dictionary has."""
        doubtful, position = bytearray(len(own)), 0
        for word in segmentation.cut(own):
            known = self.is_word(word) or self._vocabulary.is_function_word(word)
            if not known and word[0] in MEASURES and not segmentation.has_word(word):
                known = self.is_word(word[1:])  # 个点: jieba joins two words of one character
            if (
                not known
                and _HAN.search(word)
                and not (len(word) > 1 and segmentation.has_word(word))
            ):
                doubtful[position : position + len(word)] = b"\x01" * len(word)
            position += len(word)
        for match in YES_OR_NO.finditer(own):
            doubtful[match.start() : match.end()] = bytes(match.end() - match.start())
        return doubtful

    def _is_slip(self, typed: str, word: str) -> bool:
        """Whether a name was meant by what only holds a word: 高薪区 for 高新区.

        In a long one half of the characters may be wrong (毛条中心 for 矛调中心). A particle is no
        slip: 那几条 is not 哪几条.
        """
        if not self._is_name(word):
            return False
        wrong = [a for a, b in zip(typed, word, strict=True) if a != b]
        return (
            1 <= len(wrong) <= (len(word) // 2 if len(word) >= LONG_WORD else 1)
            and not any(map(self._vocabulary.is_function_unit, wrong))
            and not self.is_word(typed)
            and not segmentation.has_word(typed)
        )

    def _may_replace(self, typed: str, word: str) -> bool:
        if len(word) < 2 or self.is_word(typed) or not _HAN.search(typed):
            return False
        if word[-1] in MEASURES and not segmentation.has_word(word):
            return False  # 建个 is no word, but a verb and a measure: 见个面 stays
        if len(word) == 2 and self._words[word] < COMMON:
            return False  # 处成 is no slip of 促成, which hardly anybody uses
        same = sum(a == b for a, b in zip(typed, word, strict=True))
        if len(word) >= LONG_WORD:
            return same * 2 >= len(word)
        return same >= 1 and not segmentation.has_word(typed)
