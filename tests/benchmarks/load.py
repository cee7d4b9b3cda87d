"""Telegram under load, against the stand-in: python -m tests.benchmarks.load [--seconds 300].

Three runs of a bot of its own: at Telegram's ceiling (30 messages a second in all, limits on), as
fast as it goes (limits off), and once more under cProfile, to see where a reply's time goes.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import pstats
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bot.channels.telegram.limits import Window
from tests.channels.telegram.standin import TOKEN, BotApi

ROOT = Path(__file__).parents[2]
CEILING = 30.0
"""Messages a second that Telegram takes of a bot."""
USERS = 3000
WARM_UP = 15.0
"""Seconds at half the ceiling that are not counted: a bot that has just started reads ahead."""
AT_ONCE = 100
"""Users who wait for a reply at any time in the runs without limits."""
PARTS = {
    "engine": ("/bot/matching/", "/bot/dialogue/", "/bot/knowledge/", "/numpy/", "/rapidfuzz/",
               "/marisa_trie", "/opencc/", "/pypinyin/"),
    "database": ("/sqlalchemy/", "/bot/storage/", "/psycopg/", "sqlite3"),
    "network": ("/httpx/", "/httpcore/", "/h11/", "/anyio/", "/sniffio/", "/aiohttp/", "/yarl/",
                "/multidict/", "/bot/channels/telegram/http.py", "socket.", "ssl"),
    "python-telegram-bot": ("/telegram/",),
    "event loop": ("/asyncio/", "select.epoll", "selectors.py"),
}  # fmt: skip
"""What a file's path holds, by part of the bot; the first that fits counts."""


@dataclass
class Run:
    """One bot, the users who write to it and what they get."""

    questions: list[str]
    api: BotApi
    process: subprocess.Popen[bytes]
    asked: int = 0
    doubled: int = 0
    latencies: list[float] = field(default_factory=list)
    beyond: list[float] = field(default_factory=list)
    waiting: dict[int, tuple[float, float]] = field(default_factory=dict)

    def ask(self, chat: int, imposed: float = 0.0) -> None:
        """A user asks the next question; the limits impose some wait on its reply."""
        self.waiting[chat] = (time.monotonic(), imposed)
        self.api.send(self.questions[self.asked % len(self.questions)], chat=chat)
        self.asked += 1

    def take(self, until: float) -> list[int]:
        """Takes replies until a moment; who got one."""
        got: list[int] = []
        while True:
            try:
                reply = self.api.replies.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return got
            chat = int(reply["chat_id"])
            asked = self.waiting.pop(chat, None)
            if asked is None:
                self.doubled += 1
            else:
                began, imposed = asked
                self.latencies.append(reply["at"] - began)
                self.beyond.append(reply["at"] - began - imposed)
                got.append(chat)


def _start(api: BotApi, folder: Path, *, rate: int, database: str, profile: Path | None) -> Run:
    questions = [json.loads(line)["q"] for line in
                 (ROOT / "tests/questions/dev.jsonl").read_text("utf-8").splitlines()]  # fmt: skip
    environment = {
        **os.environ, "JIYUAN_BOT_TOKEN": TOKEN, "JIYUAN_BOT_API_URL": api.url, "NO_PROXY": "*",
        "JIYUAN_BOT_KNOWLEDGE": str(ROOT / "knowledge"), "JIYUAN_BOT_RATE": str(rate),
        "JIYUAN_BOT_USER_RATE": "0", "JIYUAN_BOT_LOG": "WARNING",
        "JIYUAN_BOT_DATABASE_URL": database or f"sqlite:///{folder}/bot.db",
    }  # fmt: skip
    measure = ["-m", "cProfile", "-o", str(profile)] if profile else []
    process = subprocess.Popen(
        [sys.executable, *measure, "-m", "bot", "telegram"], env=environment
    )
    run = Run(questions, api, process)
    run.ask(1)
    run.take(time.monotonic() + 3)
    end = time.monotonic() + 60
    while run.waiting and time.monotonic() < end:
        run.take(time.monotonic() + 0.2)
    if run.waiting:
        raise SystemExit("the bot did not start")
    _write(run, WARM_UP, CEILING / 2)
    run.asked, run.latencies, run.beyond = 0, [], []
    return run


def _write(run: Run, seconds: float, rate: float) -> None:
    """Users write evenly, so many a second."""
    start = time.monotonic()
    ideal = Window(int(rate), 1.0)
    for number in range(int(seconds * rate)):
        run.take(start + number / rate)
        run.ask(1000 + number % USERS, ideal.take(time.monotonic()))
    run.take(time.monotonic() + 5)


def _flat_out(run: Run, seconds: float) -> None:
    """A crowd that asks again as soon as it is answered."""
    end = time.monotonic() + seconds
    for chat in range(1000, 1000 + AT_ONCE):
        run.ask(chat)
    following = 1000 + AT_ONCE
    while time.monotonic() < end:
        for _ in run.take(time.monotonic() + 0.002):
            run.ask(1000 + following % USERS)
            following += 1
    run.take(time.monotonic() + 5)


def _report(name: str, run: Run, seconds: float, cpu: float, memory: float) -> None:
    ordered = sorted(run.latencies)
    p50 = statistics.median(ordered) * 1000
    p99 = ordered[int(len(ordered) * 0.99)] * 1000
    print(
        f"{name}: users {min(run.asked, USERS)}  questions {run.asked}  lost {len(run.waiting)}  "
        f"doubled {run.doubled}  refused {run.api.refused}\n"
        f"  reply latency p50 {p50:.0f} ms, p99 {p99:.0f} ms  replies/s "
        f"{len(ordered) / seconds:.0f}  CPU {cpu / max(1, len(ordered)) * 1000:.1f} ms a message  "
        f"memory {memory / 2**20:.0f} MB",
        flush=True,
    )


def _part_of(path: str, function: str) -> str:
    place = f"{path}:{function}"
    return next((n for n, marks in PARTS.items() if any(m in place for m in marks)), "other")


def _shares(profile: Path) -> None:
    """Prints each part's share of the time that the bot's own thread was busy."""
    parts: collections.Counter[str] = collections.Counter()
    stats = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    for (path, _, function), (_, _, own, _, callers) in stats.items():
        if "select.epoll" in function:
            continue  # waiting is no work
        if path == "~" and callers:  # a built-in function works for whoever calls it
            for (caller, _, _), (_, _, share, _) in callers.items():
                parts[_part_of(caller, function)] += share
        else:
            parts[_part_of(path, function)] += own
    total = sum(parts.values())
    print(
        "share of a reply's time:",
        ", ".join(f"{n} {t / total:.0%}" for n, t in parts.most_common()),
    )


def main() -> None:
    """Runs what the options ask for and prints a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=300, help="length of the run at the ceiling"
    )
    parser.add_argument("--fast-seconds", type=float, default=30, help="length of the other runs")
    parser.add_argument("--database", default="", help="URL; default: SQLite in a new folder")
    parser.add_argument("--only", choices=("ceiling", "fast", "profile"))
    options = parser.parse_args()
    for name in ("ceiling", "fast", "profile"):
        if options.only in (None, name):
            _one(name, options)


def _one(name: str, options: argparse.Namespace) -> None:
    seconds = options.seconds if name == "ceiling" else options.fast_seconds
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile" if name == "profile" else None
        api = BotApi(limits=name == "ceiling")
        run = _start(api, Path(folder), rate=30 if name == "ceiling" else 0,
                     database=options.database, profile=profile)  # fmt: skip
        bot = psutil.Process(run.process.pid)
        before, began = bot.cpu_times(), time.monotonic()
        if name == "ceiling":
            _write(run, seconds, CEILING)
        else:
            _flat_out(run, seconds)
        after, memory = bot.cpu_times(), bot.memory_info().rss
        busy = after.user + after.system - before.user - before.system
        if profile is None:
            _report(name, run, seconds if name != "ceiling" else time.monotonic() - began - 5,
                    busy, memory)  # fmt: skip
        if name == "ceiling":
            beyond = sorted(run.beyond)[int(len(run.beyond) * 0.99)] * 1000
            print(f"  p99 beyond what the limits impose: {beyond:.0f} ms")
        run.process.terminate()
        code = run.process.wait(timeout=20)
        if code:
            print(f"  the bot ended with {code}")
        if profile is not None:
            _shares(profile)
        api.close()


if __name__ == "__main__":
    main()
