"""What phrasings say is read once, held once, and kept as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec
import numpy as np
import pytest

from bot.matching import variants
from bot.matching.documents import Document, Kind
from bot.matching.reading import Mentions
from bot.matching.variants import UNREAD, Mentioned, Variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

    @staticmethod
    def beyond(own: str, names: Iterable[str]) -> str:
        return "".join(c for c in own if c not in names)


def _documents(*texts: str) -> list[Document]:
    return [Document(Kind.ENTRY, "e", text, number=n) for n, text in enumerate(texts)]


def _variants(
    reader: _Reader, documents: Sequence[Document], known: Mentioned = UNREAD
) -> Variants:
    texts = [document.text for document in documents]
    vocabulary = cast("Vocabulary", reader)
    return Variants(cast("Reader", reader), vocabulary, texts.__getitem__, len(texts), known)


PARK = Mentions(("园",), frozenset({"园"}), frozenset())


def test_phrasings_are_read_once_and_what_they_share_is_held_once() -> None:
    """What is known already is not read at all."""
    reader = _Reader()
    known, one, other, alike = phrasings = _documents("园在哪", "房租金", "房在哪", "园有几个")
    held = _variants(reader, phrasings, Mentioned([PARK], np.array([0], np.int32)))
    assert held.of(one) is held.of(one) is held.of(other)
    assert held.of(known) is held.of(alike) is PARK
    assert held.number(one) == held.number(other) != held.number(alike)
    assert reader.read == ["房租金", "房在哪", "园有几个"]
    assert [held.beyond(each) for each in (known, one)] == ["在哪", "租金"]


def test_phrasing_of_no_knowledge_base_is_read_too() -> None:
    """As one that an operator tries out."""
    assert _variants(_Reader(), ()).of(Document(Kind.ENTRY, "e", "园在哪")) == PARK


def test_no_more_is_remembered_than_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a very large base the rest is read again where it is needed."""
    monkeypatch.setattr(variants, "MENTIONED", 2)
    phrasings = _documents("甲东", "乙西", "丙南", "丁北", "甲东")
    held = _variants(_Reader(), phrasings)
    for each in phrasings:
        assert held.of(each).names == (each.text[0],)
        assert held.beyond(each) == each.text[1]
        assert len(held._distinct) <= 2
        assert len(held._further) <= 2


def test_what_was_read_ahead_comes_back_from_numbers() -> None:
    """Phrasings after those that were read are read when they are needed."""
    phrasings = _documents("园东", "房西", "园南", "路北")
    kept = _variants(_Reader(), phrasings).read_ahead(phrasings[:3])
    assert kept.are_sound()
    assert kept.numbers.tolist() == [0, 1, 0]
    reader = _Reader()
    again = _variants(reader, phrasings, kept)
    assert [again.of(each).names for each in phrasings] == [("园",), ("房",), ("园",), ("路",)]
    assert [again.beyond(each) for each in phrasings] == list("东西南北")
    assert reader.read == ["路北"]
    assert UNREAD.are_sound()


def test_what_is_taken_over_is_found_by_the_text() -> None:
    """A later version's phrasings stand elsewhere, and some are new."""
    reader, phrasings = _Reader(), _documents("新来的", "园在哪")
    held = _variants(reader, phrasings)
    held.take_over(phrasings, {"园在哪": (PARK, "其他"), "没有了": (PARK, "")})
    assert [held.of(each).names for each in phrasings] == [("新",), ("园",)]
    assert [held.beyond(each) for each in phrasings] == ["来的", "其他"]
    assert reader.read == ["新来的"]


@pytest.mark.parametrize(
    "numbers",
    [
        np.array([2], np.int32),
        np.array([-2], np.int32),
        np.array([0.5]),
        np.zeros((1, 1), np.int32),
    ],
    ids=["too large", "negative", "no numbers of things", "a table"],
)
def test_numbers_of_nothing_are_refused(numbers: np.ndarray) -> None:
    """A kept version that somebody changed is worked out anew."""
    known = Mentions((), frozenset(), frozenset())
    assert not Mentioned([known, known], numbers).are_sound()


def test_what_was_kept_is_unpacked_when_it_is_needed() -> None:
    """What somebody tampered with says nothing."""
    kept: list[msgspec.Raw] = [
        msgspec.Raw(msgspec.msgpack.encode(each)) for each in (PARK, ("no", "mentions"))
    ]
    known, spoiled = phrasings = _documents("园在哪", "房租金")
    held = _variants(_Reader(), phrasings, Mentioned(kept, np.array([0, 1], np.int32)))
    assert held.of(known) == PARK
    assert held.of(known) is held.of(known)
    assert held.of(spoiled) == Mentions((), frozenset(), frozenset())
