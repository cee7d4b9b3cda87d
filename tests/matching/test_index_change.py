"""An index that was changed is the one that would be built."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import indexing
from bot.matching.index import Index
from bot.matching.index_change import Version, changed
from bot.matching.indexing import Arrays, build
from bot.matching.ranking import Rows

Phrasing = tuple[str, str, str]
"""Its owner, its wording, its standard wording."""
FUNCTION_UNITS = frozenset({"甲", "丙丁"})
WORDS = st.text("甲乙丙丁戊 ", min_size=1, max_size=6)
PHRASINGS = st.lists(
    st.tuples(st.sampled_from("pqr"), WORDS, WORDS | st.just("")).map(
        lambda each: (each[0], each[1], each[2] or each[1])
    ),
    max_size=8,
)


def _version(phrasings: list[Phrasing]) -> Version:
    rows = Rows.of((own, standard) for _, own, standard in phrasings)
    return Version(rows, [owner for owner, _, _ in phrasings])


def _built(version: Version) -> Arrays:
    numbers = {owner: n for n, owner in enumerate(dict.fromkeys(version.owners))}
    groups = [numbers[owner] for owner in version.owners]
    rows = version.rows
    return build(rows.texts, rows.each(groups), FUNCTION_UNITS, rows.documents)[1]


LOW = st.sampled_from((4, 8, 16, 32, 1 << 16))
"""Units from which on a half of their number is held."""


@given(PHRASINGS, LOW)
def test_units_are_whole_however_they_are_held(phrasings: list[Phrasing], low: int) -> None:
    """In 16 bits with what is beyond apart, or as they are."""
    version = _version(phrasings)
    if not version.rows.texts:
        return  # a knowledge base holds something
    plain = _built(version)
    with patch.object(indexing, "_LOW", low):
        held = _built(version)
        assert bool(len(held.low)) == (low < len(held.keys) <= 2 * low)
        assert held.are_sound(len(version.rows.texts), version.rows.documents)
        assert held.whole().tolist() == plain.held.tolist()
        last = np.array([len(version.rows.texts) - 1])
        assert held.units_of(last)[0].tolist() == plain.units_of(last)[0].tolist()


@given(PHRASINGS, PHRASINGS, PHRASINGS, PHRASINGS, LOW)
def test_changed_index_is_the_one_built_anew(
    head: list[Phrasing],
    went: list[Phrasing],
    came: list[Phrasing],
    tail: list[Phrasing],
    low: int,
) -> None:
    then, now = _version([*head, *went, *tail]), _version([*head, *came, *tail])
    if not then.rows.texts or not now.rows.texts:
        return  # a knowledge base holds something
    with patch.object(indexing, "_LOW", low):
        before, expected = _built(then), _built(now)
        _, found = changed(before, [], (then, now), (len(head), len(tail)), FUNCTION_UNITS)
    for field in fields(Arrays):
        np.testing.assert_allclose(
            getattr(found, field.name), getattr(expected, field.name), err_msg=field.name
        )


def test_words_that_came_are_found_beside_those_kept() -> None:
    """Latin words keep their codes; new ones get further codes."""
    phrasings = [("p", "gdp 多少", "gdp 多少"), ("q", "wifi 有吗", "wifi 有吗")]
    fresh = [phrasings[0], ("q", "email 有吗", "email 有吗"), ("r", "app 在哪", "app 在哪")]
    then, now = _version(phrasings), _version(fresh)
    coder, before = build(then.rows.texts, [0, 1])
    index = Index(*changed(before, coder.words, (then, now), (1, 0)))
    for number, (_, text, _) in enumerate(fresh):
        query = index.ask(text)
        assert index.propose(query, 1).tolist() == [number]
        assert index.coverages((query,), np.array([number]))[2, 0] == 1
    assert not len(index.ask("wifi").units)


def test_stretches_lie_between_what_is_the_same() -> None:
    """In both wordings: the second phrasing went, and its standard wording with it."""
    version = _version([("p", "甲", "乙"), ("q", "丙", "丁"), ("r", "戊", "甲")])
    (begin, end), (other_begin, other_end) = version.rows.stretches(1, 1)
    assert (begin, end, other_begin, other_end) == (1, 2, 4, 5)
    assert all(a <= b for a, b in pairwise((begin, end, other_begin, other_end)))
