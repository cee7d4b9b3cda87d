"""The commands on what was asked: review, report, journal."""

from __future__ import annotations

import os
import re
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli_options import folder_of, knowledge_option

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from bot.storage.journal import Journal

T = TypeVar("T")
DAY = 86_400.0


def _private(path: str, flags: int) -> int:
    """Opens a file that only its owner may read: it holds what citizens asked."""
    return os.open(path, flags, 0o600)


class _Span(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.3 on
    """A span of time as `7d`, `12h` or `4w`, in seconds."""

    name = "span"

    def convert(self, value: Any, _: Any, context: Any) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d{1,4})([hdw])", str(value))
        if found is None:
            self.fail(f"{value!r} is no span: write 12h, 7d or 4w", None, context)
        return int(found[1]) * {"h": 3600.0, "d": DAY, "w": 7 * DAY}[found[2]]


SINCE = click.option("--since", type=_Span(), default="7d", show_default=True, metavar="SPAN",
                     help="How far back: 12h, 7d, 4w.")  # fmt: skip


def _with_journal(work: Callable[[Journal], Awaitable[T]]) -> T:
    import asyncio

    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.journal import Journal

    async def run() -> T:
        database = Database(Settings.load().database())
        try:
            await database.open(move_aside=False)
            return await work(Journal(database))
        finally:
            await database.close()

    return asyncio.run(run())


@click.command()
@SINCE
@knowledge_option
@click.pass_context
def review(context: click.Context, since: float, knowledge: Path | None) -> None:
    r"""Go through what was asked in vain, group by group.

    Shows what was declined, left open, or marked as not useful or outdated. Nothing is learned
    without you, and each change passes the checks before it is written.

    \b
    Example:
      jiyuan-bot review --since 30d
    """
    from bot.operators.review import in_vain
    from bot.operators.review import review as go_through

    start = time.time() - since

    async def read(journal: Journal) -> tuple[list[Any], list[Any]]:
        return await journal.questions(start), await journal.marks(start)

    clusters = in_vain(*_with_journal(read))
    if not clusters:
        click.echo("nothing was asked in vain")
        return
    settled = 0

    def settle(texts: Collection[str]) -> None:
        nonlocal settled
        _with_journal(lambda journal: journal.settle(texts))
        settled += len(texts)

    try:
        go_through(folder_of(context, knowledge), clusters, settle)
    finally:  # who gives up with Ctrl-C has settled what went before
        click.echo(f"{settled} questions settled")


@click.command()
@SINCE
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write one self-contained page, with plots.")  # fmt: skip
@knowledge_option
@click.pass_context
def report(
    context: click.Context, since: float, html: Path | None, knowledge: Path | None
) -> None:
    r"""Tell what was asked, how it ended, and what needs a hand.

    \b
    Example:
      jiyuan-bot report --since 30d --html report.html
    """
    from rich.console import Console

    from bot.knowledge.loader import load
    from bot.operators.report import make_report, show

    start = time.time() - since

    async def read(journal: Journal) -> tuple[list[Any], list[Any], int]:
        return (
            await journal.questions(start), await journal.marks(start), await journal.users(start)
        )  # fmt: skip

    base = load(folder_of(context, knowledge))
    # Days are those of the machine's own time zone: they are what operators live by.
    first, last = (datetime.fromtimestamp(t).date() for t in (start, time.time()))
    made = make_report(base, *_with_journal(read), first, last)
    if html is None:
        show(made, base, Console(highlight=False))
        return
    from bot.operators.report_page import render_page

    with open(html, "w", encoding="utf-8", opener=_private) as page:
        page.write(render_page(made, base))
    click.echo(f"written: {html}")


@click.group()
def journal() -> None:
    r"""Export or delete what was asked.

    \b
    Example:
      jiyuan-bot journal purge --older 30d
    """


@journal.command()
@click.option("--older", type=_Span(), required=True, metavar="SPAN",
              help="Delete what is older: 30d, 12w.")  # fmt: skip
def purge(older: float) -> None:
    r"""Delete old questions, marks and chats.

    \b
    Example:
      jiyuan-bot journal purge --older 30d
    """
    count = _with_journal(lambda journal: journal.purge(time.time() - older))
    click.echo(f"{count} deleted")


@journal.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def export(file: Path | None) -> None:
    r"""Write all questions and marks as JSON Lines, to FILE or standard output.

    \b
    Example:
      jiyuan-bot journal export journal.jsonl
    """
    if file is None:
        _with_journal(lambda journal: journal.export(sys.stdout))
        return
    with open(file, "w", encoding="utf-8", opener=_private) as out:
        count = _with_journal(lambda journal: journal.export(out))
    click.echo(f"{count} lines written: {file}")


COMMANDS = (review, report, journal)
