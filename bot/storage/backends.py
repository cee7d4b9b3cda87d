"""How work gets to the database: SQLite on threads, PostgreSQL on the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

    Work = Callable[[Connection], Any]


class Threads:
    """SQLite: each piece of work in one step on a thread of its own, off the event loop.

    An asynchronous driver would change threads for every cursor and statement, which costs more
    than the statements.
    """

    def __init__(self, url: URL) -> None:
        memory = url.database in (None, "", ":memory:")
        pool = {"poolclass": StaticPool} if memory else {}
        self._engine: Engine = create_engine(
            url, connect_args={"check_same_thread": False}, **pool
        )
        event.listen(self._engine, "connect", _set_pragmas)
        self._writing = ThreadPoolExecutor(1, "database")
        self._reading = self._writing if memory else ThreadPoolExecutor(1, "database-read")

    async def write(self, work: Work) -> Any:
        """Does some work in a transaction."""

        def run() -> Any:
            with self._engine.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writing, run)

    async def read(self, work: Work) -> Any:
        """Does some work that changes nothing."""

        def run() -> Any:
            with self._engine.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    async def close(self) -> None:
        """Closes all connections."""
        self._writing.shutdown()
        self._reading.shutdown()
        self._engine.dispose()


class Loop:
    """PostgreSQL: on the event loop, by its asynchronous driver."""

    def __init__(self, url: URL) -> None:
        # A connection that was lost is noticed and replaced before it is used.
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
    # The journal survives a killed process; only a power cut may cost the last moments.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    # Longer than any write of ours; a file that others lock must not hold up answers.
    cursor.execute("PRAGMA busy_timeout=1500")
    # What is deleted is overwritten: /forget holds for whoever gets hold of the file too.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
