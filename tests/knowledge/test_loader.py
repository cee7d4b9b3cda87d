"""What a folder becomes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.knowledge.loader import load

if TYPE_CHECKING:
    from pathlib import Path


def test_minimal_folder_loads_with_defaults(folder: Path) -> None:
    """Only entries/ is required: all else comes from the program's defaults."""
    base = load(folder)
    assert list(base.entries) == ["library-hours", "library-card"]
    assert base.topics["library"].name == "library"
    assert base.profile.hotline == "12345"
    assert base.language.aspects["price"].phrases
    assert "welcome" in base.profile.replies


def test_own_files_are_merged_over_the_defaults(folder: Path) -> None:
    """A reply of one's own replaces the default one; all others stay; words are added."""
    (folder / "bot.yaml").write_text(
        "name: 小图\nreplies:\n  goodbye: {zh: 回见}\n", encoding="utf-8"
    )
    (folder / "language.yaml").write_text("fillers: [图书馆的]\n", encoding="utf-8")
    base = load(folder)
    assert base.profile.name == "小图"
    assert base.profile.replies["goodbye"].zh == "回见"
    assert base.profile.replies["help"].zh
    assert {"图书馆的", "请问"} <= set(base.language.fillers)


def test_disabled_entry_is_not_told(folder: Path) -> None:
    """enabled: false takes an entry out, and out of its topic."""
    path = folder / "entries" / "library.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "    enabled: false\n", encoding="utf-8")
    base = load(folder)
    assert list(base.entries) == ["library-hours"]
    assert base.topics["library"].entries == ("library-hours",)


def test_dates_may_be_plain_or_quoted(folder: Path) -> None:
    """Both 2024-03-28 and "2024-03-28" are dates."""
    path = folder / "entries" / "library.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + '    as_of: 2024-03-28\n    review_by: "2025-01-01"\n',
        encoding="utf-8",
    )
    entry = load(folder).entries["library-card"]
    assert (entry.as_of, entry.review_by) == (date(2024, 3, 28), date(2025, 1, 1))


def test_version_changes_with_any_content(folder: Path) -> None:
    """The version is a hash of the content: the same files give the same one."""
    before = load(folder).version
    assert load(folder).version == before
    (folder / "entries" / "new.yaml").write_text(
        "entries:\n  - {id: new, question: 新?, answer: 新}\n", encoding="utf-8"
    )
    assert load(folder).version != before
