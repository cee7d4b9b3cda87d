"""`add`: guides an operator through a new entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from bot.dialogue.assistant import Assistant
from bot.errors import UsageError
from bot.knowledge.loader import load
from bot.matching.normalise import fold
from bot.matching.pinyin import letters
from bot.matching.units import tokens
from bot.operators import prompts
from bot.operators.asking import ask_question, neighbours
from bot.operators.evidence import ask_evidence
from bot.operators.phrasing import pick_variants
from bot.operators.writing import write_if_accepted
from bot.operators.yaml_editing import Editor

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.base import Entry

MAX_PROPOSED = 20
"""Characters of an id that is proposed."""
DEFAULT_TOPIC = "more"
"""The file of an entry that resembles no other."""


def guide_new(folder: Path, question: str = "") -> bool:
    """Asks for all that a new entry needs, and writes it where it passes the checks.

    Args:
        folder: The knowledge base.
        question: The question, where it is known.

    Returns:
        Whether it was written; otherwise the entry is printed, so that nothing typed is lost.
    """
    base = load(folder)
    assistant = Assistant(base)
    editor = Editor(folder)
    question = _checked(assistant, question)
    for line in neighbours(assistant, question):
        click.echo(f"  {line}")
    nearest = _nearest(assistant, question)
    entry_id = prompts.ask(
        "id", prompts.new_id(base.entries), propose_id(question, set(base.entries))
    )
    topic = prompts.ask(
        "topic (file in entries/)", prompts.topic(editor.topics()), _topic_of(nearest)
    )
    entry: dict[str, Any] = {"id": entry_id}
    if base.subjects:
        subject = prompts.ask(
            "subject (- for none)", prompts.one_of(base.subjects, "subject"),
            (nearest.subject if nearest else None) or prompts.NONE,
        )  # fmt: skip
        entry |= {"subject": subject} if subject else {}
    answer = prompts.ask("answer (to the point first, up to 120 characters)", prompts.some)
    answer, evidence = ask_evidence(base, question, answer)
    entry |= {"question": question, "answer": answer}
    if evidence:
        entry["evidence"] = evidence
    covers = sorted({a for u in assistant.understand(question) for a in u.reading.aspects})
    if covers:
        entry["covers"] = covers
    variants, _ = pick_variants(assistant, question)
    if variants:
        entry["variants"] = variants
    editor.add_entry(topic, entry)
    return _write(folder, editor, entry)


def _checked(assistant: Assistant, question: str) -> str:
    """The question, asked for until it can be used."""
    check = prompts.new_question(assistant.base)
    while True:
        question = question.strip() or ask_question(assistant)
        try:
            return check(question)
        except click.UsageError as error:
            click.echo(f"  {error.message}")
            question = ""


def _write(folder: Path, editor: Editor, entry: dict[str, Any]) -> bool:
    written = False
    try:
        written = write_if_accepted(folder, editor)
    except UsageError as error:
        click.echo(str(error), err=True)
    finally:
        if not written:
            click.echo(f"what you typed:\n{editor.shown([entry])}")
    return written


def propose_id(question: str, taken: set[str]) -> str:
    """An id that nothing has yet, from the sound of the question's first words.

    Args:
        question: The question.
        taken: Ids in use.
    """
    slug = ""
    for token in tokens(fold(question)):
        clean = re.sub(r"[^a-z0-9]", "", letters(token))
        if clean and len(slug) + len(clean) + 1 <= MAX_PROPOSED:
            slug = f"{slug}-{clean}" if slug else clean
    slug = slug or "entry"
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)


def _nearest(assistant: Assistant, question: str) -> Entry | None:
    for match in assistant.search(question, 1):
        return assistant.base.entries[match.document.owner]
    return None


def _topic_of(entry: Entry | None) -> str:
    """The name of an entry's file."""
    if entry is None:
        return DEFAULT_TOPIC
    return entry.origin.file.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")[0]
