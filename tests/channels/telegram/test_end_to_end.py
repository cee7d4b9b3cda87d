"""The Telegram bot as a process of its own, against a real HTTP stand-in for the Bot API."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.channels.telegram.standin import TOKEN, BotApi
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _start(url: str, cwd: Path, token: str = TOKEN) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "JIYUAN_BOT_TOKEN": token, "JIYUAN_BOT_API_URL": url,
        "JIYUAN_BOT_KNOWLEDGE": str(ROOT / "knowledge"), "PYTHONPATH": str(ROOT),
        "JIYUAN_BOT_LOG": "DEBUG", "NO_PROXY": "*",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "telegram"], cwd=cwd, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API on loopback."""
    server = BotApi()
    yield server
    server.close()


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[BotApi, subprocess.Popen[str]]]:
    """A bot that polls, shared by the tests that only talk to it."""
    server = BotApi()
    process = _start(server.url, tmp_path_factory.mktemp("bot"))
    yield server, process
    process.terminate()
    process.communicate(timeout=15)
    server.close()


@pytest.fixture
def chat(running: tuple[BotApi, subprocess.Popen[str]]) -> BotApi:
    """The stand-in with a bot behind it."""
    return running[0]


def test_question_is_answered_with_source_and_passage(chat: BotApi) -> None:
    """Free text in a private chat gets the answer, its source and the passage."""
    chat.send("公园有几个")
    text, buttons = chat.reply()
    assert text.startswith("开工建设6个社区公园、口袋公园。")
    assert "济源日报" in text
    assert "开工建设6个社区公园、口袋公园。完成" not in text
    assert buttons
    assert all(data.startswith("e:") for _, data in buttons)


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


def test_sigterm_ends_with_0_and_the_log_holds_no_secret(api: BotApi, tmp_path: Path) -> None:
    """A clean end; neither the token nor what users wrote stands in a DEBUG log."""
    process = _start(api.url, tmp_path)
    api.send("公租房在哪里呀我想知道")
    api.reply()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 0
    assert TOKEN not in out + err
    assert "公租房" not in out + err


def test_refused_token_ends_with_2(api: BotApi, tmp_path: Path) -> None:
    """401 is said in plain words, without the token."""
    process = _start(api.url, tmp_path, "987654321:AAE-some_other-token-0123456789abcdef")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "@BotFather" in err
    assert "AAE-some" not in err
    assert "Traceback" not in err


def test_second_instance_ends_with_3(api: BotApi, tmp_path: Path) -> None:
    """409 means that another instance polls: one clear message, no storm."""
    api.refuse["getUpdates"] = (409, "Conflict: terminated by other getUpdates request")
    process = _start(api.url, tmp_path)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 3
    assert "Another instance" in err
    assert "Traceback" not in err
    assert len([m for m, _ in api.calls if m == "getUpdates"]) <= 3
