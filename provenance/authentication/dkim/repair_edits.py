"""Edits of a copy that undo one change, and how much work a search may cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from provenance.authentication.changed import changed
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.records import Undone
from provenance.basics import State
from provenance.basics.record import dataclass

CHANGES = (
    "banner",
    "blank-line-in-front",
    "blank-line-lost",
    "blanks",
    "byte-order-mark",
    "carriage-return-doubled",
    "dot-doubled",
    "field-added",
    "folding",
    "footer",
    "from-rewritten",
    "mbox-from",
    "parameter-quotes",
    "part-appended",
    "space-added",
    "space-lost",
    "subject-tag",
    "tab-for-space",
    "transfer-encoding",
    "wrapped",
)
"""Machine names of all changes that are tried; each has a sentence."""
MAX_OCTETS = 16 * 1024 * 1024
"""Octets that the search may make canonical and hash beside two passes over the message itself."""
MAX_TRIES = 6_000
"""Candidates that the search over one message may test."""
SHOWN = 2_000
"""Octets of an undone change that are kept for the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Replace ``raw[start:end]`` of the copy by ``put``, to undo the change of that name.

    ``inner`` is the decoded text that was taken out of a part which was encoded anew as a whole.
    """

    change: str
    start: int
    end: int
    put: bytes = b""
    inner: bytes = b""

    @property
    def size(self) -> int:
        """Octets that differ: the smaller, the less was changed."""
        return len(self.inner) or self.end - self.start + len(self.put)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEdit:
    """Another value for some fields (``None``: the field was not there), one change undone."""

    change: str
    values: Mapping[int, bytes | None]
    size: int


class Budget:
    """What one message may still cost; shared by all its signatures."""

    def __init__(self, octets: int = MAX_OCTETS, tries: int = MAX_TRIES) -> None:
        self.limit, self._octets, self._tries = octets, octets, tries
        self.ended = False

    @classmethod
    def of(cls, prepared: SignedMessage) -> Budget:
        """The allowance of a message: twice its size, and a fixed amount for small candidates."""
        return cls(octets=MAX_OCTETS + 2 * len(prepared.raw))

    @property
    def used(self) -> int:
        """Octets used so far."""
        return self.limit - self._octets

    def spend(self, octets: int) -> bool:
        """Take one candidate of that size; false, from then on, where nothing is left."""
        if self.ended or octets > self._octets or self._tries <= 0:
            self.ended = True
            return False
        self._octets -= octets
        self._tries -= 1
        return True

    def affords(self, octets: int) -> bool:
        """Whether that much is left, without taking it."""
        return octets <= self._octets and self._tries > 0


def apply(raw: bytes, start: int, end: int, edits: Iterable[Edit]) -> bytes:
    """Return ``raw[start:end]`` with edits undone; they do not overlap."""
    pieces, at = [], start
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        pieces += [raw[at : edit.start], edit.put]
        at = edit.end
    return b"".join([*pieces, raw[at:end]])


def undone_of_body(prepared: SignedMessage, edit: Edit) -> Undone:
    """An edit of the body as the report shows it."""
    told = _undone(prepared, edit.change, "body", edit.start, edit.end, edit.put)
    if edit.inner:
        inner = edit.inner[:SHOWN].decode("utf-8", "surrogateescape")
        return changed(told, removed=inner, restored="")
    return told


def undone_of_fields(prepared: SignedMessage, edit: FieldEdit) -> tuple[Undone, ...]:
    """The edits of fields as the report shows them, one for each field."""
    found = []
    for index, value in sorted(edit.values.items()):
        low, start, high = prepared.spans[index]
        begin, put = (low, b"") if value is None else (start, value)
        found.append(_undone(prepared, edit.change, "header", begin, high, put, index))
    return tuple(found)


def _undone(
    prepared: SignedMessage,
    change: str,
    where: str,
    start: int,
    end: int,
    put: bytes,
    field: int | None = None,
) -> Undone:
    raw = prepared.raw
    first = raw.count(b"\n", 0, start) + 1
    last = first + raw.count(b"\n", start, max(start, end - 1))
    return Undone(
        change=change,
        where=where,
        start=start,
        end=end,
        line_first=first,
        line_last=last,
        octets=end - start,
        removed=raw[start : min(end, start + SHOWN)].decode("utf-8", "surrogateescape"),
        restored=put[:SHOWN].decode("utf-8", "surrogateescape"),
        field=State.NOT_APPLICABLE if field is None else field,
    )
