"""`eval`: grades as they should be, floors that fail, the bot above its baseline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot import Outcome, Session, Status, Turn
from bot.dialogue.reply import Block, Reply
from bot.errors import UsageError
from bot.evaluation.grading import Grade, Label, grade, read_labels
from bot.evaluation.run import run_evaluation
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def _turn(status: Status, text: str, *missing: str) -> Turn:
    outcome = Outcome(status, "", not_stated=missing)
    return Turn((outcome,), Reply((Block(text),)), Session())


@pytest.mark.parametrize(
    ("expect", "status", "text", "missing", "expected"),
    [
        ("answer", Status.ANSWER, "有6个公园", (), Grade.RIGHT),
        ("answer", Status.ANSWER, "有8条路", (), Grade.WRONG),
        ("answer", Status.PARTIAL, "有6个公园", ("地址",), Grade.HEDGED),
        ("answer", Status.DECLINE, "不知道", (), Grade.DECLINED),
        ("partial", Status.PARTIAL, "有6个公园", ("地址",), Grade.RIGHT),
        ("partial", Status.ANSWER, "有6个公园", (), Grade.OVERCLAIM),
        ("none", Status.DECLINE, "不知道", (), Grade.RIGHT),
        ("none", Status.SMALLTALK, "您好", (), Grade.RIGHT),
        ("none", Status.CLARIFY, "哪一个", (), Grade.SOFT),
        ("none", Status.ANSWER, "有6个公园", (), Grade.WRONG),
    ],
)
def test_grade(
    expect: str, status: Status, text: str, missing: tuple[str, ...], expected: Grade
) -> None:
    """The worst is to mislead; to decline is safe and unhelpful."""
    label = Label.model_validate(
        {"q": "?", "expect": expect, "must": ["6个"] if expect != "none" else []}
    )
    assert grade(label, _turn(status, text, *missing)) is expected


@pytest.mark.parametrize("name", ["dev"])
def test_quality_does_not_fall_below_its_floors(name: str, tmp_path: Path) -> None:
    """The floors are a little below what was reached; they are raised, never lowered."""
    floors = ("right=0.92", "answer=0.90", "partial=0.90", "none=0.96", "misleading=0.04")
    report = run_evaluation(
        ROOT / "knowledge",
        ROOT / "tests" / "questions" / f"{name}.jsonl",
        floors,
        True,
        tmp_path / "wrong.jsonl",
    )
    assert report.below == ()
    assert "baseline: RapidFuzz WRatio" in report.text
    wrong = [json.loads(row) for row in (tmp_path / "wrong.jsonl").read_text("utf-8").splitlines()]
    assert all(row["grade"] != "right" for row in wrong)


def test_missed_floor_is_named() -> None:
    """A floor above what is reached fails and says by how much."""
    report = run_evaluation(ROOT / "knowledge", None, ("right=1", "misleading=0"), False, None)
    assert report.below == ()
    with pytest.raises(UsageError, match="NAME=SHARE"):
        run_evaluation(ROOT / "knowledge", None, ("rigth=1",), False, None)


def test_broken_label_is_named_with_its_line(tmp_path: Path) -> None:
    """A line that is no label says which line it is."""
    path = tmp_path / "labels.jsonl"
    path.write_text('{"q": "好", "expect": "answer"}\n{"q": 1}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"labels\.jsonl:2"):
        read_labels(path)
