"""Segments of a Received value, made only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from provenance.trace.records import Segment, SegmentKind

Piece = tuple[str, str]
"""A word, comment, semicolon or stray parenthesis, and the blanks after it."""


class Segments(Sequence[Segment]):
    """Segments that tile a value, made when somebody looks at them."""

    __slots__ = ("_kinds", "_lead", "_made", "_pieces")

    def __init__(self, lead: int, pieces: list[Piece], kinds: list[SegmentKind]) -> None:
        self._lead = lead
        self._pieces = pieces
        self._kinds = kinds
        self._made: tuple[Segment, ...] | None = None

    def _all(self) -> tuple[Segment, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def _make(self) -> Iterator[Segment]:
        position = self._lead
        if position:
            yield Segment(kind=SegmentKind.SPACE, start=0, end=position)
        for (word, blanks), kind in zip(self._pieces, self._kinds, strict=True):
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
