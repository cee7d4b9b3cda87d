"""The shapes of the YAML files: strict and frozen, every field described for editors."""

from __future__ import annotations

import datetime
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MAX_ID_BYTES = 48
"""Telegram's callback data holds 64 bytes; 48 leave room for what the button does."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=MAX_ID_BYTES)
]
Texts = tuple[Text, ...]
Day = Annotated[datetime.date, Field(strict=False)]


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BilingualModel(_Model):
    """A text in Chinese and English."""

    zh: Text = Field(description="Chinese text.")
    en: str = Field(default="", description="English text; empty: the Chinese one is used.")


def _fillable(text: str) -> str:
    """Refuses what `str.format` would stumble over while somebody waits for a reply."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise PydanticCustomError("placeholder", "A brace has no partner") from None
    for _, name, style, conversion in pieces:
        if name is not None and (not name.isidentifier() or style or conversion):
            raise PydanticCustomError("placeholder", "A placeholder is one word in braces")
    return text


class ReplyModel(_Model):
    """A canned reply in Chinese and English, with placeholders like {place}."""

    zh: Annotated[Text, AfterValidator(_fillable)] = Field(description="Chinese text.")
    en: Annotated[str, AfterValidator(_fillable)] = Field(
        default="", description="English text; empty: the Chinese one is used."
    )


class EvidenceModel(_Model):
    """A verbatim quote."""

    source: Slug = Field(description="Id of the source: the name of its file in sources/.")
    quote: Text = Field(description="The words of the source, copied exactly.")


class EnglishModel(_Model):
    """An entry in English."""

    question: Text = Field(description="The question in English.")
    answer: Text = Field(description="The answer in English.")
    variants: Texts = Field(default=(), description="Other ways to ask it in English.")


class EntryModel(_Model):
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


class GapModel(_Model):
    """A thing that people ask about a subject and that no source states."""

    what: Text = Field(description="The missing thing as the reply names it, a short noun.")
    en: str = Field(default="", description="The same in English.")
    aspect: Slug | None = Field(
        default=None, description="Id of the aspect that it is, if it is one."
    )
    asks: Texts = Field(default=(), description="Ways of asking for it.")


class SubjectModel(_Model):
    """A thing that people ask about."""

    id: Slug = Field(description="Unique name in lower-case ASCII.")
    name: Text = Field(description="Its name in a reply.")
    en: str = Field(default="", description="Its name in an English reply.")
    gist: Slug = Field(description="Id of the entry told when something unstated is asked.")
    names: Texts = Field(default=(), description="What people call it; specific to it.")
    not_stated: tuple[GapModel, ...] = Field(
        default=(), description="What is known not to be stated."
    )


class TopicFile(_Model):
    """entries/TOPIC.yaml: a topic, its subjects and its entries."""

    topic: Text | None = Field(default=None, description="Name of the topic as citizens read it.")
    en: str = Field(default="", description="Name of the topic in English.")
    subjects: tuple[SubjectModel, ...] = Field(default=(), description="What people ask about.")
    entries: tuple[EntryModel, ...] = Field(description="The entries.")


class SourceEnglish(_Model):
    """A source's data in English."""

    title: Text = Field(description="Headline in English.")
    publisher: Text = Field(description="Publisher in English.")


class SourceFile(_Model):
    """sources/ID.yaml: what the text in ID.txt is."""

    title: Text = Field(description="Headline.")
    publisher: Text = Field(description="Who published it.")
    date: Day = Field(description="Day of publication.")
    page: str = Field(default="", description="Page or section.")
    en: SourceEnglish | None = Field(default=None, description="The same in English.")
    no_facts: Texts = Field(
        default=(), description="Passages that state nothing one would ask for."
    )


class AspectModel(_Model):
    """What can be asked of a subject."""

    label: Text = Field(description="Short noun: what is missing is named by it.")
    en: str = Field(default="", description="The same in English.")
    phrases: Texts = Field(
        default=(), description="Ways of asking; … stands for up to 6 characters."
    )


class PlacesModel(_Model):
    """Place names."""

    own: Texts = Field(default=(), description="The place that the knowledge base is about.")
    within: Texts = Field(default=(), description="Parts of it.")
    other: Texts = Field(default=(), description="Places that it is not about.")
    neutral: Texts = Field(
        default=(), description="Wider places that may be named in any question."
    )


class LanguageFile(_Model):
    """language.yaml: how people say things here."""

    fillers: Texts = Field(default=(), description="Phrases without content, dropped anywhere.")
    function_words: Texts = Field(default=(), description="Words that never count as content.")
    english_words: Texts = Field(default=(), description="Everyday English words.")
    synonyms: tuple[Texts, ...] = Field(
        default=(), description="Groups of one meaning, standard first."
    )
    negations: Texts = Field(default=(), description="What follows in the clause is not asked.")
    question_marks: Texts = Field(default=(), description="Words that make a clause a question.")
    comparison_marks: Texts = Field(
        default=(), description="With these a question holds one place against another."
    )
    inclusion_marks: Texts = Field(
        default=(), description="These ask whether a place, written …, belongs to something."
    )
    question_endings: Texts = Field(
        default=(), description="At its end these make a clause a question."
    )
    question_cues: Texts = Field(
        default=(), description="With these a question begins after a story."
    )
    pointers: Texts = Field(default=(), description="Words that point to what was said before.")
    inner_pointers: Texts = Field(
        default=(), description="A message that begins with these asks of a part of that."
    )
    contrasts: Texts = Field(
        default=(), description="These set another thing, written …, beside it."
    )
    aspects: dict[Slug, AspectModel] = Field(default={}, description="Aspects by id.")
    places: PlacesModel = Field(default=PlacesModel(), description="Place names.")
    origin_marks: Texts = Field(
        default=(),
        description="With these the asker comes from the place: …, or what is before the mark.",
    )


class ForeignTopicModel(_Model):
    """A matter that is not in the knowledge base."""

    id: Slug = Field(description="Unique name in lower-case ASCII.")
    label: Text = Field(description="Its name.")
    en: str = Field(default="", description="Its name in English.")
    terms: Texts = Field(default=(), description="Words that belong to it alone.")
    questions: Texts = Field(default=(), description="Questions about it.")


class ForeignFile(_Model):
    """foreign.yaml: what people also ask and what is not in the knowledge base."""

    topics: tuple[ForeignTopicModel, ...] = Field(default=(), description="The foreign matters.")


class SmallTalkModel(_Model):
    """A greeting, thanks, an emergency, ... and what is said to it."""

    id: Slug = Field(description="Unique name in lower-case ASCII.")
    variants: Texts = Field(description="Ways of saying it.")
    reply: BilingualModel = Field(description="What the bot says.")


class HotlineModel(_Model):
    """A telephone number to point to: general knowledge, from no source."""

    number: Text = Field(description="The number, quoted.")
    name: Text = Field(description="Whose number it is.")
    note: str = Field(default="", description="Where the number is from.")


class BotFile(_Model):
    """bot.yaml: who the bot is and what it says by default."""

    name: Text | None = Field(default=None, description="Name of the bot.")
    place: Text | None = Field(default=None, description="The place it is about.")
    hotline: HotlineModel | None = Field(default=None, description="The hotline to point to.")
    disclaimer: BilingualModel | None = Field(default=None, description="What the bot is not.")
    replies: dict[str, ReplyModel] = Field(default={}, description="Canned replies by key.")
    smalltalk: tuple[SmallTalkModel, ...] = Field(default=(), description="Small talk.")


class CaseModel(_Model):
    """A labelled question."""

    q: Text = Field(description="The question.")
    history: Texts = Field(default=(), description="Questions asked before it in the same chat.")
    expect: Literal["answer", "partial", "clarify", "decline", "smalltalk"] = Field(
        description="The status that it must have."
    )
    entry: Slug | None = Field(default=None, description="The entry that must be told or offered.")


class CasesFile(_Model):
    """cases.yaml: the operators' own regression questions."""

    cases: tuple[CaseModel, ...] = Field(default=(), description="The questions.")
