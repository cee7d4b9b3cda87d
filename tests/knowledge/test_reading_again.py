"""A folder that is loaded again: only what has changed is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import loader
from bot.knowledge.loader import load

if TYPE_CHECKING:
    from pathlib import Path


def test_only_the_changed_file_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found is what a first reading finds."""
    other = folder / "entries" / "pool.yaml"
    other.write_text(
        "entries:\n  - {id: pool, question: 游泳馆在哪?, answer: 在东门。}\n", "utf-8"
    )
    load(folder)
    read: list[str] = []
    whole = loader.read_yaml
    monkeypatch.setattr(
        loader, "read_yaml", lambda path, name: read.append(path.name) or whole(path, name)
    )
    other.write_text(
        "entries:\n  - {id: pool, question: 游泳馆在哪?, answer: 在西门。}\n", "utf-8"
    )
    again = load(folder)
    assert read == ["pool.yaml"]
    assert again.entries["pool"].answer == "在西门。"
    assert again == loader.read(folder).base


def test_error_in_a_file_that_has_not_changed_is_told_at_its_place(folder: Path) -> None:
    """An entry that points to one that is gone is wrong now, though its file is as before."""
    library = folder / "entries" / "library.yaml"
    pool = folder / "entries" / "pool.yaml"
    library.write_text(library.read_text("utf-8") + "    related: [pool]\n", "utf-8")
    pool.write_text("entries:\n  - {id: pool, question: 游泳馆在哪?, answer: 在东门。}\n", "utf-8")
    load(folder)
    pool.write_text("entries:\n  - {id: swim, question: 游泳馆在哪?, answer: 在东门。}\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"library\.yaml:8:\d+: error"):
        load(folder)
