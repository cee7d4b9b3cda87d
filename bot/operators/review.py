"""`review`: what was asked in vain, group by group; a person decides what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.dialogue.assistant import Assistant
from bot.errors import UsageError
from bot.knowledge.loader import load
from bot.operators.adding import guide_new
from bot.operators.clusters import Cluster, cluster
from bot.operators.editing import guide_edit
from bot.operators.prompts import ask
from bot.operators.writing import write_if_accepted
from bot.operators.yaml_editing import Editor

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from bot.storage.journal import Mark, Question

NEAREST = 3
"""Entries that are shown beside a group."""
SHOWN = 4
"""Phrasings of a group that are shown."""
NEW, EDIT, FOREIGN, DISMISS, SKIP, QUIT = "nefdsq"


def in_vain(questions: Iterable[Question], marks: Iterable[Mark]) -> list[Cluster]:
    """The groups of questions that were declined, left open or marked."""
    asked = [(q.text, q.reason or q.status) for q in questions if q.text]
    marked = [m for m in marks if m.text]
    groups = cluster([*asked, *((m.text or "", m.mark) for m in marked)])
    for group in groups:
        group.marked.update((m.entry, m.mark) for m in marked if m.text in group.texts)
    return groups


def review(
    folder: Path, clusters: Sequence[Cluster], settle: Callable[[Collection[str]], None]
) -> None:
    """Goes through the groups with an operator.

    Args:
        folder: The knowledge base; it is changed as the operator decides, each change only after
            it has passed the checks.
        clusters: The groups.
        settle: Takes the questions of each group as soon as it is settled: they need not be shown
            again, whatever becomes of the next group.
    """
    assistant = Assistant(load(folder))
    for number, group in enumerate(clusters, 1):
        nearest = [m.document.owner for m in assistant.search(group.head, NEAREST)]
        click.echo(f"\n[{number}/{len(clusters)}] ", nl=False)
        _show(assistant, group, nearest)
        choice = _choose(group, nearest)
        if choice == QUIT:
            break
        if _done(folder, group, nearest, choice):
            settle(list(group.texts))
            if choice != DISMISS:
                assistant = Assistant(load(folder))


def _show(assistant: Assistant, group: Cluster, nearest: Sequence[str]) -> None:
    entries = assistant.base.entries
    why = ", ".join(f"{reason} {count}" for reason, count in group.reasons.most_common())
    click.echo(f"{group.head}   asked {group.count} times ({why})")
    for text, _ in group.texts.most_common(SHOWN)[1:]:
        click.echo(f"      {text}")
    for (entry, mark), count in group.marked.most_common():
        told = f"{entries[entry].question} {entries[entry].answer}" if entry in entries else "gone"
        click.echo(f"  marked {mark} ({count}): {entry}: {told}")
    for place, entry in enumerate(nearest, 1):
        click.echo(f"  {place}. {entry}: {entries[entry].question}")


def _choose(group: Cluster, nearest: Sequence[str]) -> str:
    """The key of what is to be done; asked again until it is one of those offered."""
    offered = {NEW: "new entry", FOREIGN: "foreign", DISMISS: "dismiss", SKIP: "skip",
               QUIT: "quit"}  # fmt: skip
    if group.marked:
        offered = {EDIT: "edit the marked entry", **offered}
    places = [str(place) for place in range(1, len(nearest) + 1)]
    rows = [f"{key} {what}" for key, what in offered.items()]
    if places:
        rows.insert(0, f"1-{places[-1]} add as a variant")

    def check(typed: str) -> str:
        key = typed.lower()
        if key not in offered and key not in places:
            raise click.UsageError(f"{typed!r} is none of these")
        return key

    return str(ask(", ".join(rows), check, SKIP))


def _done(folder: Path, group: Cluster, nearest: Sequence[str], choice: str) -> bool:
    """Does what was chosen; whether the group is settled."""
    try:
        return _act(folder, group, nearest, choice)
    except UsageError as error:  # the other groups can still be settled
        click.echo(str(error), err=True)
        return False


def _act(folder: Path, group: Cluster, nearest: Sequence[str], choice: str) -> bool:
    editor = Editor(folder)
    if choice.isdecimal():
        text = click.prompt("variant", default=group.head)
        editor.add_variant(nearest[int(choice) - 1], text)
        return write_if_accepted(folder, editor)
    if choice == FOREIGN:
        editor.add_foreign(click.prompt("foreign question", default=group.head))
        return write_if_accepted(folder, editor)
    if choice == NEW:
        return guide_new(folder, click.prompt("question", default=group.head))
    if choice == EDIT:
        return guide_edit(folder, group.marked.most_common(1)[0][0][0])
    return choice == DISMISS
