"""`eval`: asks labelled questions and prints quality by expectation and kind, and speed."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialogue.assistant import Assistant
from bot.errors import UsageError
from bot.evaluation import peers
from bot.evaluation.grading import MISLEADING, Grade, Label, grade, read_labels, replayed
from bot.knowledge.loader import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bot.dialogue.turn import Turn
    from bot.evaluation.peers import Peer
    from bot.knowledge.base import Case

FLOORS = ("right", "answer", "partial", "none", "misleading")


@dataclass(frozen=True, slots=True)
class Graded:
    """A labelled question, its reply and its grade; `ms` is the engine's time."""

    label: Label
    turn: Turn
    grade: Grade
    ms: float


@dataclass(frozen=True, slots=True)
class Report:
    """The printed report, and the floors that were not reached."""

    text: str
    below: tuple[str, ...]


def run_evaluation(
    folder: Path,
    file: Path | None,
    floors: Sequence[str],
    with_peers: bool,
    wrong: Path | None,
    progress: Callable[[Sequence[Label]], Iterable[Label]] = lambda labels: labels,
) -> Report:
    """Asks the questions of a file, or the operators' cases where no file is given.

    Args:
        folder: The knowledge base.
        file: JSON Lines of labels.
        floors: `NAME=SHARE` each, with a name of `FLOORS`.
        with_peers: Whether to ask the peers too.
        wrong: Where to write what was not right, as JSON Lines.
        progress: Shows how far it is.

    Raises:
        UsageError: The file or a floor cannot be used.
    """
    wanted = _floors(floors)
    base = load(folder)
    assistant = Assistant(base)
    labels = read_labels(file) if file is not None else [_label(case) for case in base.cases]
    if not labels:
        raise UsageError("there are no questions: name a file, or write cases.yaml")
    graded = [_ask(assistant, label) for label in progress(labels)]
    rows = [f"{len(labels)} questions, knowledge {base.version}", *_table(graded)]
    times = sorted(g.ms for g in graded)
    rows.append(
        f"engine: median {statistics.median(times):.2f} ms, "
        f"99 % within {times[min(len(times) - 1, int(len(times) * 0.99))]:.2f} ms"
    )
    if with_peers:
        for other in peers.peers(base):
            rows += ["", *_peer(other, progress(labels))]
    if wrong is not None:
        _write_wrong(graded, wrong)
    shares = _shares(graded)
    below = tuple(
        f"floor missed: {name} is {shares[name]:.1%}, wanted {value:.1%}"
        for name, value in wanted.items()
        if name in shares
        and (shares[name] > value if name == "misleading" else shares[name] < value)
    )
    return Report("\n".join(rows), below)


def _label(case: Case) -> Label:
    """An operators' case as a label: the entry's own answer must be told."""
    expect = {"answer": "answer", "partial": "partial", "clarify": "answer"}.get(
        case.expect, "none"
    )
    return Label.model_validate(
        {"q": case.q, "kind": case.expect, "expect": expect, "history": case.history}
    )


def _ask(assistant: Assistant, label: Label) -> Graded:
    session = replayed(assistant, label.history)
    started = time.perf_counter()
    turn = assistant.ask(label.q, session)
    took = (time.perf_counter() - started) * 1000
    return Graded(label, turn, grade(label, turn), took)


def _peer(other: Peer, labels: Iterable[Label]) -> list[str]:
    graded = []
    for label in labels:
        started = time.perf_counter()
        turn = other.ask(label.q)
        took = (time.perf_counter() - started) * 1000
        graded.append(Graded(label, turn, grade(label, turn), took))
    median = statistics.median(g.ms for g in graded)
    return [other.name, *_table(graded, kinds=False), f"engine: median {median:.2f} ms"]


def _shares(graded: Sequence[Graded]) -> dict[str, float]:
    """The shares that floors speak of."""
    found = {
        "right": sum(g.grade is Grade.RIGHT for g in graded) / len(graded),
        "misleading": sum(g.grade in MISLEADING for g in graded) / len(graded),
    }
    for expect in ("answer", "partial", "none"):
        group = [g for g in graded if g.label.expect == expect]
        if group:
            found[expect] = sum(g.grade is Grade.RIGHT for g in group) / len(group)
    return found


def _table(graded: Sequence[Graded], *, kinds: bool = True) -> list[str]:
    groups: dict[str, list[Graded]] = {"all": list(graded)}
    for item in graded:
        groups.setdefault(f"expect {item.label.expect}", []).append(item)
    if kinds:
        for item in sorted(graded, key=lambda g: g.label.kind):
            groups.setdefault(f"kind {item.label.kind}", []).append(item)
    rows = []
    for name, group in groups.items():
        counts = Counter(item.grade for item in group)
        misled = sum(counts[g] for g in MISLEADING)
        detail = " ".join(f"{g}={counts[g]}" for g in Grade if counts[g])
        rows.append(
            f"{name:18} n={len(group):4}  right {counts[Grade.RIGHT] / len(group):6.1%}  "
            f"misleading {misled / len(group):6.1%}  {detail}"
        )
    return rows


def _write_wrong(graded: Iterable[Graded], path: Path) -> None:
    rows = [
        {
            "grade": item.grade,
            **item.label.model_dump(),
            "text": item.turn.text,
            "outcomes": [
                {"status": o.status, "entry": o.entry, "matched": o.matched, "score": o.score,
                 "not_stated": o.not_stated}
                for o in item.turn.outcomes
            ],
        }
        for item in graded if item.grade is not Grade.RIGHT
    ]  # fmt: skip
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def _floors(floors: Sequence[str]) -> dict[str, float]:
    found = {}
    for floor in floors:
        name, _, value = floor.partition("=")
        try:
            share = float(value)
        except ValueError:
            share = -1.0
        if name not in FLOORS or not 0 <= share <= 1:
            raise UsageError(f"--floor {floor}: write NAME=SHARE with one of {', '.join(FLOORS)} "
                             "and a share in 0..1")  # fmt: skip
        found[name] = share
    return found
