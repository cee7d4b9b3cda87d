"""Plain text out of Markdown: the words and figures as a reader sees them, the marks gone."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import yaml
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
CELLS = "  "
"""What stands between the cells of a table; a figure's unit follows at most one blank."""
MAX_START = 99
"""Above it the number of a list's first item is a year or an amount that begins a line."""
_WIDE = "\u2e80"
"""From this character on lines of a paragraph are joined without a blank."""


def split_front(text: str) -> tuple[dict[str, Any], str]:
    """The front matter of an article and the rest; nothing where it has none.

    Args:
        text: Markdown, with line ends as Python's text files have them.
    """
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    try:
        data = yaml.safe_load(found[1])
    except yaml.YAMLError:
        return {}, text
    if not isinstance(data, dict):
        return {}, text
    return {str(key).lower(): value for key, value in data.items()}, text[found.end() :]


def plain_text(text: str) -> str:
    """The text of Markdown, a paragraph, an item of a list or a row of a table per line.

    Args:
        text: Markdown without front matter.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows = (row.strip() for row in _rows(tokens))
    return "\n".join(row for row in rows if row) + "\n"


def heading(text: str) -> str:
    """The first heading; empty where there is none."""
    tokens = MarkdownIt("commonmark").parse(text)
    for token, inner in pairwise(tokens):
        if token.type == "heading_open":
            return _inline(inner.children or []).strip()
    return ""


def _rows(tokens: Sequence[Token]) -> Iterator[str]:
    cells: list[str] | None = None
    numbers = _kept_numbers(tokens)
    number = ""
    for place, token in enumerate(tokens):
        number = numbers.get(place, number)
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield CELLS.join(cells or [])
            cells = None
        elif token.type == "inline":
            said = number + _inline(token.children or [])
            number = ""
            if cells is None:
                yield from said.split("\n")
            else:
                cells.append(said.replace("\n", " ").strip())
        else:
            yield from _literal(token)


def _kept_numbers(tokens: Sequence[Token]) -> dict[int, str]:
    """Numbers of items that are words of the text, by the places of the items.

    A year or an amount that begins a line looks like the number of a list's item: 2024. 全年...
    """
    starts: list[int] = []
    kept = {}
    for place, token in enumerate(tokens):
        if token.type == "ordered_list_open":
            starts.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            starts.pop()
        elif token.type == "list_item_open" and token.info and starts[-1] > MAX_START:
            kept[place] = f"{token.info}{token.markup} "
    return kept


def _literal(token: Token) -> list[str]:
    """The lines of a block of code or of HTML."""
    if token.type == "html_block":
        return _TAG.sub("", _BREAK.sub("\n", token.content)).splitlines()
    return token.content.splitlines() if token.type in ("fence", "code_block") else []


def _inline(tokens: Sequence[Token]) -> str:
    """The words of a paragraph; marks of emphasis that stand between figures are figures' own."""
    kept = _arithmetic(tokens)
    said = ""
    for place, token in enumerate(tokens):
        if token.type == "softbreak":
            following = _first(tokens[place + 1 :])
            wide = max(said[-1:], following) >= _WIDE
            said += "" if wide else " "
        elif token.type == "hardbreak" or (
            token.type == "html_inline" and _BREAK.fullmatch(token.content)
        ):
            said += "\n"
        elif place in kept:
            said += token.markup
        elif token.type in ("text", "code_inline"):
            said += token.content
        elif token.type == "image":
            said += _inline(token.children or [])
    return said


def _arithmetic(tokens: Sequence[Token]) -> set[int]:
    """Places of marks that look like emphasis and stand for times: 300*2万元和5*3."""
    kept: set[int] = set()
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.type in ("em_open", "strong_open"):
            opened.append(place)
        elif token.type in ("em_close", "strong_close") and opened:
            pair = (opened.pop(), place)
            if any(
                _last(tokens[:p]).isdigit() and _first(tokens[p + 1 :]).isdigit() for p in pair
            ):
                kept.update(pair)
    return kept


def _first(tokens: Sequence[Token]) -> str:
    return next((token.content[0] for token in tokens if token.content), "")


def _last(tokens: Sequence[Token]) -> str:
    return next((token.content[-1] for token in reversed(tokens) if token.content), "")
