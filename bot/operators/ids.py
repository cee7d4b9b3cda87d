"""Ids: of entries, topics and sources."""

from __future__ import annotations

import re

from bot.knowledge.yaml_types import MAX_ID_BYTES

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def is_id(text: str) -> bool:
    """Whether a text is a plain id: it may name a file, and leads nowhere else."""
    return len(text) <= MAX_ID_BYTES and _ID.fullmatch(text) is not None
