"""What can go wrong, one class a cause.

BotError                 anything below; its text is fit for a terminal
├── UsageError           the command was used wrongly (exit code 2)
├── SettingsError        a setting is missing or wrong (exit code 2)
│   └── TokenError       the Bot API refused the token, or there is none (exit code 2)
├── StorageError         the database cannot be used (exit code 1)
├── KnowledgeError       the knowledge base has errors (exit code 1)
└── ChannelError         a channel cannot be used (exit code 1)
    └── ConflictError    another instance polls with the same token (exit code 3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.findings import Finding

MAX_TEXT = 1_000_000
"""Characters after which no further finding is told: each quotes its line, and a file may be one
line with thousands of errors."""


class BotError(Exception):
    """Something went wrong; the text says what and how to mend it."""

    exit_code: ClassVar[int] = 1


class UsageError(BotError):
    """The command was used wrongly."""

    exit_code = 2


class SettingsError(BotError):
    """A setting is missing or wrong."""

    exit_code = 2


class TokenError(SettingsError):
    """There is no bot token, or the Bot API refused it."""


class ChannelError(BotError):
    """A channel cannot be used: its server is out of reach."""


class ConflictError(ChannelError):
    """Another instance receives this bot's updates."""

    exit_code = 3


class StorageError(BotError):
    """The database cannot be used; nothing of the piece of work was kept."""


class KnowledgeError(BotError):
    """The knowledge base has errors.

    Attributes:
        findings: All of them, in the order of files and lines; the text may leave some out.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        rows: list[str] = []
        room = MAX_TEXT
        for number, finding in enumerate(self.findings):
            if room <= 0:
                rows.append(f"... and {len(self.findings) - number:,} more")
                break
            rows.append(str(finding))
            room -= len(rows[-1])
        super().__init__("\n".join(rows))
