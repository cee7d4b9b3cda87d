"""Fits the weights of `bot.matching.leaning` on the labelled questions, and prints them.

Each labelled follow-up, and each short question that stands alone after a turn about two other
subjects, is asked both ways: on its own and behind the subject's name. Where only one way is
right, that is how it should be taken.

    python -m tests.evaluation.leaning
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from bot import Assistant
from bot.evaluation.grading import Label, grade, read_labels
from bot.evaluation.leave_one_out import WORTH
from bot.matching.follow_ups import LEANING_LENGTH
from bot.matching.leaning import Leaning
from tests.evaluation.labelled import KNOWLEDGE, OURS, QUESTIONS
from tests.evaluation.logistic import fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.base import Subject

AFTER = 2
"""Subjects after which a question that stands alone is asked."""
FOLDS = 5
"""Parts of the questions, each of which is left out once."""


def _worth(label: Label, assistant: Assistant, text: str) -> float:
    return WORTH[grade(label, assistant.ask(text))]


def _chats(assistant: Assistant) -> Iterator[tuple[Label, Subject]]:
    """Questions, each with the subject of the turn before."""
    base, chosen = assistant.base, random.Random(4)  # noqa: S311 - a sample, no secret
    for name in OURS:
        for label in read_labels(QUESTIONS / f"{name}.jsonl"):
            if len(label.q) > LEANING_LENGTH or "partial" in label.accept:
                continue
            if not label.history:
                yield from ((label, s) for s in chosen.sample([*base.subjects.values()], AFTER))
                continue
            session = None
            for text in label.history:
                turn = assistant.ask(text, session)
                session = turn.session
            entry = base.entries.get(turn.outcomes[0].entry or "")
            if entry is not None and entry.subject is not None:
                yield label, base.subjects[entry.subject]


def examples(assistant: Assistant) -> Iterator[tuple[Leaning, float]]:
    """The signs of each question, and what it gains by being asked of the subject."""
    words = assistant._matcher.words
    for label, subject in _chats(assistant):
        alone, *more = assistant.understand(label.q)
        named = subject.name + label.q
        gain = _worth(label, assistant, named) - _worth(label, assistant, label.q)
        if more or alone.reading.subjects or not gain:
            continue
        leaning = assistant.understand(named)[0]
        yield Leaning.of(subject.id, words.said[subject.id], alone, leaning), gain


def main() -> None:
    """Prints the weights, and what the questions gain by those and by the present ones."""
    found = list(examples(Assistant.load(KNOWLEDGE)))
    signs = np.array([[*sign] for sign, _ in found], dtype=float)
    gains = np.array([gain for _, gain in found])
    weights = fitted(signs, (gains > 0).astype(float))
    for name, weight in zip(Leaning._fields, weights, strict=True):
        print(f"{name:10} {weight:6.2f}")
    now = np.array([sign.odds > 0 for sign, _ in found])
    fold = np.arange(len(found)) % FOLDS
    unseen = 0.0
    for number in range(FOLDS):
        rest = fitted(signs[fold != number], (gains[fold != number] > 0).astype(float))
        held = signs[fold == number] @ rest > 0
        unseen += gains[fold == number][held].sum()
    print(f"{len(found)} questions, {(gains > 0).sum()} of them follow-ups")
    print(
        f"gain with these {gains[signs @ weights > 0].sum():.1f}, on questions left out "
        f"{unseen:.1f}; at present {gains[now].sum():.1f}"
    )


if __name__ == "__main__":
    main()
