"""Questions that hang on the turn before: 那工业呢, 几分钟一趟."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rjieba

from bot.matching.documents import OURS, Kind
from bot.matching.normalise import fold
from bot.matching.understood import Understood
from bot.matching.units import is_noun
from bot.matching.verdict import Reason, Status
from bot.matching.vocabulary import GAP_MARK
from bot.matching.windows import CONFIDENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.knowledge.base import KnowledgeBase, Subject
    from bot.matching.context import Context
    from bot.matching.documents import Document
    from bot.matching.plain_questions import PlainQuestions
    from bot.matching.reader import Reader
    from bot.matching.vocabulary import Vocabulary

FOLLOW_UP_LENGTH = 16
"""Up to this many characters a message may lean on the turn before."""
LEANING_GRACE = 0.15
"""So much less may a question with the subject told before resemble something than without."""


FOREIGN_LEAD = 0.2
"""So much more must a question with the subject told before resemble something of ours than it
resembles a foreign matter without."""
SURE = 0.15
"""So much further over the threshold a foreign matter is one whatever was told before."""


class FollowUps:
    """Lets a question lean on the turn before where it does not stand alone.

    Args:
        base: The knowledge base.
        vocabulary: Its words.
        reader: Reads questions.
        documents: The phrasings.
        plain: Knows what the entries of a subject state.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        vocabulary: Vocabulary,
        reader: Reader,
        documents: tuple[Document, ...],
        plain: PlainQuestions,
    ) -> None:
        self._base = base
        self._vocabulary = vocabulary
        self._reader = reader
        self._documents = documents
        self._plain = plain
        self._firm = base.calibration.claim + CONFIDENT
        marks = [mark.partition(GAP_MARK) for mark in base.language.contrasts]
        self._contrasts = [(fold(head), fold(tail)) for head, _, tail in marks]
        self._words_of: dict[str, set[str]] = {}

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
        if (
            subject is None
            or reading.foreign
            or reading.other_places
            or len(reading.own) > FOLLOW_UP_LENGTH
            or self._is_firm_talk(alone)
            or (self._is_firmly_foreign(alone) and not self._asks_as_usual(alone, subject.id))
            or (not reading.subjects and self._is_beside(alone, subject.id))
        ):
            return alone
        if reading.subjects or self._is_of_another(alone, subject.id):
            if reading.asks_more_than_names or subject.id in reading.subjects:
                return alone
            if reading.subjects and reading.content and alone.claims:
                return alone  # 企业家日给老板们献了啥 says all itself
            phrases = self._reader.aspect_phrases(self._vocabulary.simplify(context.question))
            leaning = understand(text + phrases) if phrases else alone
            if leaning.decision.subject != alone.decision.subject and not reading.subjects:
                return alone
            if alone.claims and not self._plain.knows(leaning.decision.subject, leaning.reading):
                return alone  # 公租房呢 after the growth of industry asks for no growth
        else:
            leaning = self._about(subject, text, alone, understand)
        elsewhere = leaning.decision.reason in (Reason.OTHER_PLACE, Reason.OTHER_PERIOD)
        if leaning is alone or not (leaning.claims or (elsewhere and not alone.claims)):
            return alone
        notes = (*leaning.notes, f"leans on: {context.question}")
        decision = leaning.decision
        if _only_asks(alone):
            decision = self._plain.lacking(decision, reading)
        return Understood(text, leaning.reading, decision, notes)

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
        may_lean = self._may_lean(alone, subject.id)
        if not may_lean and not _may_be_ours(alone):
            return alone
        leaning = understand(subject.name + text)
        if not self._asks_as_usual(alone, subject.id):
            if alone.foreign and self._lead(alone, leaning) <= FOREIGN_LEAD:
                return alone  # 几岁上小学 is no question about flats
            if not may_lean and not self._is_ours_here(alone, leaning):
                return alone
        wanted = alone.decision.score - LEANING_GRACE if alone.claims else 0.0
        if leaning.decision.score < max(wanted, self._base.calibration.claim) and not (
            alone.reading.asked and not alone.claims
        ):
            return alone
        return leaning

    def _asks_as_usual(self, alone: Understood, subject: str) -> bool:
        """Whether a question holds no thing and only words said of the subject told before.

        What 多少钱 or 几点关门 resembles on its own (a bank that closes) says nothing then.
        """
        if not alone.reading.asked:
            return False
        content = alone.reading.content
        said = self._said_of(subject) if content else ()
        return all(word in said and not is_noun(word) for word in content)

    def _is_beside(self, alone: Understood, subject: str) -> bool:
        """Whether a thing is set beside the subject told before: 那网上能办的呢, 那教师节呢.

        It is another one where it is firmly known as such, or never named with the subject.
        """
        own = alone.reading.own
        if _only_asks(alone):
            return False  # 那比全省平均高多少呢 sets no thing beside it
        for head, tail in self._contrasts:
            if not own.startswith(head) or tail not in own[len(head) :]:
                continue
            if alone.claims:
                return alone.decision.subject != subject and alone.decision.score >= self._firm
            thing = own[len(head) :].partition(tail)[0] if tail else own[len(head) :]
            said = self._said_of(subject)
            return any(w in thing and w not in said and is_noun(w) for w in alone.reading.content)
        return False

    def _is_of_another(self, alone: Understood, subject: str) -> bool:
        """Whether a message that asks for no aspect is firmly about another subject.

        那打包成套餐的呢 goes on with what was asked before, of something else.
        """
        is_other = alone.claims and alone.decision.subject != subject
        return is_other and not alone.reading.asked and alone.decision.score >= self._firm

    def _is_firm_talk(self, alone: Understood) -> bool:
        """Whether a message is small talk whatever was told before; 电话呢 only looks like it."""
        if alone.decision.status is not Status.SMALLTALK:
            return False
        talk = self._vocabulary.simplify(alone.decision.candidates[0].document.text)
        return not _only_asks(alone) or talk == alone.reading.own

    def _is_ours_here(self, alone: Understood, leaning: Understood) -> bool:
        """Whether what seems foreign (利率能谈到几厘) is more of ours after the turn before."""
        return leaning.claims and self._lead(alone, leaning) > FOREIGN_LEAD

    def _lead(self, alone: Understood, leaning: Understood) -> float:
        """How much more a question with the subject is ours than it is foreign without.

        What shares no more than the subject's name with it does not count.
        """
        foreign = [c.total for c in alone.decision.candidates if c.document.kind is Kind.FOREIGN]
        ours = (
            c.total for c in leaning.decision.candidates
            if c.document.kind in OURS and "unsaid" not in c.adjustments
            and not self._is_name(c.document.text)
        )  # fmt: skip
        return next(ours, 0.0) - max(foreign, default=0.0)

    def _is_name(self, text: str) -> bool:
        """Whether a phrasing holds nothing but names and words without content."""
        own = self._vocabulary.simplify(text)
        rest = own
        for mention in self._vocabulary.names.longest(own):
            rest = rest.replace(own[mention.start : mention.end], " ")
        return all(map(self._vocabulary.is_function_word, rest.split()))

    def _is_firmly_foreign(self, alone: Understood) -> bool:
        """Whether a message is about something foreign whatever was told before: 几岁上小学."""
        foreign = alone.foreign
        return alone.reading.says_what and (
            foreign is not None and foreign.total >= self._firm + SURE
        )

    def _may_lean(self, alone: Understood, subject: str) -> bool:
        """Whether what a question holds has been said of the subject told before."""
        words = self._said_of(subject)
        reading = alone.reading
        new = [word for word in reading.content if word not in words]
        pointing = any(word in reading.own for word in self._base.language.pointers)
        nouns = [word for word in new if is_noun(word, guess=False)]
        if not alone.claims and reading.own.startswith(self._base.language.inner_pointers):
            return True  # 里头有开餐馆的没
        if not alone.claims and pointing:
            new = nouns  # 那这个一共烧了多少钱
        elif reading.asked and alone.decision.score < self._firm and not nouns:
            new = []  # 都是哪几项, 挨个给我列出来
        return sum(map(len, new)) * 2 <= sum(map(len, reading.content))

    def _said_of(self, subject: str) -> set[str]:
        """The words of all phrasings about a subject."""
        words = self._words_of.get(subject)
        if words is None:
            texts = [d.text for d in self._documents if d.subject == subject]
            words = {w for text in texts for w in rjieba.cut(self._vocabulary.simplify(text))}
            self._words_of[subject] = words
        return words


def _only_asks(alone: Understood) -> bool:
    """Whether a question only asks for an aspect and leaves to guess of what: 多少钱, 是干啥的.

    What it resembles on its own says nothing then.
    """
    return bool(alone.reading.asked) and not alone.reading.says_what


def _may_be_ours(alone: Understood) -> bool:
    """Whether a question asks for an aspect and nobody knows of what."""
    return not alone.claims and not alone.reading.subjects and bool(alone.reading.asked)
