"""Makes one knowledge base of the files' models."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, get_args

from bot.knowledge.base import (
    Bilingual,
    Case,
    English,
    Entry,
    Evidence,
    ForeignTopic,
    Gap,
    KnowledgeBase,
    Origin,
    Profile,
    SmallTalk,
    Source,
    Subject,
    Topic,
)
from bot.knowledge.language import Aspect, Language
from bot.knowledge.yaml_types import Weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.calibration import Calibration
    from bot.knowledge.yaml_models import EntryModel, SourceFile, SubjectModel, TopicFile

WEEKDAYS = get_args(Weekday)
"""As the YAML writes them, Monday first as in `date.weekday`."""


def assemble(
    topics: Mapping[str, TopicFile],
    sources: Mapping[str, tuple[SourceFile, str]],
    single: Mapping[str, list[Any]],
    calibration: Calibration,
    version: str,
) -> KnowledgeBase:
    """The knowledge base of files whose ids have been looked up.

    Args:
        topics: The topic files by file name.
        sources: The sources by file name, with their texts.
        single: The models of bot, language, foreign and cases: the default first, then the
            folder's own, each where present.
        calibration: The calibration file's values.
        version: The version's hash.
    """
    entries: dict[str, Entry] = {}
    subjects: dict[str, Subject] = {}
    found: dict[str, Topic] = {}
    for file, model in topics.items():
        topic_id = PurePath(file).stem
        for number, subject in enumerate(model.subjects):
            origin = Origin(file, number)
            subjects[subject.id] = _subject(subject, topic_id, origin)
        own = [
            _entry(e, topic_id, Origin(file, number))
            for number, e in enumerate(model.entries)
            if e.enabled
        ]
        entries.update({e.id: e for e in own})
        found[topic_id] = Topic(topic_id, model.topic or topic_id, model.en,
                                tuple(e.id for e in own))  # fmt: skip
    return KnowledgeBase(
        profile=_profile(single["bot"]),
        language=_language(single["language"]),
        topics=found,
        subjects=subjects,
        entries=entries,
        sources={
            PurePath(file).stem: _source(model, text, file)
            for file, (model, text) in sources.items()
        },
        foreign=tuple(
            ForeignTopic(t.id, t.label, t.terms, t.questions)
            for model in single["foreign"] for t in model.topics
        ),
        cases=tuple(
            Case(c.q, c.history, c.expect, c.entry, n)
            for model in single["cases"] for n, c in enumerate(model.cases)
        ),
        calibration=calibration,
        version=version,
    )  # fmt: skip


def _source(model: SourceFile, text: str, file: str) -> Source:
    path = PurePath(file)
    return Source(
        id=path.stem,
        title=model.title,
        publisher=model.publisher,
        date=model.date,
        page=model.page,
        text=text,
        title_en=model.en.title if model.en else "",
        publisher_en=model.en.publisher if model.en else "",
        no_facts=model.no_facts,
        file=file,
        text_file=str(path.with_suffix(".txt")),
    )


def _entry(model: EntryModel, topic: str, origin: Origin) -> Entry:
    en = model.en
    return Entry(
        id=model.id,
        topic=topic,
        subject=model.subject,
        question=model.question,
        answer=model.answer,
        variants=model.variants,
        covers=frozenset(model.covers),
        evidence=tuple(Evidence(e.source, e.quote) for e in model.evidence),
        related=model.related,
        as_of=model.as_of,
        valid_until=model.valid_until,
        review_by=model.review_by,
        recurs=None if model.recurs is None else WEEKDAYS.index(model.recurs),
        en=English(en.question, en.answer, en.variants) if en else None,
        origin=origin,
    )


def _subject(model: SubjectModel, topic: str, origin: Origin) -> Subject:
    gaps = tuple(Gap(g.what, g.en, g.aspect, g.asks) for g in model.not_stated)
    return Subject(model.id, topic, model.name, model.en, model.names, model.gist, gaps, origin)


def _profile(models: list[Any]) -> Profile:
    replies: dict[str, Bilingual] = {}
    talks: dict[str, SmallTalk] = {}
    name = place = hotline = ""
    disclaimer = Bilingual("", "")
    for model in models:
        name, place = model.name or name, model.place or place
        hotline = model.hotline.number if model.hotline else hotline
        if model.disclaimer:
            disclaimer = Bilingual(model.disclaimer.zh, model.disclaimer.en)
        replies |= {key: Bilingual(r.zh, r.en) for key, r in model.replies.items()}
        talks |= {
            t.id: SmallTalk(t.id, t.variants, Bilingual(t.reply.zh, t.reply.en))
            for t in model.smalltalk
        }
    return Profile(name, place, hotline, disclaimer, replies, tuple(talks.values()))


def _language(models: list[Any]) -> Language:
    """The folder's language file added to the default one."""

    def gather(field: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(v for model in models for v in getattr(model, field)))

    def places(field: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v for m in models for v in getattr(m.places, field)))

    aspects: dict[str, Aspect] = {}
    for model in models:
        for name, a in model.aspects.items():
            before = aspects[name].phrases if name in aspects else ()
            phrases = tuple(dict.fromkeys((*before, *a.phrases)))
            aspects[name] = Aspect(name, a.label, a.en, phrases)
    return Language(
        fillers=gather("fillers"),
        function_words=gather("function_words"),
        synonyms=gather("synonyms"),
        aspects=aspects,
        negations=gather("negations"),
        question_cues=gather("question_cues"),
        requests=gather("requests"),
        question_marks=gather("question_marks"),
        comparison_marks=gather("comparison_marks"),
        inclusion_marks=gather("inclusion_marks"),
        question_endings=gather("question_endings"),
        pointers=gather("pointers"),
        inner_pointers=gather("inner_pointers"),
        contrasts=gather("contrasts"),
        bare_frames=gather("bare_frames"),
        own_places=places("own"),
        inner_places=places("within"),
        other_places=places("other"),
        origin_marks=gather("origin_marks"),
        english_words=frozenset(word.casefold() for word in gather("english_words")),
    )
