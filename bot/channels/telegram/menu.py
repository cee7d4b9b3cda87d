"""Tells Telegram what the bot is and which commands it has, for each kind of chat."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.channels.telegram import admin
from bot.dialogue.language import Tongue

if TYPE_CHECKING:
    from telegram.ext import Application

    from bot.channels.telegram.service import Service

logger = logging.getLogger(__name__)
PRIVATE = ("start", "topics", "hot", "source", "help", "about", "privacy", "forget")
GROUP = ("ask", "topics", "help", "about", "privacy")
TONGUES = ((Tongue.SIMPLIFIED, None), (Tongue.ENGLISH, "en"))
"""The tongue for all users, and the one for those whose app is English."""


async def announce(
    application: Application[Any, Any, Any, Any, Any, Any], service: Service
) -> None:
    """Sets commands and descriptions; the bot works without, so a failure is only logged."""
    bot, assistant = application.bot, service.assistant

    def commands(names: tuple[str, ...], tongue: Tongue) -> list[BotCommand]:
        return [BotCommand(n, assistant.canned(f"command_{n}", tongue)) for n in names]

    try:
        for tongue, code in TONGUES:
            await bot.set_my_commands(
                commands(PRIVATE, tongue), BotCommandScopeAllPrivateChats(), language_code=code
            )
            await bot.set_my_commands(
                commands(GROUP, tongue), BotCommandScopeAllGroupChats(), language_code=code
            )
            await bot.set_my_description(assistant.canned("description", tongue), code)
            await bot.set_my_short_description(assistant.canned("short_description", tongue), code)
    except TelegramError as error:
        logger.warning("the command menu was not set: %s", type(error).__name__)
    # Whoever has not opened the bot yet has no chat with it: that is no matter for the others.
    for user in service.admins:
        try:
            for tongue, code in TONGUES:
                await bot.set_my_commands(
                    commands((*PRIVATE, *admin.COMMANDS), tongue), BotCommandScopeChat(user),
                    language_code=code,
                )  # fmt: skip
        except TelegramError as error:
            logger.warning("an administrator's menu was not set: %s", type(error).__name__)
