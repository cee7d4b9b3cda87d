"""The knowledge base as the rest of the program sees it: frozen, complete, checked."""

from __future__ import annotations

# The cache reads the annotations: what they name must be there when the program runs.
from collections.abc import Mapping, Sequence  # noqa: TC003
from dataclasses import dataclass
from datetime import date  # noqa: TC003

from bot.knowledge.calibration import Calibration  # noqa: TC001
from bot.knowledge.language import Language  # noqa: TC001


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A canned text in both languages; `en` may be empty."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something is written: the file, and its position in the file's list (from 0)."""

    file: str
    number: int


@dataclass(frozen=True, slots=True)
class Source:
    """A published text that answers are taken from.

    Attributes:
        text: The full text.
        no_facts: Passages that state nothing a person would ask for.
        file: The YAML file that describes it.
        text_file: The file that holds the text.
    """

    id: str
    title: str
    publisher: str
    date: date
    page: str
    text: str
    title_en: str
    publisher_en: str
    no_facts: tuple[str, ...]
    file: str
    text_file: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote of a source."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class English:
    """An entry in English."""

    question: str
    answer: str
    variants: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One answerable topic.

    Attributes:
        id: ASCII slug, at most 48 bytes.
        topic: Id of its topic: the stem of its file.
        subject: Id of the subject it is about, if any.
        question: Its question, clear out of context.
        answer: What is told.
        variants: Other phrasings of the question.
        covers: Ids of the aspects that the answer states.
        evidence: The quotes that the answer rests on.
        related: Ids of entries to read next.
        as_of: The day that the answer speaks of.
        valid_until: The last day on which it may be told.
        review_by: The day by which somebody should look at it again.
        recurs: The weekday on which it takes place each week, 0 (Monday) to 6; None for others.
        en: The entry in English, if it has been translated.
    """

    id: str
    topic: str
    subject: str | None
    question: str
    answer: str
    variants: Sequence[str]
    covers: frozenset[str]
    evidence: tuple[Evidence, ...]
    related: tuple[str, ...]
    as_of: date | None
    valid_until: date | None
    review_by: date | None
    recurs: int | None
    en: English | None
    origin: Origin

    def is_over(self, today: date) -> bool:
        """Whether the last day on which it may be told has passed."""
        return self.valid_until is not None and self.valid_until < today


@dataclass(frozen=True, slots=True)
class Gap:
    """A thing that people ask about a subject and that no source states.

    Attributes:
        what: The thing, as a reply names it.
        en: The same in English; may be empty.
        aspect: Id of the aspect that it is, if it is one.
        asks: Ways of asking for it.
    """

    what: str
    en: str
    aspect: str | None
    asks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that people ask about.

    Attributes:
        id: ASCII slug.
        topic: Id of its topic.
        name: Its name in a reply.
        en: Its name in an English reply; may be empty.
        names: What people call it; naming one of these is enough to know that it is meant.
        gist: Id of the entry that is told when something unstated is asked of it.
        gaps: What is known not to be stated.
    """

    id: str
    topic: str
    name: str
    en: str
    names: tuple[str, ...]
    gist: str
    gaps: tuple[Gap, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Topic:
    """A file of entries.

    Attributes:
        id: The stem of the file.
        name: Its name as citizens read it.
        en: Its name in English; may be empty.
        entries: Ids of its entries in the order of the file.
    """

    id: str
    name: str
    en: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignTopic:
    """A matter that people also ask about and that is not in the knowledge base.

    Attributes:
        terms: Words that belong to it alone.
        questions: Questions about it.
    """

    id: str
    label: str
    terms: tuple[str, ...]
    questions: Sequence[str]


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, thanks, an emergency, ... and what is said to it."""

    id: str
    variants: Sequence[str]
    reply: Bilingual


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the bot is and what it says by default.

    Attributes:
        name: What it is called.
        place: The place that it knows of.
        hotline: The number to call for what it does not know.
        disclaimer: What it is not.
        replies: Its canned replies, by their keys.
        smalltalk: What it says to small talk.
    """

    name: str
    place: str
    hotline: str
    disclaimer: Bilingual
    replies: Mapping[str, Bilingual]
    smalltalk: tuple[SmallTalk, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled question of the operators.

    Attributes:
        q: The question.
        history: Questions asked before it in the same chat.
        expect: The status that it must have.
        entry: The entry that must be told or offered; None accepts any.
        number: Its position in cases.yaml, from 0.
    """

    q: str
    history: tuple[str, ...]
    expect: str
    entry: str | None
    number: int


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All that the bot knows, in one version.

    Attributes:
        calibration: Weights and thresholds of the decision.
        version: A short hash over all files.
    """

    profile: Profile
    language: Language
    topics: Mapping[str, Topic]
    subjects: Mapping[str, Subject]
    entries: Mapping[str, Entry]
    sources: Mapping[str, Source]
    foreign: tuple[ForeignTopic, ...]
    cases: tuple[Case, ...]
    calibration: Calibration
    version: str
