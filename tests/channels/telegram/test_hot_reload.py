"""A change of the YAML is live in the bot as soon as it is saved."""

from __future__ import annotations

import time
import weakref
from functools import partial
from pathlib import Path

import pytest

from bot import Assistant
from bot.channels.telegram import run
from bot.channels.telegram.service import Service
from bot.settings import Secret, Settings
from tests.channels.telegram.conftest import Start
from tests.channels.telegram.standin import TOKEN, BotApi
from tests.channels.test_reloading import ENTRY, make_base, save


def test_telegram_takes_a_change_and_refuses_a_broken_one(
    api: BotApi, start: Start, tmp_path: Path
) -> None:
    """Administrators are told file and line; the last good version stays."""
    folder = make_base(tmp_path / "kb", "有6个公园。")
    start(JIYUAN_BOT_KNOWLEDGE=str(folder), JIYUAN_BOT_ADMINS="900")
    api.send("公园有几个")
    assert "有6个公园" in api.reply(30)[0]
    save(folder, ENTRY.format(answer="有7个公园。"))
    _ask_until(api, "有7个公园")
    save(folder, ENTRY.format(answer="有8个公园。") + "    colour: red\n")
    told = api.reply(chat=900)[0]
    assert "entries/parks.yaml:5" in told
    assert "colour" in told
    api.send("公园有几个")
    assert "有7个公园" in api.reply()[0]
    save(folder, ENTRY.format(answer="有9个公园。"))
    _ask_until(api, "有9个公园")


def test_version_that_was_followed_by_another_goes_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of them would take twice the memory as long as the bot runs."""
    folder = make_base(tmp_path / "kb", "有6个公园。")
    gone: list[bool] = []

    async def serve(application: object, queue: object, service: Service, *_: object) -> None:
        first = weakref.ref(service.assistant)
        save(folder, ENTRY.format(answer="有7个公园。"))
        await service.reload()
        assert "有7个公园" in service.assistant.ask("公园有几个").text
        gone.append(first() is None)

    monkeypatch.setattr(run, "_serve", serve)
    monkeypatch.setattr(run, "set_up", lambda *_: None)
    settings = Settings(database_url=Secret(f"sqlite:///{tmp_path}/bot.db"))
    run.run(partial(Assistant.load, folder), folder, settings, TOKEN)
    assert gone == [True]


def _ask_until(api: BotApi, words: str) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        api.send("公园有几个")
        if words in api.reply()[0]:
            return
        time.sleep(0.2)
    raise AssertionError(f"{words} did not come")
