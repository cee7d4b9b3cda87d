"""The Telegram channel's parts by themselves: what a process on a good day does not come across."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, create_autospec

import pytest
from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot import Assistant
from bot.channels.telegram import (
    lifetime,
    limits,
    menu,
    rendering,
    run,
    sending,
    turns,
    watching,
)
from bot.channels.telegram.chats import Chats, ChatState
from bot.channels.telegram.http import Request
from bot.channels.telegram.limits import Limiter, Window
from bot.channels.telegram.logs import set_up
from bot.channels.telegram.queue import StoringQueue, chat_of
from bot.channels.telegram.rendering import entry_keyboard, passages_html
from bot.channels.telegram.service import tongue_of
from bot.channels.telegram.turns import Pace, Turns
from bot.channels.telegram.webhook import Webhook
from bot.dialogue.language import Tongue
from bot.dialogue.outcome import Option
from bot.dialogue.reply import Block, Passage, Reply, TopicView
from bot.dialogue.session import Session
from bot.errors import ChannelError, ConflictError, StorageError, TokenError
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.inbox import PAUSES, Inbox, Received
from bot.storage.records import Records
from tests.channels.telegram.standin import TOKEN
from tests.conftest import ROOT

LABELS = ("<", ">", "back")
needs_seconds = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
"""The library says that seconds will become spans of time; the bot takes both."""
REPLY = Reply((Block("有6个公园。", "来源", entry="parks"),))


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited; none of them really pass."""
    seconds: list[float] = []
    moment = asyncio.sleep

    async def sleep(wanted: float) -> None:
        if threading.current_thread() is not threading.main_thread():
            return await moment(wanted)  # the stand-in of other tests
        seconds.append(wanted)
        return await moment(0)

    monkeypatch.setattr("asyncio.sleep", sleep)
    return seconds


@pytest.fixture
def bot() -> Any:
    """A bot that sends nothing; each message would get the id 70."""
    made = create_autospec(Bot, instance=True)
    made.send_message.return_value.message_id = 70
    return made


def _update(
    number: int = 5, chat: int = 42, language: str | None = "zh-hans", bot: Any = None
) -> Update:
    user = {"id": chat, "is_bot": False, "first_name": "U", "language_code": language}
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": user,
               "text": "公园有几个"}  # fmt: skip
    return Update.de_json({"update_id": number, "message": message}, bot)


# -- how fast --------------------------------------------------------------------------------------


def test_window_gives_each_message_the_next_free_moment() -> None:
    """What comes too fast waits its turn; what comes late does not."""
    window = Window(2, 10.0)
    assert [window.take(now) for now in (0, 0, 0, 1, 30)] == [0, 0, 10, 9, 0]


def test_limits_are_told_apart_by_chat_and_by_call(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One a second in a chat, twenty a minute in a group; calls that send nothing never wait."""
    monkeypatch.setattr(limits, "MAX_CHATS", 2)
    limiter = Limiter(10_000)
    call = AsyncMock(return_value="done")

    async def send(chat: int, endpoint: str = "sendMessage") -> float:
        slept.clear()
        got = await limiter.process_request(call, (), {}, endpoint, {"chat_id": chat}, None)
        assert got == "done"
        return round(sum(slept))

    async def work() -> None:
        await limiter.initialize()
        assert [await send(1), await send(1), await send(1, "getFile")] == [0, 1, 0]
        group = [await send(-1) for _ in range(21)]
        assert group == [0] * 20 + [60]
        await send(2)  # the third chat: what is known of the first goes
        assert await send(1) == 0
        await limiter.shutdown()

    asyncio.run(work())


def test_pace_remembers_the_latest_users_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who was told once is not told again; one who was forgotten begins anew."""
    monkeypatch.setattr(turns, "MAX_USERS", 1)
    pace = Pace(1)
    assert [pace.take(1, 0.0) for _ in range(3)] == [True, False, None]
    assert pace.take(2, 0.0) is True
    assert pace.take(1, 0.0) is True
    assert Pace(0).take(1, 0.0) is True


def test_pace_fills_again_while_messages_are_refused() -> None:
    """A burst costs what was too much, not what comes at a fair pace afterwards."""
    pace = Pace(20)
    assert [pace.take(1, 0.0) for _ in range(21)] == [True] * 20 + [False]
    after = [pace.take(1, 4.0 * number) for number in range(1, 41)]  # fifteen a minute
    assert after == [True] * 40


def test_pace_tells_once_until_there_is_room_again() -> None:
    """Whoever goes on at twice the rate is told once; after a pause, a new burst is told anew."""
    pace = Pace(20)
    burst = [pace.take(1, 1.5 * number) for number in range(200)]
    assert burst.count(False) == 1
    assert burst.count(True) == 20 + int(1.5 * 199 / 3)
    later = [pace.take(1, 400.0) for _ in range(22)]
    assert later[-2:] == [False, None]


# -- sending ---------------------------------------------------------------------------------------


@needs_seconds
@pytest.mark.parametrize("spans", ["0", "1"])
def test_call_is_made_again_when_telegram_says(
    slept: list[float], monkeypatch: pytest.MonkeyPatch, spans: str
) -> None:
    """After as long as it asks for, in either of the library's forms; not where that is too long."""
    monkeypatch.setenv("PTB_TIMEDELTA", spans)
    call = AsyncMock(side_effect=[RetryAfter(3), RetryAfter(2), "sent"])
    assert asyncio.run(sending.persist(call)) == "sent"
    assert slept == [pytest.approx(3.1), pytest.approx(2.1)]
    with pytest.raises(RetryAfter):
        asyncio.run(sending.persist(AsyncMock(side_effect=RetryAfter(3600))))


def test_answer_that_is_none_is_asked_for_again(bot: Any, slept: list[float]) -> None:
    """A proxy's page instead of JSON; where it stays, the update is taken up later."""
    page = TelegramError("Invalid server response")
    assert asyncio.run(sending.persist(AsyncMock(side_effect=[page, "sent"]))) == "sent"
    with pytest.raises(TelegramError, match="Invalid"):
        asyncio.run(sending.persist(AsyncMock(side_effect=page)))
    service, update = _failing(bot), _update(5, bot=bot)
    _fail(service, update, page)
    service.turns.failed.assert_called_once_with(update, PAUSES)


def test_network_that_stays_away_is_given_up(slept: list[float]) -> None:
    """Each pause is twice the one before, and the number of tries has an end."""
    call = AsyncMock(side_effect=TimedOut)
    with pytest.raises(TimedOut):
        asyncio.run(sending.persist(call))
    assert call.await_count == sending.TRIES
    assert slept == [0.25, 0.5, 1, 2, 4]


def test_reply_whose_message_is_gone_is_sent_anew(bot: Any) -> None:
    """The user deleted the old reply: a new one comes in its place."""
    bot.edit_message_text.side_effect = BadRequest("Message to edit not found")
    assert asyncio.run(sending.send(bot, 1, REPLY, edit=9)) == 70
    assert "有6个公园" in bot.send_message.await_args.args[1]


def test_edit_whose_markup_is_refused_is_made_plain(bot: Any) -> None:
    """The second call has no markup; the reply keeps its number."""
    bot.edit_message_text.side_effect = [BadRequest("Can't parse entities: x"), True]
    assert asyncio.run(sending.send(bot, 1, REPLY, edit=9)) == 9
    plain = bot.edit_message_text.await_args
    assert plain.args[0] == REPLY.plain
    assert "parse_mode" not in plain.kwargs
    bot.send_message.assert_not_awaited()


def test_edit_that_changes_nothing_is_no_error_and_another_refusal_is(bot: Any) -> None:
    """Telegram refuses both; only one of them is a fault of ours."""
    bot.edit_message_text.side_effect = BadRequest("Message is not modified")
    assert asyncio.run(sending.send(bot, 1, REPLY, edit=9)) == 9
    bot.edit_message_text.side_effect = BadRequest("MESSAGE_TOO_LONG")
    with pytest.raises(BadRequest, match="TOO_LONG"):
        asyncio.run(sending.send(bot, 1, REPLY, edit=9))


def test_refusals_that_are_ours_are_not_hidden(bot: Any) -> None:
    """A user who is gone is passed over; a wrong message or token is not."""
    bot.send_message.side_effect = Forbidden("bot was blocked by the user")
    assert asyncio.run(sending.send(bot, 1, REPLY)) is None
    for error in (BadRequest("Message is too long"), InvalidToken()):
        bot.send_message.side_effect = error
        with pytest.raises(type(error)):
            asyncio.run(sending.send(bot, 1, REPLY))


def test_administrator_who_cannot_be_reached_stops_nothing(
    bot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, without what should have been said."""
    bot.send_message.side_effect = BadRequest("Message is too long")
    asyncio.run(sending.inform(bot, 900, "entries/parks.yaml"))
    assert "BadRequest" in caplog.text
    assert "parks.yaml" not in caplog.text


# -- calls over HTTP -------------------------------------------------------------------------------


def test_failed_call_names_neither_address_nor_token() -> None:
    """The token is part of the URL: no error may show it."""

    async def failing(request: Request, url: str, **more: Any) -> str:
        with pytest.raises(NetworkError) as caught:
            await request.do_request(url, "POST", **more)
        return f"{type(caught.value).__name__} {caught.value} {caught.value.__cause__}"

    async def work() -> list[str]:
        request = Request()
        texts = [await failing(request, f"http://127.0.0.1:1/bot{TOKEN}/getMe")]
        await request.initialize()
        await request.initialize()
        with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts, and says nothing
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/bot{TOKEN}/getMe"
            texts.append(await failing(request, url, read_timeout=0.05))
        texts += [
            await failing(request, f"http://127.0.0.1:1/bot{TOKEN}/getMe"),
            await failing(request, f"nonsense/bot{TOKEN}/getMe"),
        ]
        await request.shutdown()
        await request.shutdown()
        return texts

    texts = asyncio.run(work())
    assert "not open" in texts[0]
    assert texts[1].startswith("TimedOut")
    assert all(text.startswith("NetworkError no answer") for text in texts[2:])
    assert not any(TOKEN in text or "127.0.0.1" in text for text in texts)


# -- order and storage -----------------------------------------------------------------------------


def _turns(inbox: Any, *, shared: bool) -> Turns:
    database = create_autospec(Database, instance=True)
    database.shared = shared
    return Turns(database, inbox, create_autospec(Records, instance=True))


def test_order_is_given_up_where_it_cannot_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that fails, or a replica that hangs, must not keep a user waiting for ever."""
    monkeypatch.setattr(turns, "ORDER_WAIT", 0.1)
    inbox = create_autospec(Inbox, instance=True)
    answered: list[str] = []

    async def answer(name: str) -> None:
        answered.append(name)

    async def work() -> None:
        shared = _turns(inbox, shared=True)
        inbox.is_next.side_effect = StorageError("gone")
        await shared.do_process_update(_update(), answer("failing"))
        inbox.is_next.side_effect = None
        inbox.is_next.return_value = False
        await shared.do_process_update(_update(), answer("hanging"))
        await shared.do_process_update("no update", answer("other"))

    asyncio.run(work())
    assert answered == ["failing", "hanging", "other"]


def test_end_that_cannot_be_stored_stops_no_chat(caplog: pytest.LogCaptureFixture) -> None:
    """The next update of the chat is answered all the same; no lock is left behind."""
    inbox = create_autospec(Inbox, instance=True)
    inbox.release.side_effect = StorageError("disk full")
    answered: list[int] = []

    async def answer(number: int) -> None:
        answered.append(number)

    async def work() -> Turns:
        alone = _turns(inbox, shared=False)
        alone.failed(_update(1))
        for number in (1, 2):
            await alone.do_process_update(_update(number), answer(number))
        return alone

    alone = asyncio.run(work())
    assert answered == [1, 2]
    assert "disk full" in caplog.text
    inbox.release.assert_awaited_once_with([1], PAUSES)
    assert alone._chats == {}


def test_update_that_cannot_be_stored_is_answered_all_the_same(
    bot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It is counted; what is no update passes through; an inbox that fails hands out nothing."""
    inbox = create_autospec(Inbox, instance=True)
    inbox.store.side_effect = StorageError("disk full")
    inbox.take_over.side_effect = [
        StorageError("gone"), [Received(9, '{"update_id": 9}')],
    ]  # fmt: skip

    async def work() -> None:
        queue = StoringQueue(inbox)
        await queue.put(_update(5))
        await queue.stored()
        await queue.put("stop")
        assert queue.lost == 1
        assert await queue.resume(bot) == 0
        assert await queue.resume(bot) == 1
        items = [queue.get_nowait() for _ in range(3)]
        assert [getattr(item, "update_id", item) for item in items] == [5, "stop", 9]

    asyncio.run(work())
    assert "公园有几个" not in caplog.text


def test_sweep_goes_on_after_a_failure(
    bot: Any, slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """What a dead replica left is taken up, though the look before failed."""
    caplog.set_level(logging.INFO)
    inbox = create_autospec(Inbox, instance=True)
    inbox.keep_alive.side_effect = [StorageError("gone"), None]
    inbox.take_over.side_effect = [[], [Received(9, '{"update_id": 9}')]]

    async def work() -> None:
        queue = StoringQueue(inbox)
        sweeping = asyncio.create_task(queue.sweep(bot))
        found = await queue.get()
        sweeping.cancel()
        assert isinstance(found, Update)
        assert found.update_id == 9

    asyncio.run(work())
    assert "the inbox was not kept" in caplog.text
    assert slept[:2] == [5.0, 5.0]


def test_chat_that_cannot_be_read_is_what_memory_says() -> None:
    """A failing database costs a follow-up at most, never an answer."""
    records = create_autospec(Records, instance=True)
    records.chat.side_effect = StorageError("gone")
    chats = Chats(records, shared=True)
    chats.put(1, ChatState(Session(subject="parks")))
    assert asyncio.run(chats.get(1)).session.subject == "parks"
    assert asyncio.run(chats.get(2)) == ChatState()


def test_update_without_a_chat_belongs_to_its_user() -> None:
    """Inline queries; what has neither shares one order."""
    user = {"id": 7, "is_bot": False, "first_name": "U"}
    inline = {"update_id": 1, "inline_query": {"id": "1", "from": user, "query": "", "offset": ""}}
    assert chat_of(Update.de_json(inline, None)) == 7
    assert chat_of(Update(1)) == 0
    assert chat_of(_update(chat=42)) == 42


@pytest.mark.parametrize(
    ("code", "tongue"),
    [("zh-TW", Tongue.TRADITIONAL), ("zh-hant", Tongue.TRADITIONAL), ("en-GB", Tongue.ENGLISH),
     ("zh", Tongue.SIMPLIFIED), ("de", Tongue.SIMPLIFIED), (None, Tongue.SIMPLIFIED)],
)  # fmt: skip
def test_tongue_of_a_new_user_is_that_of_the_app(code: str | None, tongue: Tongue) -> None:
    """Before anything is written; Chinese where the app speaks neither."""
    assert tongue_of(_update(language=code)) is tongue


# -- start, polling, end ---------------------------------------------------------------------------


@needs_seconds
def test_bot_api_that_comes_back_is_waited_for(slept: list[float]) -> None:
    """Longer each time; a refused token is not tried again."""
    application: Any = AsyncMock()
    application.initialize.side_effect = [TimedOut(), RetryAfter(1), None]
    asyncio.run(lifetime.initialize(application))
    assert slept == [1, 2]
    application.initialize.side_effect = NetworkError("gone")
    with pytest.raises(ChannelError, match="JIYUAN_BOT_API_URL"):
        asyncio.run(lifetime.initialize(application))
    application.initialize.side_effect = InvalidToken()
    with pytest.raises(TokenError, match="BotFather"):
        asyncio.run(lifetime.initialize(application))


@pytest.mark.parametrize(
    ("error", "end"),
    [(Conflict("twice"), ConflictError), (InvalidToken(), TokenError), (TimedOut(), None)],
)
def test_only_errors_that_stay_end_polling(
    error: TelegramError, end: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second instance or a token that was revoked; a fault of the network goes by."""
    monkeypatch.setattr(logging.getLogger("telegram"), "level", logging.WARNING)

    async def work() -> BaseException | None:
        stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        application: Any = AsyncMock()
        await lifetime.poll(application, stop)
        failed = application.updater.start_polling.await_args.kwargs["error_callback"]
        failed(error)
        failed(error)  # on the way down it comes again
        return stop.exception() if stop.done() else None

    assert type(asyncio.run(work())) is (end or type(None))


def test_failure_is_logged_with_its_place_and_no_words(
    bot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A user who is gone is no error; what was not sent is taken up again; a fault has a place."""
    caplog.set_level(logging.INFO)
    service, update = _failing(bot), _update(5, bot=bot)
    ends = service.turns

    def fail(error: Exception) -> str:
        caplog.clear()
        _fail(service, update, error)
        return caplog.text

    assert "blocked" in fail(Forbidden("x"))
    ends.failed.assert_not_called()
    assert "tried again" in fail(TimedOut())
    ends.failed.assert_called_once_with(update, PAUSES)
    for error in (ValueError("公园有几个"), BadRequest("公园有几个")):
        text = fail(error)
        assert f"update 5 failed: {type(error).__name__}" in text
        assert "test_parts.py" in text
        assert "公园有几个" not in text
    ends.failed.assert_called_once()


@needs_seconds
def test_reply_that_telegram_wants_later_is_taken_up_when_it_says(bot: Any) -> None:
    """Longer than anybody waits for: the update rests as long, and the user is told nothing."""
    service, update = _failing(bot), _update(5, bot=bot)
    _fail(service, update, RetryAfter(3600))
    service.turns.failed.assert_called_once_with(update, (3600,))
    bot.send_message.assert_not_awaited()


def test_user_whose_question_failed_is_told_so(bot: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Once, in their tongue; where that fails too, or there is no chat, it is only logged."""
    service = _failing(bot)
    _fail(service, _update(5, language="en", bot=bot), ValueError("x"))
    [told] = bot.send_message.await_args_list
    assert told.args == () or told.args[0] == 42
    assert "went wrong" in str(told)
    bot.send_message.side_effect = BadRequest("not enough rights to send")
    _fail(service, _update(6, bot=bot), ValueError("x"))
    assert "not told of it: BadRequest" in caplog.text
    bot.send_message.reset_mock()
    _fail(service, Update(7), ValueError("x"))
    _fail(service, None, ValueError("x"))
    bot.send_message.assert_not_awaited()


def _failing(bot: Any) -> Any:
    """What the handler for failures needs: what is said, and where failures are noted."""
    assistant = Assistant.load(ROOT / "knowledge")
    return SimpleNamespace(turns=create_autospec(Turns, instance=True), assistant=assistant)


def _fail(service: Any, update: object, error: Exception) -> None:
    try:
        raise error
    except Exception as raised:  # noqa: BLE001 - as the library hands it over
        context: Any = AsyncMock()
        context.error = raised
        asyncio.run(run._error_handler(service)(update, context))


# -- the menu --------------------------------------------------------------------------------------


def test_administrator_who_has_not_opened_the_bot_costs_nobody_a_menu(
    bot: Any, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram knows no such chat: commands in both tongues, descriptions, the other's menu stay."""
    set_: list[tuple[object, str | None]] = []

    async def set_my_commands(_: Any, scope: Any, language_code: str | None = None) -> None:
        chat = getattr(scope, "chat_id", None)
        if chat == 900:
            raise BadRequest("Chat not found")
        set_.append((chat or scope.type, language_code))

    bot.set_my_commands.side_effect = set_my_commands
    service: Any = SimpleNamespace(assistant=assistant, admins=(900, 901))
    application: Any = SimpleNamespace(bot=bot)
    asyncio.run(menu.announce(application, service))
    kinds = ("all_private_chats", "all_group_chats", 901)
    assert {*set_} == {(kind, code) for kind in kinds for code in (None, "en")}
    assert bot.set_my_description.await_count == 2
    assert bot.set_my_short_description.await_count == 2
    assert "an administrator's menu was not set: BadRequest" in caplog.text


def test_menu_that_is_refused_does_not_stop_the_start(
    bot: Any, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot works without."""
    bot.set_my_commands.side_effect = TimedOut()
    service: Any = SimpleNamespace(assistant=assistant, admins=())
    application: Any = SimpleNamespace(bot=bot)
    asyncio.run(menu.announce(application, service))
    assert "the command menu was not set: TimedOut" in caplog.text


def test_update_that_hangs_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left for the next start; all is closed."""
    monkeypatch.setattr(lifetime, "DRAIN", 0.01)
    application: Any = AsyncMock()
    application.updater.running = application.running = True
    application.stop.side_effect = asyncio.Event().wait

    application.shutdown.side_effect = RuntimeError("still running")
    asyncio.run(lifetime.shut_down(application))
    application.updater.stop.assert_awaited_once()
    application.shutdown.assert_awaited_once()
    assert "answered after the next start" in caplog.text


def test_records_are_expired_each_day_though_one_day_fails(
    slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """A database that is locked today is tried tomorrow."""
    service: Any = AsyncMock()
    done = asyncio.CancelledError  # ends what would go on for ever
    service.records.expire.side_effect = [StorageError("locked"), None, done]
    with pytest.raises(done):
        asyncio.run(watching._records(service))
    assert slept == [86_400, 86_400]
    assert "locked" in caplog.text


@pytest.mark.parametrize(("path", "other"), [("/hook+1", "/hookk1"), ("/a.b", "/axb"), ("", "/x")])
def test_webhook_hears_calls_at_its_own_path_only(path: str, other: str) -> None:
    """Signs that mean something in patterns are signs like any others."""

    async def post(port: int, where: str) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"POST {where} HTTP/1.0\r\nContent-Length: 0\r\n\r\n".encode())
        status = (await reader.readline()).split()[1]
        writer.close()
        await writer.wait_closed()
        return int(status)

    async def work() -> list[int]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        url = f"https://example.org{path}"
        settings = Settings(webhook_url=url, webhook_port=port, webhook_listen="127.0.0.1")
        webhook = Webhook(AsyncMock(), AsyncMock(), "s" * 20)
        await webhook.start(settings, ())
        try:
            return [await post(port, where) for where in (path or "/", other)]
        finally:
            await webhook.stop()

    assert asyncio.run(work()) == [403, 404]  # without the secret it goes no further


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # tornado's socket
def test_port_that_is_taken_is_named() -> None:
    """With the setting to change; Telegram is told nothing."""
    teller = AsyncMock()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings(webhook_url="https://example.org/hook", webhook_port=port)

        async def work() -> None:
            webhook = Webhook(teller, AsyncMock(), "s" * 20)
            await webhook.stop()
            with pytest.raises(ChannelError, match=f"{port}.*JIYUAN_BOT_WEBHOOK_PORT"):
                await webhook.start(settings, ())
            assert not webhook.ready
            await webhook.stop()

        asyncio.run(work())
    teller.set_webhook.assert_not_awaited()


def test_libraries_that_log_addresses_are_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever level is asked for, they never log below WARNING: URLs hold the token."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    names = ("httpx", "httpcore", "telegram", "sqlalchemy", "psycopg")
    before = {name: logging.getLogger(name).level for name in (None, *names)}
    try:
        for level, least in (("DEBUG", logging.WARNING), ("ERROR", logging.ERROR)):
            set_up(level, TOKEN)
            assert {logging.getLogger(name).level for name in names} == {least}
    finally:
        for name, was in before.items():
            logging.getLogger(name).setLevel(was)


# -- buttons ---------------------------------------------------------------------------------------


def _texts(options: int, page: int) -> list[list[str]]:
    made = tuple(Option(f"e{n}", f"问{n}", "") for n in range(options))
    rows = entry_keyboard("t", made, page, LABELS).inline_keyboard
    return [[button.text for button in row] for row in rows]


def test_pages_lead_on_and_back_and_no_further() -> None:
    """The first page has no way back, the last none on; a forged number is the nearest page."""
    first, middle, last = (_texts(20, page) for page in (0, 1, 2))
    assert first[-2:] == [[">"], ["back"]]
    assert middle[-2:] == [["<", ">"], ["back"]]
    assert last[-2:] == [["<"], ["back"]]
    assert [len(first), len(middle), len(last)] == [10, 10, 6]
    assert _texts(20, 999) == last
    assert _texts(0, 0) == [["back"]]


def test_button_that_telegram_would_refuse_is_an_error_of_ours() -> None:
    """More than 64 bytes of data never leave."""
    with pytest.raises(ValueError, match="longer"):
        rendering.option_keyboard([Option("x" * 64, "问", "")])
    assert rendering.option_keyboard([]) is None
    assert rendering.without_marks(None) is None


def test_topic_of_any_name_fits_a_button() -> None:
    """Topics are named after files, in any script; both ways through a topic hold its key."""
    long, colon, plain = "城市管理和社区建设以及公共服务的有关问题汇总", "a:1", "parks"
    topics = [TopicView(name, name, ()) for name in (long, colon, plain)]
    rows = rendering.topic_keyboard(topics).inline_keyboard
    data = [str(button.callback_data) for row in rows for button in row]
    assert data == [f"t:{rendering.topic_key(topic.id)}" for topic in topics]
    assert data[2] == "t:parks"
    assert len({*data}) == 3
    assert not any(":" in key.removeprefix("t:") for key in data)
    options = tuple(Option(f"e{n}", f"问{n}", "") for n in range(20))
    pages = entry_keyboard(long, options, 1, LABELS).inline_keyboard[-2]
    assert [button.callback_data for button in pages] == [f"{data[0]}:0", f"{data[0]}:2"]


def test_passages_that_fit_no_message_are_the_first_alone() -> None:
    """Each with its origin, escaped; nothing where there is none."""
    some = [Passage("<六>" + "字" * 3000, f"来源{n}") for n in (1, 2)]
    long = passages_html(Reply((Block("x", passages=tuple(some)),)))
    assert long.startswith("<blockquote>&lt;六&gt;")
    assert "来源1" in long
    assert "来源2" not in long
    short = passages_html(Reply((Block("x", passages=(Passage("甲", "A"), Passage("乙", "B"))),)))
    assert short.count("<blockquote>") == 2
    assert passages_html(REPLY) == ""
