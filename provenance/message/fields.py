"""The fields of a header section as a sequence that makes a record when somebody looks at it.

Splitting finds where each field lies; most fields are then never asked for one by one. So the
records, each with two spans and a decoded value, are made on demand and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, overload

from provenance.basics import Span
from provenance.message.records import HeaderField

LONG: Final = 2_000
"""Characters of a value from which on equal ones of several copies are kept once."""


@lru_cache(maxsize=64)
def _once(value: str) -> str:
    return value


class Fields(Sequence[HeaderField]):
    """Fields that tile a header section; behaves as a tuple of :class:`HeaderField`.

    ``heads`` are the bytes of each field up to its colon, colon included (without a name: what
    stands before the value). ``starts`` and ``lines`` are the first byte and first line of each
    field, with one entry more for what follows the last. ``values`` replaces the values of fields
    by their index, where a value is not simply the unfolded bytes.
    """

    __slots__ = ("_heads", "_keys", "_lines", "_made", "_raw", "_starts", "_values")

    def __init__(
        self,
        raw: bytes,
        heads: Sequence[bytes],
        starts: Sequence[int],
        lines: Sequence[int],
        values: Mapping[int, str] | None = None,
    ) -> None:
        self._raw = raw
        self._heads = heads
        self._starts = starts
        self._lines = lines
        self._values = values
        self._made: dict[int, HeaderField] = {}
        self._keys: list[str] | None = None

    def named(self, name: str) -> tuple[HeaderField, ...]:
        """All fields of that name (compared without case), in order; makes only these."""
        if self._keys is None:
            self._keys = list(map(_key, self._heads))
        wanted = name.lower()
        return tuple([self._one(at) for at, key in enumerate(self._keys) if key == wanted])

    def _one(self, at: int) -> HeaderField:
        made = self._made.get(at)
        if made is None:
            made = self._made[at] = self._make(at)
        return made

    def _make(self, at: int) -> HeaderField:
        head, lines = self._heads[at], self._lines
        start, end = self._starts[at], self._starts[at + 1]
        first, after = lines[at], lines[at + 1]
        value = None if self._values is None else self._values.get(at)
        if value is None:
            text = self._raw[start + len(head) : end]
            if after - first > 1:
                text = text.replace(b"\r\n", b"").replace(b"\n", b"")
            value = text.strip(b" \t\r\n").decode("utf-8", "surrogateescape")
            if len(value) > LONG:
                value = _once(value)
        return HeaderField(
            index=at,
            name=_name(head),
            span=Span(start=start, end=end),
            value_span=Span(start=start + len(head), end=end),
            line_first=first,
            line_last=after - 1,
            value=value,
        )

    @overload
    def __getitem__(self, index: int) -> HeaderField: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[HeaderField, ...]: ...
    def __getitem__(self, index: int | slice) -> HeaderField | tuple[HeaderField, ...]:
        # A range knows negative places, slices and the IndexError of a tuple.
        place = range(len(self._heads))[index]
        return self._one(place) if isinstance(place, int) else tuple(map(self._one, place))

    def __len__(self) -> int:
        return len(self._heads)

    def __iter__(self) -> Iterator[HeaderField]:
        return map(self._one, range(len(self._heads)))

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Fields | tuple):
            return len(self) == len(other) and tuple(self) == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        # The records are made again where they are wanted: cheaper than sending them.
        return Fields, (self._raw, self._heads, self._starts, self._lines, self._values)


@lru_cache(maxsize=2_048)
def _name(head: bytes) -> str:
    """Name as written; the same few hundred come back in all mail."""
    return head.strip(b": \t").decode("utf-8", "surrogateescape")


@lru_cache(maxsize=2_048)
def _key(head: bytes) -> str:
    return _name(head).lower()
