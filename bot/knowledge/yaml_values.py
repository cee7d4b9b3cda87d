"""Makes plain data of YAML's nodes and finds what YAML would silently read as something else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.findings import Finding, Severity
from bot.knowledge.yaml_syntax import WIDE_SPACE, WIDE_SPACE_CURE, wide_space

if TYPE_CHECKING:
    from yaml.nodes import Node

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


class Converter:
    """Makes plain data of nodes and notes what YAML would hide."""

    def __init__(self, name: str, lines: tuple[str, ...]) -> None:
        self._name = name
        self._lines = lines
        self._seen: set[int] = set()
        self.findings: list[Finding] = []

    def convert(self, node: Node, depth: int) -> Any:
        """The plain data of a node that stands `depth` levels below the root."""
        if depth > MAX_DEPTH:
            mark = node.start_mark
            self.findings.append(too_deep(self._name, mark.line + 1, mark.column + 1))
            return None
        if id(node) in self._seen:
            self._report(node, "alias", "an alias (*name) repeats another part of the file",
                         "write the part out")  # fmt: skip
            return "*" if isinstance(node, yaml.ScalarNode) else None
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
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
            if wide_space(key):
                self._report(key_node, "wide-space", WIDE_SPACE, WIDE_SPACE_CURE)
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
            if node.style is None and node.end_mark.line > node.start_mark.line:
                self._continued(node)
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

    def _continued(self, node: yaml.ScalarNode) -> None:
        """A text over several lines may have swallowed what looks like a field or an item."""
        for number in range(node.start_mark.line + 1, node.end_mark.line + 1):
            line = self._lines[number] if number < len(self._lines) else ""
            if wide_space(line) and line.lstrip().startswith("- "):
                self.findings.append(
                    Finding(self._name, number + 1, 1, Severity.ERROR, "wide-space", WIDE_SPACE,
                            WIDE_SPACE_CURE, line)
                )  # fmt: skip
                return

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


def too_deep(name: str, line: int, column: int) -> Finding:
    """The finding for lists and mappings that are nested deeper than the formats need."""
    message = f"lists and mappings are nested more than {MAX_DEPTH} deep"
    return Finding(name, line, column, Severity.ERROR, "too-deep", message, "nest them less")
