"""Replies as Telegram shows them: HTML with the passage folded away, choices as buttons."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.dialogue.assistant import TopicView
    from bot.dialogue.outcome import Option
    from bot.dialogue.reply import Block, Reply

ENTRY, TOPIC, TOPICS, NONE = "e:", "t:", "topics", "none"
"""What a button's data begins with, or is. Ids of at most 48 bytes fit behind it."""
MAX_BUTTONS = 24
"""Most questions of one topic on one keyboard; a phone scrolls further only badly."""


def to_html(reply: Reply) -> str:
    """A reply as one message, passages in expandable quotes.

    Args:
        reply: What to show.

    Returns:
        HTML within Telegram's length; without passages where they would not fit.
    """
    full = "\n\n".join(_block(block, with_passages=True) for block in reply.blocks)
    if len(full) <= MessageLimit.MAX_TEXT_LENGTH:
        return full
    short = "\n\n".join(_block(block, with_passages=False) for block in reply.blocks)
    if len(short) <= MessageLimit.MAX_TEXT_LENGTH:
        return short
    return escape(reply.plain[: MessageLimit.MAX_TEXT_LENGTH // 6])  # &quot; is the longest escape


def _block(block: Block, *, with_passages: bool) -> str:
    rows = [escape(block.text)]
    if block.note:
        rows.append(f"<i>{escape(block.note)}</i>")
    if with_passages and block.passages:
        quotes = "\n".join(escape(passage.text) for passage in block.passages)
        rows.append(f"<blockquote expandable>{quotes}</blockquote>")
    return "\n".join(rows)


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """The buttons under a reply: choices first, else related questions; None without any."""
    rows: list[list[InlineKeyboardButton]] = []
    seen: set[str] = set()
    for block in reply.blocks:
        rows += _entry_rows(block.options, seen)
        if block.options:
            rows.append([InlineKeyboardButton(block.none_label, callback_data=NONE)])
    if not rows:
        for block in reply.blocks:
            rows += _entry_rows(block.related, seen)
    return InlineKeyboardMarkup(rows) if rows else None


def topic_keyboard(topics: Iterable[TopicView]) -> InlineKeyboardMarkup:
    """A button a topic, two in a row."""
    buttons = [_button(topic.name, TOPIC + topic.id) for topic in topics]
    return InlineKeyboardMarkup([buttons[n : n + 2] for n in range(0, len(buttons), 2)])


def entry_keyboard(options: Sequence[Option], back: str) -> InlineKeyboardMarkup:
    """A button a question of a topic, and one that leads back to the topics."""
    rows = _entry_rows(options[:MAX_BUTTONS], set())
    return InlineKeyboardMarkup([*rows, [InlineKeyboardButton(back, callback_data=TOPICS)]])


def _entry_rows(options: Iterable[Option], seen: set[str]) -> list[list[InlineKeyboardButton]]:
    rows = []
    for option in options:
        if option.entry not in seen:
            seen.add(option.entry)
            rows.append([_button(option.label, ENTRY + option.entry)])
    return rows


def _button(label: str, data: str) -> InlineKeyboardButton:
    if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError("a button's data is longer than Telegram takes")
    return InlineKeyboardButton(label, callback_data=data)
