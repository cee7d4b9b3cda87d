"""What is kept of a knowledge base saves time and changes nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot import Assistant
from bot.knowledge import loader
from bot.knowledge.cache import KEPT, Cache
from bot.matching.classifier import Weights
from bot.matching.earlier import Earlier
from bot.matching.indexing import Arrays
from bot.matching.matcher import Matcher
from bot.matching.packing import pack, unpack
from bot.matching.variants import Variants

if TYPE_CHECKING:
    from bot.knowledge.base import KnowledgeBase
    from bot.matching.variants import Said
    from bot.matching.words import Words

ENTRIES = "entries:\n  - {id: parks, question: 公园有几个, answer: 有%d个公园。}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small knowledge base, and a cache of its own."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    (tmp_path / "kb" / "entries").mkdir(parents=True)
    _write(tmp_path / "kb", 6)
    return tmp_path / "kb"


def _write(folder: Path, parks: int) -> None:
    (folder / "entries" / "parks.yaml").write_text(ENTRIES % parks, encoding="utf-8")


def _kept(folder: Path) -> list[Path]:
    return sorted((folder.parent / "cache").glob("*.npz"))


def test_second_start_reads_no_yaml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reply, out of what was kept."""
    first = Assistant.load(folder).ask("公园有几个呀")
    monkeypatch.setattr(loader, "read", None)
    again = Assistant.load(folder)
    assert again.ask("公园有几个呀") == first
    assert again.base.version


def test_change_of_a_file_is_seen(folder: Path) -> None:
    """A kept version is of one content only."""
    Assistant.load(folder)
    _write(folder, 7)
    assert "有7个公园" in Assistant.load(folder).ask("公园有几个").text
    assert len(_kept(folder)) == 2


@pytest.mark.parametrize("damage", ["cut off", "garbage", "other bytes", "empty"])
def test_damaged_file_costs_only_time(folder: Path, damage: str) -> None:
    """It is passed over and written anew."""
    Assistant.load(folder)
    file = _kept(folder)[0]
    whole = file.read_bytes()
    spoiled = bytearray(whole)
    spoiled[len(whole) // 3 : len(whole) // 3 + 40] = b"\xff" * 40
    file.write_bytes(
        {"cut off": whole[: len(whole) // 2], "garbage": b"PK\x03\x04nonsense",
         "other bytes": bytes(spoiled), "empty": b""}[damage]
    )  # fmt: skip
    assert "有6个公园" in Assistant.load(folder).ask("公园有几个").text
    assert unpack(Cache(folder).read() or {}) is not None


@pytest.mark.parametrize("name", ["rows", "held", "starts", "held_from", "weights", "totals"])
def test_arrays_that_do_not_fit_are_refused(folder: Path, name: str) -> None:
    """Places outside an array, or arrays of other lengths, never reach the engine."""
    Assistant.load(folder)
    file = _kept(folder)[0]
    with np.load(file) as held:
        arrays = dict(held)
    arrays[name] = arrays[name] + 1000 if name in ("rows", "held") else arrays[name][:-1]
    np.savez(file, **arrays)
    assert unpack(Cache(folder).read() or {}) is None
    assert "有6个公园" in Assistant.load(folder).ask("公园有几个").text


def test_nothing_that_could_run_is_read(folder: Path) -> None:
    """An array of objects, which only pickle could read, is refused."""
    Assistant.load(folder)
    file = _kept(folder)[0]
    with np.load(file) as held:
        arrays = dict(held)
    arrays["text"] = np.array([{"a": 1}], dtype=object)
    np.savez(file, **arrays)
    assert unpack(Cache(folder).read() or {}) is None


def test_folder_that_cannot_be_written_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then every start takes the longer way."""
    (folder.parent / "file").write_text("", encoding="utf-8")
    blocked = folder.parent / "file" / "below"
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: blocked)
    assert "有6个公园" in Assistant.load(folder).ask("公园有几个").text


def test_old_files_go(folder: Path) -> None:
    """The cache does not grow for ever."""
    for parks in range(1, KEPT + 4):
        _write(folder, parks)
        Assistant.load(folder)
    assert len(_kept(folder)) == KEPT


def test_what_is_taken_over_is_what_would_be_found(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version worked out with an older one is in all the same as one worked out alone."""
    entry = base.entries["parks-count"]
    added = ("电梯口那个小绿化带算不算口袋公园", "吴钩霜雪明那处公园建了几座")
    changed = replace(entry, variants=(*entry.variants[3:], *added))
    subject = base.subjects["public-rental"]
    newer = replace(
        base,
        entries={**base.entries, entry.id: changed},
        subjects={**base.subjects, subject.id: replace(subject, gaps=subject.gaps[1:])},
    )
    before = Matcher(base)
    given: list[int] = []
    said = Earlier.said

    def counted(earlier: Earlier, words: Words, variants: Variants) -> dict[str, Said]:
        found = said(earlier, words, variants)
        given.append(len(found))
        return found

    monkeypatch.setattr(Earlier, "said", counted)
    taken, fresh = Matcher(newer, before=before), Matcher(newer)
    texts = [document.text for document in fresh.documents]
    [kept] = given
    assert kept > len(texts) // 2
    for found in (Variants.of, Variants.beyond):
        assert [found(taken.variants, d) for d in taken.documents] == [
            found(fresh.variants, d) for d in fresh.documents
        ]
    assert taken.compiled.tables == fresh.compiled.tables
    for mine, other in (
        (taken.compiled.arrays, fresh.compiled.arrays),
        (taken.compiled.weights, fresh.compiled.weights),
    ):
        for held in fields(mine):
            assert np.array_equal(getattr(mine, held.name), getattr(other, held.name))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("said", np.zeros(1, np.int64)),
        ("said", np.array([["table"]])),
        ("said times", np.zeros(0, np.int32)),
        ("said of each", np.zeros(0, np.int64)),
        ("said of each", np.array(["text"])),
        ("phrasings of each", np.zeros(0, np.int32)),
        ("phrasings from", np.array([0, 5], np.int32)),
        ("others", np.array([1, 0], np.int32)),
        ("others", np.zeros(3, np.uint8)),
    ],
)
def test_parts_that_were_tampered_with_are_refused(
    assistant: Assistant, name: str, part: np.ndarray
) -> None:
    """Nothing is told of a version that does not fit together: it is worked out anew."""
    packed = pack(assistant.base, assistant._matcher.compiled)
    assert unpack(packed) is not None
    assert unpack(packed | {name: part}) is None


@pytest.mark.parametrize("other", [np.complex64, np.str_])
@pytest.mark.parametrize("held", [Arrays, Weights])
def test_arrays_of_another_kind_are_refused(
    assistant: Assistant, held: type, other: type[np.generic]
) -> None:
    """Then a version is worked out anew: it does not fail when a question comes."""
    packed = pack(assistant.base, assistant._matcher.compiled)
    for field in fields(held):
        assert unpack(packed | {field.name: packed[field.name].astype(other)}) is None, field.name


@pytest.mark.parametrize(
    "name", ["keys", "spread", "rows", "starts", "held", "held_from", "unit_starts", "targets"]
)
def test_places_that_are_no_whole_numbers_are_refused(assistant: Assistant, name: str) -> None:
    """Nor does one whose numbers are fractions."""
    packed = pack(assistant.base, assistant._matcher.compiled)
    assert unpack(packed | {name: packed[name].astype(np.float32)}) is None


def test_words_of_more_gaps_than_there_are_are_refused(assistant: Assistant) -> None:
    """A gap that the subject does not have is never named."""
    packed = pack(assistant.base, assistant._matcher.compiled)
    assert unpack(packed | {"said": packed["said"] + 1000}) is None
