"""A chat bot that answers questions about local policy in Jiyuan from a curated knowledge base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.dialogue.assistant import Assistant
    from bot.dialogue.language import Tongue
    from bot.dialogue.outcome import Option, Outcome, Reason, Status
    from bot.dialogue.reply import Block, Passage, Reply, TopicView
    from bot.dialogue.session import Session
    from bot.dialogue.turn import Turn

__version__ = "0.1.0"

__all__ = [
    "Assistant",
    "Block",
    "Option",
    "Outcome",
    "Passage",
    "Reason",
    "Reply",
    "Session",
    "Status",
    "Tongue",
    "TopicView",
    "Turn",
    "__version__",
]

_HOMES = {
    "Assistant": "assistant",
    "Turn": "turn",
    "Option": "outcome",
    "Outcome": "outcome",
    "Reason": "outcome",
    "Status": "outcome",
    "Block": "reply",
    "Passage": "reply",
    "Reply": "reply",
    "TopicView": "reply",
    "Session": "session",
    "Tongue": "language",
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used, so that `--help` need not load the engine."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"bot.dialogue.{_HOMES[name]}"), name)
