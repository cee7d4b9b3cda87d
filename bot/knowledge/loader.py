"""Loads a folder of YAML into a knowledge base, and reports all errors of a run together."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import KnowledgeError
from bot.knowledge import assemble
from bot.knowledge.calibration import FILE, read_calibration
from bot.knowledge.explain import explain
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.links import Linker
from bot.knowledge.yaml_language import BotFile, ForeignFile, LanguageFile
from bot.knowledge.yaml_models import CasesFile, SourceFile, TopicFile
from bot.knowledge.yaml_reader import Documents, read_yaml
from bot.progress import unseen

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase
    from bot.progress import Follow

M = TypeVar("M", bound=BaseModel)
Models = dict[str, tuple[bytes, BaseModel]]
"""What was made of files, by their names, each with the digest of its content."""
_MODELS: Models = {}
"""Of the files that this process has loaded: a reload reads only what has changed."""
DEFAULTS = Path(__file__).parent / "defaults"
SINGLE_FILES: dict[str, type[BaseModel]] = {
    "bot": BotFile,
    "language": LanguageFile,
    "foreign": ForeignFile,
    "cases": CasesFile,
}
"""The files at the top of the folder; each may be absent."""
_ID = re.compile(rb"[a-z0-9]+(?:[-_][a-z0-9]+)*")


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


def load(folder: Path, follow: Follow = unseen) -> KnowledgeBase:
    """The knowledge base in a folder.

    Args:
        folder: The folder that holds `entries/`.
        follow: Shows how far it is.

    Raises:
        KnowledgeError: The folder or a file in it has errors; all of them are told.
    """
    loaded = read(folder, follow, _MODELS)
    if loaded.base is None:
        raise KnowledgeError([f for f in loaded.findings if f.severity is Severity.ERROR])
    return loaded.base


def read(folder: Path, follow: Follow = unseen, models: Models | None = None) -> Loaded:
    """Reads a folder without giving up at the first error.

    Args:
        folder: The folder that holds `entries/`.
        follow: Shows how far it is.
        models: What was made of files before: of one that has not changed since it is used again.
            Such a file is none of the documents.
    """
    reader = _FolderReader(folder, models)
    topics: dict[str, TopicFile] = {}
    for path in follow(reader.files("entries"), "reading entries"):
        topic = reader.model(path, TopicFile)
        if topic is not None:
            topics[str(path)] = topic
    if not reader.findings and not any(e.enabled for t in topics.values() for e in t.entries):
        message = "there is no entry: entries/ is missing, or no .yaml file in it holds one"
        cure = "name the folder of the knowledge base with --knowledge DIR"
        reader.findings.append(_bare(str(folder), "no-entries", message, cure))
    sources: dict[str, tuple[SourceFile, str]] = {}
    for path in reader.files("sources"):
        source = reader.model(path, SourceFile)
        text = reader.text(path.with_suffix(".txt"))
        if source is not None:
            sources[str(path)] = (source, text)
    single, own = _single_files(reader, folder)
    problems = list(Linker(topics, sources, single, own, reader.doubtful).problems())
    if problems and models is not None:
        return read(folder, follow)  # where they stand is told by the documents
    reader.findings += [
        reader.documents[p.file].finding(p.path, p.code, p.message, p.cure) for p in problems
    ]
    calibration, wrong = read_calibration(folder / FILE)
    reader.findings += wrong
    base = None
    if not reader.findings:
        base = assemble.assemble(topics, sources, single, calibration, reader.version())
    return Loaded(base, tuple(sorted(reader.findings, key=lambda f: f.place)), reader.documents)


def _single_files(
    reader: _FolderReader, folder: Path
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """The models of each single file, the default first, and the names of the folder's own."""
    single: dict[str, list[Any]] = {}
    own: dict[str, str] = {}
    for stem, shape in SINGLE_FILES.items():
        single[stem] = []
        for path in (DEFAULTS / f"{stem}.yaml", folder / f"{stem}.yaml"):
            model = reader.model(path, shape) if path.is_file() else None
            if model is not None:
                single[stem].append(model)
                if path.parent == folder:
                    own[stem] = str(path)
    return single, own


class _FolderReader:
    """Reads the files of one folder and gathers what is wrong with them.

    Attributes:
        findings: What is wrong.
        documents: The files that could be read, by name.
        doubtful: Words of files with errors that may be ids: what points to one of them is not
            reported, since mending the file may bring the id back.
    """

    def __init__(self, folder: Path, models: Models | None = None) -> None:
        self._folder = folder
        self._models = models
        self._hash = hashlib.sha256()
        self.findings: list[Finding] = []
        self.documents: Documents = {}
        self.doubtful: set[str] = set()

    def files(self, below: str) -> list[Path]:
        folder = self._folder / below
        return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])

    def model(self, path: Path, shape: type[M]) -> M | None:
        name = str(path)
        unchanged = self._unchanged(path, shape)
        if unchanged is not None:
            return unchanged
        document, findings = read_yaml(path, name)
        model = None
        if document is not None:
            self.documents[name] = document
            self._note(path, document.digest)
            try:
                model = shape.model_validate(document.data)
            except ValidationError as error:
                findings += explain(error, document, shape)
        self.findings += findings
        if findings:
            self._doubt(path)
        elif document is not None and model is not None and self._models is not None:
            self._models[name] = (document.digest, model)
        return model

    def _unchanged(self, path: Path, shape: type[M]) -> M | None:
        """What was made of a file before, if it holds the same still."""
        digest, model = (self._models or {}).get(str(path), (b"", None))
        if not isinstance(model, shape):
            return None
        try:
            same = hashlib.sha256(path.read_bytes()).digest() == digest
        except OSError:
            return None  # reading it anew tells why
        if not same:
            return None
        self._note(path, digest)
        return model

    def text(self, path: Path) -> str:
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8-sig")
        except FileNotFoundError:
            message = f"the source's text {path.name} is missing"
            self.findings.append(_bare(str(path), "no-text", message, "put it beside the YAML"))
            return ""
        except OSError as problem:
            message = f"the source's text cannot be read: {problem.strerror}"
            cure = "check that it is a file you may read"
            self.findings.append(_bare(str(path), "unreadable", message, cure))
            return ""
        except UnicodeDecodeError as problem:
            message = f"the source's text is not UTF-8 (byte {problem.start})"
            self.findings.append(_bare(str(path), "encoding", message, "save it as UTF-8"))
            return ""
        self._note(path, hashlib.sha256(raw).digest())
        # Line ends as Python's text files have them, so that quotes over two lines are found.
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _doubt(self, path: Path) -> None:
        self.doubtful.add(path.stem)
        try:
            self.doubtful |= {word.decode() for word in _ID.findall(path.read_bytes())}
        except OSError:
            return  # its own finding tells of it

    def _note(self, path: Path, digest: bytes) -> None:
        """Adds a file to the version: its name below the folder, and what was read of it."""
        name = path.relative_to(self._folder) if path.is_relative_to(self._folder) else path.name
        self._hash.update(os.fsencode(name) + b"\0" + digest)

    def version(self) -> str:
        return self._hash.hexdigest()[:12]


def _bare(file: str, code: str, message: str, cure: str) -> Finding:
    return Finding(file, 1, 1, Severity.ERROR, code, message, cure)
