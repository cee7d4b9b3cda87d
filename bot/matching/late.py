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
        self._parts: dict[str, msgspec.Raw | None] = dict(parts)
        self._decode = decode
        self._decoded: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        # Answers and a reload look at once: nothing is taken away, and what both decode is equal.
        if name in self._decoded:
            return self._decoded[name]
        part = self._parts[name]
        if part is None:
            return self._decoded[name]
        return self._decoded.setdefault(name, self._decode(part))

    def __setitem__(self, name: str, value: T) -> None:
        self._decoded[name] = value
        self._parts[name] = None

    def __delitem__(self, name: str) -> None:
        del self._parts[name]
        self._decoded.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
