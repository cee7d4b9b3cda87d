"""Phrasings that stand in two places, and texts that are too long."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One phrasing and where it is written.

    Attributes:
        owner: Whom it leads to, for messages.
        text: The phrasing.
        file: The file that holds it.
        path: Keys and positions that lead to it within the file.
        entry: Id of its entry; None for known gaps, small talk and foreign questions.
    """

    owner: str
    text: str
    file: str
    path: Path
    entry: str | None = None


def bare(text: str) -> str:
    """The text's letters and figures alone: what is equal so is the same phrasing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def phrasings(base: KnowledgeBase) -> Iterator[Phrasing]:
    """Every phrasing of the entries and of the known gaps, in the order of the files."""
    for entry in base.entries.values():
        path: Path = ("entries", entry.origin.number)
        texts = [((*path, "question"), entry.question)]
        texts += [((*path, "variants", n), text) for n, text in enumerate(entry.variants)]
        if entry.en is not None:
            texts.append(((*path, "en", "question"), entry.en.question))
            texts += [((*path, "en", "variants", n), t) for n, t in enumerate(entry.en.variants)]
        for place, text in texts:
            yield Phrasing(entry.id, text, entry.origin.file, place, entry.id)
    for subject in base.subjects.values():
        for position, gap in enumerate(subject.gaps):
            for number, text in enumerate(gap.asks):
                path = ("subjects", subject.origin.number, "not_stated", position, "asks", number)
                yield Phrasing(f"{subject.id} ({gap.what})", text, subject.origin.file, path)


def _elsewhere(documents: Documents) -> Iterator[Phrasing]:
    """Phrasings of small talk and of foreign questions, from the folder's own files."""
    for file, document in documents.items():
        if not file.startswith(str(DEFAULTS)):
            for name, part, field in _LISTS:
                if PurePath(file).name == name:
                    for position, item in enumerate(document.data.get(part, ())):
                        for number, text in enumerate(item.get(field, ())):
                            yield Phrasing(item["id"], text, file, (part, position, field, number))


def check_variants(base: KnowledgeBase, documents: Documents) -> Iterator[Finding]:
    """The same phrasing twice: an error across entries, a warning within one."""
    seen: dict[str, Phrasing] = {}
    for phrasing in (*phrasings(base), *_elsewhere(documents)):
        first = seen.setdefault(bare(phrasing.text), phrasing)
        if first is phrasing:
            continue
        severity = Severity.WARNING if first.owner == phrasing.owner else Severity.ERROR
        yield documents[phrasing.file].finding(
            phrasing.path, "duplicate-variant",
            f"{phrasing.text!r} stands already in {first.owner} as {first.text!r}",
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
