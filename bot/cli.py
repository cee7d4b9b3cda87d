"""The command line: `jiyuan-bot` and its commands. Each command imports what it needs, late."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.dialogue.assistant import Assistant

ENVIRONMENT = "JIYUAN_BOT_"


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


def _knowledge_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--knowledge",
        type=click.Path(path_type=Path),
        envvar=f"{ENVIRONMENT}KNOWLEDGE",
        metavar="DIR",
        help="Folder of the knowledge base.  [default: ./knowledge, else the copy shipped]",
    )(command)


def _folder(knowledge: Path | None) -> Path:
    from bot.knowledge.locate import default_folder

    return knowledge or default_folder()


def _assistant(knowledge: Path | None) -> Assistant:
    from bot.dialogue.assistant import Assistant

    return Assistant.load(_folder(knowledge))


@click.group(cls=_Group, invoke_without_command=True)
@_knowledge_option
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

        chat_on_terminal(_assistant(knowledge))
    else:
        from bot.channels.console.chat import Chat

        chat = Chat(_assistant(knowledge), clock=lambda: datetime.now(UTC))
        for line in sys.stdin:
            click.echo(chat.answer(line.strip()).plain + "\n")
            if chat.ended:
                break


def _shared(context: click.Context, knowledge: Path | None) -> Path | None:
    """`--knowledge` may stand before or after the command's name."""
    return knowledge or context.obj


@cli.command()
@click.argument("question", nargs=-1)
@click.option("--jsonl", is_flag=True, help="JSON Lines in, JSON Lines out.")
@click.option(
    "--explain", is_flag=True, help="Show every candidate and what its score is made of."
)
@_knowledge_option
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
    assistant = _assistant(_shared(context, knowledge))
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
@_knowledge_option
@click.pass_context
def search(context: click.Context, jsonl: bool, limit: int, knowledge: Path | None) -> None:
    r"""Print the bare ranking of entries for each question, without a decision.

    \b
    Example:
      echo 公租房 | jiyuan-bot search --jsonl --limit 3
    """
    if not jsonl:
        raise click.UsageError("search knows one form: give --jsonl and questions on stdin")
    from bot.channels.jsonl import search_lines

    search_lines(_assistant(_shared(context, knowledge)), sys.stdin, click.echo, limit)


@cli.command()
@_knowledge_option
@click.pass_context
def telegram(context: click.Context, knowledge: Path | None) -> None:
    r"""Run the Telegram bot (long polling); needs JIYUAN_BOT_TOKEN.

    \b
    Example:
      JIYUAN_BOT_TOKEN=123:ABC jiyuan-bot telegram
    """
    from bot.settings import Settings

    settings = Settings.load()
    token = settings.require_token()
    assistant = _assistant(_shared(context, knowledge))
    from bot.channels.telegram.run import run

    run(assistant, settings, token)


@cli.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How findings are printed.")  # fmt: skip
@_knowledge_option
@click.pass_context
def check(context: click.Context, form: str, knowledge: Path | None) -> None:
    r"""Validate and lint the knowledge base; exit 1 where there are errors.

    \b
    Example:
      jiyuan-bot check --knowledge knowledge
    """
    from bot.evaluation.checking import check_folder, render

    findings = check_folder(_folder(_shared(context, knowledge)))
    click.echo(render(findings, form))
    if any(finding.severity == "error" for finding in findings):
        context.exit(1)


@cli.command("eval")
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False
)
@click.option("--floor", multiple=True, metavar="NAME=SHARE",
              help="Exit 1 below it (misleading: above it); 0..1.")  # fmt: skip
@click.option("--peers/--no-peers", default=True, show_default=True,
              help="Ask the peers the same questions.")  # fmt: skip
@click.option("--wrong", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the cases that were not right to a file.")  # fmt: skip
@_knowledge_option
@click.pass_context
def evaluate(
    context: click.Context,
    file: Path | None,
    floor: tuple[str, ...],
    peers: bool,
    wrong: Path | None,
    knowledge: Path | None,
) -> None:
    r"""Ask labelled questions; print quality by kind and speed.

    FILE holds JSON Lines; without it the operators' own cases.yaml is asked.

    \b
    Example:
      jiyuan-bot eval tests/questions/dev.jsonl --floor right=0.9
    """
    from bot.evaluation.run import run_evaluation

    report = run_evaluation(_folder(_shared(context, knowledge)), file, floor, peers, wrong)
    click.echo(report.text)
    if report.below:
        click.echo("\n".join(report.below), err=True)
        context.exit(1)


@cli.command()
@click.option("--sample", type=click.IntRange(100), default=3000, show_default=True, metavar="N",
              help="Phrasings to use: half to find values, half to prove them.")  # fmt: skip
@click.option("--write", is_flag=True, help="Write calibration.json into the knowledge base.")
@_knowledge_option
@click.pass_context
def tune(context: click.Context, sample: int, write: bool, knowledge: Path | None) -> None:
    r"""Find the weights and thresholds of the decision; takes some minutes.

    Every phrasing of the knowledge base is asked while it is left out, foreign questions too.

    \b
    Example:
      jiyuan-bot tune --sample 1000 --write
    """
    from bot.evaluation.tuning import tune as find
    from bot.knowledge.calibration import FILE
    from bot.knowledge.loader import load

    folder = _folder(_shared(context, knowledge))
    base = load(folder)
    found = find(base, sample, lambda line: click.echo(line, err=True)).as_json(base.version)
    click.echo(found, nl=False)
    if write:
        (folder / FILE).write_text(found, encoding="utf-8")


@cli.command()
@click.argument("name", required=False)
@click.option("--write", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write all schemas into a folder.")  # fmt: skip
def schema(name: str | None, write: Path | None) -> None:
    r"""Print the JSON Schema of the YAML files, for editors.

    NAME is one of topic, source, bot, language, foreign, cases; without it all are printed.

    \b
    Example:
      jiyuan-bot schema topic
    """
    from bot.knowledge import schema as schemas

    if write is not None:
        for path in schemas.write(write):
            click.echo(path)
        return
    click.echo(schemas.render(name))


def main() -> None:
    """Runs the command line with UTF-8 streams, whatever the locale says."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    if Path(".env").is_file():
        from dotenv import load_dotenv

        load_dotenv(Path(".env"))
    try:
        cli(prog_name="jiyuan-bot")
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
