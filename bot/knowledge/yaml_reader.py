"""Reads a YAML file into plain data and keeps where everything stands.

Operators write these files in any editor. What YAML would silently read as something else
(12:30, 0571, yes, a repeated key) is an error here, with its line, its column and the cure.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.findings import Finding, Severity
from bot.knowledge.yaml_syntax import explain_syntax

if TYPE_CHECKING:
    from pathlib import Path

    from yaml.nodes import Node

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read: about 1,000,000 variants."""
MAX_DEPTH = 32
"""Deepest nesting; the formats need 6."""

_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
_MEANT = {
    "int": "a number",
    "float": "a number",
    "bool": "yes or no",
    "null": "nothing",
    "timestamp": "a date",
}


@dataclass(frozen=True, slots=True)
class Misread:
    """A plain scalar that YAML reads as something other than text."""

    written: str
    kind: str

    @property
    def meant(self) -> str:
        """As what YAML reads it, in words."""
        return _MEANT[self.kind]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that could be read.

    Attributes:
        file: The file's name in findings.
        data: Mappings as dicts, sequences as tuples, texts as str, dates as date, truth values as
            bool; any other plain scalar as `Misread`.
        lines: The lines of the file.
        root: The tree of nodes, for looking places up.
    """

    file: str
    data: Any
    lines: tuple[str, ...]
    root: Node

    def place(self, path: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of what stands at a path.

        Args:
            path: Keys and positions from the root; what does not exist is cut off.
            key: Whether the key of the last step is meant rather than its value.
        """
        node = self.root
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
        quoted = self.lines[line - 1] if line <= len(self.lines) else ""
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
    text, findings = _read_text(path, name)
    if text is None:
        return None, findings
    lines = tuple(text.splitlines())
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return None, [*findings, explain_syntax(error, name, lines)]
    except RecursionError:
        return None, [*findings, _too_deep(name, 1, 1)]
    if root is None:
        message = "the file is empty"
        cure = "write its content, or delete the file"
        return None, [
            *findings,
            Finding(name, 1, 1, Severity.ERROR, "empty", message, cure, lines[0] if lines else ""),
        ]
    converter = _Converter(name, lines)
    data = converter.convert(root, 0)
    return Document(name, data, lines, root), findings + converter.findings


def _read_text(path: Path, name: str) -> tuple[str | None, list[Finding]]:
    def error(line: int, column: int, code: str, message: str, cure: str) -> Finding:
        return Finding(name, line, column, Severity.ERROR, code, message, cure)

    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read"
            return None, [error(1, 1, "too-large", message, "split it into several files")]
        raw = path.read_bytes()
    except OSError as problem:
        message = f"the file cannot be read: {problem.strerror}"
        return None, [error(1, 1, "unreadable", message, "check that it is a file you may read")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = raw[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"the file is not UTF-8 (byte {problem.start})"
        return None, [error(line, column, "encoding", message, "save it with the encoding UTF-8")]
    if text.startswith("\ufeff"):
        message = "the file begins with a byte order mark"
        found = [error(1, 1, "bom", message, "save it as UTF-8 without BOM")]
        return text[1:], found
    return text, []


class _Converter:
    """Makes plain data of nodes and notes what YAML would hide."""

    def __init__(self, name: str, lines: tuple[str, ...]) -> None:
        self._name = name
        self._lines = lines
        self._seen: set[int] = set()
        self.findings: list[Finding] = []

    def convert(self, node: Node, depth: int) -> Any:
        if depth > MAX_DEPTH:
            mark = node.start_mark
            self.findings.append(_too_deep(self._name, mark.line + 1, mark.column + 1))
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._seen:
            self._report(node, "alias", "an alias (*name) repeats another part of the file",
                         "write the part out")  # fmt: skip
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.convert(item, depth + 1) for item in node.value)
        return self._mapping(node, depth)

    def _mapping(self, node: Node, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self._report(key_node, "key", "a list or mapping is used as a key",
                             "a key is a single word")  # fmt: skip
                continue
            if key in found:
                self._report(key_node, "duplicate-key", f"the key {key!r} stands here twice",
                             "keep one of the two")  # fmt: skip
                continue
            found[key] = self.convert(value_node, depth + 1)
        return found

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.rpartition(":")[2]
        if kind == "str":
            return node.value
        if kind == "bool" and node.value.lower() in _TRUE | _FALSE:
            # Only true and false count as truth values where one is wanted; yes is a trap.
            if node.value.lower() in ("true", "false"):
                return node.value.lower() == "true"
            return Misread(node.value, kind)
        if kind == "timestamp":
            try:
                return datetime.date.fromisoformat(node.value)
            except ValueError:
                return Misread(node.value, kind)
        if kind in _MEANT:
            return Misread(node.value, kind)
        self._report(node, "tag", f"the tag {node.tag!r} is not used here", "delete the tag")
        return node.value

    def _report(self, node: Node, code: str, message: str, cure: str) -> None:
        mark = node.start_mark
        quoted = self._lines[mark.line] if mark.line < len(self._lines) else ""
        self.findings.append(
            Finding(
                self._name,
                mark.line + 1,
                mark.column + 1,
                Severity.ERROR,
                code,
                message,
                cure,
                quoted,
            )
        )


def _too_deep(name: str, line: int, column: int) -> Finding:
    message = f"lists and mappings are nested more than {MAX_DEPTH} deep"
    return Finding(name, line, column, Severity.ERROR, "too-deep", message, "nest them less")
