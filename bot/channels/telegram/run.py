"""Runs the bot until it is told to stop: by long polling, or behind a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import traceback
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import (
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application

from bot.channels.telegram import menu, sending
from bot.channels.telegram.admin import Admin
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.http import Request
from bot.channels.telegram.limits import Limiter
from bot.channels.telegram.logs import set_up
from bot.channels.telegram.queue import StoringQueue
from bot.channels.telegram.service import Service, tongue_of
from bot.channels.telegram.turns import Pace, Turns
from bot.errors import ChannelError, ConflictError, StorageError, TokenError
from bot.settings import PREFIX
from bot.storage.database import Database
from bot.storage.inbox import PAUSES, Inbox
from bot.storage.records import Records
from bot.storage.switches import Switches

if TYPE_CHECKING:
    from pathlib import Path

    from telegram.ext import ContextTypes

    from bot.dialogue.assistant import Assistant
    from bot.settings import Settings

    App = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger(__name__)
START_TRIES = 5
"""How often the Bot API is tried at start, with 1, 2, 4, 8 seconds between."""
POLL_INTERVAL = 0.02
"""Seconds between two calls of getUpdates: under load one call brings several updates."""
DRAIN = 8.0
"""Seconds that running updates get on the way down; the rest is answered after the next start."""
WANTED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)
REFUSED = f"""\
Telegram refuses the token in {PREFIX}TOKEN.
Copy it again from @BotFather (/mybots, then API Token), put it into .env and start again."""
TWICE = """\
Another instance of this bot is running with the same token (409 Conflict).
Stop it first; two instances would take each other's messages."""


def run(assistant: Assistant, folder: Path, settings: Settings, token: str) -> None:
    """Answers until SIGTERM, SIGINT or an error that cannot be outlived.

    Args:
        assistant: Answers the questions.
        folder: The knowledge base that it was made from.
        settings: Where the Bot API and the database are, limits, what to log.
        token: The bot's token.

    Raises:
        TokenError: The Bot API refuses the token.
        SettingsError: A setting cannot be used.
        ConflictError: Another instance polls with the same token.
        ChannelError: The Bot API cannot be reached.
        StorageError: The database cannot be used.
    """
    set_up(settings.log, token)
    secret = settings.require_secret() if settings.webhook_url else ""
    asyncio.run(_run(assistant, folder, settings, token, secret))


async def _run(
    assistant: Assistant, folder: Path, settings: Settings, token: str, secret: str
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
            assistant, folder, chats, records, switches, turns, pace, settings.admins, queue
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
    stop = _stop_signal()
    await _initialize(application)
    tasks = [
        asyncio.create_task(queue.sweep(application.bot)),
        asyncio.create_task(service.watch_switches()),
        asyncio.create_task(_daily(service)),
        asyncio.create_task(service.watch_knowledge(application.bot)),
        asyncio.create_task(service.watch_storage(application.bot)),
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
            await _poll(application, stop)
            logger.info("polling")
        logger.info("knowledge %s", service.assistant.base.version)
        await stop
    finally:
        for task in tasks:
            task.cancel()
        if server is not None:
            await server.stop()
        await _shut_down(application)


def _stop_signal() -> asyncio.Future[None]:
    """Done when the process is told to end."""
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def end() -> None:
        if not stop.done():
            stop.set_result(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers in the loop: there Ctrl-C ends asyncio.run itself.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, end)
    return stop


async def _initialize(application: App) -> None:
    for attempt in range(START_TRIES):
        try:
            await application.initialize()
        except InvalidToken:
            raise TokenError(REFUSED) from None
        except (NetworkError, RetryAfter, TimedOut) as error:
            logger.warning("Bot API not reached (%s), try %d of %d", type(error).__name__,
                           attempt + 1, START_TRIES)  # fmt: skip
            if attempt + 1 < START_TRIES:
                await asyncio.sleep(2**attempt)
        else:
            return
    raise ChannelError("The Bot API cannot be reached. Check the network and "
                       f"{PREFIX}API_URL, then start again.")  # fmt: skip


async def _poll(application: App, stop: asyncio.Future[None]) -> None:
    def failed(error: TelegramError) -> None:
        if isinstance(error, Conflict) and not stop.done():
            # The library would log a traceback for each call that fails on the way down.
            logging.getLogger("telegram").setLevel(logging.CRITICAL)
            stop.set_exception(ConflictError(TWICE))
        elif isinstance(error, InvalidToken) and not stop.done():
            stop.set_exception(TokenError(REFUSED))
        else:
            logger.warning("polling: %s", type(error).__name__)

    if application.updater is None:
        raise ChannelError("the application was built without an updater")
    await application.updater.start_polling(
        allowed_updates=list(WANTED),
        drop_pending_updates=False,
        error_callback=failed,
        poll_interval=POLL_INTERVAL,
    )


async def _daily(service: Service) -> None:
    """Deletes records that have been kept long enough, once a day."""
    while True:
        try:
            await service.records.expire()
        except StorageError as error:
            logger.warning("old records were not deleted: %s", error)
        await asyncio.sleep(86_400)


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


async def _shut_down(application: App) -> None:
    if application.updater is not None and application.updater.running:
        await application.updater.stop()
    if application.running:
        try:
            await asyncio.wait_for(application.stop(), DRAIN)
        except TimeoutError:
            logger.warning("some updates are left; they are answered after the next start")
    with contextlib.suppress(RuntimeError):  # it was not stopped in time
        await application.shutdown()
