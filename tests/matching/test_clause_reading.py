"""Clauses are read and mended once a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.clause_reading import ClauseReader

if TYPE_CHECKING:
    from bot import Assistant


def test_window_shares_the_mended_clauses(assistant: Assistant) -> None:
    """A window is read as one text; its clauses are not mended again."""
    matcher = assistant._matcher
    asked: list[str] = []

    class Counting:
        def repair(self, own: str) -> str:
            asked.append(own)
            return matcher._repairer.repair(own)

    reader = ClauseReader(matcher.vocabulary, Counting(), matcher._reader)  # type: ignore[arg-type]
    for text in ("公足房在哪", "一共几套", "公足房在哪 一共几套"):
        reading = reader.read(text)
    assert reading.own == "公租房在哪 1共几套"
    assert asked == ["公足房在哪", "1共几套"]


def test_what_another_thread_forgets_meanwhile_is_no_loss(assistant: Assistant) -> None:
    """A message in one thread ends while another one is being mended."""
    matcher = assistant._matcher

    class Forgetting:
        def repair(self, own: str) -> str:
            reader.forget()
            return own

    reader = ClauseReader(matcher.vocabulary, Forgetting(), matcher._reader)  # type: ignore[arg-type]
    assert reader.read("公租房在哪 公园几个").own == "公租房在哪 公园几个"
