"""Long work shows how far it is on a terminal, and nothing where output is piped."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, TypeVar

from bot import Assistant
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

T = TypeVar("T")
WORK = (
    "import time; from bot import progress; progress.PATIENCE = {patience}\n"
    "for item in progress.shown(range(10), 'folding'): time.sleep(0.02); print(item, end='')"
)


def _on_terminal(patience: float) -> tuple[str, str]:
    """What work writes to stdout, and to a terminal that is its stderr."""
    terminal, its_end = pty.openpty()
    code = WORK.format(patience=patience)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=its_end, text=True, check=True,
                          env={**os.environ, "TERM": "xterm", "COLUMNS": "100"})  # fmt: skip
    os.close(its_end)
    shown = b""
    while chunk := _read(terminal):
        shown += chunk
    os.close(terminal)
    return done.stdout, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux reports the end of a terminal so
        return b""


def test_a_terminal_sees_how_far_long_work_is() -> None:
    """The bar has the work's title; all items are handed on."""
    out, shown = _on_terminal(patience=0)
    assert out == "0123456789"
    assert "folding" in shown
    assert "%" in shown


def test_short_work_shows_no_bar() -> None:
    """Nothing flashes up for a moment."""
    assert _on_terminal(patience=60) == ("0123456789", "")


def test_nothing_is_shown_where_stderr_is_piped() -> None:
    """Logs hold no bars."""
    code = WORK.format(patience=0)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert (done.stdout, done.stderr) == ("0123456789", "")


def test_loading_tells_of_each_of_its_steps(folder: Path) -> None:
    """A folder is read, its phrasings are folded, standardised and counted."""
    titles = []

    def follow(items: Sequence[T], title: str) -> Iterable[T]:
        titles.append(title)
        return items

    Assistant.load(folder, follow)
    assert titles == [
        "reading entries", "folding phrasings", "standardising phrasings", "counting words",
    ]  # fmt: skip
