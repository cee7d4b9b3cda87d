"""Whether answers rest on their sources, and whether the sources are told in full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.knowledge.checks.figures import unstated
from bot.knowledge.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.base import Entry, KnowledgeBase, Source
    from bot.knowledge.yaml_reader import Documents

_SENTENCE = re.compile(r"[^。；;！!？?…\n]+")
_PIECE = re.compile(r"[^,，、:：—“”()（）]+")
SHORT_PIECE = 4
"""Pieces of a sentence below this many characters carry no fact of their own."""
QUOTED_SHARE = 0.5
"""A sentence is told where quotes hold at least this share of its longer pieces."""


def sentences(text: str) -> list[str]:
    """The sentences of a source's text, in order."""
    found = (match[0].strip() for row in text.splitlines() for match in _SENTENCE.finditer(row))
    return [sentence for sentence in found if sentence]


def check_evidence(base: KnowledgeBase, documents: Documents) -> Iterator[Finding]:
    """Quotes that are not in the source; figures of answers that are in no quote."""
    for entry in base.entries.values():
        document = documents[entry.origin.file]
        path = ("entries", entry.origin.number)
        if not entry.evidence:
            yield document.finding(
                (*path, "id"), "no-evidence", f"the entry {entry.id!r} has no evidence",
                "add evidence: a source and a verbatim quote", Severity.WARNING,
            )  # fmt: skip
            continue
        for number, evidence in enumerate(entry.evidence):
            if evidence.quote not in base.sources[evidence.source].text:
                yield document.finding(
                    (*path, "evidence", number, "quote"), "quote",
                    f"the quote does not stand in the source {evidence.source!r} as it is written",
                    "copy it from the source's text, with its punctuation",
                )  # fmt: skip
        yield from _figures(base, documents, entry)


def _figures(base: KnowledgeBase, documents: Documents, entry: Entry) -> Iterator[Finding]:
    quotes = [evidence.quote for evidence in entry.evidence]
    published = [base.sources[evidence.source].date for evidence in entry.evidence]
    document = documents[entry.origin.file]
    path = ("entries", entry.origin.number)
    texts: list[tuple[tuple[str | int, ...], str]] = [((*path, "answer"), entry.answer)]
    if entry.en is not None:
        texts.append(((*path, "en", "answer"), entry.en.answer))
    for where, text in texts:
        for figure in unstated(text, quotes, published):
            yield document.finding(
                where, "figure", f"the figure {figure} stands in no quote of the entry",
                "quote the sentence that states it, or correct the figure",
            )  # fmt: skip


def check_sources(base: KnowledgeBase, documents: Documents) -> Iterator[Finding]:
    """Sentences of a source that no entry quotes and nobody has marked as free of facts."""
    for source in base.sources.values():
        quotes = [
            e.quote for entry in base.entries.values() for e in entry.evidence
            if e.source == source.id
        ]  # fmt: skip
        told = [*quotes, *source.no_facts]
        for line, row in enumerate(source.text.splitlines(), 1):
            for match in _SENTENCE.finditer(row):
                sentence = match[0].strip()
                if sentence and not _is_told(sentence, told):
                    yield Finding(
                        source.text_file, line, match.start() + 1, Severity.WARNING, "untold",
                        "no entry quotes this sentence",
                        "add an entry that tells it, or list it under no_facts of the source",
                        sentence,
                    )  # fmt: skip
        yield from _unused(documents, source)


def _is_told(sentence: str, told: list[str]) -> bool:
    pieces = [p for p in _PIECE.findall(sentence) if len(p) >= SHORT_PIECE] or [sentence]
    length = sum(map(len, pieces))
    return sum(len(p) for p in pieces if any(p in t for t in told)) >= QUOTED_SHARE * length


def _unused(documents: Documents, source: Source) -> Iterator[Finding]:
    document = documents.get(source.file)
    if document is None:
        return
    for number, passage in enumerate(source.no_facts):
        if passage not in source.text:
            yield document.finding(
                ("no_facts", number), "quote", "the passage does not stand in the source's text",
                "copy it from the source's text, or delete it",
            )  # fmt: skip
