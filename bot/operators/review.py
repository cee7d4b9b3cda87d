"""`review`: what was asked in vain, group by group; a person decides what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.dialogue.assistant import Assistant
from bot.knowledge.loader import load
from bot.operators.adding import guide_new
from bot.operators.clusters import Cluster, cluster
from bot.operators.writing import write_if_accepted
from bot.operators.yaml_editing import Editor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bot.storage.journal import Mark, Question

NEAREST = 3
"""Entries that are shown beside a group."""
SHOWN = 4
"""Phrasings of a group that are shown."""
DISMISS = "d"
ACTIONS = "1-3 add as a variant, n new entry, f foreign, d dismiss, s skip, q quit"


def in_vain(questions: Iterable[Question], marks: Iterable[Mark]) -> list[Cluster]:
    """The groups of questions that were declined, left open or marked."""
    asked = [(q.text, q.reason or q.status) for q in questions if q.text]
    marked = [(m.text, m.mark) for m in marks if m.text]
    return cluster([*asked, *marked])


def review(folder: Path, clusters: Sequence[Cluster]) -> list[str]:
    """Goes through the groups with an operator.

    Args:
        folder: The knowledge base; it is changed as the operator decides, each change only after
            it has passed the checks.
        clusters: The groups.

    Returns:
        The questions that are settled: they need not be shown again.
    """
    settled: list[str] = []
    assistant = Assistant(load(folder))
    for number, group in enumerate(clusters, 1):
        entries = assistant.base.entries
        nearest = [m.document.owner for m in assistant.search(group.head, NEAREST)]
        why = ", ".join(f"{reason} {count}" for reason, count in group.reasons.most_common())
        click.echo(
            f"\n[{number}/{len(clusters)}] {group.head}   asked {group.count} times ({why})"
        )
        for text, _ in group.texts.most_common(SHOWN)[1:]:
            click.echo(f"      {text}")
        for place, entry in enumerate(nearest, 1):
            click.echo(f"  {place}. {entry}: {entries[entry].question}")
        choice = click.prompt(ACTIONS, default="s").strip().lower()
        if choice == "q":
            break
        if _act(folder, group, nearest, choice):
            settled += group.texts
            if choice != DISMISS:
                assistant = Assistant(load(folder))
    return settled


def _act(folder: Path, group: Cluster, nearest: Sequence[str], choice: str) -> bool:
    """Does what was chosen; whether the group is settled."""
    editor = Editor(folder)
    if choice.isdecimal() and 1 <= int(choice) <= len(nearest):
        text = click.prompt("variant", default=group.head)
        editor.add_variant(nearest[int(choice) - 1], text)
        return write_if_accepted(folder, editor)
    if choice == "f":
        editor.add_foreign(click.prompt("foreign question", default=group.head))
        return write_if_accepted(folder, editor)
    if choice == "n":
        return guide_new(folder, click.prompt("question", default=group.head))
    return choice == DISMISS
