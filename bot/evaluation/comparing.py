"""`check --against`: which questions end differently than with another version."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.dialogue.assistant import Assistant
from bot.errors import UsageError
from bot.evaluation.grading import replayed
from bot.matching.documents import Documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.dialogue.turn import Turn
    from bot.knowledge.base import KnowledgeBase

Question = tuple[tuple[str, ...], str]
"""What was asked before in the same chat, and the question."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question that ends differently.

    Attributes:
        question: The question.
        before: How it ended.
        after: How it ends now.
    """

    question: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.question}\n  - {self.before}\n  + {self.after}"


@contextmanager
def other_version(folder: Path, reference: str) -> Iterator[Path]:
    """A folder with another version of a knowledge base.

    Args:
        folder: The knowledge base.
        reference: A folder, or what git calls a commit (HEAD, a tag, a branch).

    Raises:
        UsageError: It is neither.
    """
    if Path(reference).is_dir():
        yield Path(reference)
        return
    packed = _git(folder, "archive", reference, ".")
    if packed is None:
        raise UsageError(
            f"--against {reference}: neither a folder nor a commit of the repository that holds "
            f"{folder}.\nGive a folder, or a name that `git log` knows, such as HEAD."
        )
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        yield Path(place)


def _git(folder: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(  # noqa: S603 - no shell; git checks the reference itself
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True, check=False,
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def questions_of(base: KnowledgeBase) -> list[Question]:
    """All phrasings (of entries, gaps, small talk and foreign matters) and cases, each once."""
    found: dict[Question, None] = {((), document.text): None for document in Documents(base)}
    for case in base.cases:
        found[case.history, case.q] = None
    return list(found)


def compare(
    before: KnowledgeBase,
    after: KnowledgeBase,
    progress: Callable[[Sequence[Question]], Iterable[Question]] = lambda questions: questions,
) -> list[Change]:
    """Asks both versions all that the older one has phrasings and cases for.

    Args:
        before: The last accepted version.
        after: The new one.
        progress: Shows how far it is.
    """
    old, new = Assistant(before), Assistant(after)
    changes = []
    for question in progress(questions_of(before)):
        endings = _ending(old, question), _ending(new, question)
        if endings[0] != endings[1]:
            changes.append(Change(question[1], *endings))
    return changes


def _ending(assistant: Assistant, question: Question) -> str:
    history, text = question
    return _told(assistant.ask(text, replayed(assistant, history)))


def _told(turn: Turn) -> str:
    """How a turn ended, in words that a person can judge."""
    parts = []
    for outcome in turn.outcomes:
        words = [outcome.status.value, outcome.entry or outcome.reason or ""]
        if outcome.not_stated:
            words.append(f"(not stated: {', '.join(outcome.not_stated)})")
        if outcome.options:
            words.append(f"[{', '.join(option.entry for option in outcome.options)}]")
        parts.append(" ".join(filter(None, words)))
    return "; ".join(parts)


def render(changes: Sequence[Change], reference: str) -> str:
    """The changes as text."""
    if not changes:
        return f"no question ends differently than with {reference}"
    return "\n".join((*map(str, changes), f"{len(changes)} questions end differently than with "
                      f"{reference}"))  # fmt: skip
