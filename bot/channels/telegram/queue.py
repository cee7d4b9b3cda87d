"""The queue between receiving and answering: what enters it is stored first."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from telegram import Update

from bot.errors import StorageError

if TYPE_CHECKING:
    from telegram import Bot

    from bot.storage.inbox import Inbox

logger = logging.getLogger(__name__)
SWEEP = 5.0
"""Seconds between looks for updates that nobody answers any more."""


def chat_of(update: Update) -> int:
    """The chat that an update belongs to; the user where it has none (inline queries)."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0


class StoringQueue(asyncio.Queue[object]):
    """Stores updates before they are acknowledged, and gives out those that are new.

    Whoever acknowledges must await `stored` first: the call of `getUpdates` that tells the next
    offset, the answer to Telegram's webhook call. So a batch of updates is stored by one commit.

    Args:
        inbox: Where they are stored.
    """

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._pending: set[asyncio.Task[None]] = set()
        self.lost = 0
        """Updates that could not be stored; they are answered all the same."""

    async def put(self, item: object) -> None:
        """Begins to store an update; it is given out once it is stored."""
        if not isinstance(item, Update):
            await super().put(item)
            return
        task = asyncio.create_task(self._store(item))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def stored(self) -> None:
        """Waits until all updates that were put are stored."""
        while self._pending:
            await asyncio.wait(set(self._pending))

    async def _store(self, item: Update) -> None:
        try:
            fresh = await self._inbox.store(item.update_id, chat_of(item), item.to_json())
        except StorageError as error:
            self.lost += 1
            logger.warning("an update was not stored: %s", error)
            fresh = True
        if fresh:
            await super().put(item)

    async def resume(self, bot: Bot) -> int:
        """Queues what was stored and never answered; returns how many."""
        try:
            received = await self._inbox.take_over()
        except StorageError as error:
            logger.warning("the inbox was not read: %s", error)
            return 0
        for row in received:
            data: dict[str, Any] = json.loads(row.body)
            await super().put(Update.de_json(data, bot))
        return len(received)

    async def sweep(self, bot: Bot) -> None:
        """Keeps what is ours alive and takes over what is nobody's, for ever."""
        while True:
            await asyncio.sleep(SWEEP)
            try:
                await self._inbox.keep_alive()
            except StorageError as error:
                logger.warning("the inbox was not kept: %s", error)
            count = await self.resume(bot)
            if count:
                logger.info("took up %d updates again", count)
