"""`tune`: finds the weights and thresholds that do best on phrasings left out."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.evaluation.leave_one_out import judge, leave_out, shares, worth
from bot.evaluation.stability import ENTRIES, stability
from bot.knowledge.calibration import Calibration
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Sequence

    from bot.evaluation.leave_one_out import LeftOut
    from bot.knowledge.base import KnowledgeBase

Step = tuple[str, float]
"""A value's name, and by how much it is changed."""
STEPS = (-0.04, -0.02, 0.02, 0.04)
"""By how much a value is changed at a time."""
ODDS = frozenset(
    ("gap_bias", "gap_lead", "gap_learnt", "gap_strange", "gap_lacks", "unstated", "stated")
)
"""Values on the scale of log odds, not on that of scores."""
LOG_ODDS = 10
"""So much larger their steps are."""
ROUNDS = 2
"""How often all values are gone through."""
LEAST_GAIN = 0.002
"""A change must gain so much worth a phrasing, or the value stays as it is."""
MOST_LOST = 0.01
"""So much of the right endings of a kind may a change cost, whatever else it gains."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """The values found, and how they and the old ones do on phrasings not used to find them.

    Attributes:
        calibration: The values.
        before: Shares of right and misleading endings with the old values.
        after: The same with those found.
        phrasings: How many were used.
        stability: How much other entries' scores move when an entry is added.
    """

    calibration: Calibration
    before: dict[str, float]
    after: dict[str, float]
    phrasings: int
    stability: dict[str, float]

    def as_json(self, version: str) -> str:
        """The calibration file: the values with their evidence."""
        data = {
            "values": dataclasses.asdict(self.calibration),
            "evidence": {
                "knowledge": version,
                "objective": "mean worth of a phrasing left out (evaluation/leave_one_out.py)",
                "phrasings": self.phrasings,
                "held_out_before": self.before,
                "held_out_after": self.after,
                "adding_an_entry": self.stability,
            },
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def tune(
    base: KnowledgeBase,
    sample: int,
    told: Callable[[str], None],
    added: int = ENTRIES,
    progress: Callable[[Sequence[Step]], Iterable[Step]] = lambda steps: steps,
) -> Tuned:
    """Coordinate search on one half of a sample; it must prove itself on the other.

    Args:
        base: The knowledge base; its calibration is where the search begins.
        sample: How many phrasings to use.
        told: Takes a line on each value that is changed.
        added: How many entries are taken out and added again, to see what that moves.
        progress: Shows how far it is.
    """
    matcher = Matcher(base)
    left_out = leave_out(matcher, sample)
    fit, held = left_out[::2], left_out[1::2]

    def counted(calibration: Calibration, rows: Sequence[LeftOut]) -> Counter[str]:
        return judge(matcher.decider(calibration), matcher.words, rows)

    start = best = base.calibration
    reached = worth(counted(best, fit))
    steps = {f.name: LOG_ODDS if f.name in ODDS else 1 for f in dataclasses.fields(Calibration)}
    tries = [(name, s * scale) for name, scale in steps.items() for s in STEPS] * ROUNDS
    for name, step in progress(tries):
        value = round(getattr(best, name) + step, 3)
        tried = dataclasses.replace(best, **{name: value})
        gained = worth(counted(tried, fit))
        if gained > reached + LEAST_GAIN:
            best, reached = tried, gained
            told(f"{name} = {value} (worth {gained:.4f})")
    counts = [counted(values, held) for values in (start, best)]
    if best != start and not _is_proven(*counts):
        told("what was found does no better on the other half: the values stay")
        best, counts = start, [counts[0]] * 2
    return Tuned(best, shares(counts[0]), shares(counts[1]), len(left_out), stability(base, added))


def _is_proven(before: Counter[str], after: Counter[str]) -> bool:
    """Whether values are worth more, and answer no kind of question right clearly less often."""
    old, new = shares(before), shares(after)
    rights = [name for name in old if name.endswith(" right")]
    return worth(after) > worth(before) and all(
        new[name] >= old[name] - MOST_LOST for name in rights
    )
