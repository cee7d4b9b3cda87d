"""How messages are cut into clauses, and long ones shortened."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.clauses import FIRST, LAST, LONGEST, shorten, split_clauses


def test_a_long_story_keeps_its_beginning_and_its_end() -> None:
    """However many clauses come, the first and the last are read, in order."""
    clauses = [f"句{number}" for number in range(100)]
    kept = shorten(clauses)
    assert kept == [*clauses[:FIRST], *clauses[-LAST:]]
    assert shorten(kept) == kept


def test_a_long_clause_keeps_its_end() -> None:
    """Of a text without punctuation the last characters are read."""
    (kept,) = shorten(["甲" * 5000 + "公租房在哪"])
    assert len(kept) == LONGEST
    assert kept.endswith("公租房在哪")


@given(st.lists(st.text(min_size=1, max_size=600), min_size=1, max_size=40))
def test_what_is_read_of_a_message_is_bounded(clauses: list[str]) -> None:
    """However long a message is, no more than two stretches of it are read; the end always is."""
    kept = shorten(clauses)
    assert sum(map(len, kept)) <= 2 * LONGEST
    assert clauses[-1].endswith(kept[-1])
    assert shorten(clauses[-1:]) == [clauses[-1][-LONGEST:]]


def test_figures_stay_whole() -> None:
    """The comma and the point of a number end no clause."""
    assert split_clauses("2,811项，5.4%。对吗") == ["2,811项", "5.4%", "对吗"]


def test_runs_of_spaces_are_one() -> None:
    """Thousands of spaces are no more than one, in the middle of Latin words, too."""
    assert split_clauses("custom" + " " * 5000 + "bus") == ["custom bus"]
    assert split_clauses("公园" + "\u2008" * 5000 + "几个") == ["公园", "几个"]
