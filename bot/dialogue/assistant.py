"""The assistant: from a message and a session to a reply, in one visible sequence of steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.dialogue import choices
from bot.dialogue.language import Tongue, tongue_of
from bot.dialogue.outcome import Reason, Status
from bot.dialogue.reply import Block, Reply, TopicView
from bot.dialogue.screening import MAX_LENGTH, readable, screen
from bot.dialogue.session import Session
from bot.dialogue.turn import Turn
from bot.dialogue.wording import Wording
from bot.knowledge.cache import Cache
from bot.matching.matcher import Matcher
from bot.matching.packing import pack, unpack
from bot.matching.segmentation import holding
from bot.matching.verdict import Decision
from bot.progress import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.knowledge.base import KnowledgeBase
    from bot.matching.ranking import Match
    from bot.matching.understood import Understood
    from bot.progress import Follow


class Assistant:
    """Answers questions from one version of a knowledge base.

    Args:
        base: The knowledge base.
        matcher: The engine on it; None makes one.
        before: An older version: what is the same there is taken over.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        matcher: Matcher | None = None,
        before: Assistant | None = None,
    ) -> None:
        self.base = base
        self.off: frozenset[str] = frozenset()
        """Ids of the entries that are switched off: none of them is told or offered."""
        self._matcher: Matcher = matcher or Matcher(
            base, before=before._matcher if before else None
        )
        self._dated = [entry for entry in base.entries.values() if entry.valid_until]

    def _untold(self, now: datetime | None) -> frozenset[str]:
        """Ids of the entries that are not told now: switched off, or past their last day."""
        if now is None or not self._dated:
            return self.off
        return self.off.union(e.id for e in self._dated if e.is_over(now.date()))

    @classmethod
    def load(
        cls, folder: str | Path, follow: Follow = unseen, before: Assistant | None = None
    ) -> Assistant:
        """An assistant for the knowledge base in a folder.

        Args:
            folder: The folder that holds `entries/`.
            follow: Shows how far it is.
            before: An older version: what is the same there is taken over.

        Raises:
            KnowledgeError: The folder has errors; all of them are told.
        """
        cache = Cache(Path(folder))
        kept = unpack(cache.read() or {})
        if kept is not None:
            return cls(kept[0], Matcher(*kept))
        from bot.knowledge.loader import load

        place = cache.place()
        base = load(Path(folder), follow)
        with holding():
            matcher = Matcher(base, follow=follow, before=before._matcher if before else None)
            found = matcher.read_ahead()
        cache.write(pack(base, found), place)
        return cls(base, matcher)

    def ask(self, text: str, session: Session | None = None, now: datetime | None = None) -> Turn:
        """The reply to a message.

        Args:
            text: The message as typed.
            session: What the turn before returned; None in a new chat.
            now: The time of the turn; None leaves sessions unexpired and ages untold.
        """
        text = readable(text)
        before = session if session is not None and session.alive(now) else Session()
        reason = screen(text)
        tongue = Tongue.SIMPLIFIED if reason else tongue_of(text, self.base.language.english_words)
        wording = Wording(self.base, tongue, now, self._untold(now))
        if reason is not None:
            declined = Decision(Status.DECLINE, reason=reason)
            return self._say(declined, wording.block(declined, MAX_LENGTH), before, wording, now)
        choice = choices.read_choice(text, before, self.base, self._matcher.vocabulary)
        if choice is choices.NONE_OF_THESE:
            return self.reject(before, now, tongue)
        if isinstance(choice, str):
            return self.pick(choice, before, now, tongue)
        return self._turn(self._matcher.understand(text, before.context), before, wording, now)

    def pick(
        self,
        entry_id: str,
        session: Session | None = None,
        now: datetime | None = None,
        tongue: Tongue = Tongue.SIMPLIFIED,
    ) -> Turn:
        """The answer of one entry: a choice, a related question or a topic's item was taken.

        Args:
            entry_id: The entry; an unknown one gives a polite refusal.
            session: What the turn before returned.
            now: The time of the turn.
            tongue: Language and script of the reply.
        """
        wording = Wording(self.base, tongue, now, self._untold(now))
        entry = self.base.entries.get(entry_id)
        if entry is None or entry.id in self._untold(now):
            gone = Decision(Status.DECLINE, reason=Reason.UNAVAILABLE)
            return self._say(gone, Block(wording.canned("option_gone")), session, wording, now)
        told = Decision(Status.ANSWER, 1.0, entry.id, entry.subject, entry.question)
        return self._say(told, wording.entry(entry), session, wording, now)

    def reject(
        self,
        session: Session | None = None,
        now: datetime | None = None,
        tongue: Tongue = Tongue.SIMPLIFIED,
    ) -> Turn:
        """The reply to "none of these"."""
        wording = Wording(self.base, tongue, now, self._untold(now))
        declined = Decision(Status.DECLINE, reason=Reason.OUT_OF_SCOPE)
        block = Block(wording.canned("after_none_of_these"))
        turn = self._say(declined, block, session, wording, now)
        asked = session.offered_for if session else ""
        outcomes = tuple(replace(outcome, question=asked) for outcome in turn.outcomes)
        return replace(turn, outcomes=outcomes, rejected=True)

    def canned(self, key: str, tongue: Tongue = Tongue.SIMPLIFIED, **values: object) -> str:
        """A canned text of the knowledge base.

        Args:
            key: Its key in bot.yaml.
            tongue: Language and script.
            values: What its placeholders stand for.
        """
        return Wording(self.base, tongue, None, self.off).canned(key, **values)

    def about(self, tongue: Tongue = Tongue.SIMPLIFIED) -> str:
        """What the bot is, its sources and the version of its knowledge."""
        english = tongue is Tongue.ENGLISH
        sources = "; ".join(
            f"{s.publisher_en} {s.date} {s.title_en}" if english and s.title_en
            else f"《{s.publisher}》{s.date} {s.page}《{s.title}》"
            for s in self.base.sources.values()
        )  # fmt: skip
        return self.canned("about", tongue, entries=len(self.base.entries),
                           version=self.base.version, sources=sources)  # fmt: skip

    def label(self, entry_id: str, tongue: Tongue = Tongue.SIMPLIFIED) -> str:
        """An entry's question, as a list shows it."""
        return Wording(self.base, tongue, None, self.off).option(entry_id, with_text=False).label

    def topics(self, tongue: Tongue = Tongue.SIMPLIFIED) -> tuple[TopicView, ...]:
        """The topics with their questions, for browsing."""
        wording = Wording(self.base, tongue, None, self.off)
        return tuple(
            TopicView(
                topic.id,
                wording.topic_name(topic),
                tuple(
                    wording.option(entry, with_text=False)
                    for entry in topic.entries
                    if entry not in self.off
                ),
            )
            for topic in self.base.topics.values()
            if topic.entries
        )

    @property
    def size(self) -> int:
        """How many phrasings are known."""
        return len(self._matcher.documents)

    def is_near(self, base: KnowledgeBase) -> bool:
        """Whether another version calls things the same, and no model has to be trained."""
        return self._matcher.is_near(base)

    def search(self, text: str, limit: int = 10) -> list[Match]:
        """The bare ranking: one match an entry, best first, no decision."""
        return self._matcher.search(readable(text), limit)

    def resemble(self, text: str) -> list[Match]:
        """The phrasings that a single question resembles most, best first."""
        return self._matcher.resemble(text)[1]

    def warm(self) -> Iterator[None]:
        """Does ahead, step by step, what the first questions would have to wait for."""
        return self._matcher.warm()

    def understand(self, text: str, session: Session | None = None) -> list[Understood]:
        """What a message means, with all that was weighed: for `--explain`."""
        return self._matcher.understand(text, (session or Session()).context)

    # -- from decisions to a turn --------------------------------------------------------------

    def _turn(
        self,
        understood: list[Understood],
        before: Session,
        wording: Wording,
        now: datetime | None,
    ) -> Turn:
        untold = self._untold(now)
        if untold:
            understood = [replace(u, decision=u.decision.without(untold)) for u in understood]
        blocks = [wording.block(u.decision, MAX_LENGTH) for u in understood]
        outcomes = [
            wording.outcome(u.decision, u.question, block)
            for u, block in zip(understood, blocks, strict=True)
        ]
        last = understood[-1]
        told = next((u for u in reversed(understood) if u.decision.entry), None)
        decision, question = (told.decision, told.question) if told else (None, "")
        after = _after(before, decision, question, now)
        if last.decision.options:
            after = replace(after, options=last.decision.options, offered_for=last.question)
        return Turn(tuple(outcomes), Reply(tuple(blocks)), after, wording.tongue)

    def _say(
        self,
        decision: Decision,
        block: Block,
        session: Session | None,
        wording: Wording,
        now: datetime | None,
    ) -> Turn:
        after = _after(session or Session(), decision, decision.matched or "", now)
        outcome = wording.outcome(decision, "", block)
        return Turn((outcome,), Reply((block,)), after, wording.tongue)


def _after(before: Session, told: Decision | None, question: str, now: datetime | None) -> Session:
    """What a turn leaves behind that offers nothing: what it told, else what was told before."""
    if told is None or told.entry is None:
        return Session(before.subject, before.entry, before.question, at=now)
    return Session(told.subject, told.entry, question, at=now)
