"""What a question mentions, before it is decided what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.segmentation import is_noun

if TYPE_CHECKING:
    from bot.matching.aspects import Asked

_COUNTED = (
    "多(?!少)|余(?!额)|元(?!旦)|[块万亿斤套户]|平米|平方|人(?![均口])|个(?![税人体])|家(?!庭)"
)
_YEAR = re.compile(rf"(?<![\d.])((?:19|20)\d\d)(?:年|(?![\d.%]|{_COUNTED}))")
"""A year; 2000 in 2000多 is none."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def years_in(text: str) -> tuple[int, ...]:
    """The years that a text names."""
    return tuple(int(m[1]) for m in _YEAR.finditer(text))


def figures_in(folded: str) -> tuple[str, ...]:
    """The numbers in a folded text, years apart, as they are written."""
    return tuple(_FIGURE.findall(_YEAR.sub(" ", folded)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question mentions.

    Attributes:
        own: The question folded, without fillers.
        standard: The same in standard wording.
        subjects: Ids of the subjects it names, each with the length of the longest name.
        names: The names that it uses for them.
        asked: The aspect phrases in it.
        foreign: Ids of the foreign topics it names.
        foreign_terms: The words that name them.
        other_places: Other places that it is about, as the language file writes them.
        compared: Other places that it holds against our own, or asks whether they belong to it.
        years: Years it names.
        figures: Numbers it holds, years apart.
        leftovers: Content words that neither a mention nor the knowledge base covers, in order.
        strange: Share of its content characters that are in such words, 0..1.
        content: Content words that no mention covers, known ones too.
        exists: Whether it only asks if there is what it names: 有没有给工人坐的定制公交.
        asks: Whether it has a mark of a question or asks for an aspect.
        aspects: All aspects that it may ask for.
    """

    own: str
    standard: str
    subjects: dict[str, int]
    names: tuple[str, ...]
    asked: tuple[Asked, ...]
    foreign: tuple[str, ...]
    foreign_terms: tuple[str, ...]
    other_places: tuple[str, ...]
    compared: tuple[str, ...]
    years: tuple[int, ...]
    figures: tuple[str, ...]
    leftovers: tuple[str, ...]
    strange: float
    content: tuple[str, ...]
    exists: bool
    asks: bool
    aspects: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        aspects = frozenset([aspect for asked in self.asked for aspect in asked.aspects])
        object.__setattr__(self, "aspects", aspects)

    @property
    def says_what(self) -> bool:
        """Whether it holds more than what is asked: a subject, or a word of content."""
        return bool(self.subjects) or any(len(w) > 1 or is_noun(w) for w in self.content)

    @property
    def beside_names(self) -> str:
        """The question without the names that it uses."""
        text = self.own
        for name in self.names:
            text = text.replace(name, " ")
        return text

    @property
    def asked_beside_names(self) -> tuple[Asked, ...]:
        """The aspect phrases in it that are no part of a name: 总值 in 进出口总值 is one."""
        return tuple(
            asked for asked in self.asked
            if not any(self.own[asked.start : asked.end] in name for name in self.names)
        )  # fmt: skip

    @property
    def asks_more_than_names(self) -> bool:
        """Whether it asks for an aspect in words outside the names; 那整个生产总值呢 does not."""
        return bool(self.asked_beside_names)


class Mentions(NamedTuple):
    """What a phrasing names and asks for.

    Attributes:
        names: The names of subjects in it.
        subjects: Ids of the subjects that these name.
        aspects: The aspects that it may ask for.
    """

    names: tuple[str, ...]
    subjects: frozenset[str]
    aspects: frozenset[str]
