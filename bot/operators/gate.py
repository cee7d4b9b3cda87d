"""What a change of the YAML would do, found out on a copy before anything is written."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation.checking import check_folder
from bot.evaluation.comparing import Change, compare
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.loader import load, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.evaluation.comparing import Question

FOLDERS = ("entries", "sources", "schema")
"""Folders of a knowledge base; what else lies beside its files is none of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change would do.

    Attributes:
        errors: Errors that it would bring; with any it must not be written. Where the knowledge
            base could not be used even so, all its errors.
        warnings: Warnings that were not there before.
        changes: Questions that would end differently.
    """

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    changes: tuple[Change, ...]


def try_out(
    folder: Path,
    texts: Mapping[Path, str],
    progress: Callable[[Sequence[Question]], Iterable[Question]] = lambda questions: questions,
) -> Verdict:
    """Tries a change out on a copy of the knowledge base.

    Args:
        folder: The knowledge base.
        texts: What files would hold.
        progress: Shows how far it is.
    """
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "knowledge"
        _copy(folder, copy)
        # The copy is checked both times: its findings name the same files.
        known = {_gist(finding) for finding in check_folder(copy)}
        usable = read(copy).base
        for path, text in texts.items():
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        after = check_folder(copy)
        fresh = [finding for finding in after if _gist(finding) not in known]
        errors = [f for f in fresh if f.severity is Severity.ERROR]
        base = read(copy).base
        if base is None and not errors:
            errors = [f for f in after if f.severity is Severity.ERROR]
        warnings = [f for f in fresh if f.severity is not Severity.ERROR]
        changes: list[Change] = []
        if base is not None and usable is not None and not errors:
            changes = compare(load(folder), base, progress)
        return Verdict(
            tuple(_at_home(f, copy, folder) for f in errors),
            tuple(_at_home(f, copy, folder) for f in warnings),
            tuple(changes),
        )


def _copy(folder: Path, copy: Path) -> None:
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            shutil.copy(path, copy / path.name)
        elif path.name in FOLDERS and path.is_dir():
            shutil.copytree(path, copy / path.name)


def _gist(finding: Finding) -> tuple[str, str, str]:
    """A finding without its line: adding a line moves all below it."""
    return finding.code, finding.message, finding.file


def _at_home(finding: Finding, copy: Path, folder: Path) -> Finding:
    """A finding on the copy as one on the knowledge base itself, whose files a person opens."""
    file, message, cure = (
        text.replace(str(copy), str(folder))
        for text in (finding.file, finding.message, finding.cure)
    )
    return replace(finding, file=str(Path(file)), message=message, cure=cure)
