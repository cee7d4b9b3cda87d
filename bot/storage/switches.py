"""The kill switches: single entries, or the whole bot; every use is audited."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.storage.tables import audit, switches

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.storage.database import Database

EVERYTHING = "*"
"""The switch of the whole bot."""


class Switches:
    """What is switched off, in the database.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def off(self) -> frozenset[str]:
        """The ids of the entries that are off, `EVERYTHING` where the bot is."""
        rows = await self._database.read(select(switches.c.name))
        return frozenset(row.name for row in rows)

    async def turn(self, name: str, *, on: bool, admin: int) -> None:
        """Switches an entry or the bot, and writes down who did.

        Args:
            name: An entry's id, or `EVERYTHING`.
            on: Whether it answers again.
            admin: User id of who asked for it.
        """
        now = time.time()

        def work(connection: Connection) -> None:
            connection.execute(delete(switches).where(switches.c.name == name))
            if not on:
                connection.execute(insert(switches).values(name=name, off_at=now))
            action = "on" if on else "off"
            connection.execute(insert(audit).values(at=now, admin=admin, action=action, name=name))

        await self._database.write(work)
