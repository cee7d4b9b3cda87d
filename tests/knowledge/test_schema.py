"""The schemas and the page of fields that ship with the knowledge base."""

from __future__ import annotations

import re

from bot.knowledge.schema import fields, render
from tests.conftest import ROOT

SHIPPED = ROOT / "knowledge" / "schema"


def test_shipped_page_of_fields_is_up_to_date() -> None:
    """The page is what the models say."""
    assert (SHIPPED / "FIELDS.md").read_text(encoding="utf-8") == fields()


def test_every_field_is_explained() -> None:
    """No field without a word on what it holds."""
    assert re.findall(r"^\| `(\w+)` \|  \|", fields(), re.MULTILINE) == []


def test_shipped_schemas_are_up_to_date() -> None:
    """Editors complete what the program accepts."""
    for path in SHIPPED.glob("*.schema.json"):
        name = path.name.removesuffix(".schema.json")
        assert path.read_text(encoding="utf-8") == render(name) + "\n", name
