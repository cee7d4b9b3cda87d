"""What one `ask` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialogue.language import Tongue

if TYPE_CHECKING:
    from bot.dialogue.outcome import Outcome
    from bot.dialogue.reply import Reply
    from bot.dialogue.session import Session


@dataclass(frozen=True, slots=True)
class Turn:
    """What one `ask` returns.

    Attributes:
        outcomes: What each question of the message led to, in order.
        reply: What a channel shows.
        session: The session to pass to the next `ask`.
        tongue: Language and script of the reply.
        rejected: Whether it answers "none of these"; the outcome then has the question that the
            choices were offered for.
    """

    outcomes: tuple[Outcome, ...]
    reply: Reply
    session: Session
    tongue: Tongue = Tongue.SIMPLIFIED
    rejected: bool = False

    @property
    def text(self) -> str:
        """The whole reply without markup."""
        return self.reply.plain
