"""The chat on a real terminal: line editing with history, layout that respects wide characters."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.channels.console.chat import COMMANDS, Chat, ready
from bot.channels.reloading import Reloader
from bot.errors import KnowledgeError
from bot.memory import give_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.dialogue.assistant import Assistant
    from bot.dialogue.reply import Reply

PROMPT = "> "


def chat_on_terminal(load: Callable[[], Assistant], folder: Path) -> None:
    """Chats until /quit, Ctrl-C or Ctrl-D; changes of the knowledge base are taken in.

    Args:
        load: Makes the assistant.
        folder: The knowledge base that it is made from.
    """
    assistant = ready(load)
    console = Console(highlight=False, soft_wrap=False)
    chat = Chat(assistant, clock=lambda: datetime.now(UTC))
    session: PromptSession[str] = PromptSession(
        history=_history(), completer=WordCompleter(COMMANDS, sentence=True)
    )
    show(chat.welcome(), console)
    stop = threading.Event()
    reloader = Reloader(folder, assistant)
    del assistant  # held here, it would outlive its version
    threading.Thread(target=_follow, args=(chat, reloader, stop), daemon=True).start()
    while not chat.ended:
        try:
            line = session.prompt(PROMPT).strip()
        except (KeyboardInterrupt, EOFError):
            line = "/quit"
        while chat.notes:
            console.print(Padding(Text(chat.notes.pop(0), style="yellow"), (0, 2)))
        if line:
            show(chat.answer(line), console)
    stop.set()


def _follow(chat: Chat, reloader: Reloader, stop: threading.Event) -> None:
    """Takes changes of the knowledge base into a chat."""
    for _ in reloader.changes_until(stop):
        try:
            fresh = reloader.load()
        except KnowledgeError as error:
            chat.keep(str(error))
        else:
            if fresh is not None:
                chat.swap(fresh)
                del fresh
                give_back()


def show(reply: Reply, console: Console) -> None:
    """Prints a reply: the text, the choices, the source line dimmed, related questions.

    Args:
        reply: What to show.
        console: Where; it measures wide characters and obeys NO_COLOR.
    """
    for block in reply.blocks:
        console.print(Padding(Text(block.text), (0, 2)))
        for number, option in enumerate(block.options, 1):
            console.print(Padding(Text(f"{number}. {option.label}", style="cyan"), (0, 4)))
        if block.options:
            console.print(Padding(Text(f"0. {block.none_label}", style="cyan"), (0, 4)))
        if block.note:
            console.print(Padding(Text(block.note, style="dim"), (0, 2)))
    console.print()


def _history() -> History:
    """History in the user's own data folder; in memory where that cannot be written."""
    folder = Path(platformdirs.user_data_dir("jiyuan-bot", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "history").touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(folder / "history"))
