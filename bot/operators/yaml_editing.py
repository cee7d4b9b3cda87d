"""Changes YAML files in place: comments, order and quotes stay as they are."""

from __future__ import annotations

import os
from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import UsageError
from bot.operators.ids import is_id
from bot.operators.yaml_style import extend, start_comment, styled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WIDTH = 4096
"""Characters a line: long texts are not folded, so that a change shows as a change."""
FOREIGN_TOPIC = "asked-in-vain"
"""Id of the foreign topic that takes questions which operators mark as foreign."""
SUFFIXES = (".yaml", ".yml")
"""Ends of the names of files that are read."""


class Editor:
    """Files of a knowledge base that are being changed; nothing is written before `save`.

    Args:
        folder: The knowledge base.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._yaml = YAML()
        self._yaml.preserve_quotes = True
        self._yaml.width = WIDTH
        self._yaml.indent(mapping=2, sequence=4, offset=2)
        self._documents: dict[Path, Any] = {}
        self._open: dict[Path, Any] = {}
        self._before: dict[Path, bytes | None] = {}

    def entry(self, entry_id: str) -> Any:
        """An entry as it stands in its file; it may be changed.

        Raises:
            UsageError: There is no such entry.
        """
        for path in self._files():
            document = self._document(path)
            entries = document.get("entries") if isinstance(document, dict) else None
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and entry.get("id") == entry_id:
                    self._open[path] = self._documents[path]
                    return entry
        raise UsageError(f"there is no entry {entry_id}: see `jiyuan-bot search --jsonl`")

    def topics(self) -> set[str]:
        """The names of the topics' files, without their ends."""
        return {path.stem for path in self._files()}

    def add_variant(self, entry_id: str, text: str) -> None:
        """Adds a phrasing at the end of an entry's variants, unless it stands there already."""
        entry = self.entry(entry_id)
        if styled(text) not in (entry.get("variants") or []):
            extend(entry, "variants", [text])

    def add_foreign(self, text: str) -> None:
        """Adds a question that the knowledge base is not about."""
        document = self._opened(self._folder / "foreign.yaml", "schema/foreign.schema.json")
        topics = document.get("topics") or []
        topic = next((t for t in topics if t.get("id") == FOREIGN_TOPIC), None)
        if topic is None:
            fresh = {"id": FOREIGN_TOPIC, "label": "其他事项", "questions": [text]}
            extend(document, "topics", [fresh])
        elif styled(text) not in (topic.get("questions") or []):
            extend(topic, "questions", [text])

    def add_entry(self, topic: str, entry: dict[str, Any]) -> None:
        """Adds an entry at the end of a topic's file; a new topic gets a file of its own.

        Args:
            topic: The file's name without its end.
            entry: Its fields.

        Raises:
            UsageError: The topic is no plain id, which could lead out of the folder.
        """
        path = next((path for path in self._files() if path.stem == topic), None)
        if path is None:
            if not is_id(topic):
                raise UsageError(f"{topic!r} is no topic: use lower-case ASCII, as public-housing")
            path = self._folder / "entries" / f"{topic}.yaml"
        extend(self._opened(path, "../schema/topic.schema.json"), "entries", [entry])

    def shown(self, value: Any) -> str:
        """A value as it would stand in a file."""
        out = StringIO()
        self._yaml.dump(styled(value), out)
        return out.getvalue()

    def texts(self) -> dict[Path, str]:
        """What the files that were changed will hold, with the line ends that they have."""
        found = {}
        for path, document in self._open.items():
            out = StringIO()
            self._yaml.dump(document, out)
            crlf = b"\r\n" in (self._before.get(path) or b"")
            found[path] = out.getvalue().replace("\n", "\r\n") if crlf else out.getvalue()
        return found

    def save(self) -> list[Path]:
        """Writes the changed files, each in one step; returns which.

        Raises:
            UsageError: A file was changed since it was read; none is written then.
        """
        texts = self.texts()
        for path in texts:
            if _content(path) != self._before.get(path):
                raise UsageError(
                    f"not written: {path} was changed meanwhile, in another editor perhaps.\n"
                    "That change is kept; give the command again."
                )
        for path, text in texts.items():
            target = path.resolve()  # a link stays one
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{target.name}.new")
            fresh.write_bytes(text.encode())
            if target.exists():
                fresh.chmod(target.stat().st_mode & 0o7777)
            os.replace(fresh, target)  # noqa: PTH105 - says what it does
        return list(texts)

    # -- reading ---------------------------------------------------------------------------------

    def _files(self) -> Iterator[Path]:
        folder = self._folder / "entries"
        return iter(sorted(path for end in SUFFIXES for path in folder.glob(f"*{end}")))

    def _opened(self, path: Path, schema: str) -> Any:
        """A file's document, which will be written; a new one names its schema for editors."""
        if path.exists():
            document = self._document(path)
        else:
            document = start_comment(f"yaml-language-server: $schema={schema}")
            self._before[path] = None
        self._open[path] = self._documents[path] = document
        return document

    def _document(self, path: Path) -> Any:
        if path not in self._documents:
            try:
                self._before[path] = raw = path.read_bytes()
                text = raw.decode("utf-8").replace("\r\n", "\n")
                self._documents[path] = self._yaml.load(text) or {}
            except (OSError, YAMLError, UnicodeDecodeError) as error:
                raise UsageError(
                    f"{path} cannot be read ({type(error).__name__}): "
                    "mend what `jiyuan-bot check` tells first"
                ) from None
        return self._documents[path]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
