"""A process that stays has another one work a version out, and does it itself where it must."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.channels import apart
from bot.channels.apart import work_out_apart
from bot.cli import _staying
from bot.errors import KnowledgeError
from bot.knowledge.cache import Cache
from tests.conftest import MINIMAL

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small knowledge base, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "kb" / "entries").mkdir(parents=True)
    (tmp_path / "kb" / "entries" / "library.yaml").write_text(MINIMAL, encoding="utf-8")
    return tmp_path / "kb"


def test_what_is_not_kept_yet_is_worked_out_apart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process reads no YAML then, nor does it start another one the next time."""
    monkeypatch.setattr("bot.knowledge.loader.load", None)
    assert not Cache(folder).holds()
    assert "九点" in _staying(folder).ask("图书馆几点开门").text
    assert Cache(folder).holds()
    monkeypatch.setattr(apart, "subprocess", None)
    assert "九点" in _staying(folder).ask("图书馆几点开门").text


def test_errors_of_a_folder_come_with_file_and_line(folder: Path) -> None:
    """As if this process had read it."""
    (folder / "entries" / "library.yaml").write_text("entries: [", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"library\.yaml:2"):
        _staying(folder)


def test_without_another_process_this_one_does_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No Python to start, or nowhere to keep what it finds: slower, and no error."""
    monkeypatch.setattr("sys.executable", str(folder / "no-python"))
    work_out_apart(folder)
    assert not Cache(folder).holds()
    assert "九点" in _staying(folder).ask("图书馆几点开门").text
