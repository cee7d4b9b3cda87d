"""Runs the bot by long polling until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING, Any

from telegram import BotCommand, Update
from telegram.error import (
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import AIORateLimiter, Application

from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.logs import set_up
from bot.errors import ChannelError, ConflictError, TokenError
from bot.settings import PREFIX

if TYPE_CHECKING:
    from bot.dialogue.assistant import Assistant
    from bot.settings import Settings

logger = logging.getLogger(__name__)
COMMANDS = ("topics", "ask", "help", "about", "privacy")
START_TRIES = 5
"""How often the Bot API is tried at start, with 1, 2, 4, 8 seconds between."""
WANTED = (Update.MESSAGE, Update.CALLBACK_QUERY)
REFUSED = f"""\
Telegram refuses the token in {PREFIX}TOKEN.
Copy it again from @BotFather (/mybots, then API Token), put it into .env and start again."""
TWICE = """\
Another instance of this bot is running with the same token (409 Conflict).
Stop it first; two instances would take each other's messages."""


def run(assistant: Assistant, settings: Settings, token: str) -> None:
    """Polls until SIGTERM, SIGINT or an error that cannot be outlived.

    Args:
        assistant: Answers the questions.
        settings: Where the Bot API is, what to log.
        token: The bot's token.

    Raises:
        TokenError: The Bot API refuses the token.
        ConflictError: Another instance polls with the same token.
        ChannelError: The Bot API cannot be reached.
    """
    set_up(settings.log, token)
    asyncio.run(_run(assistant, settings, token))


async def _run(assistant: Assistant, settings: Settings, token: str) -> None:
    builder = Application.builder().token(token).rate_limiter(AIORateLimiter(max_retries=3))
    if settings.api_url:
        base = settings.api_url.rstrip("/")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application = builder.build()
    Handlers(assistant).register(application)
    await _initialize(application)
    stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    try:
        await _announce(application, assistant)
        await _poll(application, stop)
        logger.info("polling; knowledge %s", assistant.base.version)
        await stop
    finally:
        await _shut_down(application)
    logger.info("stopped")


async def _initialize(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
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


async def _poll(
    application: Application[Any, Any, Any, Any, Any, Any], stop: asyncio.Future[None]
) -> None:
    def failed(error: TelegramError) -> None:
        if isinstance(error, Conflict) and not stop.done():
            # The library would log a traceback for each call that fails on the way down.
            logging.getLogger("telegram").setLevel(logging.CRITICAL)
            stop.set_exception(ConflictError(TWICE))
        elif isinstance(error, InvalidToken) and not stop.done():
            stop.set_exception(TokenError(REFUSED))
        else:
            logger.warning("polling: %s", type(error).__name__)

    def end() -> None:
        if not stop.done():
            stop.set_result(None)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers in the loop: there Ctrl-C ends asyncio.run itself.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, end)
    await application.start()
    if application.updater is None:
        raise ChannelError("the application was built without an updater")
    await application.updater.start_polling(
        allowed_updates=list(WANTED), drop_pending_updates=False, error_callback=failed
    )


async def _announce(
    application: Application[Any, Any, Any, Any, Any, Any], assistant: Assistant
) -> None:
    """Tells Telegram the commands; the bot works without, so a failure is only logged."""
    from bot.dialogue.language import Tongue

    try:
        for tongue, code in ((Tongue.SIMPLIFIED, None), (Tongue.ENGLISH, "en")):
            commands = [BotCommand(c, assistant.canned(f"command_{c}", tongue)) for c in COMMANDS]
            await application.bot.set_my_commands(commands, language_code=code)
    except TelegramError as error:
        logger.warning("the command menu was not set: %s", type(error).__name__)


async def _shut_down(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    if application.updater is not None and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
