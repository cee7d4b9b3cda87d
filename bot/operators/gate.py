"""What a change of the YAML would do, found out on a copy before anything is written."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation.checking import check_folder
from bot.evaluation.comparing import Change, compare
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.loader import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.evaluation.comparing import Question


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change would do.

    Attributes:
        errors: Errors that it would bring; with any it must not be written.
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
        shutil.copytree(folder, copy)
        known = {_gist(finding, folder) for finding in check_folder(folder)}
        for path, text in texts.items():
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        fresh = [f for f in check_folder(copy) if _gist(f, copy) not in known]
        errors = tuple(f for f in fresh if f.severity is Severity.ERROR)
        warnings = tuple(f for f in fresh if f.severity is not Severity.ERROR)
        changes = () if errors else tuple(compare(load(folder), load(copy), progress))
    return Verdict(errors, warnings, changes)


def _gist(finding: Finding, folder: Path) -> tuple[str, str, str]:
    """A finding without its line: adding a line moves all below it."""
    return finding.code, finding.message, str(finding.file).replace(str(folder), "")
