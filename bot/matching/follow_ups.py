"""Questions that hang on the turn before: 那工业呢, 几分钟一趟."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching import segmentation
from bot.matching.leaning import Leaning
from bot.matching.normalise import fold
from bot.matching.understood import Understood
from bot.matching.verdict import Reason, Status
from bot.matching.vocabulary import GAP_MARK
from bot.matching.windows import CONFIDENT

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from bot.knowledge.base import KnowledgeBase, Subject
    from bot.matching.context import Context
    from bot.matching.plain_questions import PlainQuestions
    from bot.matching.reader import Reader
    from bot.matching.reading import Reading
    from bot.matching.subject_words import SubjectWords
    from bot.matching.vocabulary import Vocabulary

FOLLOW_UP_LENGTH = 16
"""Up to this many characters a message may lean on the turn before."""
BARE = 8
"""A question of up to so many characters without content says nothing of what it asks."""
LEANING_LENGTH = 24
"""Up to this many, one that names nothing: the longest of which the odds were fitted."""


class FollowUps:
    """Lets a question lean on the turn before where it does not stand alone.

    Args:
        base: The knowledge base.
        vocabulary: Its words.
        reader: Reads questions.
        words: The words of each subject.
        plain: Knows what the entries of a subject state.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        vocabulary: Vocabulary,
        reader: Reader,
        words: SubjectWords,
        plain: PlainQuestions,
    ) -> None:
        self._base = base
        self._vocabulary = vocabulary
        self._reader = reader
        self._words = words
        self._plain = plain
        self._firm = base.calibration.claim + CONFIDENT
        marks = [mark.partition(GAP_MARK) for mark in base.language.contrasts]
        self._contrasts = [(fold(head), fold(tail)) for head, _, tail in marks]

    def understand(
        self, text: str, context: Context, understand: Callable[[str], Understood]
    ) -> Understood:
        """A question, leaning on the turn before where it does not stand alone.

        Args:
            text: The question.
            context: What was told before.
            understand: What a text means on its own.
        """
        alone = understand(text)
        subject = self._base.subjects.get(context.subject or "")
        reading = alone.reading
        if subject is None or reading.other_places:
            return alone
        if reading.subjects or self._is_of_another(alone, subject.id):
            leaning = self._asked_as_before(subject, text, context, alone, understand)
        else:
            leaning = self._about(subject, text, alone, understand)
        elsewhere = leaning.decision.reason in (Reason.OTHER_PLACE, Reason.OTHER_PERIOD)
        is_firm = alone.claims and alone.decision.score >= self._firm
        if leaning is alone or not (leaning.claims or (elsewhere and not is_firm)):
            return alone
        notes = (*leaning.notes, f"leans on: {context.question}")
        decision = leaning.decision
        if _only_asks(alone):
            decision = self._plain.lacking(decision, reading)
        return Understood(text, leaning.reading, decision, notes)

    def _asked_as_before(
        self,
        subject: Subject,
        text: str,
        context: Context,
        alone: Understood,
        understand: Callable[[str], Understood],
    ) -> Understood:
        """What a message means that names another thing to ask the same of: 那工业呢.

        Args:
            subject: What was told before.
            text: The message.
            context: What was asked before.
            alone: What it means on its own.
            understand: What a text means on its own.
        """
        reading = alone.reading
        if (
            len(reading.own) > FOLLOW_UP_LENGTH
            or reading.asks_more_than_names
            or subject.id in reading.subjects
        ):
            return alone
        if reading.subjects and reading.content and alone.claims:
            return alone  # 企业家日给老板们献了啥 says all itself
        phrases = self._reader.aspect_phrases(self._vocabulary.simplify(context.question))
        leaning = understand(text + phrases) if phrases else alone
        if leaning.decision.subject != alone.decision.subject and not reading.subjects:
            return alone
        if alone.claims and not self._plain.knows(leaning.decision.subject, leaning.reading):
            return alone  # 公租房呢 after the growth of industry asks for no growth
        return leaning

    def _about(
        self,
        subject: Subject,
        text: str,
        alone: Understood,
        understand: Callable[[str], Understood],
    ) -> Understood:
        """What a question that names nothing means of the subject told before, where it may.

        Args:
            subject: What was told before.
            text: The question.
            alone: What it means on its own.
            understand: What a text means on its own.
        """
        is_long = len(alone.reading.own) > LEANING_LENGTH
        if is_long or self._is_known(alone) or self._is_beside(alone, subject.id):
            return alone
        leaning = understand(subject.name + text)
        if self._asks_as_usual(alone, subject.id):
            return leaning
        if self._points_inside(alone.reading) and not alone.claims:
            return leaning  # 里头有开餐馆的没
        said = self._said_of(subject.id)
        return leaning if Leaning.of(subject.id, said, alone, leaning).odds > 0 else alone

    def _asks_as_usual(self, alone: Understood, subject: str) -> bool:
        """Whether a question holds no thing and only words said of the subject told before.

        What 多少钱 or 几点关门 resembles on its own (a bank that closes) says nothing then, unless
        it says more than that and is told something firmly.
        """
        reading = alone.reading
        if not reading.asked or reading.figures:
            return False
        is_firm = alone.decision.score >= self._firm or not _only_asks(alone)
        if alone.claims and is_firm and not _is_bare(alone):
            return False
        said = self._said_of(subject) if reading.content else ()
        return all(word in said and not segmentation.is_noun(word) for word in reading.content)

    def _is_beside(self, alone: Understood, subject: str) -> bool:
        """Whether a thing is set beside the subject told before: 那网上能办的呢, 那教师节呢.

        It is another one where it is known as such (that it is set beside makes it one), or where
        it was never named with the subject.
        """
        own = alone.reading.own
        if _only_asks(alone):
            return False  # 那比全省平均高多少呢 sets no thing beside it
        for thing in self._set_beside(own):
            if alone.claims:
                return alone.decision.subject != subject
            said = self._said_of(subject)
            return any(
                w in thing and w not in said and segmentation.is_noun(w)
                for w in alone.reading.content
            )
        return False

    def _set_beside(self, own: str) -> Iterator[str]:
        """What a message sets beside what was told, by each contrast that it is made with."""
        for head, tail in self._contrasts:
            if own.startswith(head) and tail in own[len(head) :]:
                yield own[len(head) :].partition(tail)[0] if tail else own[len(head) :]

    def _is_of_another(self, alone: Understood, subject: str) -> bool:
        """Whether a message that asks for no aspect is firmly about another subject.

        那打包成套餐的呢 goes on with what was asked before, of something else.
        """
        is_other = alone.claims and alone.decision.subject != subject
        is_firm = not alone.reading.asked and alone.decision.score >= self._firm
        return is_other and is_firm and next(self._set_beside(alone.reading.own), None) is not None

    def _is_known(self, alone: Understood) -> bool:
        """Whether a message is a phrasing or a foreign term to the letter: it stands alone."""
        own = alone.reading.own
        if alone.decision.status is Status.CLARIFY:
            return False  # it is one of several things
        texts = (c.document.text for c in alone.decision.candidates if c.total >= self._firm)
        return own in alone.reading.foreign_terms or any(
            self._vocabulary.simplify(text) == own for text in texts
        )

    def _points_inside(self, reading: Reading) -> bool:
        """Whether a question is about a part of what was told: 里头有没有入学报名这一项."""
        return reading.own.startswith(self._base.language.inner_pointers)

    def _said_of(self, subject: str) -> Container[str]:
        """The words that are used of a subject, stated or asked for."""
        return self._words.said.get(subject, ())


def _only_asks(alone: Understood) -> bool:
    """Whether a question only asks for an aspect and leaves to guess of what: 多少钱, 是干啥的."""
    return bool(alone.reading.asked) and not alone.reading.says_what


def _is_bare(alone: Understood) -> bool:
    """Whether it holds nothing else at all: no word of content, no figure."""
    reading = alone.reading
    return (
        _only_asks(alone) and not (reading.content or reading.figures) and len(reading.own) <= BARE
    )
