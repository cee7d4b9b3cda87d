"""What a channel shows: texts, passages, choices; no markup of any channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.dialogue.outcome import Option


@dataclass(frozen=True, slots=True)
class Passage:
    """The source's own words behind an answer.

    Attributes:
        text: The verbatim passage.
        origin: Where it stands, as a reader is told: publisher, date, page.
    """

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Block:
    """The reply to one question of the message.

    Attributes:
        text: What is said, complete, in the asker's language and script; lines apart by newline.
        note: The line on source and date under it; empty where no source is quoted.
        passages: The source's own words, for whoever taps for them.
        options: Choices to offer; the channel adds "none of these" (`none_label`).
        none_label: How "none of these" is called; empty where there are no options.
        related: Questions to ask next.
        entry: Id of the entry told, if any.
    """

    text: str
    note: str = ""
    passages: tuple[Passage, ...] = ()
    options: tuple[Option, ...] = ()
    none_label: str = ""
    related: tuple[Option, ...] = ()
    entry: str | None = None

    @property
    def plain(self) -> str:
        """What a chat would show without markup: text, numbered choices, source line."""
        lines = [self.text]
        lines += [f"{number}. {option.label}" for number, option in enumerate(self.options, 1)]
        if self.options:
            lines.append(f"0. {self.none_label}")
        if self.note:
            lines.append(self.note)
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: one block for each question of the message."""

    blocks: tuple[Block, ...]

    @property
    def plain(self) -> str:
        """The whole reply as a chat would show it, without markup."""
        return "\n\n".join(block.plain for block in self.blocks)


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic for browsing: its id, its name and its questions."""

    id: str
    name: str
    options: tuple[Option, ...]
