"""Turns what pydantic finds wrong with a file into findings with a place and a cure."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from bot.knowledge.yaml_syntax import (
    NO_SPACE,
    NO_SPACE_CURE,
    OWN_SIGN,
    OWN_SIGN_CURE,
    WIDE_COLON,
    WIDE_COLON_CURE,
    no_space,
    wide_colon,
)
from bot.knowledge.yaml_values import Misread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from bot.knowledge.findings import Finding
    from bot.knowledge.yaml_reader import Document

Path = tuple[str | int, ...]

# What each kind of field wants: the kind of finding, the thing in words, and how to write it.
_DATE = ("not-a-date", "a date", "write a date as 2024-03-28")
_FIELDS = ("not-fields", "fields", "write fields, each 'name: value', with indentation below it")
_WANTED = {
    "tuple_type": ("not-a-list", "a list", "write a list: one line an item, each with '- '"),
    "bool_type": ("not-a-switch", "true or false", "write true or false"),
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_parsing": _DATE,
    "model_type": _FIELDS,
    "dict_type": _FIELDS,
}
_CURES = {
    "string_type": 'write one text; put it in quotes if it holds ": " or " #"',
    "string_too_short": "write it, or delete the field",
    "literal_error": "write one of the words named",
    "placeholder": "write it like {place}; a brace that is meant as one is written twice",
}


def explain(error: ValidationError, document: Document, shape: type[BaseModel]) -> list[Finding]:
    """Pydantic's errors as findings with a place and a cure.

    Args:
        error: What pydantic found.
        document: The file that it was found in.
        shape: The model that the file was held against.
    """
    return [_finding(each, document, shape) for each in error.errors(include_url=False)]


def _finding(problem: ErrorDetails, document: Document, shape: type[BaseModel]) -> Finding:
    path: Path = tuple(problem["loc"])
    value, kind = problem.get("input"), problem["type"]
    last = path[-1] if path else ""
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(last), _fields(shape, path[:-1]), n=1)
        cure = f"did you mean {near[0]!r}?" if near else "delete it, or move it where it belongs"
        message = f"the field {last!r} is not known here"
        return document.finding(path, "unknown-field", message, cure, key=True)
    if kind == "missing":
        message = f"the field {last!r} is missing"
        return document.finding(path[:-1], "missing-field", message, f"add {last}: …")
    if isinstance(value, Misread) and value.kind == "null":
        return _no_value(document, path)
    if kind in _WANTED:
        return _other_shape(problem, document, path)
    if isinstance(value, Misread):
        message = f"YAML reads {value.written!r} as {value.meant}, and text is wanted here"
        return document.finding(path, "not-text", message, f'put it in quotes: "{value.written}"')
    if kind == "string_type" and isinstance(value, bool | datetime.date):
        written = str(value).lower()
        meant = "yes or no" if isinstance(value, bool) else "a date"
        message = f"YAML reads {written!r} as {meant}, and text is wanted here"
        return document.finding(path, "not-text", message, f'put it in quotes: "{written}"')
    if kind == "string_pattern_mismatch":
        cure = "use lower-case a-z, 0-9 and single hyphens"
        return document.finding(path, "id", f"{value!r} is no id", cure)
    if kind == "string_too_long":
        message = f"the id {value!r} is longer than 48 bytes"
        return document.finding(path, "id-length", message, "shorten it")
    message = f"{_where(path)}: {problem['msg'][:1].lower()}{problem['msg'][1:]}"
    finding = document.finding(path, kind.replace("_", "-"), message,
                               _CURES.get(kind, "compare it with the other entries"))  # fmt: skip
    return _not_text(finding) if kind == "string_type" else finding


def _no_value(document: Document, path: Path) -> Finding:
    """Nothing stands there, or a text that YAML takes for a comment."""
    message = f"the field {path[-1]!r} has no value" if path else "the file has no value"
    finding = document.finding(path, "no-value", message, "write it or delete it")
    if finding.quoted[finding.column - 1 :].lstrip().startswith("#"):
        return dataclasses.replace(finding, message=OWN_SIGN.format("#"), cure=OWN_SIGN_CURE)
    return finding


def _not_text(finding: Finding) -> Finding:
    """A list or fields where a text is wanted: often a text that begins with a bracket."""
    sign = finding.quoted[finding.column - 1 : finding.column]
    if sign in ("[", "{"):
        return dataclasses.replace(finding, message=OWN_SIGN.format(sign), cure=OWN_SIGN_CURE)
    return finding


def _other_shape(problem: ErrorDetails, document: Document, path: Path) -> Finding:
    """A date, a list, ... is wanted where something else stands."""
    code, wanted, cure = _WANTED[problem["type"]]
    finding = document.finding(path, code, f"{_where(path)}: {wanted} is wanted here", cure)
    column = wide_colon(finding.quoted)
    if wanted == "fields" and column is not None:
        # Lines with full-width colons alone are valid YAML: one long text.
        return dataclasses.replace(finding, column=column + 1, code="wide-colon",
                                   message=WIDE_COLON, cure=WIDE_COLON_CURE)  # fmt: skip
    column = no_space(finding.quoted)
    if wanted == "fields" and column is not None:
        return dataclasses.replace(finding, column=column + 1, code="no-space",
                                   message=NO_SPACE, cure=NO_SPACE_CURE)  # fmt: skip
    return finding


def _where(path: Iterable[str | int]) -> str:
    return ".".join(str(step) for step in path) or "the file"


def _fields(shape: type[BaseModel], path: Path) -> list[str]:
    """The fields allowed at a path of a model."""
    current: Any = shape
    for step in path:
        if isinstance(step, int) or not hasattr(current, "model_fields"):
            continue
        info = current.model_fields.get(str(step))
        if info is None:
            return []
        current = next(iter(_models_in(info.annotation)), None)
    return list(current.model_fields) if hasattr(current, "model_fields") else []


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models_in(part)]
