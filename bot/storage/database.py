"""Opens the database of a URL and writes to it in groups, one commit for all that waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    SQLAlchemyError,
)

from bot.errors import SettingsError, StorageError
from bot.storage.backends import Loop, Threads
from bot.storage.faults import is_bad, reason, unusable
from bot.storage.upgrading import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Executable, Table
    from sqlalchemy.engine import URL, Row

    from bot.storage.backends import Work

    RowsWork = Callable[[Connection, Sequence[Any]], Sequence[Any]]

logger = logging.getLogger(__name__)
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
SCHEMA_LOCK = 0x6A_79_70_62
"""Number of PostgreSQL's advisory lock for changes of the tables; any that nobody else uses."""
MAX_GROUP = 200
"""Most pieces of work in one commit: one more waits no longer than these take."""


def driven(url: str) -> URL:
    """A plain URL with the driver that this program uses.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host/name`.

    Raises:
        SettingsError: It is neither; the text never holds the URL, which may hold a password.
    """
    try:
        parsed = make_url(url)
        name = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        name = ""
    if name not in DRIVERS:
        raise SettingsError(
            "JIYUAN_BOT_DATABASE_URL is no URL that the bot knows.\n"
            "Write sqlite:///folder/file.db or postgresql://user:password@host/name."
        )
    return parsed.set(drivername=DRIVERS[name])


@dataclass(slots=True)
class _Waiting:
    work: RowsWork
    row: Any
    done: asyncio.Future[Any] = field(default_factory=asyncio.Future)


class Database:
    """A database that is open.

    Args:
        url: As in `driven`.
    """

    def __init__(self, url: str) -> None:
        self._url = parsed = driven(url)
        self.shared = parsed.get_backend_name() == "postgresql"
        """Whether other replicas may use it too."""
        self._file: Path | None = None
        if not self.shared and parsed.database and parsed.database != ":memory:":
            self._file = Path(parsed.database)
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._backend: Threads | Loop = Loop(parsed) if self.shared else Threads(parsed)
        except ImportError as error:
            raise SettingsError(
                f"the driver for this database is not installed ({error.name}).\n"
                "Install it: pip install 'jiyuan-policy-bot[postgres]'"
            ) from None
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None
        self._lost = False
        self._failing = False

    @property
    def failing(self) -> bool:
        """Whether the last write failed, and not for what was to be written."""
        return self._failing

    def insert(self, table: Table) -> Any:
        """An insertion that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        if self.shared:
            from sqlalchemy.dialects.postgresql import insert
        else:
            from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
        return insert(table)

    async def open(self, *, move_aside: bool = True) -> None:
        """Creates what is missing and starts writing.

        Args:
            move_aside: Whether a SQLite file that has gone bad is put aside and a new one begun.
                Only the bot itself may do so: for a command it is the file that the bot uses.

        Raises:
            StorageError: The database cannot be used.
        """
        try:
            self._make_file()
            try:
                await self._backend.write(self._create)
            except DatabaseError as error:
                if self._file is not None and not move_aside and is_bad(self._file, error):
                    raise StorageError(
                        f"the database is damaged: {reason(error)}\n"
                        f"Nothing was changed. Restore {self._file} from a backup, or restart the "
                        "bot: it keeps the file under another name and begins a new one."
                    ) from None
                if not await self._move_aside(error):
                    raise
                self._make_file()
                await self._backend.write(self._create)
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(unusable(self._file, error)) from None
        self._writer = asyncio.create_task(self._write())

    def _make_file(self) -> None:
        """Makes a new SQLite file its owner's alone; what SQLite puts beside it is like it."""
        if self._file is not None:
            self._file.touch(mode=0o600)

    async def _move_aside(self, error: DatabaseError) -> bool:
        """Keeps a SQLite file that has gone bad under another name: a new one can begin."""
        if self._file is None or not is_bad(self._file, error):
            return False
        await self._backend.close()
        kept = self._file.with_name(f"{self._file.name}.broken-{int(time.time())}")
        self._file.rename(kept)
        for rest in ("-wal", "-shm"):
            self._file.with_name(self._file.name + rest).unlink(missing_ok=True)
        self._backend = Threads(self._url)
        logger.error("the database was damaged: it is kept as %s, and a new one begins", kept)
        return True

    def _create(self, connection: Connection) -> None:
        if self.shared:  # replicas that start together must not create the same table
            connection.execute(select(func.pg_advisory_xact_lock(SCHEMA_LOCK)))
        upgrade(connection)

    async def close(self) -> None:
        """Finishes what waits and closes."""
        if self._writer is not None:
            await self._waiting.join()
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
            self._writer = None
        await self._backend.close()

    async def read(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """The rows of a query, with values for its parameters.

        Raises:
            StorageError: The database failed.
        """
        try:
            rows: Sequence[Row[Any]] = await self._backend.read(
                lambda connection: connection.execute(statement, values).all()
            )
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(reason(error)) from None
        return rows

    async def write(self, work: Work) -> Any:
        """Does some work in a transaction, together with what else waits; returns its result.

        Raises:
            StorageError: The database failed; nothing of this work was kept.
        """
        return await self.write_row(lambda connection, _: [work(connection)], None)

    async def write_row(self, work: RowsWork, row: Any) -> Any:
        """As `write`; the rows that wait for the same work are done by one call of it.

        Args:
            work: Takes the rows; returns what became of each, in their order.
            row: One of them.

        Raises:
            StorageError: The database failed; nothing of this row was kept.
        """
        waiting = _Waiting(work, row)
        self._waiting.put_nowait(waiting)
        return await waiting.done

    async def _write(self) -> None:
        while True:
            group = [await self._waiting.get()]
            while len(group) < MAX_GROUP and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            done = await self._commit(group)
            if not done and self._lost:
                done = await self._commit(group, again=True)  # on a fresh connection
            if not done and len(group) > 1:
                # One that cannot be kept must not cost the others.
                for waiting in group:
                    await self._commit([waiting], again=True)
            for _ in group:
                self._waiting.task_done()

    async def _commit(self, group: Sequence[_Waiting], *, again: bool = False) -> bool:
        try:
            self._lost = False
            results = await self._backend.write(lambda connection: _do(connection, group))
        except Exception as error:  # noqa: BLE001 - nothing may end the only writer
            if not isinstance(error, SQLAlchemyError | OSError):
                logger.warning("a write failed: %s", type(error).__name__)
            self._failing = isinstance(error, SQLAlchemyError | OSError) and not isinstance(
                error, IntegrityError | DataError
            )
            self._lost = not again and getattr(error, "connection_invalidated", False)
            if len(group) == 1 and not self._lost and not group[0].done.done():
                group[0].done.set_exception(StorageError(reason(error)))
            return False
        self._failing = False
        for waiting, result in results:
            if not waiting.done.done():
                waiting.done.set_result(result)
        return True


def _do(connection: Connection, group: Sequence[_Waiting]) -> list[tuple[_Waiting, Any]]:
    """Does what waits, the rows of the same work together; what became of each."""
    together: dict[RowsWork, list[_Waiting]] = {}
    for waiting in group:
        together.setdefault(waiting.work, []).append(waiting)
    results: list[tuple[_Waiting, Any]] = []
    for work, rows in together.items():
        done = work(connection, [waiting.row for waiting in rows])
        results += zip(rows, done, strict=True)
    return results
