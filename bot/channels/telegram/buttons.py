"""What the buttons under replies and lists do."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from telegram import Message, Update
from telegram.error import BadRequest

from bot.channels.telegram import rendering, sending
from bot.channels.telegram.service import tongue_of

if TYPE_CHECKING:
    from telegram import CallbackQuery
    from telegram.ext import ContextTypes

    from bot.channels.telegram.service import Service
    from bot.dialogue.language import Tongue


class Buttons:
    """The buttons of all chats.

    Args:
        service: What all handlers share.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Does what a button says."""
        query = update.callback_query
        if query is None:
            return
        data = query.data or ""
        service = self._service
        thanks = None
        if data.startswith(rendering.MARK):
            thanks = service.assistant.canned("marked", tongue_of(update))
        # An old query cannot be answered any more; the button still does what it says.
        with contextlib.suppress(BadRequest):
            await query.answer(thanks)
        message = query.message
        if not isinstance(message, Message) or not await service.allowed(update, message):
            return  # too old to be accessible
        if data == rendering.TOPICS or data.startswith(rendering.TOPIC):
            await self._browse(query, message, data, tongue_of(update))
        elif data.startswith(rendering.MARK):
            await self._mark(query, message, data)
        elif data == rendering.NONE:
            state = await service.chats.get(message.chat_id)
            start = time.perf_counter()
            turn = service.assistant.reject(state.session, datetime.now(UTC), state.tongue)
            await service.deliver(update, message, turn, state, "", start)
        else:
            await service.pick(update, message, data.removeprefix(rendering.ENTRY))

    async def _mark(self, query: CallbackQuery, message: Message, data: str) -> None:
        """Keeps what a user thinks of an answer; the buttons for it go."""
        number, _, entry = data.removeprefix(rendering.MARK).partition(":")
        marks = dict(enumerate(rendering.MARKS))
        mark = marks.get(int(number)) if number.isdecimal() and number.isascii() else None
        if mark is None or entry not in self._service.assistant.base.entries:
            return
        state = await self._service.chats.get(message.chat_id)
        told = state.session.entry == entry and mark != rendering.MARKS[0]
        question = state.session.question if told else None
        await self._service.records.mark(query.from_user.id, entry, mark, question)
        await _unless_unchanged(
            query.edit_message_reply_markup(rendering.without_marks(message.reply_markup))
        )

    async def _browse(
        self, query: CallbackQuery, message: Message, data: str, tongue: Tongue
    ) -> None:
        """Shows the topics, or a page of one topic's questions, in place where possible."""
        assistant = self._service.assistant
        topics = assistant.topics(tongue)
        title = assistant.canned("topics_title", tongue)
        markup = rendering.topic_keyboard(topics)
        wanted, _, page = data.removeprefix(rendering.TOPIC).partition(":")
        for topic in topics:
            if data != rendering.TOPICS and wanted == rendering.topic_key(topic.id):
                labels = (
                    assistant.canned("page_back", tongue), assistant.canned("page_next", tongue),
                    f"☰ {title}",
                )  # fmt: skip
                number = int(page) if page.isdecimal() and page.isascii() else 0
                markup = rendering.entry_keyboard(topic.id, topic.options, number, labels)
                title = assistant.canned("topic_title", tongue, topic=topic.name)
        if message.is_accessible:
            await _unless_unchanged(query.edit_message_text(title, reply_markup=markup))
        else:
            await sending.say(message, title, markup)


async def _unless_unchanged(edit: Any) -> None:
    """Waits for an edit; a double tap changes nothing, and that is no error."""
    try:
        await edit
    except BadRequest as error:
        if sending.UNCHANGED not in error.message.lower():
            raise
