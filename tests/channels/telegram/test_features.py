"""What users and administrators get, through the real bot."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from pathlib import Path

import pytest

from tests.channels.telegram.conftest import Start
from tests.channels.telegram.standin import BotApi

ADMIN = 900


def test_deep_link_opens_an_entry(chat: BotApi) -> None:
    """t.me/bot?start=q_<id>; an unknown one gets a friendly word."""
    chat.send("/start q_parks-count")
    assert "6个" in chat.reply()[0]
    chat.send("/start q_gone")
    assert chat.reply()[0]


def test_source_shows_the_passage_of_the_last_answer(chat: BotApi) -> None:
    """Verbatim, with its origin; before any answer that is said."""
    chat.send("/source", chat=60)
    assert "还没有" in chat.reply()[0]
    chat.send("公园有几个", chat=60)
    chat.reply()
    chat.send("/source", chat=60)
    assert "社区公园、口袋公园" in chat.reply()[0]


def test_hot_offers_entries(chat: BotApi) -> None:
    """What others ask, as buttons that answer."""
    chat.send("/hot", chat=61)
    buttons = chat.reply()[1]
    assert 4 <= len(buttons) <= 8
    chat.tap(buttons[0][1], chat=61)
    assert "来源" in chat.reply()[0]


def test_edited_question_edits_the_answer(chat: BotApi) -> None:
    """The old reply is written over, no new one is sent."""
    chat.send("公园有几个", chat=62, message_id=7001)
    chat.reply()
    chat.send("有几条路搞了绿化", chat=62, message_id=7001, edit_date=int(time.time()))
    data = chat.replies.get(timeout=40)
    assert data["method"] == "editMessageText"
    assert "8条" in data["text"]


def test_feedback_is_thanked_and_its_buttons_go(chat: BotApi) -> None:
    """有用/没用/过时了; a forged mark changes nothing."""
    chat.send("公园有几个", chat=63)
    marks = [data for _, data in chat.reply()[1] if data.startswith("m:")]
    assert len(marks) == 3
    chat.tap(marks[1], chat=63)
    chat.called("editMessageReplyMarkup")
    assert "谢谢" in chat.called("answerCallbackQuery")["text"]
    for forged in ("m:9:parks-count", "m:0:nothing", "m:²:parks-count", "m:"):
        chat.tap(forged, chat=63)
    chat.send("公园有几个", chat=63)
    assert "6个" in chat.reply()[0]


def test_inline_query_gives_ranked_entries(chat: BotApi) -> None:
    """Ready to send, the best first, no more than Telegram takes."""
    chat.type_inline("公租房")
    results = json.loads(chat.called("answerInlineQuery")["results"])
    assert 1 <= len(results) <= 50
    assert "公租房" in results[0]["title"]
    assert all(len(result["id"].encode()) <= 64 for result in results)


def test_group_hears_replies_and_mentions_only(chat: BotApi) -> None:
    """A reply to the bot, its name; never free text."""
    bot = {"id": 123456789, "is_bot": True, "first_name": "J", "username": "jiyuan_test_bot"}
    before = {"message_id": 1, "date": 1, "chat": {"id": -200, "type": "group", "title": "群"},
              "from": bot, "text": "x"}  # fmt: skip
    chat.send("公租房在哪", chat=-200)
    chat.send("有几个公园", chat=-200, reply_to_message=before)
    assert "6个" in chat.reply()[0]
    chat.send("@jiyuan_test_bot 有几条路搞了绿化", chat=-200)
    text, buttons = chat.reply()
    assert "8条" in text
    assert not any(data.startswith("m:") for _, data in buttons)
    assert chat.replies.empty()


@pytest.mark.parametrize("command", ["/stats", "/unanswered", "/reload", "/check", "/off *"])
def test_admin_commands_are_refused_to_others(chat: BotApi, command: str) -> None:
    """A stranger gets what an unknown command gets."""
    chat.send(command, chat=64)
    assert "没有这个命令" in chat.reply()[0]


def test_admin_switches_an_entry_and_the_bot_off_and_on(chat: BotApi) -> None:
    """Off means neither told nor offered; the whole bot says that it is paused."""
    chat.send("/off parks-count", chat=ADMIN)
    assert "parks-count" in chat.reply()[0]
    chat.send("公园有几个", chat=65)
    assert "6个" not in chat.reply()[0]
    chat.send("/on parks-count", chat=ADMIN)
    chat.reply()
    chat.send("/off *", chat=ADMIN)
    chat.reply()
    chat.send("公园有几个", chat=65)
    assert "暂停" in chat.reply()[0]
    chat.send("/on *", chat=ADMIN)
    chat.reply()
    chat.send("公园有几个", chat=65)
    assert "6个" in chat.reply()[0]
    chat.send("/off no-such", chat=ADMIN)
    assert "编号" in chat.reply()[0]


def test_refused_choices_are_kept_as_such(api: BotApi, start: Start, tmp_path: Path) -> None:
    """Under the question that they were offered for."""
    folder = tmp_path / "two"
    (folder / "entries").mkdir(parents=True)
    (folder / "entries" / "a.yaml").write_text(
        "entries:\n  - {id: north, question: 北公园有几个门, answer: 有2个门。}\n"
        "  - {id: south, question: 南公园有几个门, answer: 有3个门。}\n", encoding="utf-8"
    )  # fmt: skip
    start(JIYUAN_BOT_KNOWLEDGE=str(folder))
    api.send("公园有几个门")
    assert "都不是" in str(api.reply(30)[1])
    api.send("都不是")
    api.reply()
    end = time.monotonic() + 10
    rows: list[tuple[str, str]] = []
    while len(rows) < 2 and time.monotonic() < end:
        with contextlib.closing(sqlite3.connect(tmp_path / "bot.db")) as database:
            rows = database.execute("SELECT question, reason FROM asked ORDER BY id").fetchall()
    assert rows == [("公园有几个门", None), ("公园有几个门", "none_of_these")]


def test_admin_reads_figures_and_unanswered_questions_masked(chat: BotApi) -> None:
    """Unanswered questions are listed without personal numbers."""
    chat.send("你们隔壁邮箱zhang@mail.com收不收快递", chat=66)
    chat.reply()
    chat.send("/unanswered", chat=ADMIN)
    text = chat.reply()[0]
    assert "快递" in text
    assert "zhang@" not in text
    chat.send("/stats", chat=ADMIN)
    assert "资料版本" in chat.reply()[0]
    chat.send("/reload", chat=ADMIN)
    assert "已载入" in chat.reply(90)[0]


@pytest.mark.parametrize(
    "more",
    [
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
        {"sticker": {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1,
                     "type": "regular", "is_animated": False, "is_video": False}},
        {"location": {"longitude": 112.6, "latitude": 35.1}},
        {"document": {"file_id": "f", "file_unique_id": "u"}},
    ],
    ids=lambda more: next(iter(more)),
)  # fmt: skip
def test_what_is_no_text_gets_a_friendly_word(chat: BotApi, more: dict[str, object]) -> None:
    """In private chats; groups hear nothing."""
    chat.send(None, chat=-300, photo=None, **more)
    chat.send(None, chat=68, photo=None, **more)
    assert "文字" in chat.reply()[0]
    assert chat.replies.empty()


def test_forwarded_and_overlong_messages_are_answered(chat: BotApi) -> None:
    """A forwarded question is a question, and so is one as long as Telegram lets it be."""
    origin = {"type": "hidden_user", "sender_user_name": "U", "date": 1}
    chat.send("公园有几个", chat=69, forward_origin=origin)
    assert "6个" in chat.reply()[0]
    chat.send("公租房" * 1300, chat=69)
    assert "富士花园" in chat.reply()[0]


def test_topics_have_pages_and_a_way_back(chat: BotApi) -> None:
    """A long topic is paged in place."""
    chat.send("/topics", chat=72)
    for _, data in chat.reply()[1]:
        chat.tap(data, chat=72)
        pages = [d for _, d in chat.reply()[1]]
        assert "topics" in pages
        following = [d for d in pages if d.startswith("t:") and d != data]
        if following:
            chat.tap(following[0], chat=72)
            assert chat.reply()[1] != pages
            return
    raise AssertionError("no topic has a second page")


def test_forget_deletes(chat: BotApi) -> None:
    """Afterwards a follow-up has nothing to lean on."""
    chat.send("定制公交是啥", chat=67)
    chat.reply()
    chat.send("/forget", chat=67)
    assert "删除" in chat.reply()[0]
    chat.send("/source", chat=67)
    assert "还没有" in chat.reply()[0]


def test_forget_in_a_group_deletes_the_private_chat_too(chat: BotApi) -> None:
    """Both are records of the user: afterwards neither has anything to lean on."""
    for place in (73, -73):
        chat.send("/ask 定制公交是啥", chat=place)
        chat.reply()
    chat.send("/forget", chat=-73)
    assert "删除" in chat.reply()[0]
    for place in (73, -73):
        chat.send("/source", chat=place)
        assert "还没有" in chat.reply()[0]


def test_topic_of_a_long_name_is_browsed(api: BotApi, start: Start, tmp_path: Path) -> None:
    """A topic's name is its file's: /topics shows it, its button opens it, and its pages turn."""
    entries = tmp_path / "long" / "entries"
    entries.mkdir(parents=True)
    rows = [
        f"  - {{id: e{n}, question: 第{n}路公交几点发车, answer: {n}点。}}" for n in range(1, 10)
    ]
    (entries / "城市管理和社区建设以及公共服务的有关问题汇总.yaml").write_text(
        "\n".join(["entries:", *rows]), encoding="utf-8"
    )
    start(JIYUAN_BOT_KNOWLEDGE=str(tmp_path / "long"))
    api.send("/topics")
    [(_, topic)] = api.reply()[1]
    api.tap(topic)
    first = api.reply()[1]
    assert [data for _, data in first[:2]] == ["e:e1", "e:e2"]
    api.tap(first[8][1])
    assert api.reply()[1][0][1] == "e:e9"


def test_flood_of_one_user_gets_one_notice(api: BotApi, start: Start) -> None:
    """Others are answered meanwhile."""
    start(JIYUAN_BOT_USER_RATE="3")
    for _ in range(12):
        api.send("公园有几个", chat=70)
    api.send("公园有几个", chat=71)
    texts = [api.reply()[0] for _ in range(5)]
    assert sum("6个" in text for text in texts) == 4
    assert sum("有点快" in text for text in texts) == 1
    time.sleep(0.5)
    assert api.replies.empty()
