"""Takes changes of the knowledge base into a channel that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import DefaultFilter, awatch, watch

from bot.dialogue.assistant import Assistant
from bot.errors import KnowledgeError

if TYPE_CHECKING:
    import threading
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from watchfiles import Change

SETTLE_MS = 200
"""Milliseconds that further changes are gathered: editors write a file in several steps."""
STEP_MS = 50
"""Milliseconds without a change after which a save is taken to be complete."""
SUFFIXES = (".yaml", ".yml", ".txt", ".md", ".json")


class _Filter(DefaultFilter):
    """Files of a knowledge base; what editors write beside them is passed over."""

    def __call__(self, change: Change, path: str) -> bool:
        return path.endswith(SUFFIXES) and super().__call__(change, path)


class Reloader:
    """Loads a folder again where it has changed.

    Everything is validated before anything is replaced; after an error the caller keeps what it
    has.

    Args:
        folder: The knowledge base.
        version: The version that is in use.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = version
        self._told = ""

    def load(self, *, repeat: bool = False) -> Assistant | None:
        """A new assistant; None where nothing has changed, or the error is known already.

        Args:
            repeat: Tell an error that is known already once more.

        Raises:
            KnowledgeError: The folder has errors; all of them are told.
        """
        try:
            assistant = Assistant.load(self._folder)
        except KnowledgeError as error:
            if str(error) == self._told and not repeat:
                return None
            self._told = str(error)
            raise
        self._told = ""
        if assistant.base.version == self._version:
            return None
        self._version = assistant.base.version
        return assistant

    async def changes(self) -> AsyncIterator[None]:
        """Yields after each change in the folder, for ever."""
        async for _ in awatch(
            self._folder, watch_filter=_Filter(), debounce=SETTLE_MS, step=STEP_MS
        ):
            yield

    def changes_until(self, stop: threading.Event) -> Iterator[None]:
        """Yields after each change in the folder, until it is told to stop."""
        for _ in watch(
            self._folder, watch_filter=_Filter(), debounce=SETTLE_MS, step=STEP_MS,
            stop_event=stop, raise_interrupt=False,
        ):  # fmt: skip
            yield
