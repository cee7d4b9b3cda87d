"""`check`: the knowledge base's own checks, and those that need the bot to answer."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import TYPE_CHECKING

from bot.dialogue.assistant import Assistant
from bot.knowledge.checks import run_checks
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.loader import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.dialogue.assistant import Turn
    from bot.knowledge.base import Case, KnowledgeBase
    from bot.knowledge.yaml_reader import Documents


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
        found += check_own_variants(base, documents, assistant)
        found += check_cases(base, documents, assistant, folder)
    return sorted(found, key=lambda finding: finding.place)


def check_own_variants(
    base: KnowledgeBase, documents: Documents, assistant: Assistant
) -> Iterator[Finding]:
    """Variants that the bot takes for a question of another entry."""
    for entry in base.entries.values():
        document = documents[entry.origin.file]
        for number, variant in enumerate(entry.variants):
            best = assistant.search(variant, limit=1)
            if best and best[0].document.owner != entry.id:
                other = best[0].document
                path = ("entries", entry.origin.number, "variants", number)
                yield document.finding(
                    path, "lost-variant",
                    f"{variant!r} finds {other.owner} by {other.text!r}, not {entry.id}",
                    "reword one of the two, or delete it", Severity.WARNING,
                )  # fmt: skip


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
