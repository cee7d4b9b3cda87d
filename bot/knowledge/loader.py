"""Loads a folder of YAML into a knowledge base, and reports all errors of a run together."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import KnowledgeError
from bot.knowledge import assemble
from bot.knowledge.calibration import FILE, read_calibration
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.yaml_models import (
    BotFile,
    CasesFile,
    ForeignFile,
    LanguageFile,
    SourceFile,
    TopicFile,
)
from bot.knowledge.yaml_reader import Document, Documents, Misread, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.base import KnowledgeBase

M = TypeVar("M", bound=BaseModel)
DEFAULTS = Path(__file__).parent / "defaults"
SINGLE_FILES: dict[str, type[BaseModel]] = {
    "bot": BotFile,
    "language": LanguageFile,
    "foreign": ForeignFile,
    "cases": CasesFile,
}
"""The files at the top of the folder; each may be absent."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read from a folder.

    Attributes:
        base: The knowledge base; None where there were errors.
        findings: What is wrong, in the order of files and lines.
        documents: The files that could be read, by their name below the folder.
    """

    base: KnowledgeBase | None
    findings: tuple[Finding, ...]
    documents: Documents


def load(folder: Path) -> KnowledgeBase:
    """The knowledge base in a folder.

    Args:
        folder: The folder that holds `entries/`.

    Raises:
        KnowledgeError: The folder or a file in it has errors; all of them are told.
    """
    loaded = read(folder)
    if loaded.base is None:
        raise KnowledgeError([f for f in loaded.findings if f.severity is Severity.ERROR])
    return loaded.base


def read(folder: Path) -> Loaded:
    """Reads a folder without giving up at the first error.

    Args:
        folder: The folder that holds `entries/`.
    """
    reader = _FolderReader(folder)
    topics: dict[str, TopicFile] = {}
    for path in reader.files("entries", "*.yaml", "*.yml"):
        topic = reader.model(path, TopicFile)
        if topic is not None:
            topics[str(path)] = topic
    if not topics and not reader.findings:
        message = "there is no entry: entries/ is missing or holds no .yaml file"
        cure = "name the folder of the knowledge base with --knowledge DIR"
        reader.findings.append(_bare(str(folder), "no-entries", message, cure))
    sources: dict[str, tuple[SourceFile, str]] = {}
    for path in reader.files("sources", "*.yaml", "*.yml"):
        source = reader.model(path, SourceFile)
        text = reader.text(path.with_suffix(".txt"))
        if source is not None:
            sources[str(path)] = (source, text)
    single: dict[str, list[Any]] = {}
    for stem, shape in SINGLE_FILES.items():
        paths = [DEFAULTS / f"{stem}.yaml", folder / f"{stem}.yaml"]
        models = [reader.model(p, shape) for p in paths if p.is_file()]
        single[stem] = [m for m in models if m is not None]
    calibration, wrong = read_calibration(folder / FILE)
    version = reader.version()
    findings = reader.findings + wrong
    base = None
    if not findings:
        base, problems = assemble.assemble(topics, sources, single, calibration, version)
        findings = [
            reader.documents[p.file].finding(p.path, p.code, p.message, p.cure) for p in problems
        ]
        base = None if findings else base
    return Loaded(base, tuple(sorted(findings, key=lambda f: f.place)), reader.documents)


class _FolderReader:
    """Reads the files of one folder and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = hashlib.sha256()
        self.findings: list[Finding] = []
        self.documents: Documents = {}

    def files(self, below: str, *patterns: str) -> list[Path]:
        folder = self._folder / below
        return sorted(path for pattern in patterns for path in folder.glob(pattern))

    def model(self, path: Path, shape: type[M]) -> M | None:
        name = str(path)
        document, findings = read_yaml(path, name)
        self.findings += findings
        if document is None:
            return None
        self.documents[name] = document
        self._note(path)
        try:
            return shape.model_validate(document.data)
        except ValidationError as error:
            self.findings += explain(error, document, shape)
            return None

    def text(self, path: Path) -> str:
        if not path.is_file():
            message = f"the source's text {path.name} is missing"
            self.findings.append(_bare(str(path), "no-text", message, "put it beside the YAML"))
            return ""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (UnicodeDecodeError, OSError) as problem:
            message = f"the source's text cannot be read: {problem}"
            self.findings.append(_bare(str(path), "encoding", message, "save it as UTF-8"))
            return ""
        self._note(path)
        return text

    def _note(self, path: Path) -> None:
        self._hash.update(path.name.encode())
        self._hash.update(path.read_bytes())

    def version(self) -> str:
        return self._hash.hexdigest()[:12]


def explain(error: ValidationError, document: Document, shape: type[BaseModel]) -> list[Finding]:
    """Pydantic's errors as findings with a place and a cure.

    Args:
        error: What pydantic found.
        document: The file that it was found in.
        shape: The model that the file was held against.
    """
    found = []
    for problem in error.errors(include_url=False):
        path = tuple(problem["loc"])
        value, kind = problem.get("input"), problem["type"]
        last = path[-1] if path else ""
        if isinstance(value, Misread) and kind != "extra_forbidden":
            message = f"YAML reads {value.written!r} as {value.meant}, and text is wanted here"
            if value.kind == "null":
                message = f"the field {last!r} has no value"
                found.append(document.finding(path, "no-value", message, "write it or delete it"))
                continue
            cure = f'put it in quotes: "{value.written}"'
            found.append(document.finding(path, "not-text", message, cure))
        elif kind == "extra_forbidden":
            near = difflib.get_close_matches(str(last), _fields(shape, path[:-1]), n=1)
            cure = (
                f"did you mean {near[0]!r}?" if near else "delete it, or move it where it belongs"
            )
            message = f"the field {last!r} is not known here"
            found.append(document.finding(path, "unknown-field", message, cure, key=True))
        elif kind == "missing":
            message = f"the field {last!r} is missing"
            found.append(document.finding(path[:-1], "missing-field", message, f"add {last}: …"))
        elif kind == "string_pattern_mismatch":
            message = f"{value!r} is no id"
            cure = "use lower-case a-z, 0-9 and single hyphens"
            found.append(document.finding(path, "id", message, cure))
        elif kind == "string_too_long":
            message = f"the id {value!r} is longer than 48 bytes"
            found.append(document.finding(path, "id-length", message, "shorten it"))
        else:
            message = f"{_where(path)}: {problem['msg'][0].lower()}{problem['msg'][1:]}"
            cure = _CURES.get(kind, "compare it with the other entries")
            found.append(document.finding(path, kind.replace("_", "-"), message, cure))
    return found


_CURES = {
    "string_type": 'write one text; put it in quotes if it holds ": " or " #"',
    "tuple_type": "write a list: one line an item, each with '- ' before it",
    "string_too_short": "write it, or delete the field",
    "date_type": "write a date as 2024-03-28",
    "date_from_datetime_parsing": "write a date as 2024-03-28",
    "bool_type": "write true or false",
    "model_type": "write fields with indentation below it",
    "dict_type": "write fields with indentation below it",
    "literal_error": "write one of the words named",
}


def _where(path: Iterable[str | int]) -> str:
    return ".".join(str(step) for step in path) or "the file"


def _fields(shape: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The fields allowed at a path of a model."""
    current: Any = shape
    for step in path:
        if isinstance(step, int) or not hasattr(current, "model_fields"):
            continue
        info = current.model_fields.get(str(step))
        if info is None:
            return []
        current = next(iter(_models_in(info.annotation)), None)
    return list(current.model_fields) if hasattr(current, "model_fields") else []


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models_in(part)]


def _bare(file: str, code: str, message: str, cure: str) -> Finding:
    return Finding(file, 1, 1, Severity.ERROR, code, message, cure)
