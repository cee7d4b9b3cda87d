"""JSON Lines in, JSON Lines out: how scripts and checks talk to the bot."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.dialogue.assistant import Assistant
    from bot.dialogue.outcome import Outcome


def _questions(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The question and the history of each line; a line that is no object is a bare question."""
    for line in lines:
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("q"), str):
            yield text, []
            continue
        history = row.get("history")
        yield (
            row["q"],
            [h for h in history if isinstance(h, str)] if isinstance(history, list) else [],
        )


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status.value,
        "entry": outcome.entry,
        "matched": outcome.matched,
        "score": outcome.score,
        "not_stated": list(outcome.not_stated),
        "reason": outcome.reason.value if outcome.reason else None,
        "options": [{"entry": o.entry, "label": o.label, "text": o.text} for o in outcome.options],
    }


def answer_lines(assistant: Assistant, lines: Iterable[str], write: Callable[[str], None]) -> None:
    """Answers each line in a new chat of its own.

    Args:
        assistant: The assistant.
        lines: Lines of input; blank ones are passed over.
        write: Takes a line of output; called once a line, in order.
    """
    for question, history in _questions(lines):
        session = None
        for before in history:
            session = assistant.ask(before, session, datetime.now(UTC)).session
        started = time.perf_counter()
        turn = assistant.ask(question, session, datetime.now(UTC))
        took = (time.perf_counter() - started) * 1000
        row = {
            "q": question,
            "text": turn.text,
            "outcomes": [_outcome(outcome) for outcome in turn.outcomes],
            "ms": round(took, 3),
        }
        write(json.dumps(row, ensure_ascii=False))


def search_lines(
    assistant: Assistant, lines: Iterable[str], write: Callable[[str], None], limit: int
) -> None:
    """Ranks the entries for each line.

    Args:
        assistant: The assistant.
        lines: Lines of input; blank ones are passed over.
        write: Takes a line of output.
        limit: Entries a question.
    """
    for question, _ in _questions(lines):
        started = time.perf_counter()
        matches = assistant.search(question, limit)
        took = (time.perf_counter() - started) * 1000
        row = {
            "q": question,
            "matches": [
                {"entry": m.document.owner, "variant": m.document.text, "score": round(m.score, 4)}
                for m in matches
            ],
            "ms": round(took, 3),
        }
        write(json.dumps(row, ensure_ascii=False))
