"""Checks of a knowledge base that could be loaded: each gives findings with place and cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.checks.dates import check_dates
from bot.knowledge.checks.evidence import check_evidence, check_sources
from bot.knowledge.checks.plain_texts import check_plain_texts
from bot.knowledge.checks.replies import check_replies
from bot.knowledge.checks.schemas import check_schemas
from bot.knowledge.checks.variants import check_lengths, check_variants

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from bot.knowledge.findings import Finding
    from bot.knowledge.loader import Loaded


def run_checks(loaded: Loaded, folder: Path, today: date) -> list[Finding]:
    """All findings, the loader's own included, in the order of files and lines.

    Args:
        loaded: What was read.
        folder: Where it was read from.
        today: The day against which dates are held.
    """
    found = list(loaded.findings)
    base, documents = loaded.base, loaded.documents
    if base is not None:
        found += check_evidence(base, documents)
        found += check_sources(base, documents)
        found += check_variants(base, documents)
        found += check_lengths(base, documents)
        found += check_plain_texts(documents)
        found += check_dates(base, documents, today)
        found += check_replies(documents)
        found += check_schemas(folder)
    return sorted(found, key=lambda finding: finding.place)
