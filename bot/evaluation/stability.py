"""How much other entries' scores move when an entry is added."""

from __future__ import annotations

import dataclasses
import random
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.base import KnowledgeBase

ENTRIES = 8
"""How many entries are taken out and added again."""
PHRASINGS = 250
"""How many phrasings of other entries are asked each time."""
SEED = 11


def stability(base: KnowledgeBase, entries: int = ENTRIES) -> dict[str, float]:
    """Takes entries out in turn and compares the scores with and without.

    Each phrasing asked is left out itself, so that its score is one of resemblance, not of
    identity; what mentions and the trained model add counts, too.

    Args:
        base: The knowledge base.
        entries: How many entries are taken out and added again.

    Returns:
        `entries` and `phrasings` asked, and the mean, 99th percentile and largest shift of the
        scores of other entries (0..1).
    """
    chosen = random.Random(SEED)  # noqa: S311 - a sample, no secret
    gists = {subject.gist for subject in base.subjects.values()}
    added = sorted(set(base.entries) - gists)
    chosen.shuffle(added)
    added = added[:entries]
    full = Matcher(base)
    texts = [(d.text, d.owner) for d in full.documents if d.kind is Kind.ENTRY]
    asked = chosen.sample(texts, min(PHRASINGS, len(texts)))
    shifts: list[float] = []
    for entry in added:
        rest = {id_: other for id_, other in base.entries.items() if id_ != entry}
        without = Matcher(dataclasses.replace(base, entries=rest))
        others = [text for text, owner in asked if owner != entry]
        before, after = (_scores(matcher, others, entry) for matcher in (without, full))
        shifts += [abs(after[key] - before[key]) for key in before.keys() & after.keys()]
    shifts.sort()
    if not shifts:
        return {"entries": 0, "phrasings": 0}
    return {
        "entries": len(added),
        "phrasings": len(asked),
        "mean_shift": round(sum(shifts) / len(shifts), 4),
        "p99_shift": round(shifts[int(len(shifts) * 0.99)], 4),
        "largest_shift": round(shifts[-1], 4),
    }


def _scores(matcher: Matcher, texts: Sequence[str], added: str) -> dict[tuple[str, str], float]:
    """The best score of each entry but the one added, for each text left out."""
    found: dict[tuple[str, str], float] = {}
    for text in texts:
        for candidate in matcher.weighed(text):
            document = candidate.document
            if document.kind is Kind.ENTRY and document.owner != added and document.text != text:
                found.setdefault((text, document.owner), candidate.total)
    return found
