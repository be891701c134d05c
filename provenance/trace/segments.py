"""Segments of a Received value, made only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from provenance.trace.records import Segment, SegmentKind

Piece = tuple[str, str]
"""A word, comment, semicolon or stray parenthesis, and the blanks after it."""


Pieces = tuple[int, list[Piece], list[SegmentKind]]
"""Number of leading blanks, the pieces of a value, and the kind of each piece."""


class Segments(Sequence[Segment]):
    """Segments that tile a value, made by ``read`` when somebody looks at them."""

    __slots__ = ("_made", "_read", "_value")

    def __init__(self, value: str, read: Callable[[str], Pieces]) -> None:
        self._value = value
        self._read = read
        self._made: tuple[Segment, ...] | None = None

    def _all(self) -> tuple[Segment, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def _make(self) -> Iterator[Segment]:
        position, pieces, kinds = self._read(self._value)
        if position:
            yield Segment(kind=SegmentKind.SPACE, start=0, end=position)
        for (word, blanks), kind in zip(pieces, kinds, strict=True):
            end = position + len(word)
            yield Segment(kind=kind, start=position, end=end)
            position = end + len(blanks)
            if blanks:
                yield Segment(kind=SegmentKind.SPACE, start=end, end=position)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Segment, ...]: ...
    def __getitem__(self, index: int | slice) -> Segment | tuple[Segment, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Segment]:
        return iter(self._all())

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Segments | tuple):
            return self._all() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())
