"""The tables come to the program's version, and data stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, insert, inspect, select, text

from bot.storage import tables
from bot.storage.upgrading import FOLDER, HEAD, upgrade
from tests.conftest import ROOT


@pytest.mark.parametrize("first", [HEAD, "0001"])
def test_database_gets_the_tables_that_the_program_uses(tmp_path: Path, first: str) -> None:
    """A new one at once, an older one by steps; a second time changes nothing."""
    engine = create_engine(f"sqlite:///{tmp_path}/new.db")
    for to in (first, HEAD, HEAD):
        with engine.begin() as connection:
            upgrade(connection, to)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, tables.metadata) == []
        assert context.get_current_revision() == HEAD


def test_new_database_is_like_one_that_took_all_steps(tmp_path: Path) -> None:
    """To the letter: columns, indexes, Alembic's own table. Comments, on PostgreSQL, are new."""
    found = []
    for steps in ((HEAD,), ("0001", HEAD)):
        engine = create_engine(f"sqlite:///{tmp_path}/{len(steps)}.db")
        for to in steps:
            with engine.begin() as connection:
                upgrade(connection, to)
        with engine.connect() as connection:
            made = inspect(connection)
            found.append({
                name: (
                    [str({**c, "type": str(c["type"])}) for c in made.get_columns(name)],
                    made.get_pk_constraint(name), made.get_indexes(name),
                )
                for name in made.get_table_names()
            })  # fmt: skip
    assert found[0] == found[1]


@pytest.mark.parametrize("last", ["CREATE TABLE asked", "CREATE TABLE secrets", "INSERT INTO"])
def test_start_that_is_interrupted_leaves_nothing(tmp_path: Path, last: str) -> None:
    """The next one begins anew."""
    engine = create_engine(f"sqlite:///{tmp_path}/new.db")

    def interrupt(*given: Any) -> None:
        if given[2].strip().startswith(last):
            raise KeyboardInterrupt

    event.listen(engine, "after_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt), engine.begin() as connection:
        upgrade(connection)
    event.remove(engine, "after_cursor_execute", interrupt)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        upgrade(connection)
        assert MigrationContext.configure(connection).get_current_revision() == HEAD


def test_new_database_needs_no_alembic(tmp_path: Path) -> None:
    """Nor does one that has all tables: each start of the bot would pay for it in memory."""
    code = (
        "import sys; from sqlalchemy import create_engine; from bot.storage.upgrading import "
        "upgrade; connection = create_engine(sys.argv[1]).connect(); upgrade(connection); "
        "upgrade(connection); print('alembic' in sys.modules)"
    )
    url = f"sqlite:///{tmp_path}/new.db"
    done = subprocess.run(
        [sys.executable, "-c", code, url], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "False\n"


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
