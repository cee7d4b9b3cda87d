"""Writes a change of the YAML once it has passed the checks and a person has accepted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.operators.gate import try_out
from bot.progress import with_progress

if TYPE_CHECKING:
    from pathlib import Path

    from bot.operators.yaml_editing import Editor


def write_if_accepted(folder: Path, editor: Editor) -> bool:
    """Tries a change out, tells what it would do, and writes it.

    With errors nothing is written. Where other questions would end differently, or there are new
    warnings, the operator is asked.

    Args:
        folder: The knowledge base.
        editor: The change.

    Returns:
        Whether it was written.
    """
    verdict = try_out(folder, editor.texts(), with_progress("asking what was asked before"))
    for finding in (*verdict.errors, *verdict.warnings):
        click.echo(f"{finding.file}: {finding.severity}: {finding.code}: {finding.message}")
    if verdict.errors:
        click.echo("not written: mend this first")
        return False
    for change in verdict.changes:
        click.echo(f"ends differently: {change}")
    if (verdict.changes or verdict.warnings) and not click.confirm("write it all the same?"):
        click.echo("not written")
        return False
    for path in editor.save():
        click.echo(f"written: {path}")
    return True
