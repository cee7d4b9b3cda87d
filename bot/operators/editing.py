"""`edit`: guides an operator through a change of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.dialogue.assistant import Assistant
from bot.knowledge.loader import load
from bot.operators import prompts
from bot.operators.evidence import ask_evidence, missing_figures
from bot.operators.phrasing import pick_variants
from bot.operators.writing import write_if_accepted
from bot.operators.yaml_editing import Editor
from bot.operators.yaml_style import extend, remove_item, remove_key, set_value

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.base import KnowledgeBase

FIELDS = (
    "question", "answer", "valid_until", "review_by", "enabled", "variants", "evidence", "covers",
    "subject",
)  # fmt: skip
"""What can be changed, in the order of the menu."""
LISTS = {"variants": "phrasings", "evidence": "quotes"}
DAYS = ("valid_until", "review_by")


def guide_edit(folder: Path, entry_id: str) -> bool:
    """Asks what to change in an entry, and writes it where it passes the checks.

    Args:
        folder: The knowledge base.
        entry_id: The entry.

    Returns:
        Whether it was written.

    Raises:
        UsageError: There is no such entry.
    """
    editor = Editor(folder)
    entry = editor.entry(entry_id)
    for number, name in enumerate(FIELDS, 1):
        click.echo(f"  {number}. {name}: {_shown(name, entry.get(name))}")
    chosen = FIELDS[click.prompt("change which", type=click.IntRange(1, len(FIELDS))) - 1]
    if chosen in DAYS:
        _set(entry, chosen, prompts.ask(
            f"{chosen} (- for none)", prompts.day, str(entry.get(chosen) or prompts.NONE)
        ))  # fmt: skip
    elif chosen == "enabled":
        set_value(entry, chosen, click.confirm("in service?", default=True))
    else:
        _change(load(folder), entry, chosen)
    return write_if_accepted(folder, editor)


def _shown(name: str, value: Any) -> str:
    if value is None or value == []:
        return ""
    if name in LISTS:
        return f"{len(value)} {LISTS[name]}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _set(entry: Any, name: str, value: Any) -> None:
    """Sets a field, or takes it out where it is to hold nothing."""
    if value is None or value == []:
        remove_key(entry, name)
    else:
        set_value(entry, name, value)


def _change(base: KnowledgeBase, entry: Any, chosen: str) -> None:
    """Changes a field that other parts of the knowledge base must fit."""
    if chosen == "variants":
        _change_variants(base, entry)
    elif chosen == "evidence":
        _change_evidence(base, entry)
    elif chosen == "answer":
        answer = prompts.ask("answer", prompts.some, str(entry["answer"]))
        _answer(base, entry, answer)
    elif chosen == "question":
        check = prompts.new_question(base, str(entry["id"]))
        set_value(entry, chosen, prompts.ask(chosen, check, str(entry["question"])))
    elif chosen == "covers":
        current = ", ".join(entry.get(chosen) or ()) or prompts.NONE
        check_covers = prompts.some_of(base.language.aspects, "aspect")
        _set(
            entry,
            chosen,
            prompts.ask("covers (ids of aspects, - for none)", check_covers, current),
        )
    else:
        check_subject = prompts.one_of(base.subjects, "subject")
        current = str(entry.get(chosen) or prompts.NONE)
        _set(entry, chosen, prompts.ask("subject (- for none)", check_subject, current))


def _answer(base: KnowledgeBase, entry: Any, answer: str) -> None:
    """Sets the answer; where it has figures that no quote states, evidence is asked for."""
    kept = _quotes(entry)
    missing = missing_figures(base, answer, kept)
    if missing:
        click.echo(f"  the figure {', '.join(missing)} stands in no quote of the entry")
        answer, picked = ask_evidence(base, str(entry["question"]), answer, kept)
        extend(entry, "evidence", picked)
    set_value(entry, "answer", answer)


def _quotes(entry: Any) -> list[dict[str, str]]:
    return [dict(evidence) for evidence in entry.get("evidence") or ()]


def _change_variants(base: KnowledgeBase, entry: Any) -> None:
    own = [str(text) for text in entry.get("variants") or ()]
    for number, text in enumerate(own, 1):
        click.echo(f"  {number}. {text}")
    added, gone = pick_variants(Assistant(base), str(entry["question"]), own, str(entry["id"]))
    extend(entry, "variants", added)
    for number in sorted(gone, reverse=True):
        remove_item(entry, "variants", number)


def _change_evidence(base: KnowledgeBase, entry: Any) -> None:
    quotes = _quotes(entry)
    for number, evidence in enumerate(quotes, 1):
        click.echo(f"  has {number}. {evidence['source']}: {evidence['quote']}")
    gone = []
    if quotes:
        gone = prompts.ask(
            "take out (numbers, empty for none)", prompts.numbers(len(quotes)), "", show=False
        )
    kept = [evidence for place, evidence in enumerate(quotes) if place not in gone]
    answer, picked = ask_evidence(base, str(entry["question"]), str(entry["answer"]), kept)
    set_value(entry, "answer", answer)
    extend(entry, "evidence", picked)
    for place in sorted(gone, reverse=True):
        remove_item(entry, "evidence", place)
