"""How work gets to the database: SQLite on threads, PostgreSQL on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.ext.asyncio import AsyncEngine

    Work = Callable[[Connection], Any]


WAIT_MS = 1500
"""Milliseconds that a lock is waited for: longer than any write of ours."""


def is_locked(error: DBAPIError) -> bool:
    """Whether another program holds a SQLite file."""
    return "is locked" in str(error.orig)


class Threads:
    """SQLite: each piece of work in one step on a thread of its own, off the event loop.

    An asynchronous driver would change threads for every cursor and statement, which costs more
    than the statements.
    """

    def __init__(self, url: URL) -> None:
        memory = url.database in (None, "", ":memory:")
        pool = {"poolclass": StaticPool} if memory else {}
        self._locked: set[str] = set()
        self._engine: Engine = create_engine(
            url, connect_args={"check_same_thread": False}, **pool
        )
        event.listen(self._engine, "connect", _set_pragmas)
        self._writing = ThreadPoolExecutor(1, "database")
        self._reading = self._writing if memory else ThreadPoolExecutor(1, "database-read")

    async def write(self, work: Work) -> Any:
        """Does some work in a transaction."""

        def run() -> Any:
            with self._patient("write"), self._engine.begin() as connection:
                self._set_wait(connection, "write")
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writing, run)

    async def read(self, work: Work) -> Any:
        """Does some work that changes nothing."""

        def run() -> Any:
            with self._patient("read"), self._engine.connect() as connection:
                self._set_wait(connection, "read")
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    @contextlib.contextmanager
    def _patient(self, kind: str) -> Iterator[None]:
        """Who has waited in vain for a lock does not wait again until it is gone.

        Every answer has several pieces of work: to wait for each would make it seconds late.
        """
        try:
            yield
        except OperationalError as error:
            if is_locked(error):
                self._locked.add(kind)
            raise
        self._locked.discard(kind)

    def _set_wait(self, connection: Connection, kind: str) -> None:
        wait = 0 if kind in self._locked else WAIT_MS
        if connection.info.get("wait", WAIT_MS) != wait:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={wait}")
            connection.info["wait"] = wait

    async def close(self) -> None:
        """Closes all connections."""
        self._writing.shutdown()
        self._reading.shutdown()
        self._engine.dispose()


class Loop:
    """PostgreSQL: on the event loop, by its asynchronous driver."""

    def __init__(self, url: URL) -> None:
        # A connection that was lost is noticed and replaced before it is used.
        from sqlalchemy.ext.asyncio import create_async_engine  # 7 MB that SQLite does not need

        self._engine: AsyncEngine = create_async_engine(url, pool_pre_ping=True)

    async def write(self, work: Work) -> Any:
        """Does some work in a transaction."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Work) -> Any:
        """Does some work that changes nothing."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Closes all connections."""
        await self._engine.dispose()


def _set_pragmas(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT_MS}")
    # The journal survives a killed process; only a power cut may cost the last moments.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    # What is deleted is overwritten: /forget holds for whoever gets hold of the file too.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
