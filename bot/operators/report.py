"""`report`: what was asked in a span of time, how it ended, and what needs a hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.operators.review import in_vain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bot.knowledge.base import KnowledgeBase
    from bot.operators.clusters import Cluster
    from bot.storage.journal import Mark, Question

TOP = 10
"""Entries and groups that are listed."""
LONGEST_BAR = 30
"""Characters of the longest bar, where there is room."""
BESIDE_BAR = 32
"""Characters that day, number and borders take beside it."""
STATUSES = ("answer", "partial", "clarify", "decline", "smalltalk")


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a span of time.

    Attributes:
        since: Its first day.
        until: Its last day.
        users: How many users asked.
        days: Questions a day, in the machine's time zone; days without any are there too.
        statuses: Questions by how they ended.
        entries: How often each entry was told.
        groups: What was asked in vain, most first.
        marks: Marks by entry: useful, useless, outdated.
        never: Ids of entries that were never told.
        due: Ids of entries that are due for review or past their last day.
        latency: Median and 99th percentile of the engine's time, in ms.
    """

    since: date
    until: date
    users: int
    days: dict[date, int]
    statuses: Counter[str]
    entries: Counter[str]
    groups: list[Cluster]
    marks: dict[str, Counter[str]]
    never: list[str]
    due: list[str]
    latency: tuple[float, float]

    @property
    def questions(self) -> int:
        """How many questions were asked."""
        return self.statuses.total()


def make_report(
    base: KnowledgeBase,
    questions: Sequence[Question],
    marks: Sequence[Mark],
    users: int,
    since: date,
    until: date,
) -> Report:
    """Counts.

    Args:
        base: The knowledge base in use.
        questions: What was asked.
        marks: What users thought of answers.
        users: How many asked.
        since: First day.
        until: Last day.
    """
    days = {date.fromordinal(day): 0 for day in range(since.toordinal(), until.toordinal() + 1)}
    for question in questions:
        day = datetime.fromtimestamp(question.at).date()  # local: as since and until
        days[day] = days.get(day, 0) + 1
    entries = Counter(q.entry for q in questions if q.entry)
    by_entry: dict[str, Counter[str]] = {}
    for mark in marks:
        by_entry.setdefault(mark.entry, Counter())[mark.mark] += 1
    times = sorted(question.ms for question in questions) or [0.0]
    due = [
        entry.id for entry in base.entries.values()
        if any(day is not None and day <= until for day in (entry.review_by, entry.valid_until))
    ]  # fmt: skip
    return Report(
        since=since, until=until, users=users, days=days,
        statuses=Counter(question.status for question in questions), entries=entries,
        groups=in_vain(questions, marks), marks=by_entry,
        never=[entry for entry in base.entries if entry not in entries], due=due,
        latency=(times[len(times) // 2], times[int(len(times) * 0.99)]),
    )  # fmt: skip


def tables(report: Report, base: KnowledgeBase) -> list[tuple[str, list[str], list[list[str]]]]:
    """The report as tables: a title, the heads of the columns, the rows."""
    total = max(1, report.questions)
    shares = [[s, str(report.statuses[s]), f"{report.statuses[s] / total:.0%}"] for s in STATUSES]
    told = [
        [entry, base.entries[entry].question if entry in base.entries else "-", str(count)]
        for entry, count in report.entries.most_common(TOP)
    ]
    groups = [[group.head, str(group.count)] for group in report.groups[:TOP]]
    marked = [
        [entry, *(str(counts[mark]) for mark in ("useful", "useless", "outdated"))]
        for entry, counts in sorted(
            report.marks.items(), key=lambda item: -(item[1]["useless"] + item[1]["outdated"])
        )
    ][:TOP]
    return [
        ("Questions by status", ["status", "questions", "share"], shares),
        ("Entries told most", ["entry", "question", "times"], told),
        ("Asked in vain", ["question", "times"], groups),
        ("Marks", ["entry", "useful", "useless", "outdated"], marked),
        ("Due for review", ["entry"], [[entry] for entry in report.due]),
        ("Never told", ["entry"], [[entry] for entry in report.never]),
    ]


def summary(report: Report) -> str:
    """The report in one line."""
    return (
        f"{report.since} to {report.until}: {report.questions} questions of {report.users} users; "
        f"engine median {report.latency[0]:.1f} ms, 99 % within {report.latency[1]:.1f} ms"
    )


def show(report: Report, base: KnowledgeBase, console: Console) -> None:
    """Prints the report as tables."""
    from rich.markup import escape
    from rich.table import Table

    console.print(summary(report))
    busiest = max(report.days.values(), default=0) or 1
    longest = max(1, min(LONGEST_BAR, console.width - BESIDE_BAR))
    chart = Table(title="Questions a day", title_justify="left")
    for head in ("day", "questions", ""):
        chart.add_column(head, no_wrap=True)
    for day, count in report.days.items():
        chart.add_row(str(day), str(count), "█" * round(count / busiest * longest))
    console.print(chart)
    for title, heads, rows in tables(report, base):
        table = Table(title=title, title_justify="left")
        for head in heads:  # a question may go over several lines; an id or a number may not
            table.add_column(head, no_wrap=head != "question", overflow="fold")
        for row in rows:
            table.add_row(*map(escape, row))  # a question may hold [brackets]
        if rows:
            console.print(table)
        else:
            console.print(f"{title}: none")
