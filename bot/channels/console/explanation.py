"""`ask --explain`: every candidate and what its score is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.ranking import FEATURES

if TYPE_CHECKING:
    from bot.dialogue.assistant import Assistant
    from bot.dialogue.session import Session
    from bot.matching.understood import Understood
    from bot.matching.weighing import Candidate


def explain(assistant: Assistant, text: str, session: Session | None = None) -> str:
    """How a message was understood, as lines for a developer or an operator.

    Args:
        assistant: The assistant.
        text: The message.
        session: What the turn before returned.
    """
    parts = [_question(understood) for understood in assistant.understand(text, session)]
    return "\n\n".join(parts)


def _question(understood: Understood) -> str:
    reading, decision = understood.reading, understood.decision
    asked = [f"{reading.own[a.start : a.end]}={'/'.join(a.aspects)}" for a in reading.asked]
    rows = [
        f"question   {understood.question}",
        f"read as    {reading.own}",
        f"standard   {reading.standard}",
        f"subjects   {', '.join(reading.subjects) or '-'}",
        f"aspects    {', '.join(asked) or '-'}",
        f"foreign    {', '.join(reading.foreign_terms) or '-'}",
        f"unknown    {', '.join(reading.leftovers) or '-'} ({reading.strange:.0%} of the content)",
        f"decision   {decision.status} {decision.score:.3f} {decision.entry or decision.talk}",
    ]
    rows += [f"note       {note}" for note in understood.notes]
    rows.append("candidates (score = resemblance + adjustments; own wording | standard wording)")
    rows += [_candidate(candidate) for candidate in decision.candidates]
    return "\n".join(rows)


def _candidate(candidate: Candidate) -> str:
    match = candidate.match
    document = match.document
    owner = document.owner if document.gap is None else f"{document.owner}#{document.gap}"
    added = " ".join(f"{name}{value:+.2f}" for name, value in candidate.adjustments.items())
    features = " | ".join(
        " ".join(f"{name}={value:.2f}" for name, value in zip(FEATURES, part, strict=True))
        for part in match.parts
    )
    return (
        f"  {candidate.score:.3f} = {match.score:.3f} {added}\n"
        f"      {document.kind} {owner}: {document.text}\n"
        f"      {features}"
    )
