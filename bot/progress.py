"""Shows how far long work is: a bar on a terminal, nothing where stderr is piped."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")
PATIENCE = 0.7
"""Seconds that work, or works in a row, may take before a bar is shown."""
STEPS = 100
"""How often a bar moves at most."""


class Follow(Protocol):
    """Hands the items of some work on, and may show how many are done."""

    def __call__(self, items: Sequence[T], title: str) -> Iterable[T]:
        """The items, one by one.

        Args:
            items: What is worked on.
            title: What is done.
        """


def unseen(items: Sequence[T], title: str) -> Iterable[T]:  # noqa: ARG001 - the shape of Follow
    """Follows some work without showing anything."""
    return items


def shown(items: Sequence[T], title: str) -> Iterable[T]:
    """Follows some work with a bar, once it has taken `PATIENCE`; none where stderr is piped.

    Args:
        items: What is worked on.
        title: What is done.
    """
    return _followed(items, title) if sys.stderr.isatty() else items


def with_progress(title: str) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """`shown` for a work whose title is known beforehand."""
    return partial(shown, title=title)


class _Row:
    """Works that follow one another, as when a version is loaded: they are waited for together."""

    begun = 0.0
    ended = float("-inf")

    @classmethod
    def since(cls) -> float:
        """When the first of them began."""
        now = time.monotonic()
        if now - cls.ended > PATIENCE:
            cls.begun = now
        return cls.begun

    @classmethod
    def end(cls) -> None:
        """One of them is done."""
        cls.ended = time.monotonic()


def _followed(items: Sequence[T], title: str) -> Iterator[T]:
    begun, move, step = _Row.since(), None, max(1, len(items) // STEPS)
    with contextlib.ExitStack() as shows:
        shows.callback(_Row.end)
        for done, item in enumerate(items):
            if done % step == 0:
                if move is None and time.monotonic() - begun > PATIENCE:
                    move = shows.enter_context(_bar(title, len(items)))
                if move is not None:
                    move(done)
            yield item


@contextlib.contextmanager
def _bar(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that goes away at the end; gives what moves it."""
    from rich.console import Console
    from rich.progress import Progress

    # What is printed meanwhile stays what it is, on stdout.
    with Progress(
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)


@contextlib.contextmanager
def busy(title: str) -> Iterator[None]:
    """A bar that moves to and fro while work lasts whose length nobody knows; as `shown`.

    Args:
        title: What is done.
    """
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()

    def show() -> None:
        if not done.wait(PATIENCE):
            with _bar(title, None):
                done.wait()

    thread = threading.Thread(target=show, name="progress")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
