"""What is wrong with a file that is no YAML, in words that an operator can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.findings import Finding, Severity

if TYPE_CHECKING:
    import yaml

WIDE_COLON = "a full-width colon stands where YAML needs ':'"
WIDE_COLON_CURE = "write an ordinary colon and a space after the key"

# libyaml's words, what they mean to somebody who edits texts, and the cure.
_WORDS = (
    ("control characters", "character", "an invisible character stands here", "delete it"),
    ("special characters", "character", "an invisible character stands here", "delete it"),
    ("mapping values are not allowed", "syntax", "a second colon stands in this line",
     "put the text in quotes: it holds a colon followed by a space"),
    ("another document", "syntax", "the file holds a second document", "delete the line '---'"),
    ("cannot start any token", "syntax", "a text begins with a sign that YAML keeps for itself",
     "put the text in quotes"),
    ("undefined alias", "syntax", "a text begins with *, which YAML keeps for itself",
     "put the text in quotes"),
    ("'-' indicator", "syntax", "this line does not stand below the lines that it belongs to",
     "compare the indentation with the lines around"),
    ("expected ',' or", "syntax", "a bracket is not closed, or a comma is missing",
     "close the bracket, or put a comma between the items"),
    ("expected node content", "syntax", "a value is missing or a bracket is not closed",
     "write the value, or close the bracket"),
)  # fmt: skip


def explain_syntax(error: yaml.YAMLError, name: str, lines: tuple[str, ...]) -> Finding:
    """A parser's error as a finding.

    Args:
        error: What the parser raised.
        name: What to call the file.
        lines: The lines of the file.
    """
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    code, message, cure = "syntax", problem, "compare the indentation with the lines around"
    for words, *meaning in _WORDS:
        if words in problem:
            code, message, cure = meaning
            break
    context = getattr(error, "context", None) or ""
    if "quoted scalar" in context and "end of stream" in problem:
        # The parser notices at the end of the file; the operator has to look where it begins.
        mark = getattr(error, "context_mark", None) or mark
        message, cure = "a text in quotes is not closed", "write the closing quote mark"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    for number in range(max(0, line - 3), min(len(lines), line)):
        wide = wide_colon(lines[number])
        if wide is not None:
            line, column, code = number + 1, wide + 1, "wide-colon"
            message, cure = WIDE_COLON, WIDE_COLON_CURE
    quoted = lines[line - 1] if line <= len(lines) else ""
    indent = quoted[: len(quoted) - len(quoted.lstrip())]
    if "\t" in indent or "'\\t'" in problem:
        code, column = "tab", quoted.find("\t") + 1 or column
        message, cure = "a tab is used for indentation", "indent with spaces"
    elif '" ' in quoted and "expected key" in problem:
        message = "text goes on after the closing quote mark"
        cure = "put the whole text in single quotes"
    return Finding(name, line, column, Severity.ERROR, code, message, cure, quoted)


def wide_colon(line: str) -> int | None:
    """Where (from 0) a full-width colon stands after what looks like a key, if it does."""
    head, colon, _ = line.partition("：")
    key = head.strip().removeprefix("- ").strip()
    return len(head) if colon and key.isascii() and key.replace("_", "").isalnum() else None
