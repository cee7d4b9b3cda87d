"""What the bot does with each kind of update."""

from __future__ import annotations

import contextlib
import logging
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.channels.telegram import rendering
from bot.channels.telegram.chats import Chats
from bot.dialogue.language import Tongue
from bot.dialogue.reply import Block, Reply

if TYPE_CHECKING:
    from telegram import CallbackQuery, InlineKeyboardMarkup

    from bot.dialogue.assistant import Assistant, Turn

logger = logging.getLogger(__name__)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "Message is not modified"


class Handlers:
    """The bot's side of all chats.

    Args:
        assistant: Answers the questions.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._chats = Chats()

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Adds the handlers in the order in which they are tried."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        add = application.add_handler
        # Commands first: they also look like text.
        add(CommandHandler("start", self._canned("welcome")))
        add(CommandHandler("help", self._canned("telegram_help")))
        add(CommandHandler("privacy", self._canned("privacy")))
        add(CommandHandler("about", self._about))
        add(CommandHandler("topics", self._topics))
        add(CommandHandler("ask", self._ask))
        add(MessageHandler(private & filters.COMMAND, self._canned("unknown_command")))
        # Free text in private chats only: in groups the bot speaks when it is spoken to (/ask).
        add(MessageHandler(private & filters.TEXT, self._text))
        add(MessageHandler(private & ~filters.StatusUpdate.ALL, self._canned("text_only")))
        add(CallbackQueryHandler(self._button))
        application.add_error_handler(self._failed)

    # -- messages ------------------------------------------------------------------------------

    def _canned(self, key: str) -> Any:
        async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            if update.effective_message is not None:
                await self._say(
                    update.effective_message, self._assistant.canned(key, _tongue(update))
                )

        return answer

    async def _about(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_message is not None:
            await self._say(update.effective_message, self._assistant.about(_tongue(update)))

    async def _topics(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_message is not None:
            tongue = _tongue(update)
            title = self._assistant.canned("topics_title", tongue)
            markup = rendering.topic_keyboard(self._assistant.topics(tongue))
            await self._say(update.effective_message, title, markup)

    async def _ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_message is not None:
            await self._answer(update.effective_message, " ".join(context.args or ()))

    async def _text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is not None and message.text:
            await self._answer(message, message.text)

    async def _answer(self, message: Message, text: str) -> None:
        session, _ = self._chats.get(message.chat_id)
        turn = self._assistant.ask(text, session, datetime.now(UTC))
        self._remember(message.chat_id, turn)
        await self._send(message, turn.reply)

    # -- buttons -------------------------------------------------------------------------------

    async def _button(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        # An old query cannot be answered any more; the button still does what it says.
        with contextlib.suppress(BadRequest):
            await query.answer()
        message = query.message
        if not isinstance(message, Message):
            return  # too old to be accessible
        data = query.data or ""
        if data == rendering.TOPICS or data.startswith(rendering.TOPIC):
            await self._browse(query, data, _tongue(update))
            return
        session, tongue = self._chats.get(message.chat_id)
        now = datetime.now(UTC)
        if data == rendering.NONE:
            turn = self._assistant.reject(session, now, tongue)
        else:
            # The id may be forged or gone: the assistant looks it up and says so.
            turn = self._assistant.pick(data.removeprefix(rendering.ENTRY), session, now, tongue)
        self._remember(message.chat_id, turn)
        await self._send(message, turn.reply)

    async def _browse(self, query: CallbackQuery, data: str, tongue: Tongue) -> None:
        """Shows the topics, or one topic's questions, in place."""
        topics = self._assistant.topics(tongue)
        title = self._assistant.canned("topics_title", tongue)
        markup = rendering.topic_keyboard(topics)
        for topic in topics:
            if data == rendering.TOPIC + topic.id:
                markup = rendering.entry_keyboard(topic.options, f"← {title}")
                title = self._assistant.canned("topic_title", tongue, topic=topic.name)
        try:
            await query.edit_message_text(title, reply_markup=markup)
        except BadRequest as error:
            if UNCHANGED not in error.message:
                raise

    # -- sending -------------------------------------------------------------------------------

    def _remember(self, chat: int, turn: Turn) -> None:
        self._chats.put(chat, turn.session, turn.tongue)

    async def _say(
        self, message: Message, text: str, markup: InlineKeyboardMarkup | None = None
    ) -> None:
        await message.reply_text(text, reply_markup=markup, link_preview_options=NO_PREVIEW)

    async def _send(self, message: Message, reply: Reply) -> None:
        markup = rendering.keyboard(reply)
        try:
            await message.reply_text(
                rendering.to_html(reply),
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            await self._say(message, _plain(reply), markup)

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Logs where something failed, never what a user wrote."""
        error = context.error
        if isinstance(error, Forbidden):
            logger.info("a user has blocked the bot")
        elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            logger.warning("the network failed: %s", type(error).__name__)
        else:
            number = update.update_id if isinstance(update, Update) else None
            where = "".join(traceback.format_tb(error.__traceback__)) if error else ""
            logger.error("update %s failed: %s\n%s", number, type(error).__name__, where)


def _plain(reply: Reply) -> str:
    """The text alone; the choices are buttons."""
    blocks = (Block(block.text, block.note) for block in reply.blocks)
    return Reply(tuple(blocks)).plain


def _tongue(update: Update) -> Tongue:
    """The tongue of a user who has not written anything yet: that of the Telegram app."""
    code = (update.effective_user.language_code if update.effective_user else None) or "zh"
    if code.lower().startswith(("zh-hant", "zh-tw", "zh-hk")):
        return Tongue.TRADITIONAL
    return Tongue.ENGLISH if code.lower().startswith("en") else Tongue.SIMPLIFIED
