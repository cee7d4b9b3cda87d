"""Mends what a pinyin keyboard or Latin typing did to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.documents import Document
    from bot.matching.vocabulary import Vocabulary


class Repairer:
    def __init__(self, base: KnowledgeBase, documents: Sequence[Document], vocabulary: Vocabulary) -> None:
        pass

    def repair(self, own: str) -> str:
        return own
