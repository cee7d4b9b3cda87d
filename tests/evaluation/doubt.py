"""Fits the weights of `bot.matching.doubt` on the labelled questions, and prints them.

Questions that are answered rightly are held against those that an answer misleads.

    python -m tests.evaluation.doubt
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from bot import Assistant, Status
from bot.evaluation.grading import Grade, read_labels
from bot.matching import matcher
from bot.matching.doubt import TOO_LIKELY, Doubt, says_more
from tests.evaluation.labelled import KNOWLEDGE, OURS, QUESTIONS, told
from tests.evaluation.logistic import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MISLED = (Grade.WRONG, Grade.OVERCLAIM)
FOLDS = 8


def examples(assistant: Assistant) -> Iterator[tuple[bool, Doubt]]:
    """Whether each answer misleads, and the signs of its question."""
    plain = assistant._matcher.plain
    for name in OURS:
        for label in read_labels(QUESTIONS / f"{name}.jsonl"):
            ending, understood = told(assistant, label)
            if understood is None or not says_more(understood, plain):
                continue
            if understood.decision.status is Status.ANSWER:
                yield ending in MISLED, Doubt.of(understood)


def main() -> None:
    """Prints the weights, and what they catch and cost, on questions left out, too."""
    with patch.object(matcher, "with_choice", lambda found, *_: found):
        found = list(examples(Assistant.load(KNOWLEDGE)))
    signs = np.array([[*sign] for _, sign in found], dtype=float)
    misled = np.array([is_misled for is_misled, _ in found], dtype=float)
    weights = fitted(signs, misled)
    for name, weight in zip(Doubt._fields, weights, strict=True):
        print(f"{name:10} {weight:6.2f}")
    print(_caught(misled, signs @ weights, "with these"))
    print(_caught(misled, np.array([sign.odds for _, sign in found]), "at present"))
    fold, unseen = np.arange(len(found)) % FOLDS, np.zeros(len(found))
    for number in range(FOLDS):
        rest = fold != number
        unseen[~rest] = signs[~rest] @ fitted(signs[rest], misled[rest])
    print(_caught(misled, unseen, "questions left out"))


def _caught(misled: NDArray[np.float64], odds: NDArray[np.float64], name: str) -> str:
    doubtful = odds >= TOO_LIKELY
    caught, cost = misled[doubtful].sum(), (1 - misled[doubtful]).sum()
    total = f"of {misled.sum():.0f} answers that mislead {caught:.0f}"
    return f"{name}: {total}, of {(1 - misled).sum():.0f} others {cost:.0f} are made a choice"


if __name__ == "__main__":
    main()
