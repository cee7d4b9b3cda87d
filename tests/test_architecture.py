"""The rules of the house, read off the imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import bot
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS = {
    "knowledge": (),
    "matching": ("knowledge",),
    "dialogue": ("matching", "knowledge"),
    "storage": (),
    "evaluation": ("dialogue", "matching", "knowledge"),
    "operators": ("evaluation", "storage", "dialogue", "matching", "knowledge"),
    "channels": ("evaluation", "storage", "dialogue", "matching", "knowledge"),
}
"""Which rooms each room may import; CONTRIBUTING.md shows the same table."""
SHARED = {"errors", "memory", "progress", "settings"}
"""Modules beside the rooms that any of them may import."""
CLOCKS_AND_FILES = {"time", "datetime.now", "pathlib", "os", "io", "socket", "asyncio", "sqlite3"}
MAX_LINES = 265


def _modules() -> Iterator[tuple[Path, str, ast.Module]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        relative = path.relative_to(ROOT / "bot")
        yield (
            path,
            relative.parts[0] if len(relative.parts) > 1 else "",
            ast.parse(path.read_text("utf-8")),
        )


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_rooms_import_only_what_the_table_allows() -> None:
    """No way back, no way around: what a room imports stands in its row."""
    wrong = []
    for path, room, tree in _modules():
        if not room or room == "__pycache__":
            continue
        allowed = {room, *ROOMS[room], *SHARED}
        used = {name.split(".")[1] for name in _imports(tree) if name.startswith("bot.")}
        wrong += [f"{path.relative_to(ROOT)}: bot.{name}" for name in sorted(used - allowed)]
    assert wrong == []


def test_contributing_shows_the_same_table() -> None:
    """The table of rooms is the one that is tested."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `bot/(\w+)/` \|.*\| ([^|]*) \|$", text, re.MULTILINE)
    shown = {room: () if names == "-" else tuple(names.split(", ")) for room, names in rows}
    assert {room: set(names) for room, names in shown.items()} == {
        room: set(names) for room, names in ROOMS.items()
    }


def test_only_the_telegram_channel_imports_telegram() -> None:
    """Everything else works without python-telegram-bot."""
    users = {str(path.relative_to(ROOT)) for path, _, tree in _modules()
             if any(name.split(".")[0] == "telegram" for name in _imports(tree))}  # fmt: skip
    assert users
    assert all(user.startswith("bot/channels/telegram/") for user in users)


def test_matching_and_dialogue_do_no_io_and_read_no_clock() -> None:
    """Time is passed in; files are read by knowledge alone."""
    wrong = []
    for path, room, tree in _modules():
        if room not in ("matching", "dialogue"):
            continue
        allowed = (
            {"pathlib"}
            if path.name == "assistant.py"
            else {"os"}
            if path.name == "pinyin.py"
            else set()
        )
        wrong += [
            f"{path.name}: {name}" for name in _imports(tree) if name in CLOCKS_AND_FILES - allowed
        ]
        calls = [
            n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        ]
        wrong += [f"{path.name}: open" for n in calls if n.func.id == "open"]
        names = [n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
        wrong += [
            f"{path.name}: {a}"
            for a in names
            if a in ("now", "today", "perf_counter", "read_text")
        ]
    assert wrong == []


def test_code_holds_no_sentences_for_citizens() -> None:
    """What citizens read stands in YAML: no string of the code holds a Chinese sentence."""
    wrong = []
    for path, _, tree in _modules():
        docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs]
        wrong += [
            f"{path.name}: {node.value[:20]}"
            for node in texts
            if isinstance(node.value, str)
            and any(mark in node.value for mark in "，。！")
            and any("一" <= char <= "鿿" for char in node.value)  # marks alone are a pattern
        ]
    assert wrong == []


def test_modules_are_of_one_purpose() -> None:
    """No module grows past what is read in one go."""
    long = {
        p.name: n
        for p, _, _ in _modules()
        if (n := len(p.read_text("utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_import_bot_is_light() -> None:
    """`import bot` and `--help` load no engine, no Telegram, no layout."""
    code = "import sys, bot, bot.cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert not loaded & {
        "telegram",
        "rich",
        "prompt_toolkit",
        "numpy",
        "pydantic",
        "rapidfuzz",
        "sqlalchemy",
    }


def test_asking_needs_neither_telegram_nor_layout() -> None:
    """The console's main job starts fast: heavy imports stay in the command that needs them."""
    code = "from bot import Assistant; Assistant.load('knowledge').ask('公租房在哪')"
    assert not _loaded(code) & {
        "telegram",
        "httpx",
        "rich",
        "prompt_toolkit",
        "dotenv",
    }


def test_bot_loads_nothing_that_it_does_not_use() -> None:
    """What python-telegram-bot and httpx would load along, and what only a change of files needs."""
    code = "import bot.settings, bot.channels.telegram.run"
    assert not _loaded(code) & {"tornado", "rich", "pygments", "alembic", "pydantic"}


def _loaded(code: str) -> set[str]:
    """The modules that a program of its own has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return set(done.stdout.split())


def test_public_surface_is_what_it_was() -> None:
    """Names that others import do not come and go unnoticed."""
    assert bot.__all__ == [
        "Assistant", "Block", "Option", "Outcome", "Passage", "Reason", "Reply", "Session", "Status",
        "Tongue", "TopicView", "Turn", "__version__",
    ]  # fmt: skip
    assert all(getattr(bot, name) for name in bot.__all__)
