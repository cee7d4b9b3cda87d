"""What is wrong with a file that is no YAML, in words that an operator can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.knowledge.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

WIDE_COLON = "a full-width colon stands where YAML needs ':'"
WIDE_COLON_CURE = "write an ordinary colon and a space after the key"
NO_SPACE = "no space stands after the colon of a key"
NO_SPACE_CURE = "write a space after the colon"
WIDE_SPACE = "a full-width or other special space is used for indentation"
WIDE_SPACE_CURE = "indent with ordinary spaces"
OWN_SIGN = "a text begins with {}, which YAML keeps for itself"
OWN_SIGN_CURE = "put the whole text in quotes"
_WIDE_SPACES = "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f"
_NO_SPACE = re.compile(r"\s*(?:- +)?(?P<key>[A-Za-z_][\w-]*):(?=[^\s/:])", re.ASCII)
"""A key and its value without the space; an address (https://…) is none."""
_OWN_SIGN = re.compile(
    r"""[ ]*(?:- +)*+(?:[A-Za-z_][\w-]*:[ ]+)?(?P<sign>[][*&!|>%@`{},?]|-[ ])""", re.ASCII
)
"""A line whose value begins with a sign that starts something else than a text."""
_PART = re.compile(r"\s*(?:-[ ]|[A-Za-z_][A-Za-z0-9_-]*:)")
"""What looks like an item or a field, whatever it is indented with."""
_AFTER_QUOTE = re.compile(r"""\s*(?:- +)?(?:[\w-]+: +)?(?:"[^"]*"|'[^']*')\s*\S""")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")

# libyaml's words, what they mean to somebody who edits texts, and the cure.
_WORDS = (
    ("control characters", "character", "an invisible character stands here", "delete it"),
    ("special characters", "character", "an invisible character stands here", "delete it"),
    ("mapping values are not allowed", "syntax", "a second colon stands in this line",
     "put the text in quotes: it holds a colon followed by a space"),
    ("another document", "syntax", "the file holds a second document", "delete the line '---'"),
    ("cannot start any token", "syntax", "a text begins with a sign that YAML keeps for itself",
     OWN_SIGN_CURE),
    ("undefined alias", "syntax", OWN_SIGN.format("*"), OWN_SIGN_CURE),
    ("unknown escape", "syntax", "a backslash stands in a text in double quotes",
     "put the text in single quotes, or write two backslashes"),
    ("'-' indicator", "syntax", "this line does not stand below the lines that it belongs to",
     "compare the indentation with the lines around"),
    ("expected ',' or", "syntax", "a bracket is not closed, or a comma is missing",
     "close the bracket, or put a comma between the items"),
    ("expected node content", "syntax", "a value is missing or a bracket is not closed",
     "write the value, or close the bracket"),
    ("could not find expected ':'", "syntax", "a line without 'name: ' stands among fields",
     "write 'name: value', or indent it like the text that it goes on with"),
    ("expected key", "syntax", "this line does not stand below the lines that it belongs to",
     "compare the indentation with the lines around"),
)  # fmt: skip
_AT_A_SIGN = (
    "alphabetic or numeric", "undefined alias", "cannot start any token", "expected key",
    "'-' indicator", "whitespace or line break", "comment or line break", "expected node content",
    "are not allowed in this context", "tag", "could not find expected ':'",
)  # fmt: skip
"""What libyaml says where a text begins with a sign of its own."""


def conflicts(name: str, lines: tuple[str, ...]) -> Iterator[Finding]:
    """The marks that git leaves where two versions of a file could not be merged.

    Args:
        name: What to call the file.
        lines: The lines of the file.
    """
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            yield Finding(
                name, number, 1, Severity.ERROR, "conflict",
                "git could not merge two versions and left this mark",
                "keep the lines that are right, and delete this mark and its fellows", line,
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
    begun = getattr(error, "context_mark", None)
    if "quoted scalar" in context and "end of stream" in problem:
        # The parser notices at the end of the file; the operator has to look where it begins.
        mark = begun or mark
        message, cure = "a text in quotes is not closed", "write the closing quote mark"
    elif "simple key" in context:
        mark = begun or mark  # the parser notices in the next line
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    slip = _slip(lines, line, problem)
    if slip is not None:
        line, column, code, message, cure = slip
    quoted = lines[line - 1] if line <= len(lines) else ""
    indent = quoted[: len(quoted) - len(quoted.lstrip())]
    if slip is None and ("\t" in indent or "'\\t'" in problem):
        code, column = "tab", quoted.find("\t") + 1 or column
        message, cure = "a tab is used for indentation", "indent with spaces"
    elif slip is None and _AFTER_QUOTE.match(quoted) and "expected key" in problem:
        message = "text goes on after the closing quote mark"
        other = "double" if quoted.count("'") > quoted.count('"') else "single"
        cure = f"put the whole text in {other} quotes"
    elif slip is None and "mapping values" in problem and quoted.count(": ") < 2:
        message = "this line stands deeper than the field before it"
        cure = "indent it like the fields around"
    return Finding(name, line, column, Severity.ERROR, code, message, cure, quoted)


def _slip(
    lines: tuple[str, ...], line: int, problem: str
) -> tuple[int, int, str, str, str] | None:
    """A slip of the pen in the line of an error or just before it, which explains it best.

    Returns:
        Line, column, code, message and cure; None where nothing is known.
    """
    near = [number for number in range(max(1, line - 2), line + 1) if number <= len(lines)]
    for number in near:
        wide = wide_colon(lines[number - 1])
        if wide is not None:
            return number, wide + 1, "wide-colon", WIDE_COLON, WIDE_COLON_CURE
    for number in near:
        if wide_space(lines[number - 1]) and _PART.match(lines[number - 1]):
            return number, 1, "wide-space", WIDE_SPACE, WIDE_SPACE_CURE
    for number in reversed(near[-2:]):
        colon = no_space(lines[number - 1])
        if colon is not None and ("expected ':'" in problem or "mapping values" in problem):
            return number, colon + 1, "no-space", NO_SPACE, NO_SPACE_CURE
    text = lines[line - 1] if line <= len(lines) else ""
    sign = _OWN_SIGN.match(text)
    if sign is not None and any(words in problem for words in _AT_A_SIGN):
        message = OWN_SIGN.format(sign["sign"].strip())
        return line, sign.start("sign") + 1, "syntax", message, OWN_SIGN_CURE
    return None


def wide_colon(line: str) -> int | None:
    """Where (from 0) a full-width colon stands after what looks like a key, if it does."""
    head, colon, _ = line.partition("：")
    key = head.strip().removeprefix("- ").strip()
    return len(head) if colon and key.isascii() and key.replace("_", "").isalnum() else None


def no_space(line: str) -> int | None:
    """Where (from 0) a colon stands right between what looks like a key and its value."""
    found = _NO_SPACE.match(line)
    return found.end("key") if found else None


def wide_space(line: str) -> bool:
    """Whether a line is indented with spaces that YAML takes for text."""
    return any(char in _WIDE_SPACES for char in line[: len(line) - len(line.lstrip())])
