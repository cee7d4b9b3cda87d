"""Says what a YAML syntax error is, in words that an operator gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    import yaml


def explain_syntax(error: yaml.YAMLError, name: str, lines: Sequence[str]) -> Finding:
    """The finding for what libyaml stumbled over.

    Args:
        error: What libyaml says.
        name: The file's name in findings.
        lines: The file's lines.
    """
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    code, message, cure = "syntax", str(problem), "compare the indentation with the lines around"
    for number in range(max(0, line - 3), min(len(lines), line)):
        wide = _wide_colon(lines[number])
        if wide is not None:
            line, column, code = number + 1, wide + 1, "wide-colon"
            message = "a full-width colon stands where YAML needs ':'"
            cure = "write an ordinary colon and a space after the key"
    quoted = lines[line - 1] if line <= len(lines) else ""
    indent = quoted[: len(quoted) - len(quoted.lstrip())]
    if "\t" in indent or "'\\t'" in message:
        code, column = "tab", quoted.find("\t") + 1 or column
        message, cure = "a tab is used for indentation", "indent with spaces"
    elif "control characters" in message or "special characters" in message:
        code, cure = "character", "delete the invisible character"
    elif "mapping values are not allowed" in message:
        cure = "put the text in quotes: it holds a colon followed by a space"
    elif "expected a single document" in message:
        cure = "delete the line '---'"
    return Finding(name, line, column, Severity.ERROR, code, message, cure, quoted)


def _wide_colon(line: str) -> int | None:
    """Where a full-width colon stands after what looks like a key."""
    head, colon, _ = line.partition("：")
    key = head.strip().removeprefix("- ").strip()
    return len(head) if colon and key.isascii() and key.replace("_", "").isalnum() else None
