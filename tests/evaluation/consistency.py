"""Questions that a knowledge base asks itself: its own names and aspects in everyday frames.

No labels are needed: what an entry declares to state must be told, what follows a turn must be
about what that told, and of two questions in a message each must be answered.

    python -m tests.evaluation.consistency
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from bot import Assistant, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.dialogue.outcome import Outcome
    from bot.knowledge.base import Entry, Subject

ROOT = Path(__file__).parents[2]
NAMES = 4
"""Names of a subject that are asked with."""
PHRASES = 3
"""Phrases of an aspect that are asked with."""
PAIRS = 400
"""Pairs of questions that are drawn."""
LONGEST = 22
"""Characters of a question in a pair."""
FRAMES = (
    "有没有{}", "济源有{}吗", "{}是真的吗", "听说济源有{}，真的假的", "{}是啥", "介绍下{}", "想了解{}",
    "{}的情况", "关于{}的内容", "俺想知道{}咋回事", "跟我讲讲{}", "{}你知道吗",
)  # fmt: skip
"""Messages that ask of what they name nothing in particular."""
BARE = (
    "多少钱", "收费吗", "电话多少", "在哪", "在哪条路", "什么时候开始的", "找谁", "谁管的", "怎么申请", "咋报名",
    "需要什么证件", "有几个", "为啥", "都有哪些", "网址是啥", "几点开门", "谁能参加", "给谁用的", "是干啥的", "要多久",
)  # fmt: skip
"""Messages that only ask, and of what was told before."""
BETWEEN = ("？", "，", "，还有", "。另外", "？再问一下，")


def _subject(assistant: Assistant, outcome: Outcome) -> str | None:
    entry = assistant.base.entries.get(outcome.entry or "")
    return entry.subject if entry else None


def _names(subject: Subject) -> list[str]:
    return [name for name in (subject.name, *subject.names)[:NAMES] if not name.isascii()]


def framed(assistant: Assistant) -> Iterator[bool]:
    """Whether a name in a frame is answered, for each name and frame."""
    subjects = assistant.base.subjects.values()
    owners: dict[str, set[str]] = {}
    for subject in subjects:
        for name in (subject.name, *subject.names):
            owners.setdefault(name, set()).add(subject.id)
    for subject in subjects:
        for name in _names(subject):
            for frame in FRAMES:
                outcome = assistant.ask(frame.format(name)).outcomes[0]
                is_answer = outcome.status is Status.ANSWER
                yield is_answer and _subject(assistant, outcome) in owners[name]


def stated(assistant: Assistant) -> Iterator[bool]:
    """Whether an aspect that an entry declares is told, for each name and phrase."""
    base = assistant.base
    for subject in base.subjects.values():
        entries = [entry for entry in base.entries.values() if entry.subject == subject.id]
        for aspect in base.language.aspects.values():
            stating = {entry.id for entry in entries if aspect.id in entry.covers}
            phrases = [p for p in aspect.phrases if "…" not in p and not p.isascii()][:PHRASES]
            if not stating or any(gap.aspect == aspect.id for gap in subject.gaps):
                continue
            for name in _names(subject):
                for phrase in phrases:
                    outcome = assistant.ask(name + phrase).outcomes[0]
                    yield outcome.status is Status.ANSWER and outcome.entry in stating


def followed(assistant: Assistant) -> Iterator[bool]:
    """Whether a bare question is about what was told before, for each subject."""
    base = assistant.base
    for subject in base.subjects.values():
        first = assistant.ask(base.entries[subject.gist].question)
        if first.outcomes[0].entry == subject.gist:
            for asked in BARE:
                outcome = assistant.ask(asked, first.session).outcomes[0]
                yield _subject(assistant, outcome) == subject.id


def paired(assistant: Assistant) -> Iterator[bool]:
    """Whether both of two questions about different subjects are answered."""
    chosen = random.Random(5)  # noqa: S311 - a sample, no secret
    entries = [entry for entry in assistant.base.entries.values() if entry.subject]
    for _ in range(PAIRS):
        first, second = chosen.sample(entries, 2)
        asked = [chosen.choice((e.question, *e.variants)).rstrip("?？") for e in (first, second)]
        pairs = zip(asked, (first, second), strict=True)
        if first.subject != second.subject and all(_alone(assistant, *pair) for pair in pairs):
            turn = assistant.ask(chosen.choice(BETWEEN).join(asked))
            yield {first.id, second.id} <= {outcome.entry for outcome in turn.outcomes}


def _alone(assistant: Assistant, text: str, entry: Entry) -> bool:
    """Whether a question is one, and answered by its entry."""
    outcomes = assistant.ask(text).outcomes
    is_question = any(u.reading.asks for u in assistant.understand(text))
    return len(text) <= LONGEST and is_question and [o.entry for o in outcomes] == [entry.id]


KINDS = {"framed": framed, "stated": stated, "followed": followed, "paired": paired}


def main() -> None:
    """Prints the share of each kind that ends as it must."""
    assistant = Assistant.load(ROOT / "knowledge")
    for name, kind in KINDS.items():
        ended = list(kind(assistant))
        print(f"{name:9} {sum(ended) / len(ended):6.1%} of {len(ended)}")


if __name__ == "__main__":
    main()
