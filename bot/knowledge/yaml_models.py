"""The shapes of the files of topics, sources and cases, every field described for editors."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.knowledge.yaml_types import (
    Day,
    Model,
    Slug,
    Text,
    Texts,
    Weekday,
)


class EvidenceModel(Model):
    """A verbatim quote."""

    source: Slug = Field(description="Id of the source: the name of its file in sources/.")
    quote: Text = Field(description="The words of the source, copied exactly.")


class EnglishModel(Model):
    """An entry in English."""

    question: Text = Field(description="The question in English.")
    answer: Text = Field(description="The answer in English.")
    variants: Texts = Field(default=(), description="Other ways to ask it in English.")


class EntryModel(Model):
    """One answerable topic."""

    id: Slug = Field(description="Unique name in lower-case ASCII, at most 48 bytes.")
    subject: Slug | None = Field(default=None, description="Id of the subject that it is about.")
    question: Text = Field(description="The question, clear out of context.")
    answer: Text = Field(description="The answer, to the point first, up to 120 characters.")
    covers: tuple[Slug, ...] = Field(
        default=(), description="Ids of the aspects that the answer states."
    )
    evidence: tuple[EvidenceModel, ...] = Field(
        default=(), description="Quotes behind the answer."
    )
    variants: Texts = Field(default=(), description="Other ways to ask the question.")
    related: tuple[Slug, ...] = Field(default=(), description="Ids of entries to read next.")
    as_of: Day | None = Field(default=None, description="The day that the answer speaks of.")
    valid_until: Day | None = Field(default=None, description="Last day on which it may be told.")
    review_by: Day | None = Field(default=None, description="Day by which to look at it again.")
    recurs: Weekday | None = Field(
        default=None, description="Weekday on which it takes place; the bot tells the next date."
    )
    enabled: bool = Field(default=True, description="false takes the entry out of service.")
    en: EnglishModel | None = Field(default=None, description="The entry in English.")


class GapModel(Model):
    """A thing that people ask about a subject and that no source states."""

    what: Text = Field(description="The missing thing as the reply names it, a short noun.")
    en: str = Field(default="", description="The same in English.")
    aspect: Slug | None = Field(
        default=None, description="Id of the aspect that it is, if it is one."
    )
    asks: Texts = Field(default=(), description="Ways of asking for it.")


class SubjectModel(Model):
    """A thing that people ask about."""

    id: Slug = Field(description="Unique name in lower-case ASCII.")
    name: Text = Field(description="Its name in a reply.")
    en: str = Field(default="", description="Its name in an English reply.")
    gist: Slug = Field(description="Id of the entry told when something unstated is asked.")
    names: Texts = Field(default=(), description="What people call it; specific to it.")
    not_stated: tuple[GapModel, ...] = Field(
        default=(), description="What is known not to be stated."
    )


class TopicFile(Model):
    """entries/TOPIC.yaml: a topic, its subjects and its entries."""

    topic: Text | None = Field(default=None, description="Name of the topic as citizens read it.")
    en: str = Field(default="", description="Name of the topic in English.")
    subjects: tuple[SubjectModel, ...] = Field(default=(), description="What people ask about.")
    entries: tuple[EntryModel, ...] = Field(description="The entries.")


class SourceEnglish(Model):
    """A source's data in English."""

    title: Text = Field(description="Headline in English.")
    publisher: Text = Field(description="Publisher in English.")


class SourceFile(Model):
    """sources/ID.yaml: what the text in ID.txt is."""

    title: Text = Field(description="Headline.")
    publisher: Text = Field(description="Who published it.")
    date: Day = Field(description="Day of publication.")
    page: str = Field(default="", description="Page or section.")
    en: SourceEnglish | None = Field(default=None, description="The same in English.")
    no_facts: Texts = Field(
        default=(), description="Passages that state nothing one would ask for."
    )


class CaseModel(Model):
    """A labelled question."""

    q: Text = Field(description="The question.")
    history: Texts = Field(default=(), description="Questions asked before it in the same chat.")
    expect: Literal["answer", "partial", "clarify", "decline", "smalltalk"] = Field(
        description="The status that it must have."
    )
    entry: Slug | None = Field(default=None, description="The entry that must be told or offered.")


class CasesFile(Model):
    """cases.yaml: the operators' own regression questions."""

    cases: tuple[CaseModel, ...] = Field(default=(), description="The questions.")
