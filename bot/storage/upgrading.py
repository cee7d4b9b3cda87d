"""Brings the tables of a database to this version of the program; data stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0002"
"""The newest step in migrations/versions; a test holds it to the files."""
FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Takes all steps that a database has not taken yet.

    Args:
        connection: In a transaction; nothing is kept if a step fails.
        to: The step to stop at.
    """
    if _revision(connection) == to:
        return  # most starts: Alembic itself need not be loaded
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None
