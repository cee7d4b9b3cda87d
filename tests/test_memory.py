"""Loading is not held up by searches for circles; freed memory goes back where that is possible."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bot import Assistant
from bot.matching import matcher
from bot.memory import give_back, loading


def test_no_collection_while_something_is_loaded() -> None:
    """Afterwards, also after a failure, they go on; what was loaded is left out of them."""
    gc.unfreeze()
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    with pytest.raises(KeyError), loading():
        raise KeyError
    assert gc.isenabled()
    gc.disable()
    try:
        with loading():
            pass
        assert not gc.isenabled()  # whoever switched it off may want that
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.mark.parametrize("library", [object(), None], ids=["another C library", "glibc"])
def test_memory_is_given_back_where_that_is_possible(
    library: object | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere nothing happens."""
    asked: list[int] = []

    class Glibc:
        @staticmethod
        def malloc_trim(pad: int) -> None:
            asked.append(pad)

    monkeypatch.setattr("ctypes.CDLL", lambda _: library or Glibc)
    give_back()
    assert asked == ([] if library else [0])


def test_what_working_a_version_out_took_is_given_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once; a version that was kept took nothing."""
    given: list[int] = []
    monkeypatch.setattr(matcher, "give_back", lambda: given.append(1))
    for _ in range(2):
        Assistant.load(folder)
        assert len(given) == 1
