"""What was asked and how it ended; what chats left behind; what users thought of it."""

from __future__ import annotations

import secrets as random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select

from bot.storage import tables
from bot.storage.journal import Journal
from bot.storage.masking import mask, user_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from bot.storage.database import Database

HOT_DAYS = 30
"""Days that count for what others ask most."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Asked:
    """How one question ended.

    Attributes:
        status: Its status.
        entry: Id of what was told, if anything.
        score: Belief in 0..1.
        ms: Milliseconds inside the engine.
        question: The question, where it was not answered; masked before it is kept.
        reason: Why it was declined.
    """

    status: str
    entry: str | None
    score: float
    ms: float
    question: str | None = None
    reason: str | None = None


_ASKED = insert(tables.asked)
_CHAT = select(tables.chats.c.state).where(tables.chats.c.chat_id == bindparam("chat"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What an update led to.

    Attributes:
        chat: The chat.
        state: What it leaves behind, in JSON; None leaves it as it is.
        user: Who asked; kept as a salted key.
        asked: How the message's questions ended.
    """

    chat: int
    state: str | None = None
    user: int = 0
    asked: Sequence[Asked] = ()


class Records:
    """Records in the database.

    Args:
        database: Where they are.
        retention: Days that they are kept.
    """

    def __init__(self, database: Database, retention: int = 90) -> None:
        self._database = database
        self.retention = retention
        """Days that records are kept."""
        self._salt = ""
        # Made once: to build a statement costs more than to run it.
        row = database.insert(tables.chats)
        changed = {"state": row.excluded.state, "changed_at": row.excluded.changed_at}
        self._keep_chats = row.on_conflict_do_update(index_elements=["chat_id"], set_=changed)

    async def open(self) -> None:
        """Reads the salt; makes one in a new database."""

        def work(connection: Connection) -> None:
            fresh = {"name": "salt", "value": random.token_hex(16)}
            insertion = self._database.insert(tables.secrets).values(fresh)
            connection.execute(insertion.on_conflict_do_nothing())

        salt = select(tables.secrets.c.value).where(tables.secrets.c.name == "salt")
        rows = await self._database.read(salt)
        if not rows:  # nothing is written without need: a file that is locked stops no start
            await self._database.write(work)
            rows = await self._database.read(salt)
        self._salt = rows[0].value

    # -- chats -----------------------------------------------------------------------------------

    async def chat(self, chat_id: int) -> str | None:
        """What a chat left behind, in JSON."""
        rows = await self._database.read(_CHAT, {"chat": chat_id})
        return rows[0].state if rows else None

    def keep(self, connection: Connection, turns: Sequence[Kept]) -> None:
        """Keeps, within a transaction, what updates led to."""
        now = time.time()
        states = [
            {"chat_id": turn.chat, "state": turn.state, "changed_at": now}
            for turn in turns
            if turn.state is not None
        ]
        if states:
            connection.execute(self._keep_chats, states)
        rows = [
            {"at": now, "user_key": user_key(turn.user, self._salt), "status": q.status,
             "entry": q.entry, "score": q.score, "ms": q.ms,
             "question": mask(q.question) if q.question else None, "reason": q.reason}
            for turn in turns for q in turn.asked
        ]  # fmt: skip
        if rows:
            connection.execute(_ASKED, rows)

    async def mark(self, user_id: int, entry: str, mark_: str, question: str | None) -> None:
        """Keeps what a user thinks of an answer."""
        row = {"at": time.time(), "user_key": user_key(user_id, self._salt), "entry": entry,
               "mark": mark_, "question": mask(question) if question else None}  # fmt: skip

        def work(connection: Connection) -> None:
            connection.execute(insert(tables.marks).values(row))

        await self._database.write(work)

    async def forget(self, chat_id: int, user_id: int) -> None:
        """Deletes all that is kept of a user, of the chat and of the private chat with them."""
        key = user_key(user_id, self._salt)

        def work(connection: Connection) -> None:
            chats, asked, marks = tables.chats, tables.asked, tables.marks
            # A private chat has its user's id.
            connection.execute(delete(chats).where(chats.c.chat_id.in_((chat_id, user_id))))
            connection.execute(delete(asked).where(asked.c.user_key == key))
            connection.execute(delete(marks).where(marks.c.user_key == key))

        await self._database.write(work)

    async def expire(self) -> None:
        """Deletes what has been kept long enough."""
        await Journal(self._database).purge(time.time() - self.retention * DAY)

    # -- counts ----------------------------------------------------------------------------------

    async def hot(self, limit: int) -> list[str]:
        """Ids of the entries told most in the last days, most first."""
        asked = tables.asked
        rows = await self._database.read(
            select(asked.c.entry)
            .where(asked.c.entry.is_not(None), asked.c.at > time.time() - HOT_DAYS * DAY)
            .where(asked.c.status.in_(("answer", "partial")))
            .group_by(asked.c.entry).order_by(func.count().desc(), asked.c.entry).limit(limit)
        )  # fmt: skip
        return [row.entry for row in rows]

    async def counts(self, since: float) -> dict[str, int]:
        """How many questions ended in each status, and how many users asked (`users`)."""
        asked = tables.asked
        rows = await self._database.read(
            select(asked.c.status, func.count()).where(asked.c.at > since).group_by(asked.c.status)
        )
        users = await self._database.read(
            select(func.count(asked.c.user_key.distinct())).where(asked.c.at > since)
        )
        found = {str(status): int(number) for status, number in map(tuple, rows)}
        found["users"] = int(users[0][0])
        return found

    async def unanswered(self, limit: int) -> list[tuple[str, int]]:
        """Questions not answered lately, masked, with how often, most first."""
        asked = tables.asked
        times = func.count()
        rows = await self._database.read(
            select(asked.c.question, times).where(asked.c.question.is_not(None))
            .group_by(asked.c.question).order_by(times.desc(), asked.c.question).limit(limit)
        )  # fmt: skip
        return [(str(question), int(number)) for question, number in map(tuple, rows)]
