"""Reads what was asked, for reviews and reports, and deletes it."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TextIO

from sqlalchemy import delete, func, select, update

from bot.storage.tables import asked, chats, marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked.

    Attributes:
        at: Seconds since 1970, UTC.
        status: How it ended.
        entry: Id of what was told, if anything.
        score: Belief in 0..1.
        ms: Milliseconds inside the engine.
        text: Its words, masked; None where it was answered.
        reason: Why it was declined.
    """

    at: float
    status: str
    entry: str | None
    score: float
    ms: float
    text: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a user thought of an answer.

    Attributes:
        at: Seconds since 1970, UTC.
        entry: Id of what was told.
        mark: `useful`, `useless` or `outdated`.
        text: The question, masked; None where the answer was useful.
    """

    at: float
    entry: str
    mark: str
    text: str | None


class Journal:
    """What was asked and marked.

    Args:
        database: Where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def questions(self, since: float) -> list[Question]:
        """The questions since a moment, oldest first."""
        columns = (asked.c.at, asked.c.status, asked.c.entry, asked.c.score, asked.c.ms)
        rows = await self._database.read(
            select(*columns, asked.c.question, asked.c.reason)
            .where(asked.c.at >= since).order_by(asked.c.id)
        )  # fmt: skip
        return [Question(*tuple(row)) for row in rows]

    async def marks(self, since: float) -> list[Mark]:
        """The marks since a moment, oldest first."""
        columns = (marks.c.at, marks.c.entry, marks.c.mark, marks.c.question)
        rows = await self._database.read(
            select(*columns).where(marks.c.at >= since).order_by(marks.c.id)
        )
        return [Mark(*tuple(row)) for row in rows]

    async def users(self, since: float) -> int:
        """How many users asked since a moment."""
        rows = await self._database.read(
            select(func.count(asked.c.user_key.distinct())).where(asked.c.at >= since)
        )
        return int(rows[0][0])

    async def settle(self, texts: Iterable[str]) -> None:
        """Forgets the words of questions that an operator has dealt with."""
        wanted = list(texts)

        def work(connection: Connection) -> None:
            for table in (asked, marks):
                connection.execute(
                    update(table).where(table.c.question.in_(wanted)).values(question=None)
                )

        await self._database.write(work)

    async def purge(self, before: float) -> int:
        """Deletes all that is older than a moment; returns how many questions and marks."""

        def work(connection: Connection) -> int:
            connection.execute(delete(chats).where(chats.c.changed_at < before))
            gone = [connection.execute(delete(t).where(t.c.at < before)) for t in (asked, marks)]
            return sum(result.rowcount for result in gone)

        return int(await self._database.write(work))

    async def export(self, out: TextIO, since: float = 0.0) -> int:
        """Writes all questions and marks as JSON Lines; returns how many."""
        rows: list[tuple[str, Any]] = [("question", row) for row in await self.questions(since)]
        rows += [("mark", row) for row in await self.marks(since)]
        for kind, row in sorted(rows, key=lambda pair: pair[1].at):
            day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(row.at))
            data = {"kind": kind, **asdict(row), "at": day}
            out.write(json.dumps(data, ensure_ascii=False) + "\n")
        return len(rows)
