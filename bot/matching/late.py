"""A table of which each part is decoded when it is first looked at."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import msgspec

T = TypeVar("T")


class Late(MutableMapping[str, T], Generic[T]):
    """A table that behaves as if all of it had been decoded.

    What a question is about takes a few parts of it; to decode all would make a start longer.

    Args:
        parts: The parts as they were kept.
        decode: Decodes one. It raises nothing: of a part that somebody tampered with it makes one
            that says nothing.
    """

    def __init__(
        self, parts: Mapping[str, msgspec.Raw], decode: Callable[[msgspec.Raw], T]
    ) -> None:
        self._parts = dict(parts)
        self._decode = decode
        self._decoded: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._decoded:
            self._decoded[name] = self._decode(self._parts.pop(name))
        return self._decoded[name]

    def __setitem__(self, name: str, value: T) -> None:
        self._parts.pop(name, None)
        self._decoded[name] = value

    def __delitem__(self, name: str) -> None:
        if self._parts.pop(name, None) is None:
            del self._decoded[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._decoded, *self._parts))

    def __len__(self) -> int:
        return len(self._decoded) + len(self._parts)
