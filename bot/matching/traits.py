"""What is compared of phrasings, found once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.matching.documents import Kind
from bot.matching.normalise import fold
from bot.matching.reading import figures_in
from bot.matching.vocabulary import told

if TYPE_CHECKING:
    from bot.knowledge.base import Entry, KnowledgeBase
    from bot.matching.documents import Document
    from bot.matching.variants import Variants

KEPT = 20_000
"""Traits that are remembered."""


class Traits(Struct, eq=False, gc=False):  # thousands are kept
    """What is compared of a document, found once.

    Attributes:
        names: The names of subjects in it.
        aspects: The aspects it asks for or its entry covers.
        gap: The aspect of the gap it belongs to.
        what: What is missing there, folded; empty for entries.
        figures: The figures that its entry states.
        beyond: The characters of content that it holds beside names, each once.
    """

    names: tuple[str, ...]
    aspects: frozenset[str]
    gap: str | None
    what: str
    figures: frozenset[str]
    beyond: str

    def lacks_names(self, typed: frozenset[str]) -> bool:
        """Whether a question, given by its characters, holds less than half of each name."""
        return all(sum(char in typed for char in name) * 2 < len(name) for name in self.names)


class TraitFinder:
    """Finds the traits of entries' and gaps' phrasings.

    Args:
        base: The knowledge base.
        variants: Reads phrasings.
    """

    def __init__(self, base: KnowledgeBase, variants: Variants) -> None:
        self._base = base
        self._variants = variants
        self._figures = {entry.id: figures_of(entry) for entry in base.entries.values()}
        self.figures = frozenset[str]().union(*self._figures.values())
        """All figures that entries state."""
        self._found: dict[int, Traits] = {}
        self._covers: dict[frozenset[str], frozenset[str]] = {}

    def of(self, document: Document) -> Traits:
        """What is compared of a document; it is remembered."""
        number = document.number
        traits = self._found.get(number)
        if traits is None:
            traits = self._find_traits(document)
            if number >= 0:
                if len(self._found) >= KEPT:
                    self._found.clear()
                self._found[number] = traits
        return traits

    def _find_traits(self, document: Document) -> Traits:
        variant = self._variants.of(document)
        beyond = self._variants.beyond(document)
        if document.kind is Kind.GAP:
            subject = self._base.subjects[document.owner]
            gap = subject.gaps[document.gap or 0]
            what, figures = fold(gap.what), self._figures[subject.gist]
            return Traits(variant.names, variant.aspects, gap.aspect, what, figures, beyond)
        entry = self._base.entries[document.owner]
        covers = entry.covers | variant.aspects
        covers = self._covers.setdefault(covers, covers)  # thousands have the same
        return Traits(variant.names, covers, None, "", self._figures[entry.id], beyond)


def figures_of(entry: Entry) -> frozenset[str]:
    """The figures that an entry's answer states."""
    return frozenset(figures_in(fold(told(entry))))
