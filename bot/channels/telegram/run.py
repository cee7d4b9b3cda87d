"""Runs the bot until it is told to stop: by long polling, or behind a webhook."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import (
    Forbidden,
    RetryAfter,
    TelegramError,
)
from telegram.ext import Application

from bot.channels.telegram import menu, sending
from bot.channels.telegram.admin import Admin
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.http import Request
from bot.channels.telegram.lifetime import WANTED, initialize, poll, shut_down, stop_signal
from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.logs import set_up
from bot.channels.telegram.queue import StoringQueue
from bot.channels.telegram.service import Service, tongue_of
from bot.channels.telegram.turns import Pace, Turns
from bot.channels.telegram.watching import watches
from bot.storage.database import Database
from bot.storage.inbox import PAUSES, Inbox
from bot.storage.records import Records
from bot.storage.switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from telegram.ext import ContextTypes

    from bot.channels.telegram.lifetime import App
    from bot.dialogue.assistant import Assistant
    from bot.settings import Settings

logger = logging.getLogger(__name__)


def run(load: Callable[[], Assistant], folder: Path, settings: Settings, token: str) -> None:
    """Answers until SIGTERM, SIGINT or an error that cannot be outlived.

    Args:
        load: Makes the assistant; nothing holds its version once there is a newer one.
        folder: The knowledge base that it is made from.
        settings: Where the Bot API and the database are, limits, what to log.
        token: The bot's token.

    Raises:
        KnowledgeError: The folder has errors.
        TokenError: The Bot API refuses the token.
        SettingsError: A setting cannot be used.
        ConflictError: Another instance polls with the same token.
        ChannelError: The Bot API cannot be reached.
        StorageError: The database cannot be used.
    """
    set_up(settings.log, token)
    secret = settings.require_secret() if settings.webhook_url else ""
    asyncio.run(_run(load, folder, settings, token, secret))


async def _run(
    load: Callable[[], Assistant], folder: Path, settings: Settings, token: str, secret: str
) -> None:
    database = Database(settings.database())
    await database.open()
    try:
        inbox, records = Inbox(database), Records(database, settings.retention)
        await records.open()
        turns = Turns(database, inbox, records)
        queue = StoringQueue(inbox)
        application = _build(settings, token, queue, turns)
        chats = Chats(records, shared=database.shared)
        switches, pace = Switches(database), Pace(settings.user_rate)
        service = Service(
            load(), folder, chats, records, switches, turns, pace, settings.admins, queue
        )
        await service.read_switches()
        Admin(service).register(application)
        Handlers(service).register(application)
        application.add_error_handler(_error_handler(service))
        await _serve(application, queue, service, settings, secret)
    finally:
        await database.close()
    logger.info("stopped")


def _build(settings: Settings, token: str, queue: StoringQueue, turns: Turns) -> App:
    builder = Application.builder().token(token).update_queue(queue).concurrent_updates(turns)
    # The next call of getUpdates acknowledges what the last brought: that must be stored first.
    builder = builder.request(Request()).get_updates_request(Request(before=queue.stored))
    if settings.rate:
        builder = builder.rate_limiter(Limiter(settings.rate))
    if settings.api_url:
        base = settings.api_url.rstrip("/")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    return builder.updater(None).build() if settings.webhook_url else builder.build()


async def _serve(
    application: App, queue: StoringQueue, service: Service, settings: Settings, secret: str
) -> None:
    stop = stop_signal()
    await initialize(application)
    tasks = [
        asyncio.create_task(queue.sweep(application.bot)),
        *(asyncio.create_task(watch) for watch in watches(service, application.bot)),
    ]
    service.warm()
    server = None
    try:
        await menu.announce(application, service)
        await application.start()
        resumed = await queue.resume(application.bot)
        if resumed:
            logger.info("%d updates were left unanswered; answering them now", resumed)
        if settings.webhook_url:
            from bot.channels.telegram.webhook import Webhook

            server = Webhook(application.bot, queue, secret)
            await server.start(settings, WANTED)
            logger.info("listening on %s:%d", settings.webhook_listen, settings.webhook_port)
        else:
            await poll(application, stop)
            logger.info("polling")
        logger.info("knowledge %s", service.assistant.base.version)
        await stop
    finally:
        for task in tasks:
            task.cancel()
        if server is not None:
            await server.stop()
        await shut_down(application)


def _error_handler(service: Service) -> Any:
    async def failed(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Logs where something failed, never what a user wrote; no user is left without a word."""
        error = context.error
        if isinstance(error, Forbidden):
            logger.info("a user has blocked the bot")
            return
        if isinstance(error, RetryAfter) or (error is not None and sending.passes(error)):
            logger.warning("a reply was not sent (%s); it is tried again", type(error).__name__)
            if isinstance(update, Update):
                waits = (sending.delay(error),) if isinstance(error, RetryAfter) else PAUSES
                service.turns.failed(update, waits)
            return
        number = update.update_id if isinstance(update, Update) else None
        where = "".join(traceback.format_tb(error.__traceback__)) if error else ""
        logger.error("update %s failed: %s\n%s", number, type(error).__name__, where)
        if isinstance(update, Update) and update.effective_message is not None:
            text = service.assistant.canned("failed", tongue_of(update))
            try:
                await sending.say(update.effective_message, text)
            except TelegramError as also:
                logger.warning("a user was not told of it: %s", type(also).__name__)

    return failed
