"""The webhook: secret, size, health, several replicas on one PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.channels.telegram.conftest import Start
from tests.channels.telegram.standin import BotApi
from tests.conftest import ROOT

SECRET = "a-secret-of-the-test_0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
BINARIES = (
    [Path(found).resolve().parent] if (found := shutil.which("initdb")) else
    sorted(Path("/usr/lib/postgresql").glob("*/bin"))
)  # fmt: skip


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _call(url: str, body: bytes | None = None, secret: str | None = SECRET) -> int:
    request = urllib.request.Request(url, data=body)  # noqa: S310 - loopback
    if secret is not None:
        request.add_header(HEADER, secret)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (ConnectionError, urllib.error.URLError):
        return 0


def _webhook(port: int, **more: str) -> dict[str, str]:
    return {
        "JIYUAN_BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "JIYUAN_BOT_WEBHOOK_PORT": str(port), "JIYUAN_BOT_WEBHOOK_SECRET": SECRET, **more,
    }  # fmt: skip


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + 120
    while _call(f"http://127.0.0.1:{port}/readyz") != 200:
        assert time.monotonic() < end, "the webhook did not get ready"
        time.sleep(0.1)


def _pass_on(api: BotApi, ports: list[int]) -> None:
    """Delivers what users sent, to one replica after another, as a load balancer does."""
    number = 0
    while not api.updates.empty():
        update = api.encoded(api.updates.get())
        assert _call(f"http://127.0.0.1:{ports[number % len(ports)]}/hook", update) == 200
        number += 1


def test_webhook_takes_only_calls_with_its_secret(api: BotApi, start: Start) -> None:
    """Wrong or no secret, nonsense, too much: refused; the bot goes on."""
    port = _free_port()
    process = start(**_webhook(port))
    _wait_until_ready(port)
    url = f"http://127.0.0.1:{port}/hook"
    assert api.called("setWebhook")["secret_token"] == SECRET
    api.send("公园有几个", chat=5)
    update = api.encoded(api.updates.get())
    for secret in (None, "wrong", SECRET + "x", "密"):
        assert _call(url, update, secret and secret.encode().decode("latin-1")) == 403
    assert _call(url, b"nonsense") == 400
    assert _call(url, b"[1]") == 400
    assert _call(url, b"x" * 2_000_000) in (0, 400, 413)
    assert _call(f"http://127.0.0.1:{port}/healthz") == 200
    assert api.replies.empty()
    for _ in range(2):  # Telegram repeats a call whose answer it did not get
        assert _call(url, update) == 200
    assert "6个" in api.reply()[0]
    process.terminate()
    assert process.wait(timeout=12) == 0
    assert api.replies.empty()


def test_webhook_without_a_good_secret_is_refused(start: Start, tmp_path: Path) -> None:
    """The message says how to make one."""
    port = _free_port()
    settings = {**_webhook(port), "JIYUAN_BOT_WEBHOOK_SECRET": "short"}
    assert start(**settings).wait(timeout=30) == 2
    assert "token_urlsafe" in (tmp_path / "log.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of the tests' own; skipped where it is not installed."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    binaries = BINARIES[-1]
    folder = tmp_path_factory.mktemp("postgres")
    port = _free_port()
    user: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        folder.chmod(0o777)
        for parent in folder.parents[:3]:
            parent.chmod(parent.stat().st_mode | 0o055)
        user = {"user": "postgres", "cwd": "/"}
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "bot", "-A", "trust", "-E", "UTF8"],
        check=True, **quiet, **user,
    )  # fmt: skip
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder],
        **quiet, **user,
    )  # fmt: skip
    end = time.monotonic() + 120
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert time.monotonic() < end, "PostgreSQL did not start"
        time.sleep(0.1)
    time.sleep(0.5)
    yield f"postgresql://bot@127.0.0.1:{port}/postgres"
    server.terminate()
    server.wait(timeout=20)


def test_lost_connection_to_the_database_is_made_again(
    api: BotApi, start: Start, postgres: str
) -> None:
    """The server ends all sessions of the bot; the next questions are answered and kept."""
    port = _free_port()
    own = postgres.replace("/postgres", "/lost")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lost")
    start(**_webhook(port, JIYUAN_BOT_DATABASE_URL=own))
    _wait_until_ready(port)
    api.send("公园有几个", chat=70)
    _pass_on(api, [port])
    assert "6个" in api.reply()[0]
    for chat in (71, 72):
        ended = _run_sql(
            own,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = 'lost'",
        )
        assert ended
        api.send("有几条路搞了绿化", chat=chat)
        _pass_on(api, [port])
        assert "8条" in api.reply()[0]
    end = time.monotonic() + 10
    while not _run_sql(own, "SELECT 1 FROM asked WHERE entry = 'roads-count' OFFSET 1"):
        assert time.monotonic() < end, "what was asked was not kept"
        time.sleep(0.1)


def _run_sql(url: str, statement: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def test_two_replicas_share_chats_and_updates(api: BotApi, start: Start, postgres: str) -> None:
    """Round-robin delivery: follow-ups, order, repeated updates, switches; one replica dies."""
    ports = [_free_port(), _free_port()]
    replicas = [
        start(
            **_webhook(
                port,
                JIYUAN_BOT_DATABASE_URL=postgres,
                JIYUAN_BOT_ADMINS="900",
                JIYUAN_BOT_KNOWLEDGE=str(ROOT / "knowledge"),
            )
        )
        for port in ports
    ]
    for port in ports:
        _wait_until_ready(port)
    for chat in range(10, 30):
        api.send("定制公交是啥", chat=chat)
        api.send("票价多少呢", chat=chat)
    _pass_on(api, ports)
    got: dict[str, list[str]] = {}
    for _ in range(40):
        reply = api.replies.get(timeout=20)
        got.setdefault(str(reply["chat_id"]), []).append(reply["text"])
    assert all("没有说明" not in first and "没有说明" in second for first, second in got.values())

    api.send("公园有几个", chat=40)
    update = api.encoded(api.updates.get())
    for port in ports:
        assert _call(f"http://127.0.0.1:{port}/hook", update) == 200
    assert "6个" in api.reply()[0]

    api.send("/off parks-count", chat=900)
    _pass_on(api, ports[:1])
    api.reply()
    time.sleep(2.5)
    api.send("公园有几个", chat=41)
    _pass_on(api, ports[1:])
    assert "6个" not in api.reply()[0]

    replicas[0].kill()
    replicas[0].wait()
    api.send("有几条路搞了绿化", chat=42)
    _pass_on(api, ports[1:])
    assert "8条" in api.reply()[0]
    assert api.replies.empty()
