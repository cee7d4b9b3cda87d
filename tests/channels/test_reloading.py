"""A change of the YAML is live as soon as it is saved; a broken one changes nothing."""

from __future__ import annotations

import gc
import shutil
import threading
import time
import weakref
from pathlib import Path

import pytest

from bot import Assistant
from bot.channels.console.chat import Chat
from bot.channels.console.terminal import _follow
from bot.channels.reloading import Reloader
from bot.errors import KnowledgeError

ENTRY = """\
entries:
  - id: parks
    question: 公园有几个
    answer: {answer}
"""


def make_base(folder: Path, answer: str) -> Path:
    (folder / "entries").mkdir(parents=True, exist_ok=True)
    save(folder, ENTRY.format(answer=answer))
    return folder


def save(folder: Path, text: str) -> None:
    """As many editors do: another file takes the old one's name."""
    new = folder / "entries" / ".parks.yaml.swp"
    new.write_text(text, encoding="utf-8")
    new.replace(folder / "entries" / "parks.yaml")


def test_console_takes_a_change_and_says_so(tmp_path: Path) -> None:
    """The next answer is of the new version; an error is told once and costs nothing."""
    folder = make_base(tmp_path, "有6个公园。")
    assistant = Assistant.load(folder)
    chat, stop = Chat(assistant), threading.Event()
    reloader = Reloader(folder, assistant)
    thread = threading.Thread(target=_follow, args=(chat, reloader, stop))
    thread.start()
    try:
        time.sleep(0.5)
        save(folder, ENTRY.format(answer="有7个公园。"))
        _wait_for_note(chat, "已载入")
        assert "有7个公园" in chat.answer("公园有几个").plain
        save(folder, ENTRY.format(answer="yes"))
        _wait_for_note(chat, "entries/parks.yaml:4")
        assert "有7个公园" in chat.answer("公园有几个").plain
    finally:
        stop.set()
        thread.join(timeout=10)


def _wait_for_note(chat: Chat, words: str) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if chat.notes:
            assert words in chat.notes.pop()
            return
        time.sleep(0.05)
    raise AssertionError("no note")


def test_large_base_is_worked_out_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its changes come, and its errors with file and line."""
    monkeypatch.setattr("bot.channels.reloading.LARGE", 1)
    folder = make_base(tmp_path / "kb", "有6个公园。")
    reloader = Reloader(folder, Assistant.load(folder))
    save(folder, ENTRY.format(answer="有7个公园。"))
    monkeypatch.setattr("bot.knowledge.loader.read", None)  # this process reads no YAML
    fresh = reloader.load()
    assert fresh is not None
    assert "有7个公园" in fresh.ask("公园有几个").text
    save(folder, ENTRY.format(answer="有8个公园。") + "    colour: red\n")
    with pytest.raises(KnowledgeError, match=r"parks\.yaml:5.*colour"):
        reloader.load()


def test_same_content_is_no_new_version(tmp_path: Path) -> None:
    """A save that changes nothing swaps nothing; a folder that goes away is an error, once."""
    folder = make_base(tmp_path / "kb", "有6个公园。")
    reloader = Reloader(folder, Assistant.load(folder))
    assert reloader.load() is None
    save(folder, ENTRY.format(answer="有7个公园。"))
    fresh = reloader.load()
    assert fresh is not None
    assert "有7个公园" in fresh.ask("公园有几个").text
    shutil.rmtree(folder / "entries")
    (folder / "entries").mkdir()
    (folder / "entries" / "parks.yaml").write_text("entries: [", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"parks\.yaml"):
        reloader.load()
    assert reloader.load() is None
    with pytest.raises(KnowledgeError, match=r"parks\.yaml"):
        reloader.load(repeat=True)


def test_version_that_is_no_longer_used_goes_at_once(assistant: Assistant) -> None:
    """It holds no circle of references: nothing needs to be searched for."""
    used = Assistant(assistant.base)
    used.ask("公园有几个？公租房在哪")
    used.ask("公组房在哪")
    gone = weakref.ref(used)
    matcher = weakref.ref(used._matcher)
    gc.disable()
    try:
        del used
        assert gone() is None
        assert matcher() is None
    finally:
        gc.enable()
