"""JSON Schema of the YAML files, for completion and checks in editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.knowledge.yaml_models import (
    BotFile,
    CasesFile,
    ForeignFile,
    LanguageFile,
    SourceFile,
    TopicFile,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

SHAPES: dict[str, type[BaseModel]] = {
    "topic": TopicFile,
    "source": SourceFile,
    "bot": BotFile,
    "language": LanguageFile,
    "foreign": ForeignFile,
    "cases": CasesFile,
}
"""The kinds of files by the name of their schema."""


def _schema(name: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SHAPES[name].model_json_schema(),
    }


def render(name: str | None) -> str:
    """A schema as JSON text, or all of them in one object where no name is given.

    Raises:
        UsageError: There is no schema of that name.
    """
    if name is not None and name not in SHAPES:
        raise UsageError(f"there is no schema {name!r}; there are {', '.join(SHAPES)}")
    data = _schema(name) if name is not None else {each: _schema(each) for each in SHAPES}
    return json.dumps(data, ensure_ascii=False, indent=2)


def write(directory: Path) -> list[Path]:
    """Writes all schemas into a folder and names the files."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in SHAPES:
        path = directory / f"{name}.schema.json"
        path.write_text(render(name) + "\n", encoding="utf-8")
        paths.append(path)
    return paths
