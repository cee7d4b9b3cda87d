"""Groups questions that ask the same in other words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 60.0
"""RapidFuzz ratio (0..100) from which on two questions are taken to ask the same."""


@dataclass(slots=True)
class Cluster:
    """Questions that ask the same.

    Attributes:
        head: The one asked most.
        texts: How often each was asked.
        reasons: Why they are here: clarify, useless, outdated, none_of_these, or why declined.
        marked: The marks of entries that were told: the entry's id, and the mark.
    """

    head: str
    texts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    marked: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How often all of them were asked."""
        return self.texts.total()


def cluster(questions: Iterable[tuple[str, str]]) -> list[Cluster]:
    """Groups of questions, the one asked most first.

    Args:
        questions: Each asking: its words, and why it is here.
    """
    times: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for text, reason in questions:
        times[text] += 1
        reasons.setdefault(text, Counter())[reason] += 1
    found: list[Cluster] = []
    for text, number in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        home = next((c for c in found if fuzz.ratio(text, c.head) >= ALIKE), None)
        if home is None:
            home = Cluster(text)
            found.append(home)
        home.texts[text] += number
        home.reasons.update(reasons[text])
    return sorted(found, key=lambda c: (-c.count, c.head))
