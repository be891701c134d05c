"""Bytes of a message as an edition shows them, still asked for by the offsets of the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, SupportsIndex, overload


class EditedBytes(bytes):
    """Chunks of a message with something replaced; a slice names places of the original bytes.

    Spans, lines and findings keep their numbers in every edition, so whoever shows a place asks
    for it by them. A chunk that was changed comes whole if any of it is asked for, and bytes that
    no chunk holds are left out: nothing that was not looked through can come out.
    """

    _starts: list[int]
    _chunks: list[tuple[int, int, bytes, bool]]

    def __new__(cls, chunks: Sequence[tuple[int, int, bytes, bool]]) -> EditedBytes:
        """Keep chunks in order: start and end in the original, bytes to show, whether changed."""
        made = super().__new__(cls, b"".join(chunk[2] for chunk in chunks))
        made._chunks = list(chunks)
        made._starts = [chunk[0] for chunk in chunks]
        return made

    @overload
    def __getitem__(self, place: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, place: slice, /) -> bytes: ...
    def __getitem__(self, place: Any, /) -> Any:
        if not isinstance(place, slice):
            raise TypeError("an edition's bytes are asked for by a range of the original")
        start = place.start or 0
        end = self._chunks[-1][1] if place.stop is None and self._chunks else place.stop or 0
        first = max(0, bisect_right(self._starts, start) - 1)
        pieces: list[bytes] = []
        for low, high, shown, changed in self._chunks[first : bisect_left(self._starts, end)]:
            if high <= start or low >= end:
                continue
            pieces.append(shown if changed else shown[max(0, start - low) : end - low])
        return b"".join(pieces)
