"""Asks the knowledge base its own phrasings, each left out in turn: how it does on unseen ones."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.matching.documents import Kind
from bot.matching.verdict import Decision, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.matching.decision import Decider
    from bot.matching.documents import Document
    from bot.matching.indexing import Floats
    from bot.matching.matcher import Matcher
    from bot.matching.ranking import Match
    from bot.matching.reading import Reading
    from bot.matching.subject_words import SubjectWords

WORTH: Mapping[str, float] = {
    "right": 1.0,
    "assisted": 0.5,
    "neighbour": 0.3,
    "hedged": -0.5,
    "declined": 0.0,
    "soft": -0.5,
    "overclaim": -3.0,
    "wrong": -3.0,
}
"""What each ending is worth: to mislead costs three times what a right reply gains; to call
missing what is told is untrue too, and costs as much as choices that do not help. `neighbour`
tells another entry of the same subject, which often holds the answer too."""
KIND_SHARES: Mapping[str, float] = {Kind.ENTRY: 0.47, Kind.GAP: 0.26, Kind.FOREIGN: 0.27}
"""How often people ask for what is stated, what is not, and foreign things (tests/questions)."""
FOLDS = 5
"""Models that are trained to classify phrasings that they have not learnt from."""
MISLEADING = ("overclaim", "wrong")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A phrasing, read and ranked against all others."""

    document: Document
    reading: Reading
    matches: tuple[Match, ...]
    classes: Floats


def leave_out(matcher: Matcher, sample: int, seed: int = 7) -> list[LeftOut]:
    """A sample of the phrasings, each ranked without itself.

    What the trained model says of a phrasing comes from one that has not learnt from it: each of
    `FOLDS` models leaves its part of them out. A phrasing's own words still count in the rarity of
    words: among thousands of phrasings that changes little.

    Args:
        matcher: The engine.
        sample: How many at most.
        seed: Makes the sample repeatable.
    """
    shuffled = list(range(len(matcher.documents)))
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a sample, no secret
    examples = matcher.examples()
    found = []
    for fold in range(FOLDS):
        left_out = shuffled[fold::FOLDS]
        classifier = matcher.classifier(examples.train(left_out))
        documents = (matcher.documents[number] for number in left_out)
        asked = (document for document in documents if document.kind is not Kind.SMALLTALK)
        for document in islice(asked, sample // FOLDS):
            reading, matches = matcher.resemble(document.text)
            others = tuple(match for match in matches if match.document.text != document.text)
            classes = matcher.classify(reading, classifier)
            found.append(LeftOut(document, reading, others, classes))
    return found


def judge(decider: Decider, words: SubjectWords, left_out: Iterable[LeftOut]) -> Counter[str]:
    """How the phrasings end, counted as `kind ending`.

    Args:
        decider: Decides.
        words: The subjects' words, from which each phrasing's own are taken out meanwhile.
        left_out: The phrasings.
    """
    counts: Counter[str] = Counter()
    for item in left_out:
        words.count(item.document, -1)
        decision = decider.decide(item.reading, item.matches, item.classes)
        words.count(item.document, 1)
        counts[f"{item.document.kind} {_ending(item.document, decision)}"] += 1
    return counts


def worth(counts: Counter[str]) -> float:
    """The mean worth of a question, each kind counting as often as people ask it."""
    reached = 0.0
    asked = 0.0
    for kind, share in KIND_SHARES.items():
        rows = {name.split(" ", 1)[1]: n for name, n in counts.items() if name.startswith(kind)}
        if rows:
            mean = sum(WORTH[ending] * n for ending, n in rows.items()) / sum(rows.values())
            reached += share * mean
            asked += share
    return reached / asked if asked else 0.0


def shares(counts: Counter[str]) -> dict[str, float]:
    """Share of right and of misleading endings for each kind, in 0..1."""
    found = {}
    for kind in (Kind.ENTRY, Kind.GAP, Kind.FOREIGN):
        rows = {name.split(" ", 1)[1]: n for name, n in counts.items() if name.startswith(kind)}
        total = sum(rows.values())
        if total:
            found[f"{kind} right"] = round(rows.get("right", 0) / total, 4)
            misled = sum(rows.get(ending, 0) for ending in MISLEADING)
            found[f"{kind} misleading"] = round(misled / total, 4)
    return found


def _ending(document: Document, decision: Decision) -> str:
    status = decision.status
    if document.kind is Kind.FOREIGN:
        if status in (Status.DECLINE, Status.SMALLTALK):
            return "right"
        return "soft" if status is Status.CLARIFY else "wrong"
    if status is Status.CLARIFY:
        return "assisted" if document.owner in decision.options else "soft"
    if status not in (Status.ANSWER, Status.PARTIAL):
        return "declined"
    same = decision.subject == document.subject
    if document.kind is Kind.GAP:
        if not same:
            return "wrong"
        return "right" if status is Status.PARTIAL else "overclaim"
    if decision.entry == document.owner:
        return "right" if status is Status.ANSWER else "hedged"
    return "neighbour" if same and status is Status.ANSWER else "hedged" if same else "wrong"
