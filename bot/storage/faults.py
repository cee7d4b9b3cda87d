"""What is wrong with a database: told in words, never with what users wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from bot.storage.backends import is_locked

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.exc import DatabaseError

_HEADER = b"SQLite format 3\0"
_OURS = b"CREATE TABLE alembic_version"
"""Stands in the first pages of every database of ours, as SQLite keeps it."""
_BEGIN = 65_536
"""Bytes in which that is looked for."""


def is_bad(file: Path, error: DatabaseError) -> bool:
    """Whether a file is a SQLite database that is damaged, and not some other file.

    One whose header is damaged still holds the names of our tables, or nothing at all.

    Args:
        file: The file.
        error: What came of opening it.
    """
    words = str(error.orig).lower()
    if "malformed" not in words and "not a database" not in words:
        return False
    with file.open("rb") as opened:
        begin = opened.read(_BEGIN)
    return begin.startswith(_HEADER) or _OURS in begin or not begin.strip(b"\0")


def unusable(file: Path | None, error: Exception) -> str:
    """What to say, and to do, where a database cannot be used at all.

    Args:
        file: The SQLite file; None for another database.
        error: What came of opening it.
    """
    named = f" {file}" if file is not None else ""
    if isinstance(error, DBAPIError) and is_locked(error):
        return (
            f"the database{named} is locked: another program is writing to it.\n"
            "End that program (another bot, a database browser, a backup), then start again."
        )
    return (
        f"the database{named} cannot be used: {reason(error)}\n"
        "Check JIYUAN_BOT_DATABASE_URL, the disk and the rights on the file."
    )


def reason(error: Exception) -> str:
    """What the driver says, without the statement and its values: they hold what users wrote.

    Args:
        error: What was raised.
    """
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"
