"""Words of subjects are found by number: in entries, in gaps, in both or in neither."""

from __future__ import annotations

from bot.matching.said_words import SaidWords, mostly_asked, number, pack, unpack

SAID = SaidWords.of(
    [("开放", None), ("开放", None), ("时间", None), ("停车", 0), ("停车", 2), ("时间", 1)]
)


def test_words_are_known_by_what_uses_them() -> None:
    """A word of a gap is not stated, and one that is stated may be a gap's, too."""
    assert [SAID.is_stated(word) for word in ("开放", "时间", "停车", "门票")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [list(SAID.gaps(word)) for word in ("开放", "时间", "停车", "门票")] == [
        [], [1], [0, 2], [],
    ]  # fmt: skip


def test_words_are_counted_out_and_in_again() -> None:
    """A word that nothing else uses is not there meanwhile."""
    said = SaidWords.of([("开放", None), ("开放", None), ("时间", None), ("停车", 0)])
    said.count(["开放", "时间", "没有"], None, -1)
    said.count(["停车"], 0, -1)
    assert said.is_stated("开放")
    assert not said.is_stated("时间")
    assert list(said.gaps("停车")) == []
    said.count(["开放", "时间"], None, 1)
    assert said.is_stated("时间")


def test_words_that_are_mostly_asked_for_are_found() -> None:
    """Several subjects use one for gaps, and hardly any in its entries."""
    others = [
        SaidWords.of([("停车", 0), ("门票", None), ("时间", 3)]),
        SaidWords.of([("门票", 0), ("时间", None), ("停车", 1)]),
    ]
    assert mostly_asked([SAID, *others], fewest=2, share=0.75) == [number("停车")]
    assert mostly_asked([SAID, *others], fewest=4, share=0.75) == []
    assert mostly_asked([], fewest=1, share=0) == []


def test_words_come_back_from_arrays() -> None:
    """Of a subject without any, too."""
    said = {"one": SAID, "none": SaidWords.of([]), "other": SaidWords.of([("门票", 4)])}
    assert unpack(pack(said), said) == said
    assert unpack(pack({}), {}) == {}


def test_they_fit_a_subject_with_as_many_gaps() -> None:
    """Three gaps are used."""
    assert [SAID.fits(gaps) for gaps in (2, 3)] == [False, True]
