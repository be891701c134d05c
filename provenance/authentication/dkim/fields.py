"""Which header fields a signature covers, and the bytes that were signed (RFC 6376 §3.7, §5.4)."""

from __future__ import annotations

import re

from provenance.authentication.dkim.canonical import BodyHasher, crlf, relaxed_field
from provenance.authentication.dkim.signature import Signature
from provenance.basics.record import dataclass
from provenance.message import Message

OF_INTEREST = (
    b"from",
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
)
"""Fields whose change a reader would care about; RFC 6376 §5.4.1 recommends to sign them."""
_LOST_FOLD = re.compile(rb"\r\n(?![ \t]|\Z)")
"""A fold of a pasted field that lost its white space; every continuation line began with some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawField:
    """One header field as bytes with CRLF line ends; ``value`` is what follows the colon."""

    index: int
    name: bytes
    written: str
    value: bytes

    @property
    def simple(self) -> bytes:
        """The whole field, line end included."""
        return self.name + b":" + self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The fields that ``h=`` picks, from the bottom up, each instance once.

    ``indexes`` are in the order of ``h=``; ``present`` and ``missing`` are names, each once.
    """

    indexes: tuple[int, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]


class SignedMessage:
    """A message made ready for verification: raw fields, body hashes, canonical forms kept."""

    def __init__(self, message: Message) -> None:
        self.message = message
        raw = message.raw
        section = raw[message.header.start : message.body.end]
        self.line_ends_changed = section.count(b"\n") != section.count(b"\r\n")
        positions: dict[bytes, list[int]] = {}
        for field in message.fields:
            if field.name:
                name = raw[field.span.start : field.value_span.start - 1].rstrip(b" \t").lower()
                positions.setdefault(name, []).append(field.index)
        self.by_name = {name: tuple(found) for name, found in positions.items()}
        body = raw[message.body.start : message.body.end]
        self.hasher = BodyHasher(crlf(body) if self.line_ends_changed else body)
        self._fields: dict[int, RawField] = {}
        self._relaxed: dict[int, bytes] = {}

    def field(self, index: int) -> RawField:
        """Bytes of one field; made when first needed, since most fields are never signed."""
        if index not in self._fields:
            self._fields[index] = self._make(index)
        return self._fields[index]

    def _make(self, index: int) -> RawField:
        field = self.message.fields[index]
        raw = self.message.raw
        value = raw[field.value_span.start : field.span.end]
        if self.line_ends_changed:
            value = crlf(value)
        if not value.endswith(b"\r\n"):
            value += b"\r\n"
        if self.message.repaired:
            value = _LOST_FOLD.sub(b"\r\n ", value)
        name = raw[field.span.start : field.value_span.start - 1]
        return RawField(index=index, name=name, written=field.name, value=value)

    def select(self, signature: Signature, own: int) -> Selection:
        """Pick the fields of ``h=``; the signature's own field ``own`` never counts as one."""
        left: dict[bytes, int] = {}
        indexes: list[int] = []
        present: dict[str, None] = {}
        missing: dict[str, None] = {}
        for name in signature.names:
            text = name.decode("utf-8", "surrogateescape")
            found = self.by_name.get(name, ())
            at = left.get(name, len(found)) - 1
            if at >= 0 and found[at] == own:
                at -= 1
            left[name] = max(at, 0)
            if at >= 0:
                indexes.append(found[at])
                present[text] = None
            elif text not in present:
                missing[text] = None
        return Selection(indexes=tuple(indexes), present=tuple(present), missing=tuple(missing))

    def uncovered(self, selection: Selection) -> tuple[str, ...]:
        """Names, as written, of fields of interest with an instance that is not covered."""
        covered = frozenset(selection.indexes)
        return tuple(
            self.message.fields[found[0]].name
            for name in OF_INTEREST
            if (found := self.by_name.get(name, ())) and not covered.issuperset(found)
        )

    def signed_bytes(self, signature: Signature, selection: Selection, own: int) -> bytes:
        """The octets that the signature is made over: the fields, then its own without ``b=``."""
        relaxed = signature.header_mode == "relaxed"
        pieces = [self._canonical(i, relaxed=relaxed) for i in selection.indexes]
        field = self.field(own)
        value = without_signature(field.value)
        if relaxed:
            pieces.append(relaxed_field(field.name, value))
        else:
            pieces.append((field.name + b":" + value).removesuffix(b"\r\n"))
        return b"".join(pieces)

    def _canonical(self, index: int, *, relaxed: bool) -> bytes:
        field = self.field(index)
        if not relaxed:
            return field.simple
        if index not in self._relaxed:
            self._relaxed[index] = relaxed_field(field.name, field.value) + b"\r\n"
        return self._relaxed[index]


def without_signature(value: bytes) -> bytes:
    """Empty the ``b=`` tag in place, white space around its value included (RFC 6376 §3.7)."""
    specs = value.split(b";")
    for at, spec in enumerate(specs):
        name, equals, _ = spec.partition(b"=")
        if equals and name.strip(b" \t\r\n") == b"b":
            specs[at] = name + b"="
            break
    return b";".join(specs)
