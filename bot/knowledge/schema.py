"""JSON Schema of the YAML files, for editors, and a page of all their fields, for readers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.knowledge.yaml_language import BotFile, ForeignFile, LanguageFile
from bot.knowledge.yaml_models import CasesFile, SourceFile, TopicFile

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


def fields() -> str:
    """All fields of all files as Markdown tables, out of the same models that check them."""
    rows = ["# Fields of the YAML files", "", "Written by `jiyuan-bot schema --write`."]
    for name in SHAPES:
        schema = _schema(name)
        shapes = {"": schema, **schema.get("$defs", {})}
        rows += ["", f"## {name}", "", schema.get("description", "").split("\n")[0]]
        for title, shape in shapes.items():
            if "properties" not in shape:
                continue
            heading = shape.get("description", "").split("\n")[0]
            rows += ["", f"### {title}", "", heading] if title else []
            rows += ["", "| field | holds | |", "|---|---|---|"]
            needed = shape.get("required", ())
            rows += [
                f"| `{field}` | {_about(holds, shapes)} | {'required' * (field in needed)} |"
                for field, holds in shape["properties"].items()
            ]
    return "\n".join(rows) + "\n"


def _about(holds: dict[str, Any], shapes: dict[str, Any]) -> str:
    """What a field holds: its own words, else the first line on the model that it holds."""
    name = str(holds.get("$ref", "")).rpartition("/")[2]
    said: str = holds.get("description") or shapes.get(name, {}).get("description", "")
    return said.split("\n")[0]


def write(directory: Path) -> list[Path]:
    """Writes all schemas and the page of fields into a folder and names the files."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = [directory / "FIELDS.md"]
    paths[0].write_text(fields(), encoding="utf-8")
    for name in SHAPES:
        path = directory / f"{name}.schema.json"
        path.write_text(render(name) + "\n", encoding="utf-8")
        paths.append(path)
    return paths
