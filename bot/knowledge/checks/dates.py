"""Entries that may no longer be told, or that somebody should look at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.knowledge.base import KnowledgeBase
    from bot.knowledge.findings import Finding
    from bot.knowledge.yaml_reader import Documents


def check_dates(base: KnowledgeBase, documents: Documents, today: date) -> Iterator[Finding]:
    """Entries past `valid_until` (error) or past `review_by` (warning)."""
    for entry in base.entries.values():
        document = documents[entry.origin.file]
        path = ("entries", entry.origin.number)
        if entry.is_over(today):
            yield document.finding(
                (*path, "valid_until"), "expired",
                f"the entry {entry.id!r} was valid until {entry.valid_until}",
                "bring it up to date, or set enabled: false",
            )  # fmt: skip
        if entry.review_by is not None and entry.review_by < today:
            yield document.finding(
                (*path, "review_by"), "overdue",
                f"the entry {entry.id!r} was to be looked at by {entry.review_by}",
                "look at it, then set a later day", Severity.WARNING,
            )  # fmt: skip
