"""The command line: `jiyuan-bot` and its commands. Each command imports what it needs, late."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__, cli_editing, cli_journal, cli_operators
from bot.cli_options import folder_of, knowledge_option
from bot.errors import BotError
from bot.progress import shown

if TYPE_CHECKING:
    from bot.dialogue.assistant import Assistant


class _Failure(click.ClickException):
    """A known error: its own text on stderr, its own exit code, no traceback."""

    def __init__(self, error: BotError) -> None:
        super().__init__(str(error))
        self.exit_code = error.exit_code  # type: ignore[misc]  # click declares it as a class's

    def show(self, file: Any = None) -> None:
        click.echo(f"jiyuan-bot: {self.message}", file=file, err=True)


class _Group(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BotError as error:
            raise _Failure(error) from error


def _assistant(folder: Path) -> Assistant:
    from bot.memory import loading

    with loading():
        from bot.dialogue.assistant import Assistant

        return Assistant.load(folder, shown)


def _staying(folder: Path) -> Assistant:
    """An assistant for a process that stays: to work a version out takes four times its memory."""
    from bot.channels.apart import work_out_apart
    from bot.knowledge.cache import Cache

    if not Cache(folder).holds():
        work_out_apart(folder, is_shown=True)
    return _assistant(folder)


@click.group(cls=_Group, invoke_without_command=True)
@knowledge_option
@click.version_option(__version__, prog_name="jiyuan-bot")
@click.pass_context
def cli(context: click.Context, knowledge: Path | None) -> None:
    r"""Answers questions about local policy in Jiyuan (济源) from a curated knowledge base.

    Without a command: a chat on a terminal; where stdin is no terminal, an answer to each line.

    \b
    Example:
      jiyuan-bot ask 公租房在哪
    """
    context.obj = knowledge
    if context.invoked_subcommand is not None:
        return
    if sys.stdin.isatty():
        from bot.channels.console.terminal import chat_on_terminal

        folder = folder_of(context, knowledge)
        chat_on_terminal(partial(_staying, folder), folder)
    else:
        from bot.channels.console.chat import Chat, ready

        assistant = ready(partial(_staying, folder_of(context, knowledge)))
        chat = Chat(assistant, clock=lambda: datetime.now(UTC))
        for line in sys.stdin:
            click.echo(chat.answer(line.strip()).plain + "\n")
            if chat.ended:
                break


@cli.command()
@click.argument("question", nargs=-1)
@click.option("--jsonl", is_flag=True, help="JSON Lines in, JSON Lines out.")
@click.option(
    "--explain", is_flag=True, help="Show every candidate and what its score is made of."
)
@knowledge_option
@click.pass_context
def ask(
    context: click.Context,
    question: tuple[str, ...],
    jsonl: bool,
    explain: bool,
    knowledge: Path | None,
) -> None:
    r"""Answer one question, or JSON Lines of them.

    \b
    Example:
      jiyuan-bot ask 周三那个会是干啥的
      jiyuan-bot ask --jsonl < questions.jsonl
    """
    if jsonl and (question or explain):
        raise click.UsageError("--jsonl reads the questions from standard input: give no others")
    if not jsonl and not question:
        raise click.UsageError("give a question: jiyuan-bot ask 公租房在哪")
    assistant = _assistant(folder_of(context, knowledge))
    if jsonl:
        from bot.channels.jsonl import answer_lines

        answer_lines(assistant, sys.stdin, click.echo)
        return
    text = " ".join(question)
    click.echo(assistant.ask(text, now=datetime.now(UTC)).text)
    if explain:
        from bot.channels.console.explanation import explain as explanation

        click.echo(explanation(assistant, text))


@cli.command()
@click.option("--jsonl", is_flag=True, help="JSON Lines in, JSON Lines out (the only form).")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, metavar="N",
              help="Entries a question.")  # fmt: skip
@knowledge_option
@click.pass_context
def search(context: click.Context, jsonl: bool, limit: int, knowledge: Path | None) -> None:
    r"""Print the bare ranking for each question, no decision.

    \b
    Example:
      echo 公租房 | jiyuan-bot search --jsonl --limit 3
    """
    if not jsonl:
        raise click.UsageError("search knows one form: give --jsonl and questions on stdin")
    from bot.channels.jsonl import search_lines

    search_lines(_assistant(folder_of(context, knowledge)), sys.stdin, click.echo, limit)


@cli.command()
@knowledge_option
@click.pass_context
def telegram(context: click.Context, knowledge: Path | None) -> None:
    r"""Run the Telegram bot; needs JIYUAN_BOT_TOKEN.

    Long polling, or a webhook where JIYUAN_BOT_WEBHOOK_URL is set.

    \b
    Example:
      JIYUAN_BOT_TOKEN=123:ABC jiyuan-bot telegram
    """
    from bot.settings import Settings

    settings = Settings.load()
    token = settings.require_token()
    if settings.webhook_url:
        settings.require_secret()
    folder = folder_of(context, knowledge)
    from bot.channels.telegram.run import run

    run(partial(_staying, folder), folder, settings, token)


def _keep_examples(command: click.Command) -> None:
    r"""Makes of each written `\b` the sign by which click leaves a paragraph's lines alone."""
    command.help = (command.help or "").replace("\\b\n", "\b\n")
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _keep_examples(below)


for _command in (*cli_operators.COMMANDS, *cli_editing.COMMANDS, *cli_journal.COMMANDS):
    cli.add_command(_command)
_keep_examples(cli)


def main() -> None:
    """Runs the command line with UTF-8 streams, whatever the locale says."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    if Path(".env").is_file():
        from dotenv import load_dotenv

        try:
            load_dotenv(Path(".env"), encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            click.echo("error: .env cannot be read: save it as text in UTF-8", err=True)
            sys.exit(2)
    try:
        cli(prog_name="jiyuan-bot")
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
