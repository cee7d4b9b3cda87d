"""The index proposes what a full scan would find; scores are what they say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import ranking
from bot.matching.coding import BITS, Coder
from bot.matching.documents import Document, Kind
from bot.matching.index import Index
from bot.matching.indexing import build
from bot.matching.lexicon import Lexicon
from bot.matching.normalise import fold
from bot.matching.ranking import PROPOSED, Ranker, Rows
from bot.matching.units import pairs, tokens
from bot.matching.vocabulary import Vocabulary

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase

_WORDS = st.text(alphabet="公租房在哪多少钱几条路bus 12", min_size=1, max_size=12)


def _oracle(index: Index, query: list[str], document: list[str]) -> tuple[float, float]:
    """Coverage the slow and obvious way."""
    shared = sum(index.weight(u) for u in set(query) & set(document))
    return (
        shared / max(sum(index.weight(u) for u in set(query)), 1e-9),
        shared / max(sum(index.weight(u) for u in set(document)), 1e-9),
    )


def _index(texts: list[str], groups: list[int], function_units: str = "") -> Index:
    return Index(*build(texts, groups, function_units), function_units)


@settings(max_examples=200)
@given(st.lists(_WORDS, min_size=1, max_size=8), _WORDS)
def test_coverages_equal_the_obvious_computation(texts: list[str], query: str) -> None:
    """The arrays give for every variant what sets of units give."""
    index = _index(texts, list(range(len(texts))), "在")
    found = index.coverages([index.ask(query)], np.arange(len(texts)))
    for number, text in enumerate(texts):
        singles = _oracle(index, tokens(query), tokens(text))
        everything = _oracle(index, tokens(query) + pairs(query), tokens(text) + pairs(text))
        assert np.allclose(found[:, number], (*singles, *everything))


@given(st.lists(_WORDS, min_size=1, max_size=8), st.lists(_WORDS, min_size=2, max_size=4))
def test_a_question_leaves_nothing_behind_for_the_next(
    texts: list[str], queries: list[str]
) -> None:
    """An index that was asked before gives what a new one does."""
    index, variants = _index(texts, list(range(len(texts)))), np.arange(len(texts))
    for query in queries:
        fresh = _index(texts, list(range(len(texts))))
        found, expected = (i.coverages([i.ask(query)], variants) for i in (index, fresh))
        assert np.array_equal(found, expected)


@settings(max_examples=200)
@given(st.lists(_WORDS, min_size=1, max_size=8))
def test_many_texts_at_once_have_the_units_of_each_alone(texts: list[str]) -> None:
    """The arrays hold what `tokens` and `pairs` give, text by text."""
    coder = Coder()
    units, rows = coder.encode(texts)
    for number, text in enumerate(texts):
        single = [coder.code(token) for token in tokens(text)]
        both = [
            (coder.code(a) or 0) << BITS | (coder.code(b) or 0)
            for piece in text.split(" ") for a, b in pairwise(tokens(piece))
        ]  # fmt: skip
        assert sorted(units[rows == number].tolist()) == sorted([*single, *both])


def test_common_units_are_left_out_where_there_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With room for few places the rare unit decides what is proposed."""
    index = _index([*(f"公租房{n}号" for n in range(50)), "公租房电梯"], list(range(51)))
    monkeypatch.setattr("bot.matching.index.POSTINGS", 5)
    assert index.propose(index.ask("公租房有电梯吗"), 10).tolist() == [50]


def _ranker(documents: list[Document], groups: list[int], vocabulary: Vocabulary) -> Ranker:
    rows = Rows.of(vocabulary.wordings(fold(document.text)) for document in documents)
    built = build(rows.texts, rows.each(groups), vocabulary.function_units, rows.documents)
    return Ranker(documents, rows, Index(*built, vocabulary.function_units))


def test_unseen_unit_weighs_most() -> None:
    """What the base has never seen counts against a match."""
    index = _index(["公租", "公交"], [0, 1])
    assert index.weight("猫") > index.weight("租") > index.weight("公")


def test_proposals_contain_the_best_of_a_full_scan(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scoring everything finds no better document than scoring the proposals."""
    vocabulary = Vocabulary(base)
    rows = [(t, n) for n, e in enumerate(base.entries.values()) for t in (e.question, *e.variants)]
    documents = [Document(Kind.ENTRY, str(n), text) for text, n in rows]
    ranker = _ranker(documents, [n for _, n in rows], vocabulary)
    for query in ("公租房多少钱一个月", "周三的会在哪开", "老板们的节日是几月几号", "花是谁种的"):
        own = vocabulary.simplify(query)
        proposed = list(ranker.rank(own, vocabulary.standardise(own)))
        assert len(proposed) <= PROPOSED
        with monkeypatch.context() as patch:
            patch.setattr(ranking, "PROPOSED", len(documents))
            scanned = list(ranker.rank(own, vocabulary.standardise(own)))
        assert proposed[0].document is scanned[0].document
        assert proposed[0].score == scanned[0].score


def test_lexicon_prefers_the_longest_and_cuts_no_latin_word() -> None:
    """公租房 hides 租房; hi is not found in hiring, 7次 not in 27次."""
    lexicon = Lexicon([("租房", 1), ("公租房", 2), ("hi", 3), ("7次", 4)])
    assert [m.meaning for m in lexicon.longest("公租房租房")] == [2, 1]
    assert [m.meaning for m in lexicon.longest("hiring hi")] == [3]
    assert [m.meaning for m in lexicon.longest("27次 7次")] == [4]


def test_order_of_the_variants_changes_no_score(base: KnowledgeBase) -> None:
    """Reversing the documents gives the same scores to the same texts."""
    vocabulary = Vocabulary(base)
    texts = [(t, e.id) for e in list(base.entries.values())[:12] for t in e.variants]
    queries = ["大厅有几项", "网上能办多少事", "调解去哪"]
    results = []
    for rows in (texts, texts[::-1]):
        names = sorted({owner for _, owner in rows})
        ranker = _ranker([Document(Kind.ENTRY, o, t) for t, o in rows],
                         [names.index(o) for _, o in rows], vocabulary)  # fmt: skip
        results.append(
            [
                {(m.document.text, round(m.score, 9)) for m in ranker.rank(q, q, 10)}
                for q in queries
            ]
        )
    assert results[0] == results[1]
