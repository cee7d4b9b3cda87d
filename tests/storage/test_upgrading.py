"""The tables come to the program's version, and data stays."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, select, text

from bot.storage import tables
from bot.storage.upgrading import FOLDER, HEAD, upgrade


def test_steps_lead_to_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    """From nothing; a second time changes nothing."""
    engine = create_engine(f"sqlite:///{tmp_path}/new.db")
    for _ in range(2):
        with engine.begin() as connection:
            upgrade(connection)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_database_from_before_the_steps_keeps_its_data(tmp_path: Path) -> None:
    """Its tables are taken as they stand, and what they lack is added."""
    engine = create_engine(f"sqlite:///{tmp_path}/old.db")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(insert(tables.switches).values(name="parks-count", off_at=1.0))
    with engine.begin() as connection:
        upgrade(connection)
        assert connection.execute(select(tables.switches.c.name)).scalar() == "parks-count"
        assert connection.execute(select(tables.asked.c.reason)).all() == []


def test_head_is_the_newest_step() -> None:
    """What the program looks for is what the files say."""
    assert ScriptDirectory(str(FOLDER)).get_current_head() == HEAD
