"""Asks an operator for a question, and shows what resembles it while it is typed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from bot.dialogue.assistant import Assistant

NEIGHBOURS = 3
"""Entries that are shown beside a question."""
MIN_TYPED = 2
"""Characters from which on entries are shown."""


def neighbours(assistant: Assistant, question: str) -> list[str]:
    """The entries nearest to a question, a line each; none for one that has hardly begun.

    Args:
        assistant: Searches.
        question: As far as it is typed.
    """
    if len(question.strip()) < MIN_TYPED:
        return []
    entries = assistant.base.entries
    return [
        f"near ({match.score:.2f}): {match.document.owner}: "
        f"{entries[match.document.owner].question}"
        for match in assistant.search(question, NEIGHBOURS)
    ]


def ask_question(assistant: Assistant) -> str:
    """A question, typed by a person.

    On a terminal the nearest entries stand below the line and follow each key; elsewhere a line
    of standard input is read.

    Args:
        assistant: Searches.

    Raises:
        click.Abort: The person gave up.
    """
    if not sys.stdin.isatty():
        return str(click.prompt("question"))
    from prompt_toolkit import PromptSession

    try:
        return type_question(assistant, PromptSession())
    except (KeyboardInterrupt, EOFError):
        raise click.Abort from None


def type_question(assistant: Assistant, session: PromptSession[str]) -> str:
    """As `ask_question`, in a given session of the line editor."""

    def toolbar() -> str:
        return "\n".join(neighbours(assistant, session.default_buffer.text))

    while True:
        question = session.prompt("question: ", bottom_toolbar=toolbar).strip()
        if question:
            return question
