"""The commands that change the knowledge base: add, edit, source add."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_options import folder_of, knowledge_option

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.argument("question", nargs=-1)
@knowledge_option
@click.pass_context
def add(context: click.Context, question: tuple[str, ...], knowledge: Path | None) -> None:
    r"""Guide through a new entry.

    Shows the nearest entries, proposes an id, sentences of the sources as evidence, and variants
    that collide with nothing; writes once the checks are passed.

    \b
    Example:
      jiyuan-bot add 公租房有电梯吗
    """
    from bot.operators.adding import guide_new

    if not guide_new(folder_of(context, knowledge), " ".join(question)):
        context.exit(1)


@click.command()
@click.argument("entry")
@knowledge_option
@click.pass_context
def edit(context: click.Context, entry: str, knowledge: Path | None) -> None:
    r"""Guide through a change of the entry with the id ENTRY.

    \b
    Example:
      jiyuan-bot edit parks-count
    """
    from bot.operators.adding import guide_edit

    if not guide_edit(folder_of(context, knowledge), entry):
        context.exit(1)


@click.group()
def source() -> None:
    r"""Take in sources.

    \b
    Example:
      jiyuan-bot source add article.md
    """


@source.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--id", "source_id", prompt="id (lower-case ASCII)", help="The source's id.")
@click.option("--title", prompt=True, help="Its headline.")
@click.option("--publisher", prompt=True, help="Who published it.")
@click.option("--date", "day", prompt="date (YYYY-MM-DD)", type=click.DateTime(["%Y-%m-%d"]),
              help="When it was published.")  # fmt: skip
@click.option("--page", prompt="page (may be empty)", default="", help="Page or section.")
@knowledge_option
@click.pass_context
def add_source(
    context: click.Context,
    file: Path,
    source_id: str,
    title: str,
    publisher: str,
    day: datetime,
    page: str,
    knowledge: Path | None,
) -> None:
    r"""Take in an article (text or Markdown) and list its sentences with figures.

    No entry quotes them yet: they are what `jiyuan-bot add` is for.

    \b
    Example:
      jiyuan-bot source add article.md --id jiyuan-daily-2027-01-05
    """
    from bot.operators import sources

    text = sources.read_text(file)
    folder = folder_of(context, knowledge)
    for path in sources.add_source(
        folder, source_id, text, title, publisher, day.date(), page.strip()
    ):
        click.echo(f"written: {path}")
    for sentence in sources.with_figures(text):
        click.echo(f"  not yet told: {sentence}")


COMMANDS = (add, edit, source)
