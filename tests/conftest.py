"""Shared by all tests: the shipped knowledge base, loaded once, and a clean environment."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.assistant import Assistant
from bot.knowledge.loader import load

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase

ROOT = Path(__file__).parent.parent
MINIMAL = """\
entries:
  - id: library-hours
    question: 图书馆几点开门?
    answer: 图书馆早上九点开门。
  - id: library-card
    question: 借书证怎么办理?
    answer: 带上证件到前台办理。
"""


def pytest_configure(config: pytest.Config) -> None:
    """Works the shipped knowledge base out once, in a cache that all tests and workers share."""
    if hasattr(config, "workerinput"):
        return  # a worker has the environment of the process that started it
    cache = tempfile.mkdtemp(prefix="jiyuan-bot-tests-")
    config.add_cleanup(lambda: shutil.rmtree(cache, ignore_errors=True))
    os.environ["XDG_CACHE_HOME"] = cache
    Assistant.load(ROOT / "knowledge")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("JIYUAN_BOT_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """The shipped knowledge base."""
    return load(ROOT / "knowledge")


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """An assistant on the shipped knowledge base."""
    return Assistant.load(ROOT / "knowledge")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A minimal knowledge base of two entries: only what the contract requires."""
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "library.yaml").write_text(MINIMAL, encoding="utf-8")
    return tmp_path
