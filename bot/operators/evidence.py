"""Lets an operator pick sentences of the sources as evidence."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import click

from bot.knowledge.checks.evidence import sentences
from bot.knowledge.checks.figures import unstated
from bot.matching.normalise import fold
from bot.matching.units import pairs, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.base import KnowledgeBase

PAGE = 5
"""Sentences that are shown at a time."""
MORE = "m"
_NUMBERS = re.compile(r"\d+(?:[\s,，、;；]+\d+)*")

Row = tuple[str, str]
"""Id of a source, and a sentence of it."""


def ranked(rows: Sequence[Row], text: str) -> list[Row]:
    """Sentences, those first that share the rarest characters and words with a text.

    Args:
        rows: The sentences.
        text: A question with its answer.
    """
    units = [_units(row) for _, row in rows]
    spread = Counter(unit for found in units for unit in found)
    said = _units(text)

    def weight(found: set[str]) -> float:
        return sum(math.log(len(rows) / spread[unit]) for unit in found)

    worth = [weight(found & said) / math.sqrt(1 + weight(found)) for found in units]
    return [rows[n] for n in sorted(range(len(rows)), key=lambda n: -worth[n])]


def _units(text: str) -> set[str]:
    folded = fold(text)
    return {*tokens(folded), *pairs(folded)}


def missing_figures(
    base: KnowledgeBase, answer: str, evidence: Sequence[dict[str, str]]
) -> list[str]:
    """The figures of an answer that none of its quotes states; none where there are no quotes."""
    if not evidence:
        return []
    published = [base.sources[e["source"]].date for e in evidence if e["source"] in base.sources]
    return unstated(answer, [e["quote"] for e in evidence], published)


class Picker:
    """Shows the sentences of the sources, the most fitting first, and lets some be picked.

    Args:
        base: The knowledge base.
        text: A question with its answer.
    """

    def __init__(self, base: KnowledgeBase, text: str) -> None:
        rows = [(s.id, row) for s in base.sources.values() for row in sentences(s.text)]
        self._rows = ranked(rows, text)
        self._ahead = 0
        self._shown: list[Row] = []

    def pick(self) -> list[dict[str, str]]:
        """Asks until sentences are picked.

        Returns:
            What was picked; nothing where the operator wants none or there is no source.
        """
        if not self._rows:
            return []
        if not self._shown:
            self._more()
        while True:
            typed = click.prompt(
                "evidence (numbers, m for more, /word to search, empty for none)",
                default="", show_default=False,
            ).strip()  # fmt: skip
            if typed.lower() == MORE:
                self._more()
            elif typed.startswith("/"):
                self._search(typed[1:].strip())
            elif not typed:
                return []
            elif _NUMBERS.fullmatch(typed):
                numbers = dict.fromkeys(map(int, re.findall(r"\d+", typed)))
                if all(1 <= number <= len(self._shown) for number in numbers):
                    picked = [self._shown[number - 1] for number in numbers]
                    return [{"source": source, "quote": row} for source, row in picked]
                click.echo(f"  the numbers go from 1 to {len(self._shown)}")
            else:
                click.echo("  give the numbers of sentences, as 1 3")

    def _more(self) -> None:
        rows = self._rows[self._ahead : self._ahead + PAGE]
        self._ahead += len(rows)
        self._show(rows, "that was the last sentence")

    def _search(self, word: str) -> None:
        found = [row for row in self._rows if word and fold(word) in fold(row[1])]
        self._show(found[: 2 * PAGE], f"no sentence has {word!r}")
        if len(found) > 2 * PAGE:
            click.echo(f"  ... and {len(found) - 2 * PAGE} more: search for something rarer")

    def _show(self, rows: Sequence[Row], otherwise: str) -> None:
        """Numbers go on, so that those shown before can still be picked."""
        for row in rows:
            self._shown.append(row)
            click.echo(f"  {len(self._shown)}. {row[0]}: {row[1]}")
        if not rows:
            click.echo(f"  {otherwise}")


def ask_evidence(
    base: KnowledgeBase, question: str, answer: str, kept: Sequence[dict[str, str]] = ()
) -> tuple[str, list[dict[str, str]]]:
    """Asks for evidence until it states every figure of the answer.

    Args:
        base: The knowledge base.
        question: The question.
        answer: Its answer.
        kept: Evidence that it has already.

    Returns:
        The answer, which the operator may have worded anew, and the evidence that was picked.
    """
    picker = Picker(base, f"{question} {answer}")
    picked: list[dict[str, str]] = []
    while True:
        fresh = picker.pick()
        picked += [e for e in fresh if e not in picked and e not in kept]
        missing = missing_figures(base, answer, [*kept, *picked])
        if not missing:
            return answer, picked
        click.echo(f"  the figure {', '.join(missing)} stands in no quote: pick more sentences, "
                   "or none for another answer")  # fmt: skip
        if not fresh:
            answer = click.prompt("answer", default=answer).strip() or answer
            if not missing_figures(base, answer, [*kept, *picked]):
                return answer, picked
