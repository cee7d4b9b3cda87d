"""What goes wrong between the bot and Telegram costs no reply and no double one."""

from __future__ import annotations

import collections
import time

import pytest

from tests.channels.telegram.conftest import Start
from tests.channels.telegram.standin import BotApi

BURST = 300
CHATS = 100


@pytest.mark.parametrize(
    "fault",
    [(429, "Too Many Requests: retry after 1"), (502, "Bad Gateway"), "drop", "garbage"],
    ids=["429", "502", "dropped", "malformed"],
)
def test_reply_is_sent_again_after_a_fault(chat: BotApi, fault: tuple[int, str] | str) -> None:
    """The user notices nothing but a short wait."""
    chat.faults["sendMessage"] = [fault]
    chat.send("公园有几个", chat=80)
    assert "6个" in chat.reply(20)[0]


@pytest.mark.parametrize(
    "fault",
    [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")],
)
def test_user_who_is_gone_stops_nothing(chat: BotApi, fault: tuple[int, str]) -> None:
    """Blocked bots and deleted chats are no errors."""
    chat.faults["sendMessage"] = [fault]
    chat.send("公园有几个", chat=81)
    chat.send("公园有几个", chat=82)
    assert "6个" in chat.reply()[0]


def test_double_tap_and_expired_callback_are_no_errors(chat: BotApi) -> None:
    """Telegram refuses both; the bot goes on."""
    chat.faults["editMessageText"] = [(400, "Bad Request: message is not modified")]
    chat.faults["answerCallbackQuery"] = [(400, "Bad Request: query is too old")]
    chat.tap("topics", chat=83)
    chat.send("公园有几个", chat=83)
    assert "6个" in chat.reply()[0]


def test_reply_whose_markup_is_refused_is_sent_plain(chat: BotApi) -> None:
    """Better without markup than not at all."""
    chat.faults["sendMessage"] = [(400, "Bad Request: can't parse entities: x")]
    chat.send("公园有几个", chat=84)
    assert "6个" in chat.reply()[0]


def test_kill_in_a_burst_loses_nothing(api: BotApi, start: Start) -> None:
    """Killed in the middle and started again: every question is answered, in its chat's order.

    Twice come only replies whose sending was cut: at most one a chat.
    """
    process = start(JIYUAN_BOT_RATE="0")
    api.send("公园有几个", chat=1)
    api.reply(30)
    for number in range(BURST):
        api.send(["公园有几个", "有几条路搞了绿化", "公租房在哪"][number // CHATS],
                 chat=100 + number % CHATS)  # fmt: skip
    replies = [api.replies.get(timeout=30) for _ in range(40)]
    process.kill()
    process.wait()
    while not api.replies.empty():
        replies.append(api.replies.get())
    cut = {reply["chat_id"] for reply in replies}
    start(JIYUAN_BOT_RATE="0")
    end = time.monotonic() + 60
    words = ("6个", "8条", "富士花园")
    while time.monotonic() < end:
        while not api.replies.empty():
            replies.append(api.replies.get())
        got = collections.Counter(
            (str(reply["chat_id"]), next(w for w in words if w in reply["text"]))
            for reply in replies
        )
        if len(got) == BURST:
            break
        time.sleep(0.1)
    time.sleep(1)
    assert len(got) == BURST
    doubled = [key for key, count in got.items() if count > 1]
    assert len(doubled) <= len(cut)
    assert len({chat_id for chat_id, _ in doubled}) == len(doubled)
    assert all(count <= 2 for count in got.values())
