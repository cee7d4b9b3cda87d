"""Updates that are received and not yet answered."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, select, update

from bot.storage.tables import inbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from bot.storage.database import Database

LEASE = 30.0
"""Seconds after which an owner that gave no sign is taken to be dead."""
MAX_TRIES = 5
"""How often an update is taken up; one that kills the bot each time must not do so for ever."""
PAUSES = (5.0, 30.0, 180.0, 900.0)
"""Seconds that an update rests after its first try that failed, its second and so on: all tries
in a row would be over before the network is back."""
KEPT = 2 * 86_400.0
"""Seconds that answered updates are remembered: Telegram repeats none for longer than a day."""
NOBODY = ""
"""The owner of an update that was released: it rests until its lease is over."""


_DONE = (
    update(inbox).where(inbox.c.update_id.in_(bindparam("ids", expanding=True)))
    .values(done_at=bindparam("now"), body="")
)  # fmt: skip
"""Made once: to build a statement costs more than to run it."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update that is stored.

    Attributes:
        update_id: Its id.
        body: The update as the Bot API sent it, in JSON.
    """

    update_id: int
    body: str


class Inbox:
    """Updates in the database, each owned by the process that answers it.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = str(uuid.uuid4())
        insertion = database.insert(inbox).on_conflict_do_nothing()
        self._insertion = insertion.returning(inbox.c.update_id)

    async def store(self, update_id: int, chat_id: int, body: str) -> bool:
        """Keeps an update before it is acknowledged.

        Returns:
            Whether it is new; one that is not is being answered, or has been.
        """
        now = time.time()
        row = {
            "update_id": update_id, "chat_id": chat_id, "body": body, "received_at": now,
            "owner": self._owner, "lease": now + LEASE, "tries": 1,
        }  # fmt: skip

        return bool(await self._database.write_row(self._store, row))

    def _store(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> list[bool]:
        # Not the row count: psycopg gives none for an insert.
        found = connection.execute(self._insertion, list(rows))
        stored = {row.update_id for row in found}
        fresh = []
        for row in rows:
            fresh.append(row["update_id"] in stored)
            stored.discard(row["update_id"])
        return fresh

    def done(self, connection: Connection, update_ids: Sequence[int]) -> None:
        """Marks updates as answered, within a transaction; their texts are not kept."""
        connection.execute(_DONE, {"ids": update_ids, "now": time.time()})

    async def take_over(self) -> list[Received]:
        """Updates that nobody answers any more: after a crash, or of a replica that died.

        On SQLite there is no other process: whatever is open and not ours is taken, unless it
        was released and still rests.
        """
        now = time.time()
        orphaned = (inbox.c.done_at.is_(None)) & (inbox.c.owner != self._owner)
        over = inbox.c.lease < now
        orphaned &= over if self._database.shared else over | (inbox.c.owner != NOBODY)

        def work(connection: Connection) -> list[Any]:
            connection.execute(
                update(inbox).where(orphaned & (inbox.c.tries >= MAX_TRIES))
                .values(done_at=now, body="")
            )  # fmt: skip
            taken = connection.execute(
                update(inbox).where(orphaned)
                .values(owner=self._owner, lease=now + LEASE, tries=inbox.c.tries + 1)
                .returning(inbox.c.update_id, inbox.c.body)
            )  # fmt: skip
            return list(taken.all())

        rows = await self._database.write(work)
        return [Received(row.update_id, row.body) for row in sorted(rows)]

    async def keep_alive(self) -> None:
        """Renews the lease of all that this process answers, and forgets old updates."""
        now = time.time()

        def work(connection: Connection) -> None:
            connection.execute(
                update(inbox).where(inbox.c.done_at.is_(None) & (inbox.c.owner == self._owner))
                .values(lease=now + LEASE)
            )  # fmt: skip
            connection.execute(delete(inbox).where(inbox.c.done_at < now - KEPT))

        await self._database.write(work)

    async def is_next(self, update_id: int, chat_id: int) -> bool:
        """Whether no earlier update of the chat is in work, here or at another replica."""
        earlier = (
            select(inbox.c.update_id)
            .where(inbox.c.done_at.is_(None), inbox.c.chat_id == chat_id)
            .where(inbox.c.update_id < update_id, inbox.c.lease > time.time())
            .where(inbox.c.owner != NOBODY)
            .limit(1)
        )
        return not await self._database.read(earlier)

    async def release(self, update_ids: Iterable[int], waits: Sequence[float] = (0.0,)) -> None:
        """Lets it be taken up again, here or elsewhere: a send failed, or the bot goes down.

        Args:
            update_ids: Ids of the updates.
            waits: Seconds until then after the first try, the second and so on; the last one
                holds for all further tries.
        """
        ids = list(update_ids)
        if not ids:
            return

        now = time.time()
        leases = {tries: now + wait for tries, wait in enumerate(waits, 1)}
        lease = case(leases, value=inbox.c.tries, else_=now + waits[-1])

        def work(connection: Connection) -> None:
            connection.execute(
                update(inbox).where(inbox.c.update_id.in_(ids) & inbox.c.done_at.is_(None))
                .values(lease=lease, owner=NOBODY)
            )  # fmt: skip

        await self._database.write(work)
