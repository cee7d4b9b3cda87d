"""Runs updates side by side across chats and one after another within a chat."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.channels.telegram.chats import to_json
from bot.channels.telegram.queue import chat_of
from bot.errors import StorageError
from bot.storage.inbox import PAUSES
from bot.storage.records import Kept

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from sqlalchemy import Connection

    from bot.channels.telegram.chats import ChatState
    from bot.storage.database import Database
    from bot.storage.inbox import Inbox
    from bot.storage.records import Asked, Records

logger = logging.getLogger(__name__)
AT_ONCE = 256
"""Updates in work at once; more wait."""
ORDER_WAIT = 20.0
"""Seconds that an update waits at most for an earlier one at another replica."""
ORDER_POLL = 0.02
"""Seconds between looks for it."""
MAX_USERS = 10_000
"""Users whose pace is remembered."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What answering an update led to.

    Attributes:
        user: Who asked.
        state: What the chat leaves behind; None leaves it as it was.
        asked: How the questions ended.
    """

    user: int = 0
    state: ChatState | None = None
    asked: Sequence[Asked] = ()


class Turns(BaseUpdateProcessor):
    """Order within a chat; each update is marked as answered when it is.

    Args:
        database: Where that is written.
        inbox: The updates in it.
        records: What chats left behind, and how questions ended.
    """

    def __init__(self, database: Database, inbox: Inbox, records: Records) -> None:
        # The library's own slots would be held by updates that wait for their chat: a crowd in one
        # chat, which gets a reply a second, would stall all others.
        super().__init__(sys.maxsize)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._database = database
        self._inbox = inbox
        self._records = records
        self._chats: dict[int, tuple[asyncio.Lock, int]] = {}
        self._ended: dict[int, Ended] = {}
        self._failed: dict[int, Sequence[float]] = {}
        self.lost = 0
        """Updates whose end could not be stored: what was asked is not in the records."""

    @property
    def storing(self) -> bool:
        """Whether the database takes what is written."""
        return not self._database.failing

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    def ended(self, update: Update, ended: Ended) -> None:
        """Says what an update led to, to be written once it is answered."""
        self._ended[update.update_id] = ended

    def failed(self, update: Update, waits: Sequence[float] = PAUSES) -> None:
        """Says that the reply could not be sent: the update is taken up again later.

        Args:
            update: What was to be answered.
            waits: Seconds until then, after the first failure, the second and so on.
        """
        self._failed[update.update_id] = waits

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Answers an update when its chat's earlier ones are answered."""
        if not isinstance(update, Update):
            await coroutine
            return
        chat = chat_of(update)
        lock, waiting = self._chats.get(chat) or (asyncio.Lock(), 0)
        self._chats[chat] = (lock, waiting + 1)
        try:
            async with lock, self._slots:
                if self._database.shared:
                    await self._wait_for_earlier(update.update_id, chat)
                await coroutine
                await self._finish(update.update_id, chat)
        finally:
            lock, waiting = self._chats.pop(chat)
            if waiting > 1:
                self._chats[chat] = (lock, waiting - 1)

    async def _wait_for_earlier(self, update_id: int, chat: int) -> None:
        end = time.monotonic() + ORDER_WAIT
        while time.monotonic() < end:
            try:
                if await self._inbox.is_next(update_id, chat):
                    return
            except StorageError:
                return
            await asyncio.sleep(ORDER_POLL)

    async def _finish(self, update_id: int, chat: int) -> None:
        ended = self._ended.pop(update_id, Ended())
        waits = self._failed.pop(update_id, None)
        if waits is not None:
            await self._quietly(self._inbox.release([update_id], waits))
            return
        state = None if ended.state is None else to_json(ended.state)

        kept = Kept(chat, state, ended.user, ended.asked)
        await self._quietly(self._database.write_row(self._keep, (update_id, kept)))

    def _keep(
        self, connection: Connection, rows: Sequence[tuple[int, Kept]]
    ) -> Sequence[tuple[int, Kept]]:
        self._records.keep(connection, [kept for _, kept in rows])
        self._inbox.done(connection, [update_id for update_id, _ in rows])
        return rows

    async def _quietly(self, work: Awaitable[Any]) -> None:
        try:
            await work
        except StorageError as error:
            self.lost += 1
            logger.warning("the end of an update was not stored: %s", error)


class Pace:
    """How fast each user sends: a bucket that fills by `rate` a minute.

    Args:
        rate: Messages a minute; 0 for no limit.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._users: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def take(self, user: int, now: float) -> bool | None:
        """Counts a message.

        Args:
            user: Who sent it.
            now: Seconds on any steady clock.

        Returns:
            True where it may be answered, False where it is the first too many (to be told
            once), None where it is one more after that.
        """
        if not self._rate:
            return True
        level, at, told = self._users.pop(user, (float(self._rate), now, False))
        level = min(self._rate, level + (now - at) * self._rate / 60)
        # Whoever goes on at twice the rate is refused every other message: only half a bucket
        # ends what they were told of.
        told = told and level < max(1, self._rate / 2)
        allowed = level >= 1
        self._users[user] = (level - 1 if allowed else level, now, told or not allowed)
        if len(self._users) > MAX_USERS:
            self._users.popitem(last=False)
        return True if allowed else None if told else False

    def faster(self, times: int) -> Pace:
        """Another one, for what may come so many times as often."""
        return Pace(self._rate * times)
