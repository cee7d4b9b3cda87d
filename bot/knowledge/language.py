"""How people say things: synonyms, aspects, places, marks of questions."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the cache reads the annotations
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Aspect:
    """What can be asked of a subject: price, place, time, ..."""

    id: str
    label: str
    en: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """How people say things here.

    Attributes:
        fillers: Phrases without any content, dropped anywhere.
        function_words: Words that never count as content.
        synonyms: Groups of words of one meaning, the standard word first.
        aspects: The aspects by id.
        negations: Phrases after which the rest of a clause says what is not asked.
        question_cues: Phrases with which a question begins after a story.
        requests: Phrases that only ask to be told.
        comparison_marks: What holds one place against another.
        inclusion_marks: What asks whether a place (…) belongs to something.
        question_endings: What makes a clause a question at its end.
        pointers: Words that point to what was said before.
        inner_pointers: What at its beginning makes a question one of a part of that.
        contrasts: How another thing is set beside it; … stands for that thing.
        bare_frames: Messages that ask of what they name, …, nothing but what is known.
        question_marks: Words that make a clause a question.
        own_places: Names of the place that the knowledge base is about.
        inner_places: Places within it.
        other_places: Places that it is not about.
        origin_marks: What makes a place (…) the asker's origin; without … it stands behind.
        english_words: Everyday English words; Latin letters without any are pinyin.
    """

    fillers: tuple[str, ...] = ()
    function_words: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    negations: tuple[str, ...] = ()
    question_cues: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    question_marks: tuple[str, ...] = ()
    comparison_marks: tuple[str, ...] = ()
    inclusion_marks: tuple[str, ...] = ()
    question_endings: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    inner_pointers: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    bare_frames: tuple[str, ...] = ()
    own_places: tuple[str, ...] = ()
    inner_places: tuple[str, ...] = ()
    other_places: tuple[str, ...] = ()
    origin_marks: tuple[str, ...] = ()
    english_words: frozenset[str] = frozenset()
