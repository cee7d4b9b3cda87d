"""`check`: the knowledge base's own checks, and those that need the bot to answer."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import TYPE_CHECKING

from bot.dialogue.assistant import Assistant
from bot.knowledge.checks import run_checks
from bot.knowledge.checks.variants import bare, phrasings
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.loader import read
from bot.matching.documents import OURS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.dialogue.turn import Turn
    from bot.knowledge.base import Case, KnowledgeBase
    from bot.knowledge.yaml_reader import Documents
    from bot.matching.documents import Document

NEAR = 0.935
"""From this resemblance on two variants are told apart by nothing that a person would notice: 怎样
instead of 怎么 gives 0.938; the shipped base's nearest pair of two entries has 0.932."""


def check_folder(folder: Path) -> list[Finding]:
    """All findings on a folder, in the order of files and lines.

    Args:
        folder: The folder that holds `entries/`.
    """
    loaded = read(folder)
    found = run_checks(loaded, folder, date.today())
    base, documents = loaded.base, loaded.documents
    if base is not None:
        assistant = Assistant(base)
        found += check_neighbours(base, documents, assistant)
        found += check_cases(base, documents, assistant, folder)
    return sorted(found, key=lambda finding: finding.place)


def check_neighbours(
    base: KnowledgeBase, documents: Documents, assistant: Assistant
) -> Iterator[Finding]:
    """Variants that find another entry, or that another entry or a known gap has almost so.

    Each pair of near variants is told once.
    """
    told: set[tuple[str, str]] = set()
    for phrasing in phrasings(base):
        if phrasing.entry is None:
            continue
        matches = assistant.resemble(phrasing.text)
        found = next((m for m in matches if m.document.kind is Kind.ENTRY), None)
        document = documents[phrasing.file]
        if found is not None and found.document.owner != phrasing.entry:
            other = found.document
            if (other.text, phrasing.text) in told:
                continue
            yield document.finding(
                phrasing.path, "lost-variant",
                f"{phrasing.text!r} finds {other.owner} by {other.text!r}, not {phrasing.entry}",
                "reword one of the two, or delete it", Severity.WARNING,
            )  # fmt: skip
            continue
        for match in matches:
            other = match.document
            pair = (other.text, phrasing.text)
            if match.score < NEAR:
                break
            if other.kind not in OURS or match.document.owner == phrasing.entry or pair in told:
                continue
            if bare(other.text) == bare(phrasing.text):
                continue  # an error already
            told.add((phrasing.text, other.text))
            yield document.finding(
                phrasing.path, "near-variant",
                f"{phrasing.text!r} is almost {other.text!r} of {_owner(base, other)}",
                "say in each what sets it apart, or keep one of the two", Severity.WARNING,
            )  # fmt: skip
            break


def _owner(base: KnowledgeBase, document: Document) -> str:
    if document.gap is None:
        return document.owner
    gap = base.subjects[document.owner].gaps[document.gap]
    return f"{document.owner} (not stated: {gap.what})"


def check_cases(
    base: KnowledgeBase, documents: Documents, assistant: Assistant, folder: Path
) -> Iterator[Finding]:
    """Cases of cases.yaml that are not answered as they should be."""
    document = documents.get(str(folder / "cases.yaml"))
    if document is None:
        return
    for case in base.cases:
        session = None
        for before in case.history:
            session = assistant.ask(before, session).session
        problem = _problem(case, assistant.ask(case.q, session))
        if problem:
            path = ("cases", case.number, "q")
            cure = "mend the entries' variants, or correct the case"
            yield document.finding(path, "case", problem, cure)


def _problem(case: Case, turn: Turn) -> str:
    statuses = {outcome.status.value for outcome in turn.outcomes}
    if case.expect not in statuses:
        return f"expected {case.expect}, got {', '.join(sorted(statuses))}"
    told = {o.entry for o in turn.outcomes} | {x.entry for o in turn.outcomes for x in o.options}
    if case.entry is not None and case.entry not in told:
        return f"expected the entry {case.entry}, got {', '.join(sorted(filter(None, told)))}"
    return ""


def render(findings: Sequence[Finding], form: str) -> str:
    """Findings as text, or as JSON: a list of objects.

    Args:
        findings: What was found.
        form: `text` or `json`.
    """
    if form == "json":
        rows = [dataclasses.asdict(finding) for finding in findings]
        return json.dumps(rows, ensure_ascii=False, indent=2)
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    summary = ", ".join(f"{counts[s]} {s.value}s" for s in (Severity.ERROR, Severity.WARNING))
    return "\n".join([*map(str, findings), summary])
