"""Puts a decision into words: reviewed answers and canned texts, never new sentences of fact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.dialogue.language import Tongue
from bot.dialogue.outcome import Option, Outcome, Reason, Status
from bot.dialogue.reply import Block, Passage
from bot.matching.normalise import to_traditional

if TYPE_CHECKING:
    from datetime import datetime

    from bot.knowledge.base import Entry, KnowledgeBase, Topic
    from bot.matching.unstated import Missing
    from bot.matching.verdict import Decision


class _Placeholders(dict[str, object]):
    """Leaves a placeholder that nobody fills as it is: a typo in YAML must not stop a reply."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


DAYS_A_YEAR = 365.25
TIME_ZONE = "Asia/Shanghai"
"""All of China keeps one time."""


class Wording:
    """The words of one knowledge base in one tongue, at one time.

    Args:
        base: The knowledge base.
        tongue: Language and script of the reply.
        now: The time of the turn, for the age of data; None leaves the age out.
        off: Ids of the entries that are switched off.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        tongue: Tongue,
        now: datetime | None,
        off: frozenset[str] = frozenset(),
    ) -> None:
        self._base = base
        self._off = off
        self._tongue = tongue
        self._now = now

    @property
    def tongue(self) -> Tongue:
        """Language and script of the reply."""
        return self._tongue

    def canned(self, key: str, **values: object) -> str:
        """A canned text of the knowledge base with its placeholders filled."""
        reply = self._base.profile.replies[key]
        text = reply.en if self._english and reply.en else reply.zh
        profile = self._base.profile
        disclaimer = profile.disclaimer.en if self._english else profile.disclaimer.zh
        known = {"hotline": profile.hotline, "home": profile.place, "place": profile.place,
                 "name": profile.name, "disclaimer": disclaimer, **values}  # fmt: skip
        return self._script(text.format_map(_Placeholders(known)))

    def block(self, decision: Decision, limit: int) -> Block:
        """What is shown for a decision.

        Args:
            decision: What the question means.
            limit: The longest message allowed, in characters, for the reply that says so.
        """
        if decision.status is Status.SMALLTALK:
            reply = next(t.reply for t in self._base.profile.smalltalk if t.id == decision.talk)
            return Block(self._script(reply.en if self._english and reply.en else reply.zh))
        if decision.status is Status.CLARIFY:
            return Block(
                self.canned("clarify"),
                options=tuple(self.option(entry) for entry in decision.options),
                none_label=self.canned("none_of_these"),
            )
        if decision.status is Status.DECLINE:
            reason = decision.reason or Reason.OUT_OF_SCOPE
            detail = decision.detail
            return Block(
                self.canned(f"decline_{reason.value}", place=detail, period=detail, limit=limit)
            )
        entry = self._base.entries[decision.entry or ""]
        if decision.status is Status.ANSWER:
            return self.entry(entry)
        missing = self.missing(decision.missing)
        subject = self._base.subjects.get(decision.subject or "")
        if subject is None:
            lead = self.canned("partial", missing=missing)
        else:
            name = subject.en if self._english and subject.en else subject.name
            lead = self.canned("partial_subject", subject=self._script(name), missing=missing)
        told = self.entry(entry)
        text = "\n".join(
            (lead, self.canned("known_is") + told.text, self.canned("hotline_pointer"))
        )
        return Block(text, told.note, told.passages, related=told.related, entry=entry.id)

    def entry(self, entry: Entry, *, with_related: bool = True) -> Block:
        """What is shown for an entry's answer."""
        english = entry.en if self._english else None
        text = english.answer if english else self._script(entry.answer)
        text += self._next_date(entry)
        related = tuple(
            self.option(other, with_text=False)
            for other in entry.related
            if other in self._base.entries and other not in self._off
        ) if with_related else ()  # fmt: skip
        return Block(
            text, self._note(entry), self._passages(entry), related=related, entry=entry.id
        )

    def option(self, entry_id: str, *, with_text: bool = True) -> Option:
        """An entry as a choice."""
        entry = self._base.entries[entry_id]
        english = entry.en if self._english else None
        label = english.question if english else self._script(entry.question)
        text = self.entry(entry, with_related=False).plain if with_text else ""
        return Option(entry_id, label, text)

    def topic_name(self, topic: Topic) -> str:
        """A topic's name."""
        return topic.en if self._english and topic.en else self._script(topic.name)

    def missing(self, missing: tuple[Missing, ...]) -> str:
        """The missing things in one row, as the reply names them."""
        joiner = ", " if self._english else "、"
        names = [m.en if self._english and m.en else self._script(m.zh) for m in missing]
        return joiner.join(names)

    def outcome(self, decision: Decision, question: str, block: Block) -> Outcome:
        """The record of a decision."""
        return Outcome(
            status=decision.status,
            question=question,
            entry=decision.entry or decision.talk,
            matched=decision.matched,
            score=round(decision.score, 4),
            not_stated=tuple(self._script(m.zh) for m in decision.missing),
            reason=decision.reason,
            options=block.options,
        )

    @property
    def _english(self) -> bool:
        return self._tongue is Tongue.ENGLISH

    def _script(self, text: str) -> str:
        return to_traditional(text) if self._tongue is Tongue.TRADITIONAL else text

    def _note(self, entry: Entry) -> str:
        sources = dict.fromkeys(evidence.source for evidence in entry.evidence)
        lines = []
        for source_id in sources:
            source = self._base.sources[source_id]
            publisher = (
                source.publisher_en if self._english and source.publisher_en else source.publisher
            )
            line = self.canned("source_line", publisher=self._script(publisher), date=source.date)
            if self._now is not None:
                years = int((self._now.date() - source.date).days / DAYS_A_YEAR)
                if years >= 1:
                    line += self.canned("old_data", years=years)
            lines.append(line)
        return "\n".join(lines)

    def _next_date(self, entry: Entry) -> str:
        """The next day on which something weekly takes place, at the place the data are about."""
        if entry.recurs is None or self._now is None:
            return ""
        today = self._now.astimezone(ZoneInfo(TIME_ZONE)).date()
        following = today + timedelta(days=(entry.recurs - today.weekday()) % 7)
        return "\n" + self.canned("next_date", date=following)

    def _passages(self, entry: Entry) -> tuple[Passage, ...]:
        found = []
        for evidence in entry.evidence:
            source = self._base.sources[evidence.source]
            origin = f"《{source.publisher}》 {source.date} {source.page}".strip()
            found.append(Passage(evidence.quote, origin))
        return tuple(found)
