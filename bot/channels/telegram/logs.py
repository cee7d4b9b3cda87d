"""Logs without secrets: no token at any level, tracebacks included, and no user's words."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{10,}")
HIDDEN = "<token>"


class RedactingFormatter(logging.Formatter):
    """Formats a record as usual, then takes out whatever is or looks like a bot token.

    Args:
        token: The token in use.
    """

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, traceback included, without a token."""
        return _TOKEN.sub(HIDDEN, super().format(record).replace(self._token, HIDDEN))


def set_up(level: str, token: str) -> None:
    """Sends the log to stderr.

    Args:
        level: The least level that is logged.
        token: The token, which never appears.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "telegram", "sqlalchemy", "psycopg"):
        # Below WARNING these log whole URLs (with the token), whole updates and statements
        # (users' words).
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
