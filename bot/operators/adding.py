"""`add` and `edit`: guide an operator through a new or changed entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from bot.dialogue.assistant import Assistant
from bot.errors import UsageError
from bot.evaluation.checking import NEAR
from bot.knowledge.checks.evidence import sentences
from bot.knowledge.loader import load
from bot.matching.normalise import fold
from bot.matching.pinyin import letters
from bot.matching.units import tokens
from bot.operators.asking import ask_question, neighbours
from bot.operators.writing import write_if_accepted
from bot.operators.yaml_editing import Editor

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.base import KnowledgeBase

MAX_ID = 40
"""Longest id that is proposed; 48 bytes are allowed."""
PROPOSED = 5
"""Sentences and variants that are proposed at most."""
_LATIN = re.compile(r"[A-Za-z]")
FIELDS = ("question", "answer", "valid_until", "review_by", "enabled", "variants")
"""What `edit` can change."""


def guide_new(folder: Path, question: str = "") -> bool:
    """Asks for all that a new entry needs, and writes it where it passes the checks.

    Args:
        folder: The knowledge base.
        question: The question, where it is known.

    Returns:
        Whether it was written.
    """
    base = load(folder)
    assistant = Assistant(base)
    question = question or ask_question(assistant)
    for line in neighbours(assistant, question):
        click.echo(f"  {line}")
    entry_id = click.prompt("id", default=propose_id(question, set(base.entries)))
    topic = click.prompt("topic (file in entries/)", default=_topic_of(assistant, question))
    answer = click.prompt("answer (to the point first, up to 120 characters)")
    entry: dict[str, Any] = {"id": entry_id, "question": question, "answer": answer}
    evidence = _pick_evidence(base, f"{question} {answer}")
    if evidence:
        entry["evidence"] = evidence
    covers = sorted({a for u in assistant.understand(question) for a in u.reading.aspects})
    if covers:
        entry["covers"] = covers
    variants = _pick_variants(base, assistant, question)
    if variants:
        entry["variants"] = variants
    editor = Editor(folder)
    editor.add_entry(topic, entry)
    return write_if_accepted(folder, editor)


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
        value = entry.get(name, "")
        shown = f"{len(value)} phrasings" if name == "variants" and value else value
        click.echo(f"  {number}. {name}: {shown}")
    chosen = FIELDS[click.prompt("change which", type=click.IntRange(1, len(FIELDS))) - 1]
    if chosen == "variants":
        base = load(folder)
        assistant = Assistant(base)
        added = _pick_variants(base, assistant, str(entry["question"]), entry_id)
        entry.setdefault("variants", []).extend(added)
    elif chosen == "enabled":
        entry["enabled"] = click.confirm("in service?", default=True)
    else:
        text = click.prompt(chosen, default=str(entry.get(chosen) or "") or None)
        entry[chosen] = _day(text) if chosen in ("valid_until", "review_by") else text
    return write_if_accepted(folder, editor)


def propose_id(question: str, taken: set[str]) -> str:
    """An id that nothing has yet, from the sound of the question's first words.

    Args:
        question: The question.
        taken: Ids in use.
    """
    slug = ""
    for token in tokens(fold(question)):
        clean = re.sub(r"[^a-z0-9]", "", letters(token))
        if clean and len(slug) + len(clean) + 1 <= MAX_ID // 2:
            slug = f"{slug}-{clean}" if slug else clean
    slug = slug or "entry"
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day: write 2027-03-31") from None


def _topic_of(assistant: Assistant, question: str) -> str:
    """The file of the nearest entry."""
    for match in assistant.search(question, 1):
        file = assistant.base.entries[match.document.owner].origin.file
        return file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".yaml")
    return "more"


def _pick_evidence(base: KnowledgeBase, text: str) -> list[dict[str, str]]:
    """Sentences of the sources that an operator picks by their numbers."""
    rows = [(source.id, row) for source in base.sources.values() for row in sentences(source.text)]
    said = set(text)
    rows.sort(key=lambda row: -len(said & set(row[1])) / len(set(row[1])))
    for number, (source, row) in enumerate(rows[:PROPOSED], 1):
        click.echo(f"  {number}. {source}: {row}")
    if not rows:
        return []
    picked = click.prompt("evidence (numbers, empty for none)", default="", show_default=False)
    numbers = [int(n) for n in re.findall(r"\d+", picked) if 1 <= int(n) <= len(rows[:PROPOSED])]
    return [{"source": rows[n - 1][0], "quote": rows[n - 1][1]} for n in numbers]


def _pick_variants(
    base: KnowledgeBase, assistant: Assistant, question: str, entry_id: str = ""
) -> list[str]:
    """Phrasings that are proposed and accepted, then those that an operator types."""
    kept: list[str] = []
    for text in propose_variants(base, question):
        if _collision(assistant, text, entry_id):
            continue
        if len(kept) < PROPOSED and click.confirm(f"variant: {text}", default=True):
            kept.append(text)
    while True:
        text = click.prompt("another variant (empty to end)", default="", show_default=False)
        if not text:
            return kept
        collision = _collision(assistant, text, entry_id)
        if collision:
            click.echo(f"  almost the same stands already: {collision}")
            continue
        kept.append(text)


def propose_variants(base: KnowledgeBase, question: str) -> list[str]:
    """The question with words of one meaning put in for another, up to twice `PROPOSED`.

    Args:
        base: The knowledge base; its synonyms are used.
        question: The question.
    """
    found: dict[str, None] = {}
    bare = question.rstrip("?？。")
    for group in base.language.synonyms:
        for word in group:
            if word in bare and len(word) > 1:
                for other in group:
                    if other != word and not _LATIN.search(other):
                        found[bare.replace(word, other)] = None
    return list(found)[: 2 * PROPOSED]


def _collision(assistant: Assistant, text: str, entry_id: str) -> str:
    """A phrasing of another entry that is almost the same; empty where there is none."""
    for match in assistant.resemble(text):
        document = match.document
        if match.score < NEAR:
            break
        if document.owner != entry_id and document.owner in assistant.base.entries:
            return f"{document.owner}: {document.text}"
    return ""
