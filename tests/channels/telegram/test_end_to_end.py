"""The Telegram bot as a process of its own, against a real HTTP stand-in for the Bot API."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.channels.telegram.conftest import Start
from tests.channels.telegram.standin import TOKEN, BotApi


def test_question_is_answered_with_source_and_passage(chat: BotApi) -> None:
    """Free text in a private chat gets the answer, its source and the passage."""
    chat.send("公园有几个")
    text, buttons = chat.reply()
    assert text.startswith("开工建设6个社区公园、口袋公园。")
    assert "济源日报" in text
    assert "开工建设6个社区公园、口袋公园。完成" not in text
    assert buttons
    assert all(data.startswith(("e:", "m:")) for _, data in buttons)


@pytest.mark.parametrize(
    ("command", "words"),
    [("/start", "济源"), ("/help", "/topics"), ("/about", "济源日报"), ("/privacy", "身份证"),
     ("/nonsense", "/help"), ("/ask 公园有几个", "6个")],
)  # fmt: skip
def test_commands(chat: BotApi, command: str, words: str) -> None:
    """Every command of the menu, and one that does not exist."""
    chat.send(command)
    assert words in chat.reply()[0]


def test_topics_are_browsed_in_place(chat: BotApi) -> None:
    """Topics, a topic's questions, an answer, all by buttons."""
    chat.send("/topics")
    _, topics = chat.reply()
    bus = next(data for label, data in topics if "公交" in label)
    chat.tap(bus)
    _, questions = chat.reply()
    chat.tap(questions[0][1])
    assert "定制公交" in chat.reply()[0]
    methods = [method for method, _ in chat.calls]
    assert "editMessageText" in methods
    assert methods.count("answerCallbackQuery") >= 2


def test_chats_do_not_share_context(chat: BotApi) -> None:
    """A follow-up leans on its own chat only."""
    chat.send("定制公交是啥", chat=7)
    chat.reply()
    chat.send("那工业呢", chat=8)
    assert "工业增加值" in chat.reply()[0]
    chat.send("有多少座位呢", chat=7)
    assert "定制公交" in chat.reply()[0]


def test_forged_and_rejected_choices_are_answered(chat: BotApi) -> None:
    """A forged id, an unknown topic and 都不是 each get a friendly word."""
    for data in ("e:no-such-entry", "none", "x" * 60):
        chat.tap(data)
        assert chat.reply()[0]


def test_html_in_a_question_is_harmless(chat: BotApi) -> None:
    """Markup, format signs and bidi characters break no reply."""
    chat.send("<b>公租房</i>& {place} %s \u202e在哪")
    assert "富士花园三期" in chat.reply()[0]


def test_photo_gets_a_friendly_word(chat: BotApi) -> None:
    """What is not text is answered in private chats."""
    chat.send(None)
    assert "文字" in chat.reply()[0]


def test_group_text_is_ignored_and_ask_is_answered(chat: BotApi) -> None:
    """In groups the bot speaks only when it is asked."""
    chat.send("公租房在哪", chat=-100)
    chat.send("/ask 公租房在哪", chat=-100)
    assert "富士花园三期" in chat.reply()[0]
    assert chat.replies.empty()


def test_english_user_gets_english(chat: BotApi) -> None:
    """The app's language decides before anything was written, the question's afterwards."""
    chat.send("/start", language="en", chat=9)
    assert "Jiyuan policy bot" in chat.reply()[0]
    chat.send("how many parks are being built", chat=9)
    assert "6 community parks" in chat.reply()[0]


def test_sigterm_ends_with_0_and_the_log_holds_no_secret(
    api: BotApi, start: Start, tmp_path: Path
) -> None:
    """A clean end; neither the token nor what users wrote stands in a DEBUG log."""
    process = start()
    api.send("公租房在哪里呀我想知道")
    api.reply()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert TOKEN not in log
    assert "公租房" not in log


def test_refused_token_ends_with_2(start: Start, tmp_path: Path) -> None:
    """401 is said in plain words, without the token."""
    assert start("987654321:AAE-some_other-token-0123456789abcdef").wait(timeout=30) == 2
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert "@BotFather" in log
    assert "AAE-some" not in log
    assert "Traceback" not in log


def test_second_instance_ends_with_3(api: BotApi, start: Start, tmp_path: Path) -> None:
    """409 means that another instance polls: one clear message, no storm."""
    api.refuse["getUpdates"] = (409, "Conflict: terminated by other getUpdates request")
    assert start().wait(timeout=30) == 3
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert "Another instance" in log
    assert "Traceback" not in log
    assert len([m for m, _ in api.calls if m == "getUpdates"]) <= 3


def test_bot_api_that_is_down_at_start_is_tried_a_few_times(
    api: BotApi, start: Start, tmp_path: Path
) -> None:
    """Bounded tries with a line each, then on as if nothing had been."""
    api.faults["getMe"] = [(502, "Bad Gateway"), "drop"]
    start()
    api.send("公园有几个")
    assert "6个" in api.reply(30)[0]
    assert "try 1 of" in (tmp_path / "log.txt").read_text("utf-8")
