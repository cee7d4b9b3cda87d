"""Starts the bot as a process of its own against the stand-in."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.channels.telegram.standin import TOKEN, BotApi
from tests.conftest import ROOT

SMALL = """\
entries:
  - {id: parks-count, question: 公园有几个, answer: 有6个公园。}
  - {id: roads-count, question: 有几条路搞了绿化, answer: 有8条道路。}
  - {id: rental-where, question: 公租房在哪, answer: 在富士花园。}
"""
"""Entries for tests of all that does not depend on the knowledge: the bot starts in half the time."""
Start = Callable[..., subprocess.Popen[str]]


def start_bot(
    url: str, cwd: Path, token: str = TOKEN, more: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """A bot with a database of its own in its folder."""
    environment = {
        **os.environ, "JIYUAN_BOT_TOKEN": token, "JIYUAN_BOT_API_URL": url,
        "JIYUAN_BOT_KNOWLEDGE": str(ROOT / "knowledge"), "PYTHONPATH": str(ROOT),
        "JIYUAN_BOT_LOG": "DEBUG", "NO_PROXY": "*", "JIYUAN_BOT_USER_RATE": "0",
        "JIYUAN_BOT_DATABASE_URL": f"sqlite:///{cwd}/bot.db", **(more or {}),
    }  # fmt: skip
    # The log goes to a file: a pipe that nobody reads would stop the bot once it is full.
    with (cwd / "log.txt").open("a", encoding="utf-8") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "telegram"], cwd=cwd, env=environment, text=True,
            stdout=log, stderr=log, encoding="utf-8",
        )  # fmt: skip


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API on loopback."""
    server = BotApi()
    yield server
    server.close()


@pytest.fixture
def start(api: BotApi, tmp_path: Path) -> Iterator[Start]:
    """Starts bots that are stopped after the test."""
    yield from _starting(api, tmp_path)


@pytest.fixture
def start_limited(tmp_path: Path) -> Iterator[tuple[BotApi, Start]]:
    """A Bot API that refuses what comes too fast, and what starts bots against it."""
    server = BotApi(limits=True)
    for run in _starting(server, tmp_path):
        yield server, run
    server.close()


def _starting(api: BotApi, folder: Path) -> Iterator[Start]:
    (folder / "small" / "entries").mkdir(parents=True)
    (folder / "small" / "entries" / "all.yaml").write_text(SMALL, encoding="utf-8")
    processes: list[subprocess.Popen[str]] = []

    def run(token: str = TOKEN, **more: str) -> subprocess.Popen[str]:
        # Kept apart: a cache that all share would lose the shipped version to many small ones.
        small = {"JIYUAN_BOT_KNOWLEDGE": str(folder / "small"), "XDG_CACHE_HOME": str(folder)}
        settings = {**({} if "JIYUAN_BOT_KNOWLEDGE" in more else small), **more}
        processes.append(start_bot(api.url, folder, token, settings))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BotApi]:
    """A Bot API with a bot that polls, shared by the tests that only talk to it."""
    server = BotApi()
    process = start_bot(
        server.url, tmp_path_factory.mktemp("bot"), more={"JIYUAN_BOT_ADMINS": "900"}
    )
    yield server
    process.terminate()
    process.wait(timeout=15)
    server.close()


@pytest.fixture
def chat(running: BotApi) -> BotApi:
    """The stand-in with a bot behind it; what an earlier test left is gone."""
    running.faults.clear()
    with contextlib.suppress(queue.Empty):
        while True:
            running.replies.get(timeout=0.1)
    return running
