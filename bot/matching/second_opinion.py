"""What the trained model says of a decision that it would have taken otherwise.

Resemblance decides by the few nearest phrasings, the model by all of them. Where the two mean
different subjects, one of them is wrong about as often as the other; where the model is far surer
of its own, it is mostly right (the share of each, on phrasings left out, is what
`Calibration.doubt`, `overrule` and `overrule_unnamed` were set by).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.documents import OURS
from bot.matching.verdict import Decision, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.knowledge.calibration import Calibration
    from bot.matching.reading import Reading
    from bot.matching.weighing import Candidate


def heard(
    decision: Decision,
    reading: Reading,
    candidates: Sequence[Candidate],
    limits: Calibration,
    claim: Callable[[Reading, Candidate], Decision],
) -> Decision:
    """The decision; what the model means instead; or a choice of the two.

    Args:
        decision: What was decided by resemblance.
        reading: What the question mentions.
        candidates: What was weighed, best first.
        limits: How much surer the model must be to raise a doubt, and to overrule.
        claim: Tells a candidate.
    """
    if decision.status not in (Status.ANSWER, Status.PARTIAL) or decision.subject is None:
        return decision
    ours = [c for c in candidates if c.document.kind in OURS and c.document.subject is not None]
    others = [c for c in ours if c.document.subject != decision.subject]
    rival = max(others, key=_learnt, default=None)
    # Below 0 the model takes the question for a foreign one: that is not for it to decide.
    if rival is None or rival.learnt <= 0:
        return decision
    agreed = [c.learnt for c in ours if c.document.subject == decision.subject]
    lead = rival.learnt - max(agreed, default=0.0)
    if lead <= limits.doubt:
        return decision
    nearest = next(c for c in others if c.document.subject == rival.document.subject)
    other = claim(reading, nearest)
    if lead > (limits.overrule if reading.subjects else limits.overrule_unnamed):
        return other
    options = (decision.entry, other.entry)
    return Decision(
        Status.CLARIFY, decision.score, matched=decision.matched,
        options=tuple(dict.fromkeys(option for option in options if option)),
    )  # fmt: skip


def _learnt(candidate: Candidate) -> float:
    return candidate.learnt
