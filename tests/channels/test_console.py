"""The console, as transcripts: what is typed and what is shown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from bot.channels.console.chat import Chat
from bot.channels.console.explanation import explain
from bot.channels.console.terminal import show

if TYPE_CHECKING:
    from bot import Assistant


def test_a_whole_chat(assistant: Assistant) -> None:
    """Question, source, follow-up, topics, a pick by number, leaving."""
    chat = Chat(assistant)
    said = [
        chat.answer(line).plain for line in ("公园有几个", "/source", "/topics", "/topics 999")
    ]
    assert said[0] == "开工建设6个社区公园、口袋公园。\n来源：《济源日报》2024-03-28"
    assert said[1].endswith("“开工建设6个社区公园、口袋公园”")
    topics = said[2].splitlines()
    assert len(topics) == 1 + len(assistant.topics())
    assert said[3] == said[2]
    number = next(n for n, row in enumerate(topics) if "定制公交" in row)
    questions = chat.answer(f"/topics {number}").plain.splitlines()
    assert questions[1].startswith("1. ")
    assert questions[-1] == "0. 都不是"
    assert "交通部门" in chat.answer("1").plain
    assert not chat.ended
    assert chat.answer("/quit").plain == assistant.canned("goodbye")
    assert chat.ended


def test_commands_without_a_chat_before(assistant: Assistant) -> None:
    """Each command answers in a new chat too."""
    chat = Chat(assistant)
    assert "还没有回答" in chat.answer("/source").plain
    assert "/topics" in chat.answer("/help").plain
    assert assistant.base.version in chat.answer("/about").plain
    assert "身份证" in chat.answer("/privacy").plain
    assert "/help" in chat.answer("/nonsense").plain


def test_commands_answer_in_the_tongue_of_the_chat(assistant: Assistant) -> None:
    """After an English question the commands speak English."""
    chat = Chat(assistant)
    chat.answer("How many parks are being built?")
    assert "Ask in your own words" in chat.answer("/help").plain


def test_reply_is_laid_out_for_the_terminal(assistant: Assistant) -> None:
    """Choices are numbered, nothing is wider than the terminal, NO_COLOR is obeyed."""
    out = io.StringIO()
    console = Console(file=out, width=40, no_color=True, highlight=False)
    chat = Chat(assistant)
    show(chat.answer("/topics 1"), console)
    show(chat.answer("1"), console)
    text = out.getvalue()
    assert "1. " in text
    assert "\x1b[" not in text
    from rich.cells import cell_len

    assert max(cell_len(row) for row in text.splitlines()) <= 40


def test_explanation_shows_what_a_score_is_made_of(assistant: Assistant) -> None:
    """Every candidate with its resemblance and each adjustment by name."""
    text = explain(assistant, "富士花园三期租金多少")
    for word in ("subjects   public-rental", "租金=price", "named+0.", "query_characters="):
        assert word in text
