"""Keeps what was found for a version of a knowledge base: the next start takes it up again.

A file of the cache is named by a hash over all that it follows from: the program's own source,
the folder's files, and the folder's path. It holds numbers and text only, nothing that could run.
One that is missing, cut off or damaged costs time and no more.
"""

from __future__ import annotations

import importlib.util
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.knowledge import dictionary

try:  # hashlib loads OpenSSL, 3 MB; `random` of the standard library does the same
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

KEPT = 8
"""Files that stay in the cache; the one used longest ago goes first."""
SUFFIXES = frozenset({".yaml", ".yml", ".txt", ".json"})
"""What a knowledge base is made of."""
UNREADABLE = (
    OSError, ValueError, KeyError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error
)  # fmt: skip
"""What reading a damaged file raises."""
_WORDS = ("pypinyin",)
"""Libraries whose tables decide how texts are cut and read."""
_SUFFIX = ".npy"
"""What the name of an array ends with in a file."""
_PROGRAM = Path(__file__).parent.parent


class Cache:
    """The kept version of one folder.

    Args:
        folder: The knowledge base.
    """

    def __init__(self, folder: Path) -> None:
        import platformdirs

        self._folder = folder
        self._kept_in = Path(platformdirs.user_cache_path("jiyuan-bot", appauthor=False))

    def path(self) -> Path:
        """The file of the folder as it is now.

        Raises:
            OSError: A file of the folder cannot be read.
        """
        digest = blake2b(digest_size=16)
        digest.update(f"{self._folder}\0{self._folder.resolve()}\0".encode())
        for table in _tables():
            digest.update(_stamp(table))
        for path in (*_program(), *_files(self._folder)):
            content = path.read_bytes()
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
        return self._kept_in / f"{digest.hexdigest()}.npz"

    def read(self) -> Mapping[str, NDArray[Any]] | None:
        """What was kept for the folder as it is now; None where there is nothing to be used.

        Each array is read when it is looked at; one that is damaged is missing. The file is closed
        as soon as nothing refers to what is returned.
        """
        try:
            path = self.path()
            kept = _Kept(zipfile.ZipFile(path))
            os.utime(path)
        except UNREADABLE:
            return None
        return kept

    def holds(self) -> bool:
        """Whether something was kept for the folder as it is now."""
        place = self.place()
        return place is not None and place.is_file()

    def place(self) -> Path | None:
        """Where what is found of the folder as it is now would be kept; None if it is unread."""
        try:
            return self.path()
        except OSError:
            return None

    def write(self, arrays: Mapping[str, NDArray[Any]], path: Path | None) -> None:
        """Keeps some arrays; where that fails nothing is kept.

        Args:
            arrays: What was found.
            path: The `place` when it began; where the folder has changed since, nothing is kept.
        """
        if path is None or path != self.place():
            return
        try:
            self._kept_in.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(f".{os.getpid()}.new")
            with fresh.open("wb") as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]  # no name is an option
            fresh.replace(path)
            old = sorted(self._kept_in.glob("*.npz"), key=lambda p: p.stat().st_mtime)
            for other in old[:-KEPT]:
                other.unlink(missing_ok=True)
        except OSError:
            return


class _Kept(Mapping[str, "NDArray[Any]"]):
    """The arrays of a file, read one by one: all of them take twice the memory of those in use."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            with self._file.open(name + _SUFFIX) as part:
                return np.lib.format.read_array(part, allow_pickle=False)
        except UNREADABLE as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return (name.removesuffix(_SUFFIX) for name in self._file.namelist())

    def __len__(self) -> int:
        return len(self._file.namelist())


def _tables() -> Iterator[Path]:
    """The files that decide how texts are cut and read, too large to be read at each start."""
    yield from (dictionary.FILE, dictionary.SCRIPTS)
    for name in _WORDS:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            yield Path(spec.origin)


def _stamp(path: Path) -> bytes:
    """What changes when another version of a file is installed."""
    state = path.stat()
    return f"{path} {state.st_size} {state.st_mtime_ns}".encode()


def _program() -> Iterable[Path]:
    """The source that a kept version follows from."""
    return (
        path
        for room in ("knowledge", "matching")
        for path in sorted((_PROGRAM / room).rglob("*"))
        if path.suffix in (".py", ".yaml")
    )


def _files(folder: Path) -> Iterator[Path]:
    """The files of a knowledge base, in order."""
    return iter(sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file()))
