"""Takes changes of the knowledge base into a channel that runs."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchfiles import DefaultFilter, watch

from bot.channels.apart import work_out_apart
from bot.dialogue.assistant import Assistant
from bot.errors import KnowledgeError
from bot.memory import loading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from watchfiles import Change

SETTLE_MS = 200
"""Milliseconds that further changes are gathered: editors write a file in several steps."""
STEP_MS = 50
"""Milliseconds without a change after which a save is taken to be complete."""
LOOK_MS = 500
"""Milliseconds between looks whether the folder is still the one that is watched."""
SUFFIXES = (".yaml", ".yml", ".txt", ".md", ".json")
FOLDERS = ("entries", "sources")
"""Folders that come and go as a whole where somebody moves them."""
LARGE = 60_000
"""Phrasings from which on a version is worked out by a process of its own, unless it is much like
the one before: in a thread that takes seconds, and answers would wait for it again and again."""
_HOW: Any = {
    "debounce": SETTLE_MS, "step": STEP_MS, "rust_timeout": LOOK_MS, "yield_on_timeout": True,
}  # fmt: skip
SWITCH = 0.0001
"""Seconds after which loading makes way for an answer. Python's own 5 ms add up: an answer hands
the interpreter on some thirty times, in NumPy and RapidFuzz."""


class _Filter(DefaultFilter):
    """Files of a knowledge base, and its folders; what editors write beside is passed over.

    Args:
        folder: The knowledge base.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folders = {str(folder), *(str(folder / name) for name in FOLDERS)}

    def __call__(self, change: Change, path: str) -> bool:
        wanted = path.endswith(SUFFIXES) or path in self._folders
        return wanted and super().__call__(change, path)


class Reloader:
    """Loads a folder again where it has changed.

    Everything is validated before anything is replaced; after an error the caller keeps what it
    has.

    Args:
        folder: The knowledge base.
        assistant: The version that is in use.
    """

    def __init__(self, folder: Path, assistant: Assistant) -> None:
        self._folder = folder
        self._path = folder.absolute()
        self._version = assistant.base.version
        self._assistant = assistant
        self._told = ""

    def load(self, *, repeat: bool = False) -> Assistant | None:
        """A new assistant; None where nothing has changed, or the error is known already.

        Args:
            repeat: Tell an error that is known already once more.

        Raises:
            KnowledgeError: The folder has errors; all of them are told.
        """
        try:
            with _making_way():
                assistant = self._fresh()
                next(assistant.warm(), None)  # the longest step, which no answer shall wait for
        except KnowledgeError as error:
            if str(error) == self._told and not repeat:
                return None
            self._told = str(error)
            raise
        self._told = ""
        if assistant.base.version == self._version:
            return None
        self._version = assistant.base.version
        self._assistant = assistant
        return assistant

    def _fresh(self) -> Assistant:
        """The folder's version; of a large one that is much like ours only the difference.

        Such a difference is counted here at once, and not kept for the next start, which would
        take longer than to count it. Anything else takes a large version seconds.

        Raises:
            KnowledgeError: The folder has errors.
        """
        if self._assistant.size >= LARGE:
            from bot.knowledge.loader import load  # and with it all that checks YAML

            base = load(self._folder)
            if base.version == self._version:
                return self._assistant
            if self._assistant.is_near(base):
                return Assistant(base, before=self._assistant)
            work_out_apart(self._folder)
        return Assistant.load(self._folder, before=self._assistant)

    async def changes(self) -> AsyncIterator[None]:
        """Yields after each change in the folder, for ever; it is watched on a thread."""
        stop = threading.Event()
        found = self.changes_until(stop)
        try:
            while True:
                await asyncio.to_thread(next, found, None)
                yield
        finally:
            stop.set()

    def changes_until(self, stop: threading.Event) -> Iterator[None]:
        """Yields after each change in the folder, until it is told to stop.

        A folder that goes away is waited for; one that comes back is the same.
        """
        while not stop.is_set():
            watched = self._identity()
            with contextlib.suppress(FileNotFoundError):
                for found in watch(
                    self._path, watch_filter=_Filter(self._path), stop_event=stop,
                    raise_interrupt=False, **_HOW,
                ):  # fmt: skip
                    gone = self._is_gone(watched, found)
                    if found or gone:
                        yield
                    if gone:
                        break
            while not self._path.is_dir() and not stop.wait(LOOK_MS / 1000):
                pass
            if not stop.is_set():
                yield  # what changed before it was watched again

    def _identity(self) -> tuple[int, int] | None:
        """What tells a folder from another one of its name; None where there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _is_gone(self, watched: tuple[int, int] | None, found: set[tuple[Change, str]]) -> bool:
        """Whether the folder was moved or deleted: the system then watches it no more."""
        return self._identity() != watched or any(Path(path) == self._path for _, path in found)


@contextlib.contextmanager
def _making_way() -> Iterator[None]:
    """While it lasts, other threads get their turn soon, and no collection stops them all."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        with loading():
            yield
    finally:
        sys.setswitchinterval(interval)
