"""Makes one knowledge base of the files' models, and finds ids that clash or lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bot.knowledge.base import (
    Aspect,
    Bilingual,
    Case,
    English,
    Entry,
    Evidence,
    ForeignTopic,
    Gap,
    KnowledgeBase,
    Language,
    Origin,
    Profile,
    SmallTalk,
    Source,
    Subject,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.calibration import Calibration
    from bot.knowledge.yaml_models import EntryModel, SourceFile, SubjectModel, TopicFile


@dataclass(frozen=True, slots=True)
class Problem:
    """An id that clashes or leads nowhere; `path` leads to it in `file`."""

    file: str
    path: tuple[str | int, ...]
    code: str
    message: str
    cure: str


def assemble(
    topics: Mapping[str, TopicFile],
    sources: Mapping[str, tuple[SourceFile, str]],
    single: Mapping[str, list[Any]],
    calibration: Calibration,
    version: str,
) -> tuple[KnowledgeBase, list[Problem]]:
    """The knowledge base, and what is wrong with its ids.

    Args:
        topics: The topic files by file name.
        sources: The sources by file name, with their texts.
        single: The models of bot, language, foreign and cases: the default first, then the
            folder's own, each where present.
        calibration: The calibration file's values.
        version: The version's hash.
    """
    problems = _Linker(topics, sources, single).problems()
    entries: dict[str, Entry] = {}
    subjects: dict[str, Subject] = {}
    found: dict[str, Topic] = {}
    for file, model in topics.items():
        topic_id = PurePath(file).stem
        for number, subject in enumerate(model.subjects):
            origin = Origin(file, number)
            subjects.setdefault(subject.id, _subject(subject, topic_id, origin))
        own = [
            _entry(e, topic_id, Origin(file, number))
            for number, e in enumerate(model.entries)
            if e.enabled
        ]
        entries.update({e.id: e for e in own if e.id not in entries})
        found[topic_id] = Topic(topic_id, model.topic or topic_id, model.en,
                                tuple(e.id for e in own))  # fmt: skip
    base = KnowledgeBase(
        profile=_profile(single["bot"]),
        language=_language(single["language"]),
        topics=found,
        subjects={s.id: s for s in subjects.values() if s.gist in entries},
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
    return base, problems


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
    for model in models:
        name, place = model.name or name, model.place or place
        hotline = model.hotline.number if model.hotline else hotline
        replies |= {key: Bilingual(r.zh, r.en) for key, r in model.replies.items()}
        talks |= {
            t.id: SmallTalk(t.id, t.variants, Bilingual(t.reply.zh, t.reply.en))
            for t in model.smalltalk
        }
    return Profile(name, place, hotline, replies, tuple(talks.values()))


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
        question_marks=gather("question_marks"),
        own_places=places("own"),
        inner_places=places("within"),
        other_places=places("other"),
        origin_marks=gather("origin_marks"),
        english_words=frozenset(word.casefold() for word in gather("english_words")),
    )


class _Linker:
    """Looks every id up."""

    def __init__(
        self,
        topics: Mapping[str, TopicFile],
        sources: Mapping[str, tuple[SourceFile, str]],
        single: Mapping[str, list[Any]],
    ) -> None:
        self._topics = topics
        self._sources = {PurePath(file).stem for file in sources}
        self._aspects = {a for model in single["language"] for a in model.aspects}
        self._entries = {e.id for model in topics.values() for e in model.entries}
        self._subjects = {s.id for model in topics.values() for s in model.subjects}

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        seen: dict[str, str] = {}
        for file, model in self._topics.items():
            for number, subject in enumerate(model.subjects):
                path = ("subjects", number)
                found += self._repeated(seen, f"subject {subject.id}", file, (*path, "id"))
                found += self._dangling(
                    self._entries, subject.gist, "entry", file, (*path, "gist")
                )
                for position, gap in enumerate(subject.not_stated):
                    if gap.aspect:
                        where = (*path, "not_stated", position, "aspect")
                        found += self._dangling(self._aspects, gap.aspect, "aspect", file, where)
            for number, entry in enumerate(model.entries):
                found += self._repeated(seen, f"entry {entry.id}", file, ("entries", number, "id"))
                found += self._of_entry(entry, file, ("entries", number))
        return found

    def _of_entry(
        self, entry: EntryModel, file: str, path: tuple[str | int, ...]
    ) -> list[Problem]:
        found: list[Problem] = []
        if entry.subject:
            found += self._dangling(
                self._subjects, entry.subject, "subject", file, (*path, "subject")
            )
        for number, other in enumerate(entry.related):
            where = (*path, "related", number)
            found += self._dangling(self._entries, other, "entry", file, where)
        for number, aspect in enumerate(entry.covers):
            where = (*path, "covers", number)
            found += self._dangling(self._aspects, aspect, "aspect", file, where)
        for number, evidence in enumerate(entry.evidence):
            where = (*path, "evidence", number, "source")
            found += self._dangling(self._sources, evidence.source, "source", file, where)
        return found

    @staticmethod
    def _repeated(
        seen: dict[str, str], what: str, file: str, path: tuple[str | int, ...]
    ) -> list[Problem]:
        if what in seen:
            message = f"the {what} stands already in {seen[what]}"
            return [Problem(file, path, "duplicate-id", message, "give one of them another id")]
        seen[what] = file
        return []

    @staticmethod
    def _dangling(
        known: set[str], name: str, what: str, file: str, path: tuple[str | int, ...]
    ) -> list[Problem]:
        if name in known:
            return []
        message = f"there is no {what} {name!r}"
        return [Problem(file, path, "dangling", message, f"write the id of a {what} that exists")]
