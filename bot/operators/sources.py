"""`source add`: takes in a new article, and tells what no entry says of it yet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.errors import UsageError
from bot.knowledge.checks.evidence import sentences
from bot.matching.normalise import fold
from bot.operators.ids import is_id
from bot.operators.markdown import heading, plain_text, split_front

if TYPE_CHECKING:
    from pathlib import Path

_RUN = r"[零〇一二两三四五六七八九十百千万亿]+"
_MEASURE = (
    r"[个所项件条家次名位人户元块万亿倍成级层座台辆套间处场站年月日天岁期类种批届轮条支对口"
    r"米吨亩多余]|公里|小时|季度"
)
_NUMERAL = re.compile(
    rf"百分之|第(?!一时间){_RUN}|(?P<counted>{_RUN})(?={_MEASURE})|(?P<bare>{_RUN})"
)
ARTICLE = "一"
"""Alone before what is counted it counts nothing: 一个, 一次."""
_VALUE = re.compile(r"[零〇一二两三四五六七八九十]")
_LARGE = re.compile(r"[零〇十百千万亿]")


@dataclass(frozen=True, slots=True)
class Article:
    """An article that was read.

    Attributes:
        text: Its text.
        title: Its headline, where it tells it.
        publisher: Its author or publisher, where it tells it.
        day: Its date, where it tells it.
        heading: Its first heading.
    """

    text: str
    title: str = ""
    publisher: str = ""
    day: date | None = None
    heading: str = ""


def read_article(file: Path) -> Article:
    """An article's text without Markdown's marks, and what its front matter tells.

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
    if file.suffix.lower() not in (".md", ".markdown"):
        return Article(text.strip() + "\n")
    told, body = split_front(text)
    plain = plain_text(body)
    if not plain.strip():
        raise UsageError(f"{file} has no text")
    return Article(
        plain, _told(told, "title"), _told(told, "publisher", "source", "author"),
        _day(told.get("date")), heading(body),
    )  # fmt: skip


def _told(front: dict[str, Any], *keys: str) -> str:
    for key in keys:
        value = front.get(key)
        if isinstance(value, list):
            value = "、".join(map(str, value))
        if value and not isinstance(value, dict):
            return str(value).strip()
    return ""


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


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
    if not is_id(source_id):
        raise UsageError(f"{source_id!r} is no id: use lower-case ASCII, as jiyuan-daily-2027-01")
    place = folder / "sources"
    description, content = place / f"{source_id}.yaml", place / f"{source_id}.txt"
    for path in (description, description.with_suffix(".yml"), content):
        if path.exists():
            raise UsageError(f"{path} exists already: give another --id")
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
    """The sentences of a text that state figures, in digits or in Chinese numerals."""
    return [sentence for sentence in sentences(text) if _has_figure(sentence)]


def _has_figure(sentence: str) -> bool:
    if any(char.isdigit() for char in unicodedata.normalize("NFKC", sentence)):
        return True
    return any(_is_figure(found) for found in _NUMERAL.finditer(sentence))


def _is_figure(found: re.Match[str]) -> bool:
    """Whether a numeral counts something: 十所 and 三百 do; 一个, 千家 and 一一 do not."""
    counted, bare = found["counted"], found["bare"]
    if counted:
        return counted != ARTICLE and _VALUE.search(counted) is not None
    if bare:
        return len(bare) > 1 and _LARGE.search(bare) is not None and fold(bare).isdigit()
    return True


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
