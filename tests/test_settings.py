"""Settings: read from the environment and `.env`, refused by name, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without `.env`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_values_are_of_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers, ids, addresses, a level in any case; spaces around them do not matter."""
    given = {
        "TOKEN": " 123:abc ", "ADMINS": "42, 43 44", "API_URL": "http://127.0.0.1:8081",
        "LOG": "debug", "RATE": "0.5", "USER_RATE": "0", "RETENTION": "36500",
        "WEBHOOK_PORT": "443",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"JIYUAN_BOT_{name}", value)
    settings = Settings.load()
    assert settings.require_token() == "123:abc"
    assert settings.admins == {42, 43, 44}
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.log == "DEBUG"
    assert (settings.rate, settings.user_rate, settings.retention) == (0.5, 0, 36_500)
    assert settings.webhook_port == 443


def test_level_has_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of Python's `logging`."""
    monkeypatch.setenv("JIYUAN_BOT_LOG", "warn")
    monkeypatch.setenv("JIYUAN_BOT_RATE", ".5")
    assert Settings.load().log == "WARNING"
    assert Settings.load().rate == 0.5


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compose file hands on what its own environment lacks as nothing."""
    for name in ("ADMINS", "RATE", "LOG", "WEBHOOK_PORT", "DATABASE_URL"):
        monkeypatch.setenv(f"JIYUAN_BOT_{name}", " ")
    assert Settings.load() == Settings()


def test_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch, alone: Path) -> None:
    """What the file alone says holds too."""
    (alone / ".env").write_text("JIYUAN_BOT_RATE=1\nJIYUAN_BOT_USER_RATE=2\nOTHER=3\n")
    monkeypatch.setenv("JIYUAN_BOT_RATE", "10")
    settings = Settings.load()
    assert (settings.rate, settings.user_rate) == (10, 2)


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with its name and what would be right, never with its value."""
    wrong = {
        "ADMINS": "me", "API_URL": "ftp://wrong", "LOG": "wrong", "WEBHOOK_PORT": "70000",
        "RATE": "-1", "USER_RATE": "1.5", "RETENTION": "wrong\udcff",
    }  # fmt: skip
    for name, value in wrong.items():
        monkeypatch.setenv(f"JIYUAN_BOT_{name}", value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    first, *lines = str(caught.value).splitlines()
    assert first == "wrong settings"
    assert sorted(line.split(":")[0] for line in lines) == sorted(
        f"JIYUAN_BOT_{name}" for name in wrong
    )
    assert "JIYUAN_BOT_WEBHOOK_PORT: give a whole number from 1 to 65535" in lines
    assert "JIYUAN_BOT_ADMINS: give user ids, which are numbers, separated by commas" in lines
    assert "wrong" not in "".join(lines)
