"""The endings that a question can have, and the reasons to decline one."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How a question ended."""

    ANSWER = "answer"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    DECLINE = "decline"
    SMALLTALK = "smalltalk"


class Reason(StrEnum):
    """Why a question was declined."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    OUT_OF_SCOPE = "out_of_scope"
    OTHER_PLACE = "other_place"
    OTHER_PERIOD = "other_period"
    PERSONAL_DATA = "personal_data"
    UNAVAILABLE = "unavailable"
