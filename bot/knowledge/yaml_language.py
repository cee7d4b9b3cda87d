"""The shapes of language.yaml, foreign.yaml and bot.yaml, every field described for editors."""

from __future__ import annotations

from pydantic import Field

from bot.knowledge.yaml_types import (
    BilingualModel,
    Model,
    ReplyModel,
    Slug,
    Text,
    Texts,
)


class AspectModel(Model):
    """What can be asked of a subject."""

    label: Text = Field(description="Short noun: what is missing is named by it.")
    en: str = Field(default="", description="The same in English.")
    phrases: Texts = Field(
        default=(), description="Ways of asking; … stands for up to 6 characters."
    )


class PlacesModel(Model):
    """Place names."""

    own: Texts = Field(default=(), description="The place that the knowledge base is about.")
    within: Texts = Field(default=(), description="Parts of it.")
    other: Texts = Field(default=(), description="Places that it is not about.")
    neutral: Texts = Field(
        default=(), description="Wider places that may be named in any question."
    )


class LanguageFile(Model):
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
    requests: Texts = Field(
        default=(), description="These only ask to be told what was asked before."
    )
    pointers: Texts = Field(default=(), description="Words that point to what was said before.")
    inner_pointers: Texts = Field(
        default=(), description="A message that begins with these asks of a part of that."
    )
    contrasts: Texts = Field(
        default=(), description="These set another thing, written …, beside it."
    )
    bare_frames: Texts = Field(
        default=(), description="Around a name, written …, these ask for nothing in particular."
    )
    aspects: dict[Slug, AspectModel] = Field(default={}, description="Aspects by id.")
    places: PlacesModel = Field(default=PlacesModel(), description="Place names.")
    origin_marks: Texts = Field(
        default=(),
        description="With these the asker comes from the place: …, or what is before the mark.",
    )


class ForeignTopicModel(Model):
    """A matter that is not in the knowledge base."""

    id: Slug = Field(description="Unique name in lower-case ASCII.")
    label: Text = Field(description="Its name.")
    en: str = Field(default="", description="Its name in English.")
    terms: Texts = Field(default=(), description="Words that belong to it alone.")
    questions: Texts = Field(default=(), description="Questions about it.")


class ForeignFile(Model):
    """foreign.yaml: what people also ask and what is not in the knowledge base."""

    topics: tuple[ForeignTopicModel, ...] = Field(default=(), description="The foreign matters.")


class SmallTalkModel(Model):
    """A greeting, thanks, an emergency, ... and what is said to it."""

    id: Slug = Field(description="Unique name in lower-case ASCII.")
    variants: Texts = Field(description="Ways of saying it.")
    reply: BilingualModel = Field(description="What the bot says.")


class HotlineModel(Model):
    """A telephone number to point to: general knowledge, from no source."""

    number: Text = Field(description="The number, quoted.")
    name: Text = Field(description="Whose number it is.")
    note: str = Field(default="", description="Where the number is from.")


class BotFile(Model):
    """bot.yaml: who the bot is and what it says by default."""

    name: Text | None = Field(default=None, description="Name of the bot.")
    place: Text | None = Field(default=None, description="The place it is about.")
    hotline: HotlineModel | None = Field(default=None, description="The hotline to point to.")
    disclaimer: BilingualModel | None = Field(default=None, description="What the bot is not.")
    replies: dict[str, ReplyModel] = Field(default={}, description="Canned replies by key.")
    smalltalk: tuple[SmallTalkModel, ...] = Field(default=(), description="Small talk.")
