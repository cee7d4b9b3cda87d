"""A console chat without the terminal: commands and questions in, replies out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialogue.language import Tongue
from bot.dialogue.reply import Block, Reply
from bot.dialogue.session import Session
from bot.memory import give_back

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.dialogue.assistant import Assistant

COMMANDS = ("/help", "/topics", "/source", "/about", "/privacy", "/quit")


def ready(load: Callable[[], Assistant]) -> Assistant:
    """An assistant that has laid out what its first question needs, and no memory beside.

    Args:
        load: Makes the assistant.
    """
    assistant = load()
    next(assistant.warm(), None)
    give_back()
    return assistant


class Chat:
    """One chat: keeps the session between lines.

    Args:
        assistant: The assistant.
        clock: Gives the time of a turn; None leaves sessions unexpired.
    """

    def __init__(self, assistant: Assistant, clock: Callable[[], datetime] | None = None) -> None:
        self._assistant = assistant
        self._clock = clock
        self._session = Session()
        self._last: Reply | None = None
        self._tongue = Tongue.SIMPLIFIED
        self.ended = False
        self.notes: list[str] = []
        """What happened to the knowledge base since they were last shown."""

    def swap(self, assistant: Assistant) -> None:
        """Answers from another version of the knowledge base from now on."""
        self._assistant = assistant
        version, entries = assistant.base.version, len(assistant.base.entries)
        note = assistant.canned("reloaded", self._tongue, version=version, entries=entries)
        self.notes.append(note)

    def keep(self, findings: str) -> None:
        """Says that a new version has errors and the old one stays."""
        self.notes.append(self._assistant.canned("not_reloaded", self._tongue, findings=findings))

    def welcome(self) -> Reply:
        """What is shown first."""
        return self._say("welcome")

    def answer(self, line: str) -> Reply:
        """The reply to a line: a command, a choice or a question.

        Args:
            line: What was typed.
        """
        if line.startswith("/"):
            return self._command(line)
        now = self._clock() if self._clock else None
        turn = self._assistant.ask(line, self._session, now)
        self._session, self._last, self._tongue = turn.session, turn.reply, turn.tongue
        return turn.reply

    def _command(self, line: str) -> Reply:
        name, _, rest = line.partition(" ")
        match name.lower():
            case "/quit" | "/exit" | "/q":
                self.ended = True
                return self._say("goodbye")
            case "/help" | "/start":
                return self._say("help")
            case "/privacy":
                return self._say("console_privacy")
            case "/about":
                return Reply((Block(self._assistant.about(self._tongue)),))
            case "/source":
                return self._passages()
            case "/topics":
                return self._topics(rest.strip())
        return self._say("unknown_command")

    def _say(self, key: str) -> Reply:
        return Reply((Block(self._assistant.canned(key, self._tongue)),))

    def _passages(self) -> Reply:
        """The source's own words behind the last answer."""
        passages = [
            p for block in (self._last.blocks if self._last else ()) for p in block.passages
        ]
        if not passages:
            return self._say("no_last_answer")
        texts = [
            self._assistant.canned("source_passage", self._tongue, origin=p.origin, passage=p.text)
            for p in passages
        ]
        return Reply((Block("\n".join(texts)),))

    def _topics(self, chosen: str) -> Reply:
        topics = self._assistant.topics(self._tongue)
        if chosen.isdecimal() and 1 <= int(chosen) <= len(topics):
            topic = topics[int(chosen) - 1]
            self._session = replace(
                self._session, options=tuple(o.entry for o in topic.options), offered_for="",
                at=self._clock() if self._clock else None,
            )  # fmt: skip
            none = self._assistant.canned("none_of_these", self._tongue)
            title = self._assistant.canned("topic_title", self._tongue, topic=topic.name)
            return Reply((Block(title, options=topic.options, none_label=none),))
        rows = [self._assistant.canned("topics_title", self._tongue)]
        rows += [f"/topics {number}  {topic.name}" for number, topic in enumerate(topics, 1)]
        return Reply((Block("\n".join(rows)),))
