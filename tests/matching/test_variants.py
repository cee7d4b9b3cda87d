"""What phrasings mention is read once, held once, and kept as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from bot.matching import variants
from bot.matching.documents import Document, Kind
from bot.matching.reading import Mentions
from bot.matching.variants import UNREAD, Mentioned, Variants

if TYPE_CHECKING:
    from bot.matching.reader import Reader
    from bot.matching.vocabulary import Vocabulary


class _Reader:
    """Finds the first character of a phrasing to be a name, and says what it was asked."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def mentions(self, own: str) -> Mentions:
        self.read.append(own)
        return Mentions((own[0],), frozenset({own[0]}), frozenset())

    @staticmethod
    def simplify(text: str) -> str:
        return text


def _variants(reader: _Reader, known: dict[str, Mentions]) -> Variants:
    return Variants(cast("Reader", reader), cast("Vocabulary", reader), known)


def test_phrasings_are_read_once_and_what_they_share_is_held_once() -> None:
    """What is known already is not read at all."""
    reader = _Reader()
    known = Mentions(("园",), frozenset({"园"}), frozenset())
    held = _variants(reader, {"园在哪": known})
    first, again, other = map(held.mentions, ("房租金", "房租金", "房在哪"))
    assert first is again is other
    assert held.mentions("园在哪") is held.mentions("园有几个") is known
    assert reader.read == ["房租金", "房在哪", "园有几个"]


def test_no_more_is_remembered_than_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a very large base the rest is read again where it is needed."""
    monkeypatch.setattr(variants, "MENTIONED", 2)
    held = _variants(_Reader(), {})
    for text in ("甲一", "乙二", "丙三", "丁四", "甲一"):
        assert held.mentions(text).names == (text[0],)
        assert len(held._known) <= 2
        assert len(held._equal) <= 2


def test_mentions_come_back_from_their_numbers() -> None:
    """Phrasings after those that were read have none."""
    one, other = (Mentions((name,), frozenset(), frozenset()) for name in "甲乙")
    documents = [Document(Kind.ENTRY, "e", text) for text in ("一", "二", "三", "四")]
    kept = Mentioned.of([one, other, one])
    assert kept.distinct == [one, other]
    assert kept.are_sound()
    assert kept.by_text(documents) == {"一": one, "二": other, "三": one}
    assert UNREAD.are_sound()
    assert UNREAD.by_text(documents) == {}


@pytest.mark.parametrize(
    "numbers",
    [
        np.array([2], np.int32),
        np.array([-1], np.int32),
        np.array([0.5]),
        np.zeros((1, 1), np.int32),
    ],
    ids=["too large", "negative", "no numbers of things", "a table"],
)
def test_numbers_of_nothing_are_refused(numbers: np.ndarray) -> None:
    """A kept version that somebody changed is worked out anew."""
    known = Mentions((), frozenset(), frozenset())
    assert not Mentioned([known, known], numbers).are_sound()
