"""What is compared of phrasings, found once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.matching.documents import Kind
from bot.matching.normalise import fold
from bot.matching.reading import figures_in
from bot.matching.variants import MENTIONED
from bot.matching.vocabulary import told

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from bot.knowledge.base import Entry, KnowledgeBase
    from bot.matching.documents import Document
    from bot.matching.variants import Variants


class Traits(Struct, eq=False, gc=False):  # tens of thousands are kept
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
        function_units: Characters that carry little content.
    """

    def __init__(
        self, base: KnowledgeBase, variants: Variants, function_units: Container[str]
    ) -> None:
        self._base = base
        self._variants = variants
        self._function_units = function_units
        self._figures = {entry.id: figures_of(entry) for entry in base.entries.values()}
        self.figures = frozenset[str]().union(*self._figures.values())
        """All figures that entries state."""
        self._found: dict[Document, Traits] = {}
        self._aspects: dict[frozenset[str], frozenset[str]] = {}

    def of(self, document: Document) -> Traits:
        """What is compared of a document; it is remembered."""
        traits = self._found.get(document)
        if traits is None:
            if len(self._found) > MENTIONED:
                self._found.clear()
            traits = self._found[document] = self._find_traits(document)
        return traits

    def beyond(self, own: str, names: Sequence[str]) -> str:
        """The characters of content in a text that stand in none of the names, each once."""
        for name in names:
            own = own.replace(name, " ")
        little = self._function_units
        return "".join([c for c in dict.fromkeys(own) if c != " " and c not in little])

    def _shared(self, aspects: frozenset[str]) -> frozenset[str]:
        """The same aspects, held once: thousands of phrasings have the same."""
        return self._aspects.setdefault(aspects, aspects)

    def _find_traits(self, document: Document) -> Traits:
        variant = self._variants.mentions(document.text)
        beyond = self.beyond(fold(document.text), variant.names)
        if document.kind is Kind.GAP:
            subject = self._base.subjects[document.owner]
            gap = subject.gaps[document.gap or 0]
            figures = self._figures[subject.gist]
            traits = Traits(
                variant.names, variant.aspects, gap.aspect, fold(gap.what), figures, beyond
            )
        else:
            entry = self._base.entries[document.owner]
            covers = self._shared(entry.covers | variant.aspects)
            traits = Traits(variant.names, covers, None, "", self._figures[entry.id], beyond)
        return traits


def figures_of(entry: Entry) -> frozenset[str]:
    """The figures that an entry's answer states."""
    return frozenset(figures_in(fold(told(entry))))
