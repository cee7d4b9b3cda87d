"""The commands for those who keep the knowledge base: check, eval, tune, schema."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli_options import folder_of, knowledge_option
from bot.progress import busy, shown, with_progress


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="How findings are printed.")  # fmt: skip
@click.option("--against", metavar="REF|DIR",
              help="Tell which questions end differently than with another version.")  # fmt: skip
@knowledge_option
@click.pass_context
def check(context: click.Context, form: str, against: str | None, knowledge: Path | None) -> None:
    r"""Check the knowledge base; exit 1 on errors.

    \b
    Example:
      jiyuan-bot check --knowledge knowledge
      jiyuan-bot check --against HEAD
    """
    from bot.evaluation.checking import check_folder, render

    folder = folder_of(context, knowledge)
    with busy("checking"):
        findings = check_folder(folder)
    click.echo(render(findings, form))
    if any(finding.severity == "error" for finding in findings):
        context.exit(1)
    if against is not None:
        _tell_changes(folder, against, form == "json")


def _tell_changes(folder: Path, reference: str, aside: bool) -> None:
    from bot.evaluation import comparing
    from bot.knowledge.loader import load

    with comparing.other_version(folder, reference) as other:
        before, after = load(other, shown), load(folder, shown)
    changes = comparing.compare(before, after, with_progress("asking both versions"))
    # Beside JSON the changes go where they do not spoil it.
    click.echo(comparing.render(changes, reference), err=aside)


@click.command("eval")
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False
)
@click.option("--floor", multiple=True, metavar="NAME=SHARE",
              help="Exit 1 below it (misleading: above it); 0..1.")  # fmt: skip
@click.option("--peers/--no-peers", default=True, show_default=True,
              help="Ask the peers the same questions.")  # fmt: skip
@click.option("--wrong", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the cases that were not right to a file.")  # fmt: skip
@knowledge_option
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

    folder = folder_of(context, knowledge)
    report = run_evaluation(folder, file, floor, peers, wrong, with_progress("asking"))
    click.echo(report.text)
    if report.below:
        click.echo("\n".join(report.below), err=True)
        context.exit(1)


@click.command()
@click.option("--sample", type=click.IntRange(100), default=3000, show_default=True, metavar="N",
              help="Phrasings to use: half to find values, half to prove them.")  # fmt: skip
@click.option("--write", is_flag=True, help="Write calibration.json into the knowledge base.")
@knowledge_option
@click.pass_context
def tune(context: click.Context, sample: int, write: bool, knowledge: Path | None) -> None:
    r"""Find the weights and thresholds of the decision.

    Phrasings of the knowledge base are asked while each is left out, foreign questions too; it
    takes some minutes.

    \b
    Example:
      jiyuan-bot tune --sample 1000 --write
    """
    from bot.evaluation.tuning import tune as find
    from bot.knowledge.calibration import FILE
    from bot.knowledge.loader import load

    folder = folder_of(context, knowledge)
    base = load(folder, shown)
    tuned = find(
        base, sample, lambda line: click.echo(line, err=True), progress=with_progress("trying")
    )
    found = tuned.as_json(base.version)
    click.echo(found, nl=False)
    if write:
        (folder / FILE).write_text(found, encoding="utf-8")


@click.command()
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


COMMANDS = (check, evaluate, tune, schema)
