"""Peers on the same work: the nearest variant by one scorer and one cut-off."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from rapidfuzz import fuzz, process

from bot.dialogue.language import Tongue
from bot.dialogue.outcome import Outcome, Reason, Status
from bot.dialogue.reply import Block, Reply
from bot.dialogue.session import Session
from bot.dialogue.turn import Turn
from bot.dialogue.wording import Wording
from bot.matching.normalise import fold
from bot.matching.units import pairs, tokens

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase

CUT_OFF = 55.0
"""Score (0..100) below which the baseline declines. Of 50, 55, ... 95 this one gives it the most
right replies on tests/questions/dev.jsonl (95 of 200; it misleads 77 times); the safest, 95, gives
55 right and misleads nobody."""
BM25_CUT_OFF = 12.0
"""The same for bm25s (its scores have no upper bound); of 4, 6, ... 24."""


class Peer(Protocol):
    """A system that answers single questions, without sessions and partial answers."""

    name: str

    def ask(self, text: str) -> Turn:
        """The reply to a question."""
        ...


class _Nearest(ABC):
    """Answers with the entry of the nearest variant, above one cut-off.

    Args:
        base: The knowledge base; entries' variants only, as a plain FAQ bot would hold them.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        rows = [(text, e.id) for e in base.entries.values() for text in (e.question, *e.variants)]
        self._texts = [text for text, _ in rows]
        self._owners = [owner for _, owner in rows]
        self._wording = Wording(base, Tongue.SIMPLIFIED, None)

    @abstractmethod
    def _nearest(self, text: str) -> tuple[int, float] | None:
        """The nearest variant and its score in 0..1; None below the cut-off."""

    def ask(self, text: str) -> Turn:
        """The reply to a question."""
        nearest = self._nearest(text)
        if nearest is None:
            outcome = Outcome(Status.DECLINE, text, reason=Reason.OUT_OF_SCOPE)
            return Turn((outcome,), Reply((Block(""),)), Session())
        number, score = nearest
        entry = self._base.entries[self._owners[number]]
        outcome = Outcome(Status.ANSWER, text, entry.id, self._texts[number], score)
        return Turn((outcome,), Reply((self._wording.entry(entry),)), Session())


class WRatioBaseline(_Nearest):
    """The nearest variant by RapidFuzz's `WRatio`."""

    name = "baseline: RapidFuzz WRatio, nearest variant, one cut-off"

    def _nearest(self, text: str) -> tuple[int, float] | None:
        best = process.extractOne(text, self._texts, scorer=fuzz.WRatio, score_cutoff=CUT_OFF)
        return None if best is None else (best[2], best[1] / 100)


class Bm25Peer(_Nearest):
    """The nearest variant by BM25 over characters and pairs (the library bm25s)."""

    name = "peer: bm25s, characters and pairs, nearest variant, one cut-off"

    def __init__(self, base: KnowledgeBase) -> None:
        super().__init__(base)
        import bm25s  # an extra: only those who evaluate need it

        self._index = bm25s.BM25()
        self._index.index([self._units(text) for text in self._texts], show_progress=False)

    @staticmethod
    def _units(text: str) -> list[str]:
        folded = fold(text)
        return tokens(folded) + pairs(folded)

    def _nearest(self, text: str) -> tuple[int, float] | None:
        scores = self._index.get_scores(self._units(text))
        number = int(scores.argmax())
        score = float(scores[number])
        return None if score < BM25_CUT_OFF else (number, min(1.0, score / (2 * BM25_CUT_OFF)))


def peers(base: KnowledgeBase) -> list[Peer]:
    """The peers that can be had here: the baseline always, bm25s where it is installed."""
    found: list[Peer] = [WRatioBaseline(base)]
    if find_spec("bm25s") is not None:
        found.append(Bm25Peer(base))
    return found
