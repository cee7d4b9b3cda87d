"""Labelled questions as the engine takes them, for fitting what is decided of what it tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation.grading import grade, replayed

if TYPE_CHECKING:
    from bot import Assistant
    from bot.evaluation.grading import Grade, Label
    from bot.matching.understood import Understood

QUESTIONS = Path(__file__).parents[1] / "questions"
KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
OURS = ("dev", "blind")
"""The labelled questions of all kinds."""


def told(assistant: Assistant, label: Label) -> tuple[Grade, Understood | None]:
    """How a labelled question ends, and the one thing that is told of it, if it is one.

    Args:
        assistant: Answers.
        label: The question, with those before it in the chat.
    """
    session = replayed(assistant, label.history)
    claims = [u for u in assistant.understand(label.q, session) if u.claims]
    return grade(label, assistant.ask(label.q, session)), claims[0] if len(claims) == 1 else None
