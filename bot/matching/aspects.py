"""Which aspects a question asks for: price, place, time, telephone, ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.matching.lexicon import Lexicon
from bot.matching.normalise import fold
from bot.matching.segmentation import may_hold
from bot.matching.vocabulary import GAP_LENGTH, GAP_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.knowledge.language import Aspect
    from bot.matching.lexicon import Mention


@dataclass(frozen=True, slots=True)
class Asked:
    """An aspect that a question asks for, and the phrase that shows it.

    Attributes:
        start: Where the phrase begins.
        end: Where it ends (exclusive).
        aspects: The aspects that the phrase may mean.
    """

    start: int
    end: int
    aspects: tuple[str, ...]


class AspectFinder:
    """Finds aspect phrases; a longer phrase hides the shorter ones inside it.

    Args:
        aspects: The aspects declared in the language file.
    """

    def __init__(self, aspects: Iterable[Aspect]) -> None:
        plain: dict[str, tuple[str, ...]] = {}
        # By the first character of the head, and by the last of the end: few are in a text.
        self._gapped: dict[str, list[tuple[str, str, str]]] = {}
        self._last: dict[str, list[tuple[str, str]]] = {}
        for aspect in aspects:
            for phrase in aspect.phrases:
                head, mark, tail = phrase.partition(GAP_MARK)
                first, last = fold(head), fold(tail)
                if not mark:
                    if aspect.id not in plain.get(first, ()):
                        plain[first] = (*plain.get(first, ()), aspect.id)
                elif first and last:
                    self._gapped.setdefault(first[0], []).append((first, last, aspect.id))
                elif last:
                    self._last.setdefault(last[-1], []).append((last, aspect.id))
        self._plain = Lexicon(plain.items())

    def find(
        self,
        text: str,
        names: Sequence[Mention[Any]] = (),
        nouns: Callable[[], Sequence[tuple[int, int]]] = tuple,
    ) -> list[Asked]:
        """The aspect phrases of a folded text, in order, none overlapping another.

        Args:
            text: The text.
            names: Mentions of subjects: what is mostly part of a name (消息靠谱) is not asked.
            nouns: Finds where known nouns stand: a phrase that ends within one that begins in it
                (有多少套 in 有多少套餐) is none. Called only where a phrase may end within a word.
        """
        found = [Asked(m.start, m.end, m.meaning) for m in self._plain.everywhere(text)]
        for char, phrases in self._gapped.items():
            if char not in text:
                continue
            for first, last, aspect in phrases:
                if first in text and last in text:
                    spans = _gapped(text, first, last)
                    found += [Asked(start, end, (aspect,)) for start, end in spans]
        for last, aspect in self._last.get(text[-1:], ()):
            if text.endswith(last):
                found.append(Asked(len(text) - len(last), len(text), (aspect,)))
        found = [a for a in found if not any(_mostly_inside(a, name) for name in names)]
        if any(may_hold(text, a.end) for a in found):
            words = nouns()
            found = [a for a in found if not any(a.start < s < a.end < e for s, e in words)]
        found.sort(key=lambda asked: (asked.start - asked.end, asked.start))
        kept: list[Asked] = []
        for asked in found:
            if not any(k.start < asked.end and asked.start < k.end for k in kept):
                kept.append(asked)
        # 生产总值增长多少 asks for the growth: the end of the name is only part of it then.
        outside = [a for a in kept if not any(a.start < n.end and n.start < a.end for n in names)]
        return sorted(outside or kept, key=lambda asked: asked.start)


def _gapped(text: str, first: str, last: str) -> Iterator[tuple[int, int]]:
    """Where a text holds the one and soon behind it the other, with no space between."""
    at = 0
    while (start := text.find(first, at)) >= 0:
        begin = start + len(first)
        end = text.find(last, begin, begin + GAP_LENGTH + len(last))
        if end >= 0 and " " not in text[begin:end]:
            at = end + len(last)
            yield start, at
        else:
            at = start + 1


def _mostly_inside(asked: Asked, name: Mention[Any]) -> bool:
    if asked.end > name.end:
        return False  # GDP多少: the question goes on behind the name
    if asked.end == name.end and asked.start > name.start:
        return False  # the last word of a name is what it is about: 贷款增速 asks for the growth
    overlap = min(asked.end, name.end) - max(asked.start, name.start)
    return overlap * 2 > asked.end - asked.start
