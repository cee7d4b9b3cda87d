"""Care for memory around the loading of a knowledge base."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """While it lasts nothing is searched for circles of references; what it loads never is.

    A knowledge base stays, and it holds no circles, so that it goes as soon as a newer version is
    in use: to look through it would only make answers wait.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


def give_back() -> None:
    """Hands memory that was freed back to the system, which takes a few ms.

    glibc keeps it else: working out a version needs twice what the version itself does. Other C
    libraries have no such call, and nothing happens.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
