"""How the Telegram application begins, polls and ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import Any

from telegram import Update
from telegram.error import (
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application

from bot.errors import ChannelError, ConflictError, TokenError
from bot.settings import PREFIX

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


def stop_signal() -> asyncio.Future[None]:
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


async def initialize(application: App) -> None:
    """Asks the Bot API who the bot is; waits for it a while.

    Raises:
        TokenError: It refuses the token.
        ChannelError: It cannot be reached.
    """
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


async def poll(application: App, stop: asyncio.Future[None]) -> None:
    """Begins to poll; another instance or a refused token is raised where `stop` is awaited."""

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


async def shut_down(application: App) -> None:
    """Lets running updates end, for a while."""
    if application.updater is not None and application.updater.running:
        await application.updater.stop()
    if application.running:
        try:
            await asyncio.wait_for(application.stop(), DRAIN)
        except TimeoutError:
            logger.warning("some updates are left; they are answered after the next start")
    with contextlib.suppress(RuntimeError):  # it was not stopped in time
        await application.shutdown()
