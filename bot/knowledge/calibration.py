"""What mentions are worth, and from which score on something is said.

The values are found by `jiyuan-bot tune` on the knowledge base's own phrasings, each left out in
turn; they stand in the calibration file, with the evidence for them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from bot.knowledge.findings import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

FILE = "calibration.json"
"""Its name in a knowledge base's folder."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights and thresholds, on the scale of scores (0..1) but for those called log odds.

    Attributes:
        named: The question names the document's subject.
        unnamed: It names subjects, and the document's is none of them.
        nameless: The document names its subject, and the question names none.
        covered: The entry states every aspect asked for, or the gap is about one of them.
        uncovered: The entry or gap is about none of the aspects asked for.
        unasked: The gap is about an aspect, and the question asks for none.
        said: The gap's own name stands in the question.
        agreement: All of the documents resembled most are about the document's subject.
        figure: A figure of the question stands in the entry.
        no_figure: The question's figures stand elsewhere, and not in this entry.
        unsaid: Beside names the question and the document share no content.
        strange: At full share of content that the knowledge base has no word for.
        foreign_term: The question names something of the foreign topic.
        learnt: At a score of 1 that the trained model gives the document's target.
        claim: From this score on a candidate is told.
        offer: From this score on it is offered as a choice.
        offer_reach: An option may be so much below `offer` beside a better one.
        margin: An entry is told where no other one comes so near to it; else both are offered.
        doubt: Where the trained model is so much surer of another subject, both are offered.
        overrule: Where it is so much surer, its subject is told; the question names subjects.
        overrule_unnamed: The same where it names none.
        gap_bias: The log odds that a question asks for what is not stated of its subject, where
            nothing speaks for either.
        gap_lead: What the lead of the nearest gap over the nearest entry adds to them.
        gap_learnt: What the trained model's lead of the gap over the entry adds.
        gap_strange: At full share of content that the knowledge base has no word for.
        gap_lacks: Where the entry leaves out an aspect that is asked for; taken off where it is
            only asked whether there is such a thing.
        unstated: Above these log odds a gap is told instead of an entry.
        stated: Below these log odds an entry is told instead of a gap.
        over_foreign: A candidate beats a foreign term in the question, with no subject named.
        foreign_over_name: A foreign question beats a named subject only by so much.
        foreign_reach: Where no subject is named, a foreign question wins from so much below.
    """

    named: float = 0.14
    unnamed: float = -0.14
    nameless: float = -0.15
    covered: float = 0.06
    uncovered: float = -0.08
    unasked: float = -0.05
    said: float = 0.08
    agreement: float = 0.08
    figure: float = 0.18
    no_figure: float = -0.12
    unsaid: float = -0.1
    strange: float = -0.25
    foreign_term: float = 0.20
    learnt: float = 0.2
    claim: float = 0.46
    offer: float = 0.36
    offer_reach: float = 0.05
    margin: float = 0.002
    doubt: float = 0.1
    overrule: float = 0.3
    overrule_unnamed: float = 0.5
    gap_bias: float = 0.0
    gap_lead: float = 3.8
    gap_learnt: float = 2.9
    gap_strange: float = 1.5
    gap_lacks: float = 1.6
    unstated: float = 0.3
    stated: float = -0.6
    over_foreign: float = 0.75
    foreign_over_name: float = 0.20
    foreign_reach: float = 0.07


def _known(name: str) -> str:
    if name not in Calibration.__dataclass_fields__:
        raise ValueError(f"there is no value {name!r}")
    return name


def read_calibration(path: Path) -> tuple[Calibration, list[Finding]]:
    """The values of a calibration file; the default ones where there is no file.

    Args:
        path: The file, as `jiyuan-bot tune` writes it.
    """
    if not path.is_file():
        return Calibration(), []
    from pydantic import AfterValidator, TypeAdapter

    name = Annotated[str, AfterValidator(_known)]
    try:
        values = json.loads(path.read_text(encoding="utf-8"))["values"]
        known = TypeAdapter(dict[name, float]).validate_python(values)
        return Calibration(**known), []
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"the calibration cannot be used: {str(error).splitlines()[0]}"
        cure = "run jiyuan-bot tune --write, or delete the file"
        found = Finding(str(path), 1, 1, Severity.ERROR, "calibration", message, cure)
        return Calibration(), [found]
