"""What SECURITY.md says is stopped is stopped; each test stands in its table."""

from __future__ import annotations

import ast
import asyncio
import io
import itertools
import json
import re
import socket
import stat
import sys
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from unittest.mock import AsyncMock, create_autospec

import pytest
from msgspec.structs import asdict
from telegram import Bot

from bot import Assistant
from bot.channels.telegram.queue import StoringQueue
from bot.channels.telegram.turns import AT_ONCE
from bot.channels.telegram.webhook import Webhook
from bot.errors import MAX_TEXT, KnowledgeError, SettingsError, StorageError
from bot.knowledge.cache import Cache
from bot.knowledge.loader import load, read
from bot.knowledge.yaml_reader import MAX_BYTES
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.journal import Journal
from bot.storage.records import Asked, Kept, Records
from tests.benchmarks.fuzz import fuzz_files, fuzz_messages
from tests.channels.telegram import conftest as telegram
from tests.channels.telegram.standin import BotApi
from tests.conftest import ROOT

api, start = telegram.api, telegram.start
CROWD = AT_ONCE + 50
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


# -- a user of Telegram --------------------------------------------------------------------------


def test_hostile_messages_are_answered(assistant: Assistant) -> None:
    """Odd signs, markup, lengths and mixtures, in new chats and old ones: always a reply."""
    # Halves of surrogate pairs are no UTF-8: Telegram delivers none.
    assert fuzz_messages(assistant, 300, seed=1, halves=True).failed == {}


def test_crowd_in_one_chat_stalls_no_other(api: BotApi, start: telegram.Start) -> None:
    """Telegram takes a message a second in a chat; what waits for that keeps nobody waiting."""
    start()
    for _ in range(CROWD):
        api.send("/help", chat=70)
    api.send("公园有几个", chat=71)
    before = 0
    while (reply := api.next_reply(30, ()))["chat_id"] not in (71, "71"):
        before += 1
    assert "6个" in reply["text"]
    assert before < CROWD - AT_ONCE


@pytest.mark.parametrize("command", ["/forget", "/stats", "/help"])
def test_every_command_counts_as_a_message(
    api: BotApi, start: telegram.Start, command: str
) -> None:
    """A flood of any of them gets one notice, and then nothing."""
    start(JIYUAN_BOT_USER_RATE="3", JIYUAN_BOT_RATE="0")
    for _ in range(12):
        api.send(command, chat=70)
    texts = [api.reply(30)[0] for _ in range(4)]
    assert ["有点快" in text for text in texts] == [False, False, False, True]
    api.send("公园有几个", chat=71)
    assert "6个" in api.reply(chat=71)[0]
    assert api.replies.empty()


def test_inline_queries_have_a_limit(api: BotApi, start: telegram.Start) -> None:
    """Ten times that of messages, for who types makes many; what comes after is not worked on."""
    start(JIYUAN_BOT_USER_RATE="2", JIYUAN_BOT_RATE="0")
    for _ in range(60):
        api.type_inline("公园有几个")
    api.send("公园有几个", chat=42)  # of the same user: comes after them
    assert "6个" in api.reply(30)[0]
    answered = [method for method, _ in api.calls].count("answerInlineQuery")
    assert 20 <= answered < 40


def test_kept_question_steers_no_terminal(tmp_path: Path) -> None:
    """Operators read it on one: no control character, no change of direction, one line."""

    async def work(database: Database) -> list[str | None]:
        records = await _records(database)
        text = "\x1b]0;x\x07标题\x9b2J\u202e反\r\n[2/3] 假的\x00\ud800"
        kept = Kept(5, None, 5, [Asked("decline", None, 0.1, 1.0, text)])
        await database.write(lambda c: records.keep(c, [kept]))
        return [question.text for question in await Journal(database).questions(0)]

    assert _with(tmp_path, work) == [" ]0;x 标题 2J 反 [2/3] 假的 "]


# -- who leads a group ----------------------------------------------------------------------------


def test_group_gets_nothing_of_administrators(api: BotApi, start: telegram.Start) -> None:
    """Neither its own leaders nor the bot's administrator, who would show all what others asked."""
    start(JIYUAN_BOT_ADMINS="900")
    for user in (801, 900):
        sender = {"id": user, "is_bot": False, "first_name": "U", "language_code": "zh-hans"}
        for command in ("/unanswered", "/stats", "/check", "/off *"):
            api.send(command, chat=-500, **{"from": sender})
    api.send("/ask 公园有几个", chat=-500)
    assert "6个" in api.reply(30)[0]
    assert api.replies.empty()


# -- an operator's mistakes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE", "inf"), ("RATE", "nan"), ("RATE", "1e300"), ("USER_RATE", "9" * 400),
        ("RETENTION", "9" * 400), ("RETENTION", "0"), ("WEBHOOK_PORT", "0"),
    ],
)  # fmt: skip
def test_setting_that_would_stop_the_bot_later_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    """At the start, and not when the first message is sent or a day has gone by."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"JIYUAN_BOT_{name}", value)
    with pytest.raises(SettingsError, match=f"JIYUAN_BOT_{name}"):
        Settings.load()


def test_env_file_of_another_editor_is_read_or_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """UTF-8 with a mark is read; UTF-16, as a shell on Windows writes it, is told in one line."""
    monkeypatch.chdir(tmp_path)
    line = "JIYUAN_BOT_TOKEN=123:abc\n"
    (tmp_path / ".env").write_text(line, encoding="utf-8-sig")
    assert Settings.load().require_token() == "123:abc"
    (tmp_path / ".env").write_text(line, encoding="utf-16")
    with pytest.raises(SettingsError, match="UTF-8") as caught:
        Settings.load()
    assert "abc" not in str(caught.value)


# -- a stolen file ---------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other things there")
def test_database_is_its_owners_alone(tmp_path: Path) -> None:
    """The file, what SQLite puts beside it, and a folder that is made for it."""

    async def work(database: Database) -> set[int]:
        await _records(database)
        return {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}

    assert _with(tmp_path, work) == {0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_what_is_forgotten_leaves_the_file(tmp_path: Path) -> None:
    """Not only the rows: their bytes are overwritten."""
    words = "一个很特别的问题"

    async def ask(database: Database) -> None:
        records = await _records(database)
        asked = [Asked("decline", None, 0.1, 1.0, words)]
        await database.write(lambda c: records.keep(c, [Kept(5, words, 5, asked)]))
        await records.mark(5, "a", "useless", words)

    async def forget(database: Database) -> None:
        await (await _records(database)).forget(5, 5)

    _with(tmp_path, ask)
    assert _bytes(tmp_path / "new").count(words.encode()) == 3
    _with(tmp_path, forget)
    assert words.encode() not in _bytes(tmp_path / "new")


def test_export_names_nobody(tmp_path: Path) -> None:
    """Neither a user's id, nor what stands for it, nor the chat."""

    async def work(database: Database) -> str:
        records, out = await _records(database), io.StringIO()
        asked = [Asked("decline", None, 0.1, 1.0, "问题")]
        await database.write(lambda c: records.keep(c, [Kept(987654, "{}", 987654, asked)]))
        await records.mark(987654, "a", "useless", "问题")
        await Journal(database).export(out)
        return out.getvalue()

    rows = [json.loads(line) for line in _with(tmp_path, work).splitlines()]
    assert len(rows) == 2
    assert {key for row in rows for key in row} == {
        "kind", "at", "status", "entry", "score", "ms", "text", "reason", "mark",
    }  # fmt: skip
    assert "987654" not in json.dumps(rows)


# -- the files of the knowledge base --------------------------------------------------------------


def test_damaged_files_give_a_base_or_findings() -> None:
    """Bytes and lines changed in the shipped files: never an exception, always a place."""
    assert fuzz_files(60, seed=1).failed == {}


def test_huge_file_is_refused_unread(folder: Path) -> None:
    """Its size decides: it must not be brought into memory."""
    with (folder / "entries" / "huge.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert [f.code for f in read(folder).findings] == ["too-large"]


def test_tag_makes_no_object(folder: Path) -> None:
    """What other loaders of YAML would run is text here, and an error."""
    made = folder / "made"
    (folder / "entries" / "tag.yaml").write_text(
        f"entries: !!python/object/apply:os.mkdir [{made}]\n"
        f"x: !!python/object/new:pathlib.Path [{made}]\n", encoding="utf-8"
    )  # fmt: skip
    assert read(folder).base is None
    assert not made.exists()


def test_errors_of_one_long_line_fit_a_message(folder: Path) -> None:
    """Each error quotes its line: all of them would be gigabytes."""
    items = ", ".join("{a: 1}" for _ in range(1000))
    (folder / "entries" / "line.yaml").write_text(f"entries: [{items}]\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    text = str(caught.value)
    assert len(text) < 2 * MAX_TEXT
    assert text.startswith(f"{folder / 'entries' / 'line.yaml'}:1:")
    assert text.endswith(" more")
    assert len(caught.value.findings) == 4000


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other things there")
def test_cache_is_its_owners_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else of the machine can put answers there."""
    place = folder / "cache"
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: place)
    Assistant.load(folder)
    assert Cache(folder).path().is_file()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


# -- who calls the webhook -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b"\xff", b"null", b'"x"', b"{}",
        b'{"update_id": "x"', b'{"update_id": 1, "message": []}', b'{"update_id": 1, "message": 5}',
        b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, '
        b'"date": 99999999999999999999}}',
        b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, '
        b'"date": "x"}}',
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)  # fmt: skip
def test_call_that_is_no_update_is_refused(body: bytes) -> None:
    """Whatever its body: nothing is raised, nothing gets into the queue."""
    queue = create_autospec(StoringQueue, instance=True)
    webhook = Webhook(create_autospec(Bot, instance=True), queue, "s" * 16)
    assert asyncio.run(webhook.take(b"s" * 16, body)) == 400
    assert asyncio.run(webhook.take(b"wrong", body)) == 403
    queue.put.assert_not_called()


def test_caller_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a header or half a body: the connection is closed, others can be taken."""
    monkeypatch.setattr("bot.channels.telegram.webhook.PATIENCE", 0.2)
    monkeypatch.setattr("bot.channels.telegram.webhook.IDLE", 0.2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(webhook_url=f"http://127.0.0.1:{port}/hook", webhook_port=port)
    post = b"POST /hook HTTP/1.1\r\nHost: x\r\n"

    async def run() -> list[bytes]:
        bot = create_autospec(Bot, instance=True)
        bot.set_webhook = AsyncMock()
        webhook = Webhook(bot, create_autospec(StoringQueue, instance=True), "s" * 16)
        await webhook.start(settings, ["message"])
        got = []
        try:
            for sent in (post, post + b"Content-Length: 100\r\n\r\n{"):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(sent)
                got.append(await asyncio.wait_for(reader.read(), 20))
                writer.close()
        finally:
            await webhook.stop()
        return got

    assert asyncio.run(run()) == [b"", b""]


# -- who reads the log ----------------------------------------------------------------------------


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Printed or in a traceback: neither token, nor webhook's secret, nor password."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOKEN", "WEBHOOK_SECRET", "DATABASE_URL"):
        monkeypatch.setenv(f"JIYUAN_BOT_{name}", f"postgresql://u:hidden-{name}@h/n")
    shown = f"{Settings.load()!r} {Settings.load()} {asdict(Settings.load())}"
    assert "hidden" not in shown
    assert "user_rate" in shown


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:hidden@127.0.0.1:1/n", "postgresql://u:hidden@h:port/n", "x://u:hidden@h"],
)
def test_password_of_the_database_is_in_no_error(url: str) -> None:
    """A server that is out of reach, a wrong URL: told without it."""

    async def run() -> None:
        database = Database(url)
        try:
            await database.open()
        finally:
            await database.close()

    with pytest.raises((StorageError, SettingsError)) as caught:
        asyncio.run(run())
    assert "hidden" not in str(caught.value)
    assert "JIYUAN_BOT_DATABASE_URL" in str(caught.value)


# -- what the program is made of ------------------------------------------------------------------


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def test_every_import_is_a_declared_dependency() -> None:
    """Nothing comes in by another package's choice, and nothing from an address."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    rows = [*project["dependencies"], *itertools.chain.from_iterable(extras.values())]
    assert not [row for row in rows if "@" in row]
    declared = {re.split(r"[\[<>=;~! ]", row)[0].lower().replace("_", "-") for row in rows}
    # Each is what a declared one says it brings: the extra that asks for it, or its own parts.
    declared |= {"tornado", "pydantic-core", "python-dotenv"}
    of = packages_distributions()
    undeclared = {
        f"{file}: {name}"
        for file, tree in _trees()
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        )
        if (top := name.split(".")[0]) not in sys.stdlib_module_names and top != "bot"
        and not {d.lower().replace("_", "-") for d in of.get(top, [top])} & declared
    }  # fmt: skip
    assert undeclared == set()


def test_data_is_never_run() -> None:
    """No eval, no pickle, no shell, no loader of YAML that makes objects."""
    modules = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
    calls = {
        "eval",
        "exec",
        "compile",
        "__import__",
        "system",
        "popen",
        "unsafe_load",
        "full_load",
    }
    wrong = []
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
                found = bool({name.split(".")[0] for name in names} & modules)
            elif isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else ""
                owner = ""
                if isinstance(called, ast.Attribute):
                    name, owner = called.attr, getattr(called.value, "id", "")
                found = (name in calls and owner != "re") or any(
                    k.arg in ("shell", "allow_pickle") and getattr(k.value, "value", None) is not False
                    for k in node.keywords
                )  # fmt: skip
            else:
                continue
            if found:
                wrong.append(f"{file}:{node.lineno}")
    assert wrong == []


# -- the page itself -------------------------------------------------------------------------------


def test_threat_model_names_tests_that_exist() -> None:
    """Each row names one at least, and what is renamed is renamed there."""
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [row for row in page.splitlines() if row.startswith("|")][2:]
    assert len(rows) >= 8
    for row in rows:
        assert NAMED.search(row), row
    for path, name in NAMED.findall(page):
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
        assert name in defined, f"{path}::{name}"


def test_threat_model_names_all_tests_of_this_file() -> None:
    """A test here without a row tells of a threat that the page leaves out."""
    named = {name for _, name in NAMED.findall((ROOT / "SECURITY.md").read_text("utf-8"))}
    tree = ast.parse(Path(__file__).read_text("utf-8"))
    tests = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    own = {name for name in tests if name.startswith("test_") and "threat_model" not in name}
    assert own - named == set()


# -- helpers --------------------------------------------------------------------------------------


def _with(path: Path, work: Callable[[Database], Awaitable[object]]) -> object:
    async def run() -> object:
        database = Database(f"sqlite:///{path}/new/bot.db")
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def _records(database: Database) -> Records:
    records = Records(database)
    await records.open()
    return records


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
