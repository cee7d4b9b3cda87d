"""Ids that clash or lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from bot.knowledge.yaml_models import EntryModel, SourceFile, TopicFile

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An id that clashes or leads nowhere; `path` leads to it in `file`."""

    file: str
    path: Path
    code: str
    message: str
    cure: str


class Linker:
    """Looks every id up.

    Args:
        topics: The topic files by file name.
        sources: The sources by file name, with their texts.
        single: The models of bot, language, foreign and cases, the folder's own last.
        own: The file names of the folder's own ones among these.
        doubtful: Ids that stand in files with errors: they may well exist.
    """

    def __init__(
        self,
        topics: Mapping[str, TopicFile],
        sources: Mapping[str, tuple[SourceFile, str]],
        single: Mapping[str, list[Any]],
        own: Mapping[str, str],
        doubtful: Set[str] = frozenset(),
    ) -> None:
        self._topics = topics
        self._sources = {PurePath(file).stem for file in sources} | doubtful
        self._aspects = {a for model in single["language"] for a in model.aspects} | doubtful
        self._entries = {e.id for model in topics.values() for e in model.entries} | doubtful
        self._subjects = {s.id for model in topics.values() for s in model.subjects} | doubtful
        self._asleep = {e.id for m in topics.values() for e in m.entries if not e.enabled}
        self._talks = {t.id for model in single["bot"] for t in model.smalltalk}
        self._own = {stem: (file, single[stem][-1]) for stem, file in own.items()}

    def problems(self) -> Iterator[Problem]:
        """What clashes or leads nowhere, file by file."""
        seen: dict[str, str] = {}
        for file, model in self._topics.items():
            yield from self._repeated(seen, f"topic {PurePath(file).stem}", file, ())
            for number, subject in enumerate(model.subjects):
                path: Path = ("subjects", number)
                yield from self._repeated(seen, f"subject {subject.id}", file, (*path, "id"))
                yield from self._gist(subject.gist, file, (*path, "gist"))
                for position, gap in enumerate(subject.not_stated):
                    if gap.aspect:
                        where = (*path, "not_stated", position, "aspect")
                        yield from _dangling(self._aspects, gap.aspect, "aspect", file, where)
            for number, entry in enumerate(model.entries):
                path = ("entries", number)
                yield from self._repeated(seen, f"entry {entry.id}", file, (*path, "id"))
                yield from self._of_entry(entry, file, path)
        yield from self._of_single_files(seen)

    def _gist(self, gist: str, file: str, path: Path) -> Iterator[Problem]:
        yield from _dangling(self._entries, gist, "entry", file, path)
        if gist in self._asleep:
            # Without its gist a subject could not say what the sources leave open.
            yield Problem(file, path, "gist-disabled", f"the entry {gist!r} is not enabled",
                          "name an enabled entry, or delete the subject")  # fmt: skip

    def _of_entry(self, entry: EntryModel, file: str, path: Path) -> Iterator[Problem]:
        if entry.subject:
            where = (*path, "subject")
            yield from _dangling(self._subjects, entry.subject, "subject", file, where)
        for number, other in enumerate(entry.related):
            where = (*path, "related", number)
            yield from _dangling(self._entries, other, "entry", file, where)
            if other == entry.id:
                yield Problem(file, where, "self-related", "the entry is related to itself",
                              "name another entry, or delete it")  # fmt: skip
        for number, aspect in enumerate(entry.covers):
            yield from _dangling(self._aspects, aspect, "aspect", file, (*path, "covers", number))
        for number, evidence in enumerate(entry.evidence):
            where = (*path, "evidence", number, "source")
            yield from _dangling(self._sources, evidence.source, "source", file, where)

    def _of_single_files(self, seen: dict[str, str]) -> Iterator[Problem]:
        for stem, part in (("bot", "smalltalk"), ("foreign", "topics")):
            if stem in self._own:
                file, model = self._own[stem]
                for number, item in enumerate(getattr(model, part)):
                    where = (part, number, "id")
                    yield from self._repeated(seen, f"{stem} item {item.id}", file, where)
        if "cases" in self._own:
            file, model = self._own["cases"]
            known = self._entries | self._talks  # small talk is told by its id, too
            for number, case in enumerate(model.cases):
                if case.entry:
                    where = ("cases", number, "entry")
                    yield from _dangling(known, case.entry, "entry", file, where)

    @staticmethod
    def _repeated(seen: dict[str, str], what: str, file: str, path: Path) -> Iterator[Problem]:
        if what in seen:
            message = f"the {what} stands already in {seen[what]}"
            yield Problem(file, path, "duplicate-id", message, "give one of them another id")
        seen.setdefault(what, file)


def _dangling(known: Set[str], name: str, what: str, file: str, path: Path) -> Iterator[Problem]:
    if name not in known:
        message = f"there is no {what} {name!r}"
        yield Problem(file, path, "dangling", message, f"write an id that exists ({what})")
