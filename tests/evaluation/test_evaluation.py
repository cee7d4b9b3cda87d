"""`eval`: grades as they should be, floors that fail, the bot above its baseline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot import Assistant, Outcome, Session, Status, Turn
from bot.dialogue.reply import Block, Reply
from bot.errors import UsageError
from bot.evaluation.grading import Grade, Label, grade, read_labels
from bot.evaluation.leave_one_out import leave_out
from bot.evaluation.run import run_evaluation
from bot.evaluation.tuning import tune
from bot.knowledge.calibration import Calibration
from bot.knowledge.loader import read
from bot.matching.matcher import Matcher
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.base import KnowledgeBase


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


FLOORS = {
    "dev": ("right=0.965", "answer=0.95", "partial=0.96", "none=0.98", "misleading=0.015"),
    "blind": ("right=0.95", "answer=0.945", "partial=0.925", "none=0.98", "misleading=0.018"),
}


@pytest.mark.parametrize("name", FLOORS)
def test_quality_does_not_fall_below_its_floors(name: str, tmp_path: Path) -> None:
    """The floors are a little below what was reached; they are raised, never lowered."""
    report = run_evaluation(
        ROOT / "knowledge",
        ROOT / "tests" / "questions" / f"{name}.jsonl",
        FLOORS[name],
        name == "dev",  # the baseline scans all phrasings: minutes for thousands of questions
        tmp_path / "wrong.jsonl",
    )
    assert report.below == ()
    assert ("baseline: RapidFuzz WRatio" in report.text) is (name == "dev")
    assert ("peer: bm25s" in report.text) is (name == "dev")
    wrong = [json.loads(row) for row in (tmp_path / "wrong.jsonl").read_text("utf-8").splitlines()]
    assert all(row["grade"] != "right" for row in wrong)


def test_foreign_questions_around_our_words_are_declined() -> None:
    """Of 1,800 that hold a name or a key word of ours, few are told something."""
    report = run_evaluation(
        ROOT / "knowledge",
        ROOT / "tests" / "questions" / "near_foreign.jsonl",
        ("none=0.94", "misleading=0.05"),
        False,
        None,
    )
    assert report.below == ()


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


def test_tuning_proves_its_values_on_phrasings_it_did_not_use(base: KnowledgeBase) -> None:
    """The file holds every value with its evidence; tuning starts from the base's own values."""
    tuned = tune(base, 60, lambda _: None, added=1)
    data = json.loads(tuned.as_json(base.version))
    assert set(data["values"]) == set(Calibration.__dataclass_fields__)
    assert data["evidence"]["phrasings"] == 60
    assert set(data["evidence"]["held_out_after"]) == set(data["evidence"]["held_out_before"])


def test_left_out_phrasing_is_not_found_by_itself(assistant: Assistant) -> None:
    """No match of a phrasing left out has its text."""
    rows = leave_out(Matcher(assistant.base), 30)
    assert rows
    assert all(m.document.text != row.document.text for row in rows for m in row.matches)


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"values": {"claim": "high"}}', '{"values": {"clam": 0.5}}']
)
def test_broken_calibration_is_reported(folder: Path, content: str) -> None:
    """A calibration that cannot be used is a finding with a cure."""
    (folder / "calibration.json").write_text(content, encoding="utf-8")
    [finding] = read(folder).findings
    assert finding.code == "calibration"
    assert "tune" in finding.cure
