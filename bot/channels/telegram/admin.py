"""Commands for administrators, in private chats; whoever is none gets what an unknown one gets."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from telegram.constants import MessageLimit
from telegram.ext import CommandHandler, filters

from bot.channels.telegram import sending
from bot.channels.telegram.service import tongue_of
from bot.errors import KnowledgeError
from bot.storage.switches import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Update
    from telegram.ext import Application, ContextTypes

    from bot.channels.telegram.service import Service

logger = logging.getLogger(__name__)
COMMANDS = ("stats", "unanswered", "off", "on", "reload", "check")
WEEK = 7 * 86_400.0
LISTED = 20
"""Unanswered questions that are listed at most."""


class Admin:
    """The administrators' side.

    Args:
        service: What all handlers share.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Adds the handlers."""
        actions = (self._stats, self._unanswered, self._switch, self._switch, self._reload,
                   self._check)  # fmt: skip
        new = filters.UpdateType.MESSAGE
        for name, action in zip(COMMANDS, actions, strict=True):
            application.add_handler(CommandHandler(name, self._guarded(action), filters=new))

    def _guarded(self, action: Callable[[Update, list[str]], Awaitable[str]]) -> Any:
        async def run(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is None:
                return
            if message.chat_id < 0:
                return  # what citizens asked is no matter for a group
            if self._service.is_admin(update):
                words = [str(message.text).split()[0].lstrip("/").split("@")[0]]
                text = await action(update, [*words, *(context.args or ())])
            elif not await self._service.allowed(update, message):
                return
            else:
                text = self._service.assistant.canned("unknown_command", tongue_of(update))
            await sending.say(message, text[: MessageLimit.MAX_TEXT_LENGTH])

        return run

    async def _stats(self, update: Update, _: list[str]) -> str:
        service = self._service
        counts = await service.records.counts(time.time() - WEEK)
        users = counts.pop("users")
        rows = ", ".join(f"{status} {count}" for status, count in sorted(counts.items()))
        return service.assistant.canned(
            "stats", tongue_of(update), questions=sum(counts.values()), users=users, rows=rows,
            version=service.assistant.base.version, off=", ".join(sorted(service.off)) or "-",
            lost=service.lost,
        )  # fmt: skip

    async def _unanswered(self, update: Update, _: list[str]) -> str:
        tongue = tongue_of(update)
        rows = await self._service.records.unanswered(LISTED)
        if not rows:
            return self._service.assistant.canned("nothing", tongue)
        title = self._service.assistant.canned("unanswered_title", tongue)
        return "\n".join([title, *(f"{count} × {question}" for question, count in rows)])

    async def _switch(self, update: Update, words: list[str]) -> str:
        service, tongue = self._service, tongue_of(update)
        name = words[1] if len(words) > 1 else ""
        if name != EVERYTHING and name not in service.assistant.base.entries:
            return service.assistant.canned("switch_what", tongue)
        on = words[0] == "on"
        admin = update.effective_user.id if update.effective_user else 0
        await service.switches.turn(name, on=on, admin=admin)
        await service.read_switches()
        logger.info("an administrator switched %s %s", name, words[0])
        key = "switched_on" if on else "switched_off"
        return service.assistant.canned(key, tongue, name=name)

    async def _reload(self, update: Update, _: list[str]) -> str:
        service, tongue = self._service, tongue_of(update)
        try:
            await service.reload(repeat=True)
        except KnowledgeError as error:
            return service.assistant.canned("not_reloaded", tongue, findings=str(error))
        assistant = service.assistant
        version, entries = assistant.base.version, len(assistant.base.entries)
        return assistant.canned("reloaded", tongue, version=version, entries=entries)

    async def _check(self, update: Update, _: list[str]) -> str:
        from bot.evaluation.checking import check_folder, render

        findings = await asyncio.to_thread(check_folder, self._service.folder)
        text = render(findings, "text")
        return self._service.assistant.canned("checked", tongue_of(update), findings=text)
