"""The database: nothing is lost, nothing personal is kept, a failing one says so."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from bot.errors import SettingsError, StorageError
from bot.storage import tables
from bot.storage.backends import WAIT_MS
from bot.storage.database import Database, driven
from bot.storage.inbox import Inbox
from bot.storage.masking import mask, user_key
from bot.storage.records import Asked, Kept, Records
from bot.storage.switches import EVERYTHING, Switches


def _with(path: Path, work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(f"sqlite:///{path}/new/bot.db")
        await database.open()
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())


def test_plain_urls_get_their_drivers() -> None:
    """The program picks them; another database is refused without showing the URL."""
    assert driven("sqlite:///a/b.db").drivername == "sqlite+pysqlite"
    assert driven("postgresql://u:p@h/n").drivername == "postgresql+psycopg"
    for url in ("mysql://u:secret@h/n", "nonsense", ""):
        with pytest.raises(SettingsError) as caught:
            driven(url)
        assert "secret" not in str(caught.value)


def test_update_is_stored_once_and_taken_up_by_the_next_process(tmp_path: Path) -> None:
    """Twice the same id is one update; what is open when a process dies goes to the next."""

    async def work(database: Database) -> None:
        first, second = Inbox(database), Inbox(database)
        assert await first.store(1, 7, "{}")
        assert not await first.store(1, 7, "{}")
        assert not await second.store(1, 7, "{}")
        assert await first.store(2, 7, '{"a": 1}')
        assert not await first.is_next(2, 7)
        assert await first.is_next(2, 8)
        assert await first.take_over() == []
        await database.write(lambda connection: first.done(connection, [1]))
        assert await first.is_next(2, 7)
        assert [(row.update_id, row.body) for row in await second.take_over()] == [(2, '{"a": 1}')]
        assert await second.take_over() == []
        await second.release([2])
        assert [row.update_id for row in await second.take_over()] == [2]

    _with(tmp_path, work)


def test_released_update_rests_and_holds_up_nothing(tmp_path: Path) -> None:
    """Longer after each try, at this process and the next; later ones of its chat go on."""

    async def work(database: Database) -> None:
        inbox = Inbox(database)
        await inbox.store(1, 7, "{}")
        await inbox.store(2, 7, "{}")

        async def rests() -> float:
            await inbox.release([1], (600.0, 6000.0))
            assert await inbox.take_over() == []
            assert await Inbox(database).is_next(2, 7)
            [row] = await database.read(select(tables.inbox).where(tables.inbox.c.update_id == 1))
            return float(row.lease) - now

        now = time.time()
        waits = []
        for _ in range(3):
            waits.append(await rests())
            await database.write(
                lambda c: c.execute(update(tables.inbox).where(tables.inbox.c.update_id == 1)
                                    .values(lease=0.0))
            )  # fmt: skip
            assert [row.update_id for row in await inbox.take_over()] == [1]
        assert [round(wait, -2) for wait in waits] == [600, 6000, 6000]
        await inbox.release([1], (600.0,))
        assert [row.update_id for row in await Inbox(database).take_over()] == [2]

    _with(tmp_path, work)


def test_update_that_kills_every_process_is_given_up(tmp_path: Path) -> None:
    """It must not stop the bot for ever."""

    async def work(database: Database) -> None:
        await Inbox(database).store(1, 7, "{}")
        taken = [len(await Inbox(database).take_over()) for _ in range(8)]
        assert sum(taken) == 4
        assert taken[-1] == 0

    _with(tmp_path, work)


def test_answered_update_keeps_no_text(tmp_path: Path) -> None:
    """The inbox is no archive of what people write."""

    async def work(database: Database) -> None:
        inbox = Inbox(database)
        await inbox.store(1, 7, "公租房在哪")
        await database.write(lambda connection: inbox.done(connection, [1]))
        assert [row.body for row in await database.read(select(tables.inbox))] == [""]

    _with(tmp_path, work)


def test_one_bad_write_costs_only_itself(tmp_path: Path) -> None:
    """Writes that wait together are committed together; a bad one is told alone."""

    async def work(database: Database) -> None:
        def good(connection: object) -> None:
            row = insert(tables.switches).values(
                name=f"e{id(connection)}{next(numbers)}", off_at=1
            )
            connection.execute(row)  # type: ignore[attr-defined]

        def bad(connection: object) -> None:
            row = insert(tables.switches).values(name=None, off_at=1)
            connection.execute(row)  # type: ignore[attr-defined]

        numbers = iter(range(100))
        results = await asyncio.gather(
            *(database.write(work_) for work_ in (good, bad, good, good)), return_exceptions=True
        )
        assert [isinstance(result, StorageError) for result in results] == [
            False, True, False, False,
        ]  # fmt: skip
        assert len(await database.read(select(tables.switches))) == 3

    _with(tmp_path, work)


def test_records_are_masked_counted_and_forgotten(tmp_path: Path) -> None:
    """Questions are kept masked, users as salted keys, and all goes on request."""

    async def work(database: Database) -> None:
        records = Records(database)
        await records.open()
        asked = [
            Asked("decline", None, 0.1, 1.0, "我的电话13812345678"),
            Asked("answer", "a", 1, 1),
        ]

        await database.write(lambda c: records.keep(c, [Kept(5, '{"x": 1}', 5, asked)]))
        await records.mark(5, "a", "useless", "身份证41088119900101123X")
        assert await records.chat(5) == '{"x": 1}'
        assert await records.unanswered(5) == [("我的电话***", 1)]
        assert await records.hot(5) == ["a"]
        assert (await records.counts(0))["users"] == 1
        rows = await database.read(select(tables.marks.c.question, tables.marks.c.user_key))
        assert rows[0].question == "身份证***"
        assert rows[0].user_key != "5"
        await records.forget(5, 5)
        assert await records.chat(5) is None
        await database.write(lambda c: records.keep(c, [Kept(chat, "{}") for chat in (5, -9, 6)]))
        await records.forget(-9, 5)  # asked for in a group
        assert [await records.chat(chat) for chat in (5, -9, 6)] == [None, None, "{}"]
        assert await records.unanswered(5) == []
        assert await database.read(select(tables.marks)) == []

    _with(tmp_path, work)


def test_switches_are_audited(tmp_path: Path) -> None:
    """Who turned what, in order."""

    async def work(database: Database) -> None:
        switches = Switches(database)
        await switches.turn("a", on=False, admin=9)
        await switches.turn(EVERYTHING, on=False, admin=9)
        await switches.turn("a", on=True, admin=8)
        assert await switches.off() == {EVERYTHING}
        rows = await database.read(select(tables.audit).order_by(tables.audit.c.id))
        assert [(r.admin, r.action, r.name) for r in rows] == [
            (9, "off", "a"), (9, "off", EVERYTHING), (8, "on", "a"),
        ]  # fmt: skip

    _with(tmp_path, work)


def test_database_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    """A clear message that names the setting."""
    (tmp_path / "file").write_text("no database", encoding="utf-8")

    async def run() -> None:
        database = Database(f"sqlite:///{tmp_path}/file")
        try:
            await database.open()
        finally:
            await database.close()

    with pytest.raises(StorageError, match="JIYUAN_BOT_DATABASE_URL"):
        asyncio.run(run())


def test_damaged_database_is_kept_and_a_new_one_begins(tmp_path: Path) -> None:
    """The bot starts; nothing is deleted."""

    async def run() -> None:
        database = Database(f"sqlite:///{tmp_path}/bot.db")
        await database.open()
        try:
            assert await Inbox(database).store(1, 7, "{}")
        finally:
            await database.close()

    asyncio.run(run())
    whole = (tmp_path / "bot.db").read_bytes()
    damaged = whole[:100] + b"\xff" * (len(whole) - 100)
    (tmp_path / "bot.db").write_bytes(damaged)
    asyncio.run(run())
    [kept] = tmp_path.glob("bot.db.broken-*")
    assert kept.read_bytes() == damaged


def test_damaged_header_is_damage_too(tmp_path: Path) -> None:
    """The file is ours by the names of its tables, or nothing but zeros: a new one begins."""
    file = tmp_path / "bot.db"

    async def run() -> None:
        database = Database(f"sqlite:///{file}")
        try:
            await database.open()
        finally:
            await database.close()

    asyncio.run(run())
    whole = file.read_bytes()
    for number, damaged in enumerate((b"\xff" * 16 + whole[16:], bytes(len(whole))), 1):
        file.write_bytes(damaged)
        for kept in tmp_path.glob("bot.db.broken-*"):
            kept.unlink()
        asyncio.run(run())
        [kept] = tmp_path.glob("bot.db.broken-*")
        assert kept.read_bytes() == damaged, number


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Another program writes, and does not come to an end."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_locked_database_is_waited_for_once(tmp_path: Path) -> None:
    """While another program holds it each write fails at once; afterwards they wait again."""

    async def work(database: Database) -> None:
        async def waits() -> int:
            pragma = text("PRAGMA busy_timeout")
            return int(await database._backend.write(lambda c: c.execute(pragma).scalar()))

        async def put() -> None:
            row = insert(tables.switches).values(name="a", off_at=1)
            await database.write(lambda c: c.execute(row))

        assert await waits() == WAIT_MS
        assert not database.failing
        with _locked(tmp_path / "new" / "bot.db"):
            for _ in range(20):
                with pytest.raises(StorageError, match="locked"):
                    await put()
            assert database.failing
            assert await waits() == 0
            with pytest.raises(StorageError, match="locked"):
                await put()
        await put()
        assert not database.failing
        assert await waits() == WAIT_MS
        with pytest.raises(StorageError, match="IntegrityError"):
            await put()
        assert not database.failing  # the row was wrong, the database is not

    _with(tmp_path, work)


def test_locked_database_stops_a_start_only_where_it_is_new(tmp_path: Path) -> None:
    """One that has its tables is opened; else the file and the cure are told."""
    file = tmp_path / "new" / "bot.db"
    file.parent.mkdir()

    async def work(database: Database) -> None:
        await Records(database).open()

    with _locked(file), pytest.raises(StorageError) as caught:
        _with(tmp_path, work)
    assert str(file) in str(caught.value)
    assert "another program" in str(caught.value)
    _with(tmp_path, work)
    with _locked(file):
        _with(tmp_path, work)


@pytest.mark.parametrize(
    "text",
    ["13812345678", "138 1234 5678", "41088119900101123X", "6222021234567890123", "a.b@c.com",
     "0391-6633123", "138.1234.5678", "138  1234  5678", "138－1234－5678", "138–1234–5678",
     "138—1234—5678", "138/1234/5678", "138_1234_5678", "138·1234·5678", "１３８１２３４５６７８",
     "138\u200b1234\u200b5678", "138\u30001234\u30005678", "13812345678 13912345678",
     "138 1234 5678 139 1234 5678", "1381234567813912345678", "abc＠qq.com", "a_b+c@qq.com.cn"],
)  # fmt: skip
def test_personal_numbers_are_masked(text: str) -> None:
    """Telephone, identity card, bank card, mail address, however they are written."""
    assert mask(f"我的是{text}吗") == "我的是***吗"


@pytest.mark.parametrize(
    "text", ["张三@qq.com", "user@邮箱.中国", "张三@邮箱.中国", "li张三＠qq．com"]
)
def test_addresses_in_any_script_are_masked(text: str) -> None:
    """A name before the sign, a domain behind it."""
    assert mask(f"写信到: {text}, 谢谢") == "写信到: ***, 谢谢"


@given(st.text())
def test_masking_twice_changes_nothing(text: str) -> None:
    """And figures of the source stay readable."""
    assert mask(mask(text)) == mask(text)
    plain = "2600余事项 5078万美元 2023年 5.4% 8.4% 第@号"
    assert mask(plain) == plain


_PIECES = st.lists(
    st.sampled_from(["1", "38", "1234", "x", "X", " ", "-", ".", "－", "·", "@", "＠", "qq", "com", "张三", "。", "*"])
).map("".join)  # fmt: skip
_BETWEEN = st.sampled_from(["", " ", "  ", ".", "-", "－", "–", "/", "_", "·", " - ", "\u200b"])


@given(_PIECES)
def test_no_number_is_left_over(text: str) -> None:
    """Nothing with seven digits in a row, and nothing that a second look would find."""
    done = mask(text)
    assert mask(done) == done
    assert not re.search(r"\d{7}", done)


@given(st.lists(st.text("0123456789", min_size=1, max_size=4), min_size=7), st.data())
def test_digits_are_masked_whatever_stands_between(groups: list[str], data: st.DataObject) -> None:
    """Seven digits and more, each group parted from the next by anything that is usual."""
    text = groups[0] + "".join(data.draw(_BETWEEN) + group for group in groups[1:])
    assert mask(f"打{text}吧") == "打***吧"


@pytest.mark.parametrize("piece", ["1", "1-", "1 . ", "a", "a@", "a.", "@a", "张", "1a", "a@b."])
def test_long_messages_cost_what_their_length_does(piece: str) -> None:
    """No text of 200,000 characters makes a regular expression try again and again."""
    assert len(mask(piece * (200_000 // len(piece)))) <= 200_000


def test_user_key_depends_on_the_salt() -> None:
    """Without it nobody can try out all user ids."""
    assert user_key(1, "a") != user_key(1, "b")
    assert user_key(1, "a") == user_key(1, "a")
