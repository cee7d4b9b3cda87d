"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.operators.report import STATUSES, summary, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bot.knowledge.base import KnowledgeBase
    from bot.operators.report import Report

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
svg { background: #fff; border-radius: 6px; height: auto; max-width: 100%; }
.wide { overflow-x: auto; }
.wide svg { min-width: 34rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left;
  vertical-align: top; }
th { white-space: nowrap; }
td:last-child, th:last-child { text-align: right; white-space: nowrap; }
.single td, .single th { text-align: left; }
"""


def render_page(report: Report, base: KnowledgeBase) -> str:
    """The page.

    Args:
        report: The figures.
        base: The knowledge base in use.

    Raises:
        UsageError: The plotting library is not installed.
    """
    parts = [f"<h1>{escape(base.profile.name)}</h1>", f"<p>{escape(summary(report))}</p>"]
    parts += [
        "<h2>Questions a day</h2>",
        _days(report),
        "<h2>Share by status</h2>",
        _shares(report),
    ]
    for title, heads, rows in tables(report, base):
        parts.append(f"<h2>{escape(title)} ({len(rows)})</h2>")
        if rows:
            parts.append(_table(heads, rows))
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="zh-Hans">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(base.profile.name)}: {report.since} – {report.until}</title>\n"
        f"<style>{STYLE}</style>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    kind = ' class="single"' if len(heads) == 1 else ""
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table{kind}><tr>{head}</tr>{body}</table></div>'


def _days(report: Report) -> str:
    def draw(axes: Axes) -> None:
        labels = [day.strftime("%m-%d") for day in report.days]
        axes.bar(range(len(labels)), list(report.days.values()), color="#2a6f97")
        step = max(1, len(labels) // 8)
        axes.set_xticks(range(0, len(labels), step), labels[::step])
        axes.set_ylabel("questions")

    return _plot(draw)


def _shares(report: Report) -> str:
    def draw(axes: Axes) -> None:
        counts = [report.statuses[status] for status in STATUSES]
        axes.barh(STATUSES[::-1], counts[::-1], color="#61a5c2")
        axes.set_xlabel("questions")

    return _plot(draw)


def _plot(draw: object) -> str:
    """A drawing as SVG; its text stays text, so that the reader's own fonts show it."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(
            "the page needs a plotting library.\n"
            "Install it: pip install 'jiyuan-policy-bot[report]'"
        ) from None
    with mpl.rc_context({"svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(7, 2.6), layout="constrained")
        axes = figure.subplots()
        draw(axes)  # type: ignore[operator]
        axes.spines[["top", "right"]].set_visible(False)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    return f'<div class="wide">{svg[svg.index("<svg") :]}</div>'
