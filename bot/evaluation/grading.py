"""Grades replies to labelled questions: was it what was asked, and was anybody misled?"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import UsageError
from bot.matching.normalise import to_simplified
from bot.matching.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.dialogue.assistant import Assistant
    from bot.dialogue.session import Session
    from bot.dialogue.turn import Turn

CLAIMS = {Status.ANSWER, Status.PARTIAL}
IN_ENGLISH: dict[str, tuple[str, ...]] = {
    "周三": ("wednesday",),
    "对接会": ("matchmaking", "docking meeting"),
    "企业家日": ("entrepreneur",),
    "创业惠客厅": ("huiketing", "hui keting", "startup", "start-up"),
    "富士花园": ("fushi",),
    "152次": ("152",),
    "济源日报": ("jiyuan daily",),
    "公租房": ("public rental",),
}
"""What an English reply may say for a Chinese key string of a label."""


class Label(BaseModel):
    """A labelled question.

    Attributes:
        id: Its name among others; the writer's before the first `-`.
        q: The question.
        kind: The way it is asked: direct, typo, story, ...
        expect: `answer` (the source states it), `partial` (the subject is there, what is asked
            of it is not) or `none` (foreign).
        must: Strings that a right reply holds.
        history: Questions asked before it in the same chat.
        accept: Statuses that are right too.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = ""
    q: str
    kind: str = "direct"
    expect: Literal["answer", "partial", "none"]
    must: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()


class Grade(StrEnum):
    """What became of a question.

    `right`: as it should be. `assisted`: one of the choices offered holds it. `hedged`: told, yet
    said to be missing. `overclaim`: not in the source, yet told as if. `declined`: declined though
    something is known. `soft`: choices offered for a foreign question. `wrong`: anything else.
    """

    RIGHT = "right"
    ASSISTED = "assisted"
    HEDGED = "hedged"
    OVERCLAIM = "overclaim"
    DECLINED = "declined"
    SOFT = "soft"
    WRONG = "wrong"


MISLEADING = {Grade.WRONG, Grade.OVERCLAIM}


def read_labels(path: Path) -> list[Label]:
    """The labelled questions of a JSON Lines file.

    Raises:
        UsageError: A line is no label; it is named.
    """
    labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            labels.append(Label.model_validate(json.loads(line)))
        except (ValueError, ValidationError) as error:
            first = str(error).splitlines()[0]
            raise UsageError(f"{path}:{number}: no labelled question: {first}") from None
    return labels


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", to_simplified(text)).casefold()


def _holds(text: str, must: tuple[str, ...]) -> bool:
    folded, lower = _fold(text), text.casefold()
    return all(
        _fold(key) in folded or any(word in lower for word in IN_ENGLISH.get(key, ()))
        for key in must
    )


def replayed(assistant: Assistant, history: Iterable[str]) -> Session | None:
    """A chat in which so much was asked; None where nothing was.

    Args:
        assistant: Answers.
        history: What was asked, in order.
    """
    session = None
    for text in history:
        session = assistant.ask(text, session).session
    return session


def grade(label: Label, turn: Turn) -> Grade:
    """What became of a labelled question.

    Args:
        label: The question and what is expected.
        turn: The reply.
    """
    statuses = {outcome.status for outcome in turn.outcomes}
    claims = bool(statuses & CLAIMS)
    if label.expect == "none":
        if not claims:
            return Grade.SOFT if Status.CLARIFY in statuses else Grade.RIGHT
        told_as_partial = Status.ANSWER not in statuses and Status.SMALLTALK not in statuses
        return Grade.RIGHT if "partial" in label.accept and told_as_partial else Grade.WRONG
    if claims and _holds(turn.text, label.must):
        if label.expect == "answer":
            return Grade.RIGHT if Status.ANSWER in statuses else Grade.HEDGED
        said = any(o.status is Status.PARTIAL and o.not_stated for o in turn.outcomes)
        return Grade.RIGHT if said else Grade.OVERCLAIM
    if Status.CLARIFY in statuses:
        offered = [x.text for outcome in turn.outcomes for x in outcome.options]
        if _holds("\n".join((turn.text, *offered)), label.must):
            return Grade.ASSISTED
        return Grade.WRONG if claims else Grade.SOFT
    if claims:
        return Grade.WRONG
    return Grade.RIGHT if "decline" in label.accept else Grade.DECLINED
