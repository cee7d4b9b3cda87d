"""Canned replies whose key or placeholders the program does not know."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any

from bot.knowledge.findings import Severity
from bot.knowledge.loader import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.findings import Finding
    from bot.knowledge.yaml_reader import Documents

EVERYWHERE = {"name", "home", "place", "hotline"}
"""Placeholders that every reply may use."""


def check_replies(documents: Documents) -> Iterator[Finding]:
    """Replies of bot.yaml held against the program's own default ones."""
    default = documents.get(str(DEFAULTS / "bot.yaml"))
    known: dict[str, Any] = default.data["replies"] if default else {}
    for file, document in documents.items():
        if document is default or not file.endswith("bot.yaml"):
            continue
        for key, texts in document.data.get("replies", {}).items():
            if key not in known:
                yield document.finding(
                    ("replies", key), "unknown-reply", f"no reply is called {key!r}",
                    "delete it, or correct its name", Severity.WARNING, key=True,
                )  # fmt: skip
                continue
            allowed = EVERYWHERE | _placeholders(known[key]["zh"])
            for tongue, text in texts.items():
                for name in sorted(_placeholders(text) - allowed):
                    yield document.finding(
                        ("replies", key, tongue), "placeholder",
                        f"nothing fills the placeholder {{{name}}} here",
                        f"use one of {', '.join(sorted(allowed))}",
                    )  # fmt: skip


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
