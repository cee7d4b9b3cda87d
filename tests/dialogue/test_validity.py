"""Entries that may only be told until a day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import Assistant, Reason, Status
from bot.knowledge.loader import load

if TYPE_CHECKING:
    from pathlib import Path

LAST = """\
entries:
  - id: fair-where
    question: 集市在哪里?
    answer: 集市在东门外。
    valid_until: 2026-05-31
"""


def test_an_entry_is_told_until_its_last_day(folder: Path) -> None:
    """On the last day it is told; on the next it is not, nor offered, nor picked."""
    (folder / "entries" / "fair.yaml").write_text(LAST, encoding="utf-8")
    assistant = Assistant(load(folder))
    last, after = datetime(2026, 5, 31, 23, tzinfo=UTC), datetime(2026, 6, 1, 1, tzinfo=UTC)
    assert assistant.ask("集市在哪里", now=last).outcomes[0].status is Status.ANSWER
    gone = assistant.ask("集市在哪里", now=after).outcomes[0]
    assert (gone.status, gone.reason) == (Status.DECLINE, Reason.UNAVAILABLE)
    assert "东门" not in assistant.pick("fair-where", now=after).text
