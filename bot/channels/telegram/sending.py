"""Sends and edits messages, and tries again where Telegram or the network says so."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, TypeVar

from telegram import LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram import rendering
from bot.dialogue.reply import Block, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, InlineKeyboardMarkup

logger = logging.getLogger(__name__)
T = TypeVar("T")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
GONE = ("message to edit not found", "message can't be edited")
TRIES = 6
"""How often a call is tried, with 0.25, 0.5, 1, 2, 4 seconds between: some eight in all."""
FIRST_WAIT = 0.25
MAX_RETRY_AFTER = 60.0
"""Longest that the bot waits because Telegram says so; then the update is taken up again later."""


def delay(error: RetryAfter) -> float:
    """Seconds that Telegram wants to be left alone; the library may give a span of time."""
    wanted = error.retry_after
    return wanted if isinstance(wanted, int | float) else wanted.total_seconds()


def passes(error: Exception) -> bool:
    """Whether a call failed for a reason that goes by: the network, or an answer that is none."""
    if isinstance(error, NetworkError):
        return not isinstance(error, BadRequest)
    # The library has no class of its own for what is no JSON: a proxy's page of HTML.
    return type(error) is TelegramError


async def persist(call: Callable[[], Awaitable[T]]) -> T:
    """Makes a call of the Bot API until it works or cannot.

    A call that timed out may have reached Telegram; it is made again, because a reply that is
    lost is worse than one that comes twice.

    Args:
        call: Makes the call.

    Raises:
        TelegramError: It cannot work, or did not for long.
    """
    wait = FIRST_WAIT
    for left in range(TRIES - 1, -1, -1):
        try:
            return await call()
        except RetryAfter as error:
            seconds = delay(error)
            if not left or seconds > MAX_RETRY_AFTER:
                raise
            await asyncio.sleep(seconds + 0.1)
        except TelegramError as error:
            if not left or not passes(error):
                raise
            logger.info("a call failed (%s), trying again", type(error).__name__)
            await asyncio.sleep(wait)
            wait *= 2
    raise AssertionError("unreachable")


async def say(
    message: Message, text: str, markup: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Sends plain text into a message's chat."""
    return await _deliver(
        lambda: message.chat.send_message(
            text, reply_markup=markup, link_preview_options=NO_PREVIEW
        )
    )


async def inform(bot: Bot, user: int, text: str) -> None:
    """Sends plain text to a user who has not asked; one who cannot be reached is passed over."""
    try:
        await _deliver(lambda: bot.send_message(user, text, link_preview_options=NO_PREVIEW))
    except TelegramError as error:
        logger.warning("a message to an administrator failed: %s", type(error).__name__)


async def send(
    bot: Bot, chat: int, reply: Reply, *, edit: int | None = None, marks: rendering.Labels = ()
) -> int | None:
    """Sends a reply, or writes it over an earlier one.

    Args:
        bot: Sends.
        chat: Where to.
        reply: What to say.
        edit: Message id of the reply to write over.
        marks: Labels of the buttons for feedback; none without.

    Returns:
        The message id of the reply; None where the user cannot be reached any more.
    """
    markup = rendering.keyboard(reply, marks)
    html, plain = rendering.to_html(reply), _plain(reply)
    if edit is not None:
        with contextlib.suppress(_MissingError):
            return await _edit(bot, chat, edit, html, plain, markup)

    async def deliver(text: str, mode: str | None) -> Message | None:
        return await _deliver(
            lambda: bot.send_message(
                chat, text, parse_mode=mode, reply_markup=markup, link_preview_options=NO_PREVIEW
            )
        )

    try:
        sent = await deliver(html, ParseMode.HTML)
    except BadRequest as error:
        if "parse entities" not in error.message:
            raise
        sent = await deliver(plain, None)
    return sent.message_id if sent is not None else None


class _MissingError(Exception):
    """The message to write over is not there any more."""


async def _edit(
    bot: Bot, chat: int, number: int, html: str, plain: str, markup: InlineKeyboardMarkup | None
) -> int:
    try:
        await persist(
            lambda: bot.edit_message_text(
                html, chat, number, parse_mode=ParseMode.HTML, reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
        )  # fmt: skip
    except BadRequest as error:
        message = error.message.lower()
        if any(gone in message for gone in GONE):
            raise _MissingError from None
        if "parse entities" in message:
            await persist(lambda: bot.edit_message_text(plain, chat, number, reply_markup=markup))
        elif UNCHANGED not in message:
            raise
    return number


async def _deliver(call: Callable[[], Awaitable[Message]]) -> Message | None:
    try:
        return await persist(call)
    except Forbidden:
        logger.info("a user has blocked the bot, or the chat is gone")
    except BadRequest as error:
        if "chat not found" not in error.message.lower():
            raise
        logger.info("a chat is gone")
    return None


def _plain(reply: Reply) -> str:
    """The text alone; the choices are buttons."""
    return Reply(tuple(Block(block.text, block.note) for block in reply.blocks)).plain
