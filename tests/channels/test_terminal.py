"""The chat on a terminal: what is typed, what the screen shows, what is kept."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot import Assistant
from bot.channels.console import terminal
from bot.channels.console.chat import Chat
from bot.channels.reloading import Reloader
from bot.cli import cli


class _Sys:
    """The system, where stdin is a terminal."""

    class stdin:  # noqa: N801 - as sys names it
        @staticmethod
        def isatty() -> bool:
            return True


def _typed(folder: Path, keys: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the screen shows of a chat in which some keys are pressed."""
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text(keys)
        terminal.chat_on_terminal(partial(Assistant.load, folder), folder)
    return capsys.readouterr().out


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's data goes."""
    place = tmp_path / "data"
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(place))
    return place


@pytest.mark.parametrize("leave", ["/quit\r", "\x03", "\x04"], ids=["quit", "ctrl-c", "ctrl-d"])
def test_chat_greets_answers_and_says_goodbye(
    folder: Path, kept_in: Path, capsys: pytest.CaptureFixture[str], leave: str
) -> None:
    """However it is left; empty lines are passed over; what was typed is kept for its user alone."""
    screen = _typed(folder, f"图书馆几点开门\r\r{leave}", capsys)
    assistant = Assistant.load(folder)
    greeting, goodbye = (
        assistant.canned(key).splitlines()[0] for key in ("welcome", "goodbye")
    )  # fmt: skip
    assert greeting[:20] in screen
    assert screen.count("图书馆早上九点开门") == 1
    assert screen.index("九点开门") < screen.index(goodbye)
    history = kept_in / "history"
    assert "图书馆几点开门" in history.read_text("utf-8")
    assert history.stat().st_mode & 0o077 == 0


def test_news_of_the_knowledge_base_stand_before_the_next_answer(
    folder: Path,
    kept_in: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is shown once."""

    def follow(chat: Chat, reloader: Reloader, stop: object) -> None:
        chat.keep("entries/parks.yaml:4 is wrong")

    _follow_at_once(follow, monkeypatch)
    screen = _typed(folder, "图书馆几点开门\r图书馆几点开门\r\x04", capsys)
    assert screen.count("entries/parks.yaml:4 is wrong") == 1
    assert screen.index("parks.yaml:4") < screen.index("九点开门")


def test_version_that_was_followed_by_another_goes_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of them would take twice the memory as long as the chat lasts."""
    gone: list[bool] = []

    def follow(chat: Chat, reloader: Reloader, stop: object) -> None:
        first = weakref.ref(reloader._assistant)
        reloader._assistant = Assistant.load(folder)
        chat.swap(reloader._assistant)
        gone.append(first() is None)

    _follow_at_once(follow, monkeypatch)
    _typed(folder, "图书馆几点开门\r\x04", capsys)
    assert gone == [True]


def _follow_at_once(
    follow: Callable[[Chat, Reloader, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Has something else follow the knowledge base, to its end, before the first question."""

    class AtOnce:
        def __init__(self, target: object, args: tuple[object, ...], *, daemon: bool) -> None:
            self.start = lambda: target(*args)  # type: ignore[operator]

    monkeypatch.setattr(terminal, "_follow", follow)
    monkeypatch.setattr("threading.Thread", AtOnce)
    monkeypatch.setattr(terminal, "_history", InMemoryHistory)


def test_history_that_cannot_be_kept_stays_in_memory(kept_in: Path) -> None:
    """A folder that is no folder costs the history and not the chat."""
    assert isinstance(terminal._history(), FileHistory)
    (kept_in / "history").unlink()
    kept_in.rmdir()
    kept_in.write_text("in the way", encoding="utf-8")
    assert isinstance(terminal._history(), InMemoryHistory)


def test_program_without_a_command_is_a_chat_on_a_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the folder that was named, and the version of it that the chat then follows."""
    chats: list[tuple[Callable[[], Assistant], Path]] = []
    monkeypatch.setattr(terminal, "chat_on_terminal", lambda *with_: chats.append(with_))
    monkeypatch.setattr("bot.cli.sys", _Sys())  # the runner puts its own stdin into the real one
    done = CliRunner().invoke(cli, ["--knowledge", str(folder)])
    assert done.exit_code == 0
    [(load, followed)] = chats
    assert followed == folder
    assert "九点" in load().ask("图书馆几点开门").text
