"""Many short texts, held in one string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_CODE = "utf-16-le"
_HALF = re.compile("[\ud800-\udfff]")


class Texts(Sequence[str]):
    """A tuple of texts that takes a third of the memory: a string has 70 bytes of its own.

    Each text is made when it is looked at, which takes a tenth of a microsecond. A character
    beyond the first 65,536 (an emoji) is held as two halves: else all would take twice the memory.

    Args:
        joined: All characters, UTF-16 code units each.
        starts: Where in it each text begins, and where the last ends.
        halved: Whether there are such halves.
    """

    __slots__ = ("_halved", "_joined", "_starts")

    def __init__(self, joined: str, starts: NDArray[np.int32], *, halved: bool = False) -> None:
        self._joined = joined
        self._starts = starts
        self._halved = halved

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The same texts in one string."""
        held = texts if isinstance(texts, Sequence) else list(texts)
        joined = "".join(held)
        units = joined.encode(_CODE)
        halved = len(units) > 2 * len(joined)
        sizes = (len(text.encode(_CODE)) // 2 if halved else len(text) for text in held)
        starts = np.fromiter(accumulate(sizes, initial=0), np.int32, len(held) + 1)
        return (
            cls.unpack(np.frombuffer(units, np.uint8), starts) if halved else cls(joined, starts)
        )

    @classmethod
    def unpack(cls, characters: NDArray[np.uint8], starts: NDArray[np.int32]) -> Texts:
        """What `pack` gave.

        Raises:
            ValueError: It is something else.
        """
        units = characters.tobytes()
        joined = units.decode(_CODE)
        halved = 2 * len(joined) < len(units)
        if halved:
            wide = np.frombuffer(units, "<u2").astype("<u4").tobytes()
            joined = wide.decode("utf-32-le", "surrogatepass")
        sound = starts.dtype == np.int32 and starts.ndim == 1 and len(starts) > 0
        if not sound or starts[0] != 0 or starts[-1] != len(joined) or (np.diff(starts) < 0).any():
            message = "not where texts begin"
            raise ValueError(message)
        return cls(joined, starts, halved=halved)

    @classmethod
    def together(cls, parts: Iterable[Texts]) -> Texts:
        """The texts of some, one after another."""
        joined: list[str] = []
        starts, size = [np.zeros(1, np.int32)], 0
        halved = False
        for part in parts:
            first, last = int(part._starts[0]), int(part._starts[-1])
            joined.append(part._joined[first:last])
            starts.append(part._starts[1:] + np.int32(size - first))
            size += last - first
            halved |= part._halved
        whole = "".join(joined)
        halved = halved and _HALF.search(whole) is not None
        return cls(whole, np.concatenate(starts), halved=halved)

    def pack(self) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """The texts as arrays of numbers: their characters, and where each begins."""
        first = self._starts[0]
        joined = self._joined[first : self._starts[-1]]
        return np.frombuffer(_units(joined), np.uint8), self._starts - first

    def take(self, numbers: NDArray[np.integer[Any]]) -> list[str]:
        """Some of the texts, by number."""
        joined, starts = self._joined, self._starts
        begins, ends = starts[numbers].tolist(), starts[numbers + 1].tolist()
        found = [joined[begin:end] for begin, end in zip(begins, ends, strict=True)]
        return list(map(_whole, found)) if self._halved else found

    def lengths(self, numbers: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
        """How many characters some of them have."""
        if self._halved:
            return np.array([len(text) for text in self.take(numbers)], np.int32)
        found: NDArray[np.int32] = self._starts[numbers + 1] - self._starts[numbers]
        return found

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> Texts: ...
    def __getitem__(self, number: int | slice) -> str | Texts:
        if isinstance(number, slice):
            first, last, step = number.indices(len(self))
            if step != 1:
                return Texts.of([self[place] for place in range(first, last, step)])
            starts = self._starts[first : max(first, last) + 1]
            return Texts(self._joined, starts, halved=self._halved)
        if number < 0:
            number += len(self)
        if not 0 <= number < len(self):
            message = f"there are {len(self)} texts, none is number {number}"
            raise IndexError(message)
        text = self._joined[self._starts[number] : self._starts[number + 1]]
        return _whole(text) if self._halved else text

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[str]:
        joined = self._joined
        found = (joined[begin:end] for begin, end in pairwise(self._starts.tolist()))
        return map(_whole, found) if self._halved else found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _units(text: str) -> bytes:
    return text.encode(_CODE, "surrogatepass")


def _whole(text: str) -> str:
    """A text whose halves of characters are put together again."""
    return _units(text).decode(_CODE) if _HALF.search(text) else text
