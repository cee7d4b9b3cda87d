"""What the shapes of the YAML files are made of: texts, ids, days, texts in two languages."""

from __future__ import annotations

import datetime
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MAX_ID_BYTES = 48
"""Telegram's callback data holds 64 bytes; 48 leave room for what the button does."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=MAX_ID_BYTES)
]
Texts = tuple[Text, ...]
Day = Annotated[datetime.date, Field(strict=False)]


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Model(BaseModel):
    """Strict and frozen; what is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BilingualModel(Model):
    """A text in Chinese and English."""

    zh: Text = Field(description="Chinese text.")
    en: str = Field(default="", description="English text; empty: the Chinese one is used.")


def _fillable(text: str) -> str:
    """Refuses what `str.format` would stumble over while somebody waits for a reply."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise PydanticCustomError("placeholder", "A brace has no partner") from None
    for _, name, style, conversion in pieces:
        if name is not None and (not name.isidentifier() or style or conversion):
            raise PydanticCustomError("placeholder", "A placeholder is one word in braces")
    return text


class ReplyModel(Model):
    """A canned reply in Chinese and English, with placeholders like {place}."""

    zh: Annotated[Text, AfterValidator(_fillable)] = Field(description="Chinese text.")
    en: Annotated[str, AfterValidator(_fillable)] = Field(
        default="", description="English text; empty: the Chinese one is used."
    )
