"""A change of the YAML is live as soon as it is saved; a broken one changes nothing."""

from __future__ import annotations

import asyncio
import gc
import shutil
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Assistant
from bot.channels.console.chat import Chat
from bot.channels.console.terminal import _follow
from bot.channels.reloading import Reloader
from bot.errors import KnowledgeError
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase
    from bot.matching.compiled import Compiled

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
    """Where a change is more than a difference to be counted: something has another name."""
    monkeypatch.setattr("bot.channels.reloading.LARGE", 1)
    folder = make_base(tmp_path / "kb", "有6个公园。")
    reloader = Reloader(folder, Assistant.load(folder))
    subject = "subjects:\n  - {id: parks, name: 公园, names: [公园], gist: parks}\n"
    save(folder, subject + ENTRY.format(answer="有7个公园。") + "    subject: parks\n")
    monkeypatch.setattr("bot.dialogue.assistant.Matcher", _matcher_of_a_kept_version)
    _takes_in_a_change_and_tells_an_error(reloader, folder)


def _takes_in_a_change_and_tells_an_error(reloader: Reloader, folder: Path) -> None:
    fresh = reloader.load()
    assert fresh is not None
    assert "有7个公园" in fresh.ask("公园有几个").text
    save(folder, ENTRY.format(answer="有8个公园。") + "    colour: red\n")
    with pytest.raises(KnowledgeError, match=r"parks\.yaml:5.*colour"):
        reloader.load()


def _matcher_of_a_kept_version(
    base: KnowledgeBase, compiled: Compiled | None, *more: object
) -> Matcher:
    """A matcher that this process need not work out."""
    assert compiled is not None
    return Matcher(base, compiled)


def test_difference_of_a_large_base_is_counted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other process is started; errors come with file and line all the same."""
    monkeypatch.setattr("bot.channels.reloading.LARGE", 1)
    folder = make_base(tmp_path / "kb", "有6个公园。")
    reloader = Reloader(folder, Assistant.load(folder))
    save(folder, ENTRY.format(answer="有7个公园。"))
    monkeypatch.setattr("bot.channels.apart.subprocess", None)
    _takes_in_a_change_and_tells_an_error(reloader, folder)


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


@pytest.mark.parametrize("way", ["deleted", "moved", "moved at once", "entries"])
def test_folder_that_comes_back_is_watched_again(tmp_path: Path, way: str) -> None:
    """Deleted or moved away, and put back: the next save is live as the first one was."""
    folder = make_base(tmp_path / "kb", "有6个公园。")
    reloader = Reloader(folder, Assistant.load(folder))
    stop, changed = threading.Event(), threading.Event()

    def follow() -> None:
        for _ in reloader.changes_until(stop):
            changed.set()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        _save_until(changed, folder)
        _take_away(folder, way, changed)
        _save_until(changed, folder)
    finally:
        stop.set()
        thread.join(timeout=10)


def test_bot_watches_a_folder_that_comes_back(tmp_path: Path) -> None:
    """The same on an event loop, as the Telegram channel follows it."""
    folder = make_base(tmp_path / "kb", "有6个公园。")
    reloader = Reloader(folder, Assistant.load(folder))

    async def work() -> None:
        changed = threading.Event()

        async def follow() -> None:
            async for _ in reloader.changes():
                changed.set()

        task = asyncio.create_task(follow())
        await asyncio.to_thread(_save_until, changed, folder)
        await asyncio.to_thread(_take_away, folder, "deleted", changed)
        await asyncio.to_thread(_save_until, changed, folder)
        task.cancel()

    asyncio.run(work())


def _take_away(folder: Path, way: str, changed: threading.Event) -> None:
    """Takes a folder away, lets that be noticed, and puts it back."""
    part = folder / "entries" if way == "entries" else folder
    kept = folder.with_name("kept")
    shutil.copytree(part, kept) if way == "deleted" else part.rename(kept)
    if way == "deleted":
        shutil.rmtree(part)
    if way != "moved at once":
        changed.clear()
        assert changed.wait(15)
    kept.rename(part)
    time.sleep(1.5)  # whatever comes late comes before what follows
    changed.clear()


def _save_until(changed: threading.Event, folder: Path) -> None:
    """Saves again and again until that is noticed."""
    for number in range(15):
        save(folder, ENTRY.format(answer=f"有{number}个公园。"))
        if changed.wait(1):
            return
    raise AssertionError("the save was not noticed")
