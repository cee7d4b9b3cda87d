"""The commands that change the knowledge base: add, edit, source add."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_options import folder_of, knowledge_option

if TYPE_CHECKING:
    from datetime import datetime

DAY = click.DateTime(["%Y-%m-%d"])


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
    r"""Guide through a change of an entry, given by its id.

    \b
    Example:
      jiyuan-bot edit parks-count
    """
    from bot.operators.editing import guide_edit

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
@click.option("--id", "source_id", help="The source's id.")
@click.option("--title", help="Its headline.")
@click.option("--publisher", help="Who published it.")
@click.option("--date", "day", type=DAY, help="When it was published.")
@click.option("--page", help="Page or section.")
@knowledge_option
@click.pass_context
def add_source(
    context: click.Context,
    file: Path,
    source_id: str | None,
    title: str | None,
    publisher: str | None,
    day: datetime | None,
    page: str | None,
    knowledge: Path | None,
) -> None:
    r"""Take in an article (text or Markdown) and list its sentences with figures.

    Title, date and author are taken from Markdown's front matter; what is missing is asked for.
    No entry quotes the sentences yet: they are what `jiyuan-bot add` is for.

    \b
    Example:
      jiyuan-bot source add article.md --id jiyuan-daily-2027-01-05
    """
    from bot.operators import prompts, sources

    article = sources.read_article(file)
    folder = folder_of(context, knowledge)
    taken = {path.stem for path in (folder / "sources").glob("*.*")}
    source_id = source_id or prompts.ask("id (lower-case ASCII)", prompts.new_id(taken))
    title = title or _told("title", article.title) or click.prompt(
        "title", default=article.heading or None
    )  # fmt: skip
    publisher = publisher or _told("publisher", article.publisher) or click.prompt("publisher")
    published = day.date() if day is not None else article.day
    if published is None:
        published = click.prompt("date (YYYY-MM-DD)", type=DAY).date()
    elif day is None:
        _told("date", str(published))
    if page is None:
        page = click.prompt("page (may be empty)", default="")
    for path in sources.add_source(
        folder, source_id, article.text, title, publisher, published, page.strip()
    ):
        click.echo(f"written: {path}")
    for sentence in sources.with_figures(article.text):
        click.echo(f"  not yet told: {sentence}")


def _told(name: str, value: str) -> str:
    """What an article tells of itself, shown: it may have to be corrected."""
    if value:
        click.echo(f"{name}: {value}")
    return value


COMMANDS = (add, edit, source)
