"""Replies as Telegram shows them: HTML with the passage folded away, choices as buttons."""

from __future__ import annotations

from hashlib import blake2s
from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.dialogue.outcome import Option
    from bot.dialogue.reply import Block, Reply, TopicView

ENTRY, TOPIC, TOPICS, NONE, MARK = "e:", "t:", "topics", "none", "m:"
"""What a button's data begins with, or is. Ids of at most `MAX_KEY` bytes fit behind it."""
MAX_KEY = 48
"""Bytes of an entry's id; of a topic's, where it is to stand in a button's data itself."""
MARKS = ("useful", "useless", "outdated")
"""What a user may think of an answer; the first letters but one tell them apart in a button."""
PAGE = 8
"""Questions of a topic on one page: a phone shows so many without scrolling."""
Labels = tuple[str, ...]
"""Labels of the buttons for `MARKS`; empty for none."""


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


def keyboard(reply: Reply, marks: Labels = ()) -> InlineKeyboardMarkup | None:
    """The buttons under a reply; None without any.

    Args:
        reply: Its choices, else its related questions, become buttons.
        marks: Labels for feedback on what was told.
    """
    rows: list[list[InlineKeyboardButton]] = []
    seen: set[str] = set()
    for block in reply.blocks:
        rows += _entry_rows(block.options, seen)
        if block.options:
            rows.append([InlineKeyboardButton(block.none_label, callback_data=NONE)])
    if not rows:
        for block in reply.blocks:
            rows += _entry_rows(block.related, seen)
    told = next((block.entry for block in reply.blocks if block.entry), None)
    if marks and told is not None:
        rows.append([
            _button(label, f"{MARK}{number}:{told}") for number, label in enumerate(marks)
        ])  # fmt: skip
    return InlineKeyboardMarkup(rows) if rows else None


def without_marks(markup: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """The same buttons without those for feedback."""
    rows = [
        row for row in (markup.inline_keyboard if markup else ())
        if not str(row[0].callback_data).startswith(MARK)
    ]  # fmt: skip
    return InlineKeyboardMarkup(rows) if rows else None


def topic_key(topic: str) -> str:
    """What stands for a topic in a button's data: its id, where that fits.

    Ids of topics are names of files, of any length and script. The number of a topic would be
    shorter, but another one's under an old message once a file is added.
    """
    if len(topic.encode()) <= MAX_KEY and ":" not in topic:
        return topic
    return blake2s(topic.encode(), digest_size=12).hexdigest()


def topic_keyboard(topics: Iterable[TopicView]) -> InlineKeyboardMarkup:
    """A button a topic, two in a row."""
    buttons = [_button(topic.name, TOPIC + topic_key(topic.id)) for topic in topics]
    return InlineKeyboardMarkup([buttons[n : n + 2] for n in range(0, len(buttons), 2)])


def entry_keyboard(
    topic: str, options: Sequence[Option], page: int, labels: tuple[str, str, str]
) -> InlineKeyboardMarkup:
    """A page of a topic's questions, a button each, and those that lead on and back.

    Args:
        topic: The topic's id.
        options: All its questions.
        page: Which page, from 0.
        labels: Of the buttons to the page before, to the next one, and to the topics.
    """
    pages = max(1, -(-len(options) // PAGE))
    page = min(max(page, 0), pages - 1)
    rows = _entry_rows(options[page * PAGE : (page + 1) * PAGE], set())
    before, after, back = labels
    turn = []
    if page:
        turn.append(_button(before, f"{TOPIC}{topic_key(topic)}:{page - 1}"))
    if page + 1 < pages:
        turn.append(_button(after, f"{TOPIC}{topic_key(topic)}:{page + 1}"))
    if turn:
        rows.append(turn)
    return InlineKeyboardMarkup([*rows, [_button(back, TOPICS)]])


def option_keyboard(options: Sequence[Option]) -> InlineKeyboardMarkup | None:
    """A button a question."""
    rows = _entry_rows(options, set())
    return InlineKeyboardMarkup(rows) if rows else None


def passages_html(reply: Reply) -> str:
    """The passages behind a reply, each with its origin; empty without any."""
    parts = [
        f"<blockquote>{escape(passage.text)}</blockquote>\n{escape(passage.origin)}"
        for block in reply.blocks for passage in block.passages
    ]  # fmt: skip
    text = "\n\n".join(parts)
    return text if len(text) <= MessageLimit.MAX_TEXT_LENGTH else parts[0]


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
