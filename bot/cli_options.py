"""What the commands share: the option for the knowledge base, progress on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")


def knowledge_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--knowledge DIR` to a command."""
    return click.option(
        "--knowledge",
        type=click.Path(path_type=Path),
        envvar="JIYUAN_BOT_KNOWLEDGE",
        metavar="DIR",
        help="Folder of the knowledge base.  [default: ./knowledge, else the copy shipped]",
    )(command)


def folder_of(context: click.Context, knowledge: Path | None) -> Path:
    """The folder to use: `--knowledge` may stand before or after the command's name."""
    from bot.knowledge.locate import default_folder

    return knowledge or context.obj or default_folder()


def with_progress(title: str) -> Callable[[Sequence[T]], Iterable[T]]:
    """What shows how far some work is: a bar on a terminal, nothing where stderr is piped.

    Args:
        title: What is done.
    """

    def follow(items: Sequence[T]) -> Iterable[T]:
        if not sys.stderr.isatty():
            return items
        from rich.console import Console
        from rich.progress import track

        return track(items, title, console=Console(stderr=True), transient=True)

    return follow
