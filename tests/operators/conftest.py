"""A small knowledge base and a journal of a week."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.storage.database import Database
from bot.storage.records import Asked, Kept, Records

ENTRIES = """\
# What the parks are.
entries:
  - id: parks
    question: 公园有几个?   # asked most
    answer: 有6个公园。
    evidence:
      - source: paper
        quote: 济源建了6个公园
    variants:
      - "建了多少公园"
      - 公园数量
  - id: roads
    question: 几条路搞了绿化?
    answer: 有8条道路完成绿化。
    evidence:
      - source: paper
        quote: 8条道路完成绿化
    variants:
      - 绿化了多少条路
"""
SOURCE = "济源建了6个公园。8条道路完成绿化。周三有会。公交新开了3条线。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The knowledge base."""
    base = tmp_path / "kb"
    (base / "entries").mkdir(parents=True)
    (base / "sources").mkdir()
    (base / "entries" / "city.yaml").write_text(ENTRIES, encoding="utf-8")
    (base / "sources" / "paper.txt").write_text(SOURCE, encoding="utf-8")
    (base / "sources" / "paper.yaml").write_text(
        "title: 报道\npublisher: 日报\ndate: 2024-03-28\n", encoding="utf-8"
    )
    return base


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in which people asked for buses in vain."""
    url = f"sqlite:///{tmp_path}/bot.db"
    monkeypatch.setenv("JIYUAN_BOT_DATABASE_URL", url)

    async def fill() -> None:
        database = Database(url)
        await database.open()
        records = Records(database)
        await records.open()
        asked = [
            Asked("decline", None, 0.2, 1.0, text)
            for text in ("公交新开了几条线", "公交新开了几条线路", "公交新开了几条线")
        ]
        asked += [Asked("answer", "parks", 0.9, 2.0), Asked("decline", None, 0.1, 1.0, "今天天气")]
        await database.write(
            lambda connection: records.keep(connection, [Kept(1, "{}", 1, asked)])
        )
        await records.mark(1, "parks", "outdated", "公园现在有几个")
        await database.close()

    asyncio.run(fill())
    assert time.time() > 0


def run(folder: Path, *arguments: str, typed: str = "") -> str:
    """What a command prints; it must not fail with a traceback."""
    done = CliRunner().invoke(cli, [*arguments, "--knowledge", str(folder)], input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.output
