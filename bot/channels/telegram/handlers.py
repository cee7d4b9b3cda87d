"""What the bot does with each kind of update from users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.constants import ParseMode
from telegram.ext import (
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.channels.telegram import rendering, sending
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.service import tongue_of

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import Application, ContextTypes

    from bot.channels.telegram.service import Service

DEEP_LINK = "q_"
"""What a start parameter begins with that names an entry: t.me/bot?start=q_<id>."""
HOT = 8
"""Questions that /hot shows."""


class Handlers:
    """The users' side of all chats.

    Args:
        service: What all handlers share.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Adds the handlers in the order in which they are tried."""
        new = filters.UpdateType.MESSAGE
        private = filters.ChatType.PRIVATE
        add = application.add_handler
        # Commands first: they also look like text.
        for name, action in (
            ("start", self._start), ("help", self._canned("telegram_help")),
            ("privacy", self._canned("privacy", days=self._service.records.retention)),
            ("about", self._about), ("topics", self._topics), ("hot", self._hot),
            ("source", self._source), ("forget", self._forget), ("ask", self._ask),
        ):  # fmt: skip
            add(CommandHandler(name, action, filters=new))
        add(MessageHandler(private & new & filters.COMMAND, self._canned("unknown_command")))
        text = filters.TEXT & ~filters.COMMAND
        add(MessageHandler(private & text & filters.UpdateType.MESSAGES, self._text))
        add(MessageHandler(private & new & ~filters.StatusUpdate.ALL, self._canned("text_only")))
        # In groups the bot speaks when it is spoken to: /ask, a reply to it, its name.
        add(MessageHandler(filters.ChatType.GROUPS & text & new, self._group_text))
        add(CallbackQueryHandler(Buttons(self._service).press))
        add(InlineQueryHandler(Inline(self._service).answer))

    # -- messages ------------------------------------------------------------------------------

    def _canned(self, key: str, **values: object) -> Any:
        async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is not None and await self._service.allowed(update, message):
                assistant = self._service.assistant
                await sending.say(message, assistant.canned(key, tongue_of(update), **values))

        return answer

    async def _start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        parameter = context.args[0] if context.args else ""
        if message is not None and parameter.startswith(DEEP_LINK):
            if await self._service.allowed(update, message):
                await self._service.pick(update, message, parameter.removeprefix(DEEP_LINK))
            return
        await self._canned("welcome")(update, context)

    async def _about(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and await self._service.allowed(update, message):
            await sending.say(message, self._service.assistant.about(tongue_of(update)))

    async def _topics(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and await self._service.allowed(update, message):
            tongue = tongue_of(update)
            assistant = self._service.assistant
            markup = rendering.topic_keyboard(assistant.topics(tongue))
            await sending.say(message, assistant.canned("topics_title", tongue), markup)

    async def _hot(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not await self._service.allowed(update, message):
            return
        tongue = tongue_of(update)
        assistant = self._service.assistant
        topics = assistant.topics(tongue)
        known = {option.entry: option for topic in topics for option in topic.options}
        hot = [known[entry] for entry in await self._service.records.hot(HOT) if entry in known]
        # A new bot has not been asked anything yet: it shows the first question of each topic.
        fresh = [topic.options[0] for topic in topics if topic.options]
        shown = [*hot, *(option for option in fresh if option not in hot)][:HOT]
        title = assistant.canned("hot_title", tongue)
        await sending.say(message, title, rendering.option_keyboard(shown))

    async def _source(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not await self._service.allowed(update, message):
            return
        state = await self._service.chats.get(message.chat_id)
        assistant = self._service.assistant
        entry = state.session.entry
        text = rendering.passages_html(assistant.pick(entry).reply) if entry else ""
        if not text:
            await sending.say(message, assistant.canned("no_last_answer", tongue_of(update)))
            return
        await sending.persist(
            lambda: message.chat.send_message(
                text, parse_mode=ParseMode.HTML, link_preview_options=sending.NO_PREVIEW
            )
        )

    async def _forget(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or update.effective_user is None:
            return
        if not await self._service.in_pace(update, message):
            return  # a bot that is paused forgets all the same
        await self._service.records.forget(message.chat_id, update.effective_user.id)
        for chat in (message.chat_id, update.effective_user.id):
            self._service.chats.forget(chat)
        await sending.say(message, self._service.assistant.canned("forgotten", tongue_of(update)))

    async def _ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not await self._service.allowed(update, message):
            return
        text = " ".join(context.args or ())
        if text:
            await self._service.answer(update, message, text)
        else:
            await sending.say(
                message, self._service.assistant.canned("ask_what", tongue_of(update))
            )

    async def _text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and message.text and await self._service.allowed(update, message):
            await self._service.answer(update, message, message.text)

    async def _group_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or not message.text:
            return
        name = self._service.username(context.bot)
        before = message.reply_to_message
        to_bot = before is not None and before.from_user is not None
        to_bot = to_bot and before.from_user.id == context.bot.id  # type: ignore[union-attr]
        if name.casefold() in message.text.casefold():
            start = message.text.casefold().index(name.casefold())
            text = f"{message.text[:start]} {message.text[start + len(name) :]}".strip()
        elif to_bot:
            text = message.text
        else:
            return
        if text and await self._service.allowed(update, message):
            await self._service.answer(update, message, text)
