"""Proposes other phrasings of a question, and asks an operator for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from bot.evaluation.checking import NEAR
from bot.knowledge.checks.variants import bare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.dialogue.assistant import Assistant
    from bot.knowledge.base import KnowledgeBase

PROPOSED = 5
"""Variants that are proposed at most."""
_LATIN = re.compile(r"[A-Za-z]")
_REMOVE = re.compile(r"-\s*(\d+)")


def propose_variants(base: KnowledgeBase, question: str) -> list[str]:
    """The question with words of one meaning put in for another, up to twice `PROPOSED`.

    Args:
        base: The knowledge base; its synonyms are used.
        question: The question.
    """
    found: dict[str, None] = {}
    plain = question.rstrip("?？。")
    for group in base.language.synonyms:
        for word in group:
            if word in plain and len(word) > 1:
                for other in group:
                    if other != word and not _LATIN.search(other):
                        found[plain.replace(word, other)] = None
    return list(found)[: 2 * PROPOSED]


def pick_variants(
    assistant: Assistant, question: str, own: Iterable[str] = (), entry_id: str = ""
) -> tuple[list[str], set[int]]:
    """Phrasings that are proposed and accepted, then those that an operator types.

    Args:
        assistant: Of the knowledge base.
        question: The entry's question.
        own: The entry's variants; they are numbered from 1, and `-2` takes the second out.
        entry_id: The entry, if it is there already.

    Returns:
        The new variants, and the places, from 0, of those that go.
    """
    kept: list[str] = []
    gone: set[int] = set()
    listed = list(own)
    known = {bare(text) for text in (question, *listed)}
    for text in propose_variants(assistant.base, question):
        if bare(text) in known or _collision(assistant, text, entry_id):
            continue
        if len(kept) < PROPOSED and click.confirm(f"variant: {text}", default=True):
            known.add(bare(text))
            kept.append(text)
    hint = "empty to end, -2 takes the second out" if listed else "empty to end"
    while True:
        text = click.prompt(f"another variant ({hint})", default="", show_default=False).strip()
        if not text:
            return kept, gone
        number = _REMOVE.fullmatch(text)
        if number is not None:
            _remove(listed, gone, int(number[1]))
        elif trouble := _trouble(assistant, text, known, entry_id):
            click.echo(f"  {trouble}")
        else:
            known.add(bare(text))
            kept.append(text)


def _remove(listed: list[str], gone: set[int], number: int) -> None:
    if 1 <= number <= len(listed):
        gone.add(number - 1)
        click.echo(f"  goes: {listed[number - 1]}")
    else:
        click.echo(f"  there is no variant {number}")


def _trouble(assistant: Assistant, text: str, known: Collection[str], entry_id: str) -> str:
    """Why a phrasing cannot be taken; empty where it can."""
    if not bare(text):
        return "a variant has words"
    if bare(text) in known:
        return "this entry has it already"
    collision = _collision(assistant, text, entry_id)
    return f"almost the same stands already: {collision}" if collision else ""


def _collision(assistant: Assistant, text: str, entry_id: str) -> str:
    """A phrasing of another entry that is almost the same; empty where there is none."""
    for match in assistant.resemble(text):
        document = match.document
        if match.score < NEAR:
            break
        if document.owner != entry_id and document.owner in assistant.base.entries:
            return f"{document.owner}: {document.text}"
    return ""
