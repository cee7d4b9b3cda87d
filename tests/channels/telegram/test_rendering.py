"""Replies as Telegram takes them: within its limits, whatever they hold."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import create_autospec

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.chats import Chats, ChatState, to_json
from bot.channels.telegram.logs import RedactingFormatter
from bot.channels.telegram.rendering import keyboard, to_html, topic_keyboard
from bot.dialogue.language import Tongue
from bot.dialogue.reply import Block, Passage, Reply
from bot.dialogue.session import Session
from bot.storage.records import Records
from tests.channels.telegram.standin import visible

if TYPE_CHECKING:
    from bot import Assistant


@given(st.text(max_size=6000), st.text(max_size=6000), st.text(max_size=100))
def test_any_reply_is_html_that_telegram_parses(text: str, passage: str, note: str) -> None:
    """Within 4096 characters, all tags closed, nothing unescaped."""
    reply = Reply((Block(text, note, (Passage(passage, "?"),)),))
    assert len(visible(to_html(reply))) <= 4096


def test_every_entry_and_topic_fits_a_button(assistant: Assistant) -> None:
    """1 to 64 bytes of data for every button the bot can show."""
    markups = [topic_keyboard(assistant.topics())]
    markups += [keyboard(assistant.pick(entry).reply) for entry in assistant.base.entries]
    buttons = [b for markup in markups if markup for row in markup.inline_keyboard for b in row]
    assert all(1 <= len(str(b.callback_data).encode()) <= 64 for b in buttons)


def test_chats_are_bounded_and_forget_the_one_silent_longest() -> None:
    """10,000 users must not fill the memory."""
    records = create_autospec(Records, instance=True)
    records.chat.return_value = None
    chats = Chats(records, shared=False, limit=2)
    for chat in (1, 2, 1, 3):
        chats.put(chat, ChatState(Session(subject=str(chat))))
    assert len(chats) == 2
    assert asyncio.run(chats.get(2)) == ChatState()
    assert asyncio.run(chats.get(1)).session.subject == "1"


def test_chat_state_survives_storage() -> None:
    """What a restarted bot reads is what the chat left behind; other JSON counts as nothing."""
    state = ChatState(
        Session("a", "b", "问", ("c", "d"), datetime(2024, 4, 1, tzinfo=UTC)), Tongue.ENGLISH
    ).with_reply(5, 6)
    records = create_autospec(Records, instance=True)
    records.chat.side_effect = [to_json(state), '{"session": 1}']
    chats = Chats(records, shared=True)
    assert asyncio.run(chats.get(1)) == state
    assert asyncio.run(chats.get(1)) == ChatState()


def test_chat_is_stored_without_personal_numbers() -> None:
    """Neither the last question nor the one with open choices holds a telephone number."""
    state = ChatState(Session(question="我电话13912345678", offered_for="卡号6222021234567890123"))
    stored = to_json(state)
    assert "电话***" in stored
    assert "卡号***" in stored


def test_token_is_hidden_in_tracebacks_too() -> None:
    """Whatever is logged, the token and all that looks like one is gone."""
    import logging
    import sys

    token = "123456:AAEabcdefghijk"
    try:
        raise RuntimeError(f"https://host/bot{token}/getMe")
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "%s", (token,), sys.exc_info())
    text = RedactingFormatter(token).format(record)
    assert "RuntimeError" in text
    assert "AAEabc" not in text
