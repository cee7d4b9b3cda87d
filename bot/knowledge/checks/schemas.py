"""Whether the JSON Schemas beside the YAML files are those of this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge import schema
from bot.knowledge.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def check_schemas(folder: Path) -> Iterator[Finding]:
    """Schemas in `schema/` that differ; a folder without schemas has nothing to check."""
    directory = folder / "schema"
    if not directory.is_dir():
        return
    for name in schema.SHAPES:
        path = directory / f"{name}.schema.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != schema.render(name) + "\n":
            yield Finding(
                str(path), 1, 1, Severity.ERROR, "schema", "the schema is not up to date",
                f"run: jiyuan-bot schema --write {directory}",
            )  # fmt: skip
