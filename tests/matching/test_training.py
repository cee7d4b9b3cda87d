"""Which knowledge bases a model is trained for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching import training
from bot.matching.training import FEWEST, MOST_PHRASINGS, is_trainable

if TYPE_CHECKING:
    import pytest

    from bot import Assistant
    from bot.knowledge.base import KnowledgeBase


def test_neither_too_small_nor_too_large_a_base_is_trained_for(base: KnowledgeBase) -> None:
    """By its phrasings."""
    sizes = (FEWEST - 1, FEWEST, MOST_PHRASINGS, MOST_PHRASINGS + 1)
    assert [is_trainable(base, size) for size in sizes] == [False, True, True, False]


def test_neither_too_few_nor_too_many_targets_are_trained_for(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what is one thing there is nothing to tell apart."""
    monkeypatch.setattr(training, "MOST_TARGETS", 10)
    assert not is_trainable(base, FEWEST)
    monkeypatch.undo()
    monkeypatch.setattr(training, "target_names", lambda _: ["one"])
    assert not is_trainable(base, FEWEST)


def test_version_with_a_model_of_its_own_is_never_near(assistant: Assistant) -> None:
    """It is worked out, not counted from the one before."""
    assert not assistant._matcher.is_near(assistant.base)
