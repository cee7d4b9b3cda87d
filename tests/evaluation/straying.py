"""Fits the weights of `bot.matching.straying` on the labelled questions, and prints them.

Questions of which something is told rightly are held against foreign ones that were written
around our very words (near_foreign.jsonl) and of which something was told nevertheless.

    python -m tests.evaluation.straying
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from bot import Assistant
from bot.evaluation.grading import Grade, read_labels
from bot.evaluation.leave_one_out import WORTH
from bot.matching import matcher
from bot.matching.straying import Straying, may_stray
from tests.evaluation.labelled import KNOWLEDGE, OURS, QUESTIONS, told
from tests.evaluation.logistic import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

FOREIGN_SHARE = 0.006
"""Among all of which something is told, foreign questions around our words (blind.jsonl)."""
COST = 1 + (WORTH["right"] - WORTH["wrong"])
"""To tell something of a foreign question costs so much more than to decline one of ours."""


def examples(assistant: Assistant) -> Iterator[tuple[str, bool, Straying]]:
    """Writer, whether it is foreign, and the signs of each question of which one thing is told."""
    plain = assistant._matcher.plain
    for name in (*OURS, "near_foreign"):
        for label in read_labels(QUESTIONS / f"{name}.jsonl"):
            if name in OURS and label.expect == "none":
                continue
            ending, understood = told(assistant, label)
            if understood is None or not may_stray(understood, plain):
                continue
            if name not in OURS or ending in (Grade.RIGHT, Grade.HEDGED):
                writer = name if name in OURS else label.id.partition("-")[0]
                yield writer, name not in OURS, Straying.of(understood)


def main() -> None:
    """Prints the weights, and what they catch and lose, of writers left out, too."""
    with (
        patch.object(matcher, "without_strays", lambda found, _: found),
        patch.object(matcher, "with_choice", lambda found, *_: found),
    ):
        found = list(examples(Assistant.load(KNOWLEDGE)))
    signs = np.array([[*sign] for *_, sign in found], dtype=float)
    foreign = np.array([is_foreign for _, is_foreign, _ in found], dtype=float)
    share = FOREIGN_SHARE * COST * (1 - foreign).sum() / foreign.sum()
    counts = np.where(foreign, share, 1.0)
    weights = fitted(signs, foreign, counts)
    for name, weight in zip(Straying._fields, weights, strict=True):
        print(f"{name:10} {weight:6.2f}")
    print(_caught(foreign, signs @ weights > 0, "with these"))
    now = np.array([sign.odds > 0 for *_, sign in found])
    print(_caught(foreign, now, "at present"))
    writers = defaultdict(list)
    for number, (writer, *_) in enumerate(found):
        # Nobody knows who wrote which of ours: parts of them are left out instead.
        writers[writer if foreign[number] else f"part {number % 5} of ours"].append(number)
    unseen = np.zeros(len(found), dtype=bool)
    for held in writers.values():
        rest = np.setdiff1d(np.arange(len(found)), held)
        unseen[held] = signs[held] @ fitted(signs[rest], foreign[rest], counts[rest]) > 0
    print(_caught(foreign, unseen, "writers left out"))


def _caught(foreign: np.ndarray, strays: np.ndarray, name: str) -> str:
    caught, lost = strays[foreign > 0].mean(), strays[foreign == 0].mean()
    return f"{name}: of {foreign.sum():.0f} foreign ones {caught:.1%}, of ours {lost:.2%}"


if __name__ == "__main__":
    main()
