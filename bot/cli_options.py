"""What the commands share: the option for the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable


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
