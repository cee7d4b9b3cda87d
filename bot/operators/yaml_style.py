"""Values for ruamel's documents: written so that every reader sees them alike, comments in place.

Ruamel writes YAML 1.2, while the knowledge base is read as YAML 1.1, in which `yes`, `12:30` and
`0571` are no texts. Ruamel also keeps a comment with the value before it; what is added at the end
of a list must stand before the comment that begins the next section.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, ScalarString
from ruamel.yaml.tokens import CommentToken
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable

_STR = "tag:yaml.org,2002:str"
_RESOLVER: Any = Resolver()
_MAP_SLOT, _SEQ_SLOT = 2, 0
"""Where ruamel keeps the comment behind a value: of a mapping, of a list."""


def styled(value: Any) -> Any:
    """A value as it is to be written; texts that YAML 1.1 takes for something else are quoted.

    Args:
        value: Texts, truth values, days, and lists and mappings of them.
    """
    if isinstance(value, ScalarString):
        return value
    if isinstance(value, str):
        text = "".join(c for c in value if c == "\t" or unicodedata.category(c) != "Cc")
        text = text.strip()
        plain = _RESOLVER.resolve(ScalarNode, text, (True, False)) == _STR
        return text if plain else DoubleQuotedScalarString(text)
    if isinstance(value, dict):
        return CommentedMap((key, styled(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return CommentedSeq([styled(item) for item in value])
    return value


def set_value(mapping: Any, key: str, value: Any) -> None:
    """Sets a field; a text keeps the quotes that it had, a new field stands last.

    Args:
        mapping: Of a document.
        key: The field.
        value: Its value.
    """
    old = mapping.get(key)
    new = styled(value)
    if isinstance(old, ScalarString) and isinstance(value, str):
        new = DoubleQuotedScalarString(new)
    place = key if key in mapping else None  # None: behind the last value
    tail = _take_tail(mapping, place)
    mapping[key] = new
    _put_tail(mapping, tail, place)


def remove_key(mapping: Any, key: str) -> None:
    """Takes a field out, if it is there; comments of what follows stay.

    Args:
        mapping: Of a document.
        key: The field.
    """
    if key not in mapping:
        return
    keys = list(mapping)
    before = keys[keys.index(key) - 1]
    tail = _take_tail(mapping, key)
    del mapping[key]
    if before in mapping:
        _put_tail(mapping, tail, before)


def extend(mapping: Any, key: str, values: Iterable[Any]) -> None:
    """Adds values at the end of a list, which is made where there is none.

    Args:
        mapping: Of a document.
        key: The list's key.
        values: What to add.
    """
    fresh = [styled(value) for value in values]
    if not fresh:
        return
    if not mapping.get(key):
        set_value(mapping, key, fresh)
        return
    tail = _take_tail(mapping[key])
    mapping[key].extend(fresh)
    _put_tail(mapping[key], tail)


def remove_item(mapping: Any, key: str, number: int) -> None:
    """Takes a value out of a list, and the list with its last value.

    Args:
        mapping: Of a document.
        key: The list's key.
        number: The value's place, from 0.
    """
    row = mapping[key]
    if len(row) == 1:
        remove_key(mapping, key)
        return
    tail = _take_tail(row, number)
    del row[number]
    if number:
        _put_tail(row, tail, number - 1)
    elif tail.strip():  # no value stands before the comment any more
        text = "\n".join(line.strip().removeprefix("#").strip() for line in tail.splitlines())
        row.yaml_set_comment_before_after_key(0, before=text.strip(), indent=row.lc.col)


def start_comment(text: str) -> Any:
    """An empty document with a comment in its first line."""
    document = CommentedMap()
    document.yaml_set_start_comment(text)
    return document


# -- the comment behind the last value ---------------------------------------------------------


def _leaf(node: Any, place: Any = None) -> tuple[Any, Any]:
    """The list or mapping that holds a node's last plain value, and that value's place in it."""
    if place is None:
        place = len(node) - 1 if isinstance(node, list) else list(node)[-1]
    inner = node[place]
    return _leaf(inner) if isinstance(inner, list | dict) and inner else (node, place)


def _slot(node: Any) -> int:
    return _SEQ_SLOT if isinstance(node, list) else _MAP_SLOT


def _take_tail(node: Any, place: Any = None) -> str:
    """Takes away what stands behind a value from the next line on; the rest of its line stays."""
    if not isinstance(node, list | dict) or not node:
        return ""
    home, key = _leaf(node, place)
    held = home.ca.items.get(key)
    token = held[_slot(home)] if held else None
    if token is None:
        return ""
    same_line, _, rest = token.value.partition("\n")
    if same_line:
        token.value = same_line + "\n"
    else:
        held[_slot(home)] = None
    return str(rest)


def _put_tail(node: Any, tail: str, place: Any = None) -> None:
    if not tail:
        return
    home, key = _leaf(node, place)
    held = home.ca.items.setdefault(key, [None, None, None, None])
    token = held[_slot(home)]
    if token is None:
        held[_slot(home)] = CommentToken("\n" + tail, CommentMark(0), None)
    else:
        token.value = token.value.rstrip("\n") + "\n" + tail
