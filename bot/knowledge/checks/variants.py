"""Phrasings that stand in two places, and texts that are too long."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.knowledge.findings import Severity
from bot.knowledge.loader import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.base import Entry, KnowledgeBase
    from bot.knowledge.findings import Finding
    from bot.knowledge.yaml_reader import Documents

ANSWER_LENGTH = 120
"""Characters of an answer that fit a phone's screen with its source line."""
MAX_ANSWER_LENGTH = 600
"""Characters above which no answer may go."""
MAX_QUESTION_LENGTH = 60
"""Characters of a question that fit a button."""

Path = tuple[str | int, ...]
_LISTS = (("bot.yaml", "smalltalk", "variants"), ("foreign.yaml", "topics", "questions"))


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def _phrasings(base: KnowledgeBase, documents: Documents) -> Iterator[tuple[str, str, str, Path]]:
    """Every phrasing: its owner, its text, its file and its path."""
    for entry in base.entries.values():
        path: Path = ("entries", entry.origin.number)
        yield entry.id, entry.question, entry.origin.file, (*path, "question")
        for number, text in enumerate(entry.variants):
            yield entry.id, text, entry.origin.file, (*path, "variants", number)
        if entry.en is not None:
            yield entry.id, entry.en.question, entry.origin.file, (*path, "en", "question")
            for number, text in enumerate(entry.en.variants):
                yield entry.id, text, entry.origin.file, (*path, "en", "variants", number)
    for subject in base.subjects.values():
        for position, gap in enumerate(subject.gaps):
            for number, text in enumerate(gap.asks):
                path = ("subjects", subject.origin.number, "not_stated", position, "asks", number)
                yield f"{subject.id} ({gap.what})", text, subject.origin.file, path
    yield from _elsewhere(documents)


def _elsewhere(documents: Documents) -> Iterator[tuple[str, str, str, Path]]:
    """Phrasings of small talk and of foreign questions, from the folder's own files."""
    for file, document in documents.items():
        if not file.startswith(str(DEFAULTS)):
            for name, part, field in _LISTS:
                if PurePath(file).name == name:
                    for position, item in enumerate(document.data.get(part, ())):
                        for number, text in enumerate(item.get(field, ())):
                            yield item["id"], text, file, (part, position, field, number)


def check_variants(base: KnowledgeBase, documents: Documents) -> Iterator[Finding]:
    """The same phrasing twice: an error across entries, a warning within one."""
    seen: dict[str, tuple[str, str]] = {}
    for owner, text, file, path in _phrasings(base, documents):
        bare = _bare(text)
        if bare not in seen:
            seen[bare] = (owner, text)
            continue
        other, written = seen[bare]
        severity = Severity.WARNING if other == owner else Severity.ERROR
        yield documents[file].finding(
            path, "duplicate-variant", f"{text!r} stands already in {other} as {written!r}",
            "keep it where its answer fits best", severity,
        )  # fmt: skip


def check_lengths(base: KnowledgeBase, documents: Documents) -> Iterator[Finding]:
    """Answers and questions that are too long for a phone."""
    for entry in base.entries.values():
        yield from _lengths(documents, entry)


def _lengths(documents: Documents, entry: Entry) -> Iterator[Finding]:
    document = documents[entry.origin.file]
    path: Path = ("entries", entry.origin.number)
    length = len(entry.answer)
    if length > ANSWER_LENGTH:
        severity = Severity.ERROR if length > MAX_ANSWER_LENGTH else Severity.WARNING
        yield document.finding(
            (*path, "answer"), "long-answer",
            f"the answer has {length} characters; a phone shows about {ANSWER_LENGTH}",
            "shorten it, or split the entry", severity,
        )  # fmt: skip
    if len(entry.question) > MAX_QUESTION_LENGTH:
        yield document.finding(
            (*path, "question"), "long-question",
            f"the question has {len(entry.question)} characters; a button shows "
            f"{MAX_QUESTION_LENGTH}",
            "shorten it", Severity.WARNING,
        )  # fmt: skip
