"""Brings the tables of a database to this version of the program; data stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, inspect, select

from bot.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0002"
"""The newest step in migrations/versions; a test holds it to the files."""
FOLDER = Path(__file__).parent / "migrations"
_taken = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps the step that a database has come to, as Alembic itself makes it."""


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Takes all steps that a database has not taken yet.

    Alembic itself takes 12 MB: it is loaded only where there are tables of an older version.

    Args:
        connection: In a transaction; nothing is kept if a step fails.
        to: The step to stop at.
    """
    if _step(connection) == to:
        return
    _begin(connection)
    if _step(connection) == to:
        return  # another start was faster
    there = set(inspect(connection).get_table_names())
    if to == HEAD and there.isdisjoint({_taken.name, *metadata.tables}):
        metadata.create_all(connection)
        _taken.create(connection)
        connection.execute(_taken.insert().values(version_num=to))
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _step(connection: Connection) -> str | None:
    """The step that a database has come to; None of one that has taken none."""
    if not inspect(connection).has_table(_taken.name):
        return None
    step: str | None = connection.scalar(select(_taken.c.version_num))
    return step


def _begin(connection: Connection) -> None:
    """Begins a transaction on SQLite: Python's driver does so for rows alone, not for tables.

    A start that is interrupted would leave half of them.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and not getattr(raw, "in_transaction", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
