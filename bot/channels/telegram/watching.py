"""What the bot looks at while it runs: switches, the knowledge base, the database, old records."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.constants import MessageLimit

from bot.channels.telegram import sending
from bot.errors import KnowledgeError, StorageError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from telegram import Bot

    from bot.channels.telegram.service import Service

logger = logging.getLogger(__name__)
REFRESH = 2.0
"""Seconds between looks at the switches: another replica may have turned one."""
DAY = 86_400.0


def watches(service: Service, bot: Bot) -> Iterator[Coroutine[None, None, None]]:
    """All that is to be watched, each for ever.

    Args:
        service: What is kept up to date.
        bot: Tells the administrators.
    """
    yield _switches(service)
    yield _records(service)
    yield _knowledge(service, bot)
    yield _storage(service, bot)


async def _switches(service: Service) -> None:
    """Reads the switches again and again."""
    while True:
        await asyncio.sleep(REFRESH)
        await service.read_switches()


async def _records(service: Service) -> None:
    """Deletes records that have been kept long enough, once a day."""
    while True:
        try:
            await service.records.expire()
        except StorageError as error:
            logger.warning("old records were not deleted: %s", error)
        await asyncio.sleep(DAY)


async def _knowledge(service: Service, bot: Bot) -> None:
    """Takes each change of the knowledge base in; tells administrators of errors."""
    async for _ in service.reloader.changes():
        try:
            await service.reload()
        except KnowledgeError as error:
            logger.warning("the knowledge base has errors, the old version stays: %s", error)
            text = service.assistant.canned("not_reloaded", findings=str(error))
            await _inform(service, bot, text)


async def _storage(service: Service, bot: Bot) -> None:
    """Tells administrators once when the database takes nothing, once when it does again."""
    told = True
    while True:
        await asyncio.sleep(REFRESH)
        if service.turns.storing is not told:
            told = service.turns.storing
            key = "storing_again" if told else "not_storing"
            await _inform(service, bot, service.assistant.canned(key, lost=service.lost))


async def _inform(service: Service, bot: Bot, text: str) -> None:
    for admin in service.admins:
        await sending.inform(bot, admin, text[: MessageLimit.MAX_TEXT_LENGTH])
