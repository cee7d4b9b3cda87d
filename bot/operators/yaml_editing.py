"""Changes YAML files in place: comments, order and quotes stay as they are."""

from __future__ import annotations

import os
from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WIDTH = 4096
"""Characters a line: long texts are not folded, so that a change shows as a change."""
FOREIGN_TOPIC = "asked-in-vain"
"""Id of the foreign topic that takes questions which operators mark as foreign."""


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

    def entry(self, entry_id: str) -> Any:
        """An entry as it stands in its file; it may be changed.

        Raises:
            UsageError: There is no such entry.
        """
        for path in self._topics():
            for entry in self._document(path).get("entries") or []:
                if entry.get("id") == entry_id:
                    self._open[path] = self._documents[path]
                    return entry
        raise UsageError(f"there is no entry {entry_id}: see `jiyuan-bot search --jsonl`")

    def add_variant(self, entry_id: str, text: str) -> None:
        """Adds a phrasing at the end of an entry's variants."""
        self.entry(entry_id).setdefault("variants", []).append(text)

    def add_foreign(self, text: str) -> None:
        """Adds a question that the knowledge base is not about."""
        path = self._folder / "foreign.yaml"
        document = self._document(path) if path.exists() else {}
        self._open[path] = self._documents[path] = document
        topics = document.setdefault("topics", [])
        topic = next((t for t in topics if t.get("id") == FOREIGN_TOPIC), None)
        if topic is None:
            topic = {"id": FOREIGN_TOPIC, "label": "其他事项", "questions": []}
            topics.append(topic)
        topic.setdefault("questions", []).append(text)

    def add_entry(self, topic: str, entry: dict[str, Any]) -> None:
        """Adds an entry at the end of a topic's file; a new topic gets a file of its own.

        Args:
            topic: The file's name without .yaml.
            entry: Its fields.
        """
        path = self._folder / "entries" / f"{topic}.yaml"
        document = self._document(path) if path.exists() else {}
        self._open[path] = self._documents[path] = document
        document.setdefault("entries", []).append(entry)

    def texts(self) -> dict[Path, str]:
        """What the files that were changed will hold."""
        found = {}
        for path, document in self._open.items():
            out = StringIO()
            self._yaml.dump(document, out)
            found[path] = out.getvalue()
        return found

    def save(self) -> list[Path]:
        """Writes the changed files, each in one step; returns which."""
        texts = self.texts()
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, path)  # noqa: PTH105 - says what it does
        return list(texts)

    # -- reading ---------------------------------------------------------------------------------

    def _topics(self) -> Iterator[Path]:
        return iter(sorted((self._folder / "entries").glob("*.yaml")))

    def _document(self, path: Path) -> Any:
        if path not in self._documents:
            try:
                self._documents[path] = self._yaml.load(path.read_text("utf-8")) or {}
            except (OSError, YAMLError, UnicodeDecodeError) as error:
                raise UsageError(
                    f"{path} cannot be read ({type(error).__name__}): "
                    "mend what `jiyuan-bot check` tells first"
                ) from None
        return self._documents[path]
