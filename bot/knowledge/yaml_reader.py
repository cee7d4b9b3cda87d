"""Reads a YAML file into plain data and keeps where everything stands.

Operators write these files in any editor. What YAML would silently read as something else
(12:30, 0571, yes, a repeated key) is an error here, with its line, its column and the cure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.findings import Finding, Severity
from bot.knowledge.yaml_syntax import conflicts, explain_syntax
from bot.knowledge.yaml_values import MAX_DEPTH, Converter, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml.nodes import Node

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read: about 1,000,000 variants."""
SUSPECT = 4000
"""Brackets and columns from which nesting is counted before the tree is built: libyaml's composer
calls itself once a level, and about 30,000 levels end the process without an exception."""
_LIBYAML_TOO_DEEP = "maximum nesting depth"
"""What libyaml says from 0.2.6 on, whose scanner gives up at 1,000 levels."""


@dataclass(slots=True)
class Document:
    """A YAML file that could be read.

    The tree of its nodes, which tells places, takes ten times the room of the data: it is made
    once more where there is something to be found in it.

    Attributes:
        file: The file's name in findings.
        data: Mappings as dicts, sequences as tuples, texts as str, dates as date, truth values as
            bool; any other plain scalar as `Misread`.
        text: The file's text.
        digest: A hash of the very bytes that were read.
    """

    file: str
    data: Any
    text: str
    digest: bytes
    _root: Node | None = field(default=None, init=False, repr=False)
    _lines: list[str] = field(default_factory=list, init=False, repr=False)

    def place(self, path: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of what stands at a path.

        Args:
            path: Keys and positions from the root; what does not exist is cut off.
            key: Whether the key of the last step is meant rather than its value.
        """
        if self._root is None:
            self._root = yaml.compose(self.text, Loader=_Loader)
        node: Any = self._root
        mark = node.start_mark
        for number, step in enumerate(path):
            last = number == len(path) - 1
            if isinstance(node, yaml.MappingNode):
                pair = next((p for p in node.value if p[0].value == step), None)
                if pair is None:
                    break
                mark = pair[0].start_mark if key and last else pair[1].start_mark
                node = pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                if step >= len(node.value):
                    break
                node = node.value[step]
                mark = node.start_mark
            else:
                break
        return mark.line + 1, mark.column + 1

    def finding(
        self,
        path: tuple[str | int, ...],
        code: str,
        message: str,
        cure: str = "",
        severity: Severity = Severity.ERROR,
        *,
        key: bool = False,
    ) -> Finding:
        """A finding about what stands at a path."""
        line, column = self.place(path, key=key)
        self._lines = self._lines or self.text.splitlines()
        quoted = self._lines[line - 1] if line <= len(self._lines) else ""
        return Finding(self.file, line, column, severity, code, message, cure, quoted)


Documents = dict[str, Document]
"""Files that could be read, by name."""


def read_yaml(path: Path, name: str) -> tuple[Document | None, list[Finding]]:
    """Reads one file.

    Args:
        path: The file.
        name: What to call it in findings.

    Returns:
        The document, or None where nothing could be made of it, and the findings. A document
        that comes with findings must not be used.
    """
    text, digest, findings = _read_text(path, name)
    if text is None:
        return None, findings
    lines = tuple(text.splitlines())
    left = tuple(conflicts(name, lines))
    if left:  # whatever else is wrong comes of them
        return None, [*findings, *left]
    try:
        deep = _deep_place(text, lines)
        if deep is not None:
            return None, [*findings, too_deep(name, *deep)]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        if _LIBYAML_TOO_DEEP in str(getattr(error, "problem", "")):
            mark = error.problem_mark  # type: ignore[attr-defined]
            return None, [*findings, too_deep(name, mark.line + 1, mark.column + 1)]
        return None, [*findings, explain_syntax(error, name, lines)]
    except RecursionError:  # the loader without libyaml
        return None, [*findings, too_deep(name, 1, 1)]
    if root is None:
        message = "the file is empty"
        cure = "write its content, or delete the file"
        return None, [
            *findings,
            Finding(name, 1, 1, Severity.ERROR, "empty", message, cure, lines[0] if lines else ""),
        ]
    converter = Converter(name, lines)
    data = converter.convert(root, 0)
    return Document(name, data, text, digest), findings + converter.findings


def events(text: str) -> Iterator[yaml.Event]:
    """The pieces of a text that can be read, in order, each with its place.

    Args:
        text: A document's.
    """
    yield from yaml.parse(text, Loader=_Loader)


def _deep_place(text: str, lines: tuple[str, ...]) -> tuple[int, int] | None:
    """Where (from 1) nesting goes below MAX_DEPTH; None where there is no need to look.

    Every level takes a bracket, or a column for at most two levels.
    """
    if text.count("[") + text.count("{") + 2 * max(map(len, lines), default=0) < SUSPECT:
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                return (mark.line + 1, mark.column + 1) if mark else (1, 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _read_text(path: Path, name: str) -> tuple[str | None, bytes, list[Finding]]:
    def error(line: int, column: int, code: str, message: str, cure: str) -> Finding:
        return Finding(name, line, column, Severity.ERROR, code, message, cure)

    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read"
            return None, b"", [error(1, 1, "too-large", message, "split it into several files")]
        raw = path.read_bytes()
    except OSError as problem:
        message = f"the file cannot be read: {problem.strerror}"
        return (
            None,
            b"",
            [error(1, 1, "unreadable", message, "check that it is a file you may read")],
        )
    digest = hashlib.sha256(raw).digest()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"the file is not UTF-8 (byte {problem.start})"
        return (
            None,
            b"",
            [error(line, column, "encoding", message, "save it with the encoding UTF-8")],
        )
    if text.startswith("\ufeff"):
        message = "the file begins with a byte order mark"
        found = [error(1, 1, "bom", message, "save it as UTF-8 without BOM")]
        return text[1:], digest, found
    return text, digest, []
