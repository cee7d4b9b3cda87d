"""Asks for one field of an entry, again until what is typed can be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from bot.knowledge.checks.variants import bare, phrasings
from bot.operators.ids import is_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from bot.knowledge.base import KnowledgeBase

NONE = "-"
"""What is typed for nothing at all, where Enter takes what is proposed."""


def ask(
    name: str, check: Callable[[str], Any], default: str | None = None, *, show: bool = True
) -> Any:
    """What was typed, once it can be used.

    Args:
        name: What is asked for.
        check: Gives what is meant; raises `click.UsageError` where it cannot be used.
        default: What Enter takes.
        show: Whether this is shown.
    """
    return click.prompt(
        name, default=default, show_default=show, value_proc=lambda typed: check(typed.strip())
    )


def some(typed: str) -> str:
    """A text that is not empty."""
    if not typed:
        raise click.UsageError("nothing was typed")
    return typed


def new_question(base: KnowledgeBase, owner: str = "") -> Callable[[str], str]:
    """Checks a question: nothing else may be asked in the same words.

    Args:
        base: The knowledge base.
        owner: The entry that it belongs to, if there is one already.
    """

    def check(typed: str) -> str:
        if not bare(typed):
            raise click.UsageError("a question has words")
        taken = next(
            (p for p in phrasings(base) if bare(p.text) == bare(typed) and p.entry != owner), None
        )
        if taken is not None:
            raise click.UsageError(f"{taken.owner} is asked in these words already")
        return typed

    return check


def new_id(taken: Collection[str]) -> Callable[[str], str]:
    """Checks an entry's id."""

    def check(typed: str) -> str:
        if not is_id(typed):
            raise click.UsageError("an id is lower-case ASCII, at most 48 long, as parks-count")
        if typed in taken:
            raise click.UsageError(f"{typed} is taken")
        return typed

    return check


def topic(known: Collection[str]) -> Callable[[str], str]:
    """Checks a topic: a file that is there, or a plain id for a new one."""

    def check(typed: str) -> str:
        if typed not in known and not is_id(typed):
            raise click.UsageError("a topic is lower-case ASCII, as public-housing")
        return typed

    return check


def one_of(known: Collection[str], what: str) -> Callable[[str], str | None]:
    """Checks the id of something that must be there; `-` is none."""

    def check(typed: str) -> str | None:
        if typed in (NONE, ""):
            return None
        if typed not in known:
            raise click.UsageError(f"there is no {what} {typed}: {', '.join(sorted(known))}")
        return typed

    return check


def some_of(known: Collection[str], what: str) -> Callable[[str], list[str]]:
    """Checks ids of things that must be there; `-` is none."""

    def check(typed: str) -> list[str]:
        single = one_of(known, what)
        return [name for word in re.split(r"[\s,，、]+", typed) if (name := single(word))]

    return check


def day(typed: str) -> date | None:
    """Checks a day; `-` is none."""
    from datetime import date

    if typed in (NONE, ""):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise click.UsageError(f"{typed!r} is no day: write 2027-03-31, or - for none") from None


def numbers(last: int) -> Callable[[str], list[int]]:
    """Checks numbers of a list's items; gives their places, from 0."""

    def check(typed: str) -> list[int]:
        found = re.split(r"[\s,，、]+", typed) if typed else []
        if not all(number.isdecimal() and 1 <= int(number) <= last for number in found):
            raise click.UsageError(f"give numbers from 1 to {last}")
        return sorted({int(number) - 1 for number in found})

    return check
