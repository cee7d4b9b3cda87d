"""`source add`: takes in a new article, and tells what no entry says of it yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.knowledge.checks.evidence import sentences

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_MARKUP = re.compile(r"^#+\s*|[*_`]{1,3}|!?\[([^\]]*)\]\([^)]*\)", re.MULTILINE)
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万亿]+[个项件条家次亿万%]")
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def read_text(file: Path) -> str:
    """The text of an article, without Markdown's marks.

    Args:
        file: Text or Markdown in UTF-8.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} cannot be read ({type(error).__name__}): save it as text in UTF-8"
        ) from None
    if not text.strip():
        raise UsageError(f"{file} is empty")
    if file.suffix.lower() in (".md", ".markdown"):
        text = _MARKUP.sub(lambda found: found[1] or "", text)
    return text.strip() + "\n"


def add_source(
    folder: Path, source_id: str, text: str, title: str, publisher: str, day: date, page: str
) -> list[Path]:
    """Writes an article into the knowledge base.

    Args:
        folder: The knowledge base.
        source_id: Its id, in lower-case ASCII.
        text: Its text.
        title: Its headline.
        publisher: Who published it.
        day: When.
        page: Page or section; may be empty.

    Returns:
        The files written.

    Raises:
        UsageError: The id cannot be used.
    """
    if not _ID.fullmatch(source_id):
        raise UsageError(f"{source_id!r} is no id: use lower-case ASCII, as jiyuan-daily-2027-01")
    place = folder / "sources"
    description, content = place / f"{source_id}.yaml", place / f"{source_id}.txt"
    if description.exists():
        raise UsageError(f"{description} exists already: give another --id")
    place.mkdir(parents=True, exist_ok=True)
    content.write_text(text, encoding="utf-8")
    rows = ["# yaml-language-server: $schema=../schema/source.schema.json",
            f"title: {_quoted(title)}", f"publisher: {_quoted(publisher)}",
            f"date: {day.isoformat()}"]  # fmt: skip
    if page:
        rows.append(f"page: {_quoted(page)}")
    description.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return [description, content]


def with_figures(text: str) -> list[str]:
    """The sentences of a text that state figures."""
    return [sentence for sentence in sentences(text) if _FIGURE.search(sentence)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
