"""Texts without quotes that YAML cuts, or joins, without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.findings import Finding, Severity
from bot.knowledge.loader import DEFAULTS
from bot.knowledge.yaml_reader import events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.yaml_reader import Document, Documents

_COMMENT = re.compile(r"[ \t]+#(?P<said>.*)")
_HAN = re.compile("[\u3400-\u9fff]")
_SUSPECT = re.compile("[ \t]#|\\[[^\\]]*，")
"""What a file must hold to be looked at piece by piece: most hold none of it."""


def check_plain_texts(documents: Documents) -> Iterator[Finding]:
    """Texts that end at what may be no comment; lists in brackets with full-width commas."""
    for file, document in documents.items():
        if not file.startswith(str(DEFAULTS)) and _SUSPECT.search(document.text):
            yield from _in_file(file, document)


def _in_file(file: str, document: Document) -> Iterator[Finding]:
    lines = document.text.splitlines()
    flow: list[bool] = []
    for event in events(document.text):
        if isinstance(event, yaml.CollectionStartEvent):
            flow.append(isinstance(event, yaml.SequenceStartEvent) and bool(event.flow_style))
        elif isinstance(event, yaml.CollectionEndEvent):
            flow.pop()
        elif isinstance(event, yaml.ScalarEvent) and event.style in (None, ""):
            in_list = bool(flow) and flow[-1]
            yield from _joined(file, event, lines) if in_list else ()
            yield from _cut(file, event, lines)


def _joined(file: str, event: yaml.ScalarEvent, lines: list[str]) -> Iterator[Finding]:
    """An item of a list in brackets that may have been meant as several."""
    if "，" not in event.value:
        return
    begin: Any = event.start_mark
    end: Any = event.end_mark
    for number in range(begin.line, end.line + 1):
        column = lines[number].find("，", begin.column if number == begin.line else 0)
        if column >= 0:
            yield Finding(
                file, number + 1, column + 1, Severity.WARNING, "wide-comma",
                f"{event.value!r} is one item: a full-width comma parts none",
                "write ', ' between items; put an item that holds a comma in quotes",
                lines[number],
            )  # fmt: skip
            return


def _cut(file: str, event: yaml.ScalarEvent, lines: list[str]) -> Iterator[Finding]:
    """What stands behind a text as if it were a comment, and may have been meant as text."""
    end: Any = event.end_mark
    line = lines[end.line] if end.line < len(lines) else ""
    comment = _COMMENT.match(line, end.column)
    if comment is None or not _HAN.search(event.value):
        return
    # "# asked most" is how comments are written; "#完成绿化" is how people number and stress.
    if _HAN.search(comment["said"]) or not comment["said"].startswith(" "):
        yield Finding(
            file, end.line + 1, line.index("#", end.column) + 1, Severity.WARNING, "cut-text",
            "YAML ends the text here: what follows ' #' is a comment and is told to nobody",
            "put the text in quotes; write a comment on a line of its own", line,
        )  # fmt: skip
