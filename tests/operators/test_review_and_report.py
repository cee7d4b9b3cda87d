"""What was asked in vain is grouped, shown and settled by a person; reports count."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.operators.clusters import cluster
from tests.operators.conftest import run

pytestmark = pytest.mark.usefixtures("journal")


def test_questions_that_ask_the_same_are_one_group() -> None:
    """Counted together, the commonest wording first."""
    groups = cluster([("公交几条线", "decline"), ("公交有几条线", "decline"), ("天气", "decline"),
                      ("公交有几条线", "useless")])  # fmt: skip
    assert [(g.head, g.count) for g in groups] == [("公交有几条线", 3), ("天气", 1)]
    assert groups[0].reasons == {"decline": 2, "useless": 1}


def test_review_adds_a_variant_and_settles(folder: Path) -> None:
    """One key each: variant, foreign, dismiss; what is settled does not come again."""
    output = run(folder, "review", typed="2\n公交新开了几条线\nf\n今天天气\nd\n")
    assert "公交新开了几条线   asked 3 times (decline 3)" in output
    assert "written" in output
    assert sum("公交新开了几条线" in e.variants for e in load(folder).entries.values()) == 1
    assert "今天天气" in (folder / "foreign.yaml").read_text("utf-8")
    assert "nothing was asked in vain" in run(folder, "review")


def test_skipped_groups_come_again(folder: Path) -> None:
    """Q ends; nothing is written."""
    before = {p: p.read_text("utf-8") for p in folder.rglob("*.yaml")}
    assert "0 questions settled" in run(folder, "review", typed="s\nq\n")
    assert "公交" in run(folder, "review", typed="q\n")
    assert {p: p.read_text("utf-8") for p in folder.rglob("*.yaml")} == before


def test_report_counts(folder: Path) -> None:
    """Shares, entries, groups, marks, entries never told."""
    output = run(folder, "report", "--since", "30d")
    assert "5 questions of 1 users" in output
    for words in ("decline", "80%", "parks", "公交新开了几条线", "roads", str(date.today())[:4]):
        assert words in output


def test_report_page_needs_nothing_else(folder: Path, tmp_path: Path) -> None:
    """One file: no script, no address that a browser would fetch, markup escaped."""
    pytest.importorskip("matplotlib")
    page = tmp_path / "report.html"
    assert "written" in run(folder, "report", "--html", str(page))
    html = page.read_text("utf-8")
    assert html.count("<svg") == 2
    assert "公交新开了几条线" in html
    for outside in ("<script", "<link", "src=", 'url("http', "@import"):
        assert outside not in html


def test_journal_is_exported_and_purged(folder: Path, tmp_path: Path) -> None:
    """JSON Lines with times; after a purge of everything nothing is left."""
    out = tmp_path / "journal.jsonl"
    from click.testing import CliRunner

    from bot.cli import cli

    assert CliRunner().invoke(cli, ["journal", "export", str(out)]).exit_code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["kind"] for row in rows] == ["question"] * 5 + ["mark"]
    assert rows[-1]["text"] == "公园现在有几个"
    assert "6 deleted" in CliRunner().invoke(cli, ["journal", "purge", "--older", "0h"]).output
    assert CliRunner().invoke(cli, ["journal", "purge", "--older", "soon"]).exit_code == 2
    assert "nothing was asked" in run(folder, "review")
