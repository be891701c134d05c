"""Which header fields a signature covers, and the bytes that were signed (RFC 6376 §3.7, §5.4)."""

from __future__ import annotations

import re

from provenance.authentication.dkim.bare import bare_message
from provenance.authentication.dkim.canonical import (
    BLOCK,
    BodyHasher,
    crlf,
    has_bare_lf,
    line_blocks,
    relaxed_field,
    relaxed_lines,
)
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

_PLAIN = re.compile(rb"([!-,.-9;-~][!-9;-~]{0,255}):[^\n]*+\n(?:[ \t][^\n]*+\n)*+")
_MAX_PLAIN = 1000


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
class Block:
    """Whole lines ``raw[start:end]`` of a body.

    ``octets`` of the canonical body stand before it; ``line`` is the number of its first line.
    """

    start: int
    end: int
    octets: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The fields that ``h=`` picks, from the bottom up, each instance once.

    ``indexes`` are in the order of ``h=``; ``present`` and ``missing`` are names, each once.
    ``oversigned`` are the present ones that ``h=`` names once more than they occur: another field
    of that name could not be added without breaking the signature (RFC 6376 §8.15).
    """

    indexes: tuple[int, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    oversigned: tuple[str, ...] = ()


class SignedMessage:
    """A message made ready for verification: raw fields, body hashes, canonical forms kept.

    ``by_name`` gives the indexes of the fields of a name in lower case, from the top down.
    """

    def __init__(self, message: Message) -> None:
        spans = [(f.span.start, f.value_span.start, f.span.end) for f in message.fields]
        positions: dict[bytes, list[int]] = {}
        for index, (low, value, _) in enumerate(spans):
            if message.fields[index].name:
                name = message.raw[low : value - 1].rstrip(b" \t").lower()
                positions.setdefault(name, []).append(index)
        self._message: Message | None = message
        self.body_available = message.body_available
        self.repaired = message.repaired
        self._prepare(message.raw, spans, positions, message.body.start, message.body.end)

    @classmethod
    def of_bytes(cls, raw: bytes) -> SignedMessage:
        """Read no more of a message than signatures need; MIME parts and defects are left out."""
        spans: list[tuple[int, int, int]] = []
        positions: dict[bytes, list[int]] = {}
        at = 0
        # A scanner's match() goes on where the last one ended: a gap ends the iteration.
        for field in iter(_PLAIN.scanner(raw).match, None):  # type: ignore[attr-defined]
            positions.setdefault(field[1].lower(), []).append(len(spans))
            start, at = field.span()
            spans.append((start, field.end(1) + 1, at))
        empty = raw[at : at + 2]
        if not spans or not (empty == b"\r\n" or empty[:1] == b"\n") or len(spans) > _MAX_PLAIN:
            # Anything unusual about the header section: the reader of messages decides.
            return cls(bare_message(raw))
        made = cls.__new__(cls)
        made._message = None
        made.body_available, made.repaired = True, False
        body = at + (2 if empty == b"\r\n" else 1)
        made._prepare(raw, spans, positions, body, len(raw))
        return made

    def _prepare(
        self,
        raw: bytes,
        spans: list[tuple[int, int, int]],
        positions: dict[bytes, list[int]],
        body: int,
        end: int,
    ) -> None:
        self.raw, self.spans, self.body = raw, spans, (body, end)
        start = spans[0][0] if spans else body
        self.line_ends_changed = (
            has_bare_lf(raw)
            if end - start == len(raw) <= BLOCK
            else any(has_bare_lf(raw[low:high]) for low, high in line_blocks(raw, start, end))
        )
        self.by_name = {name: tuple(found) for name, found in positions.items()}
        self.hasher = BodyHasher(raw, body, end, as_crlf=self.line_ends_changed)
        self._fields: dict[int, RawField] = {}
        self._relaxed: dict[int, bytes] = {}
        self._blocks: dict[str, tuple[Block, ...]] = {}

    def canonical_lines(self, low: int, high: int, mode: str) -> bytes:
        """Canonical form of ``raw[low:high]``, whole lines of the body, no empty one dropped."""
        data = self.raw[low:high]
        if self.line_ends_changed:
            data = crlf(data)
        return relaxed_lines(data) if mode == "relaxed" else data

    def blocks(self, mode: str) -> tuple[Block, ...]:
        """Blocks of the body with what stands before each; made once for each mode."""
        if mode not in self._blocks:
            found = []
            octets, line = 0, self.raw.count(b"\n", 0, self.body[0]) + 1
            for low, high in line_blocks(self.raw, *self.body):
                found.append(Block(start=low, end=high, octets=octets, line=line))
                octets += len(self.canonical_lines(low, high, mode))
                line += self.raw.count(b"\n", low, high)
            self._blocks[mode] = tuple(found)
        return self._blocks[mode]

    @property
    def message(self) -> Message:
        """The message as the reader of messages maps it."""
        if self._message is None:
            self._message = bare_message(self.raw)
        return self._message

    def size(self, index: int) -> int:
        """Octets of a field as it stands."""
        low, _, high = self.spans[index]
        return high - low

    def field(self, index: int) -> RawField:
        """Bytes of one field; made when first needed, since most fields are never signed."""
        if index not in self._fields:
            self._fields[index] = self._make(index)
        return self._fields[index]

    def _make(self, index: int) -> RawField:
        name, value = self._parts(index)
        written = name.rstrip(b" \t").decode("utf-8", "surrogateescape")
        return RawField(index=index, name=name, written=written, value=value)

    def _parts(self, index: int) -> tuple[bytes, bytes]:
        """Name as it stands before the colon, and value with its CRLF line end."""
        low, start, high = self.spans[index]
        value = self.raw[start:high]
        if self.line_ends_changed:
            value = crlf(value)
        if not value.endswith(b"\r\n"):
            value += b"\r\n"
        if self.repaired:
            value = _LOST_FOLD.sub(b"\r\n ", value)
        return self.raw[low : start - 1], value

    def select(self, signature: Signature, own: int) -> Selection:
        """Pick the fields of ``h=``; the signature's own field ``own`` never counts as one."""
        left: dict[bytes, int] = {}
        indexes: list[int] = []
        present: dict[str, None] = {}
        missing: dict[str, None] = {}
        oversigned: dict[str, None] = {}
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
            elif text in present:
                oversigned[text] = None
            else:
                missing[text] = None
        return Selection(
            indexes=tuple(indexes),
            present=tuple(present),
            missing=tuple(missing),
            oversigned=tuple(oversigned),
        )

    def uncovered(self, selection: Selection) -> tuple[str, ...]:
        """Names, as written, of fields of interest with an instance that is not covered."""
        covered = frozenset(selection.indexes)
        return tuple(
            self.field(found[0]).written
            for name in OF_INTEREST
            if (found := self.by_name.get(name, ())) and not covered.issuperset(found)
        )

    def repeated(self) -> tuple[str, ...]:
        """Names, as written, of fields of interest that a message may carry once and that repeat.

        A signature covers fields from the bottom up; programs may show another one of them.
        """
        return tuple(
            self.field(found[0]).written
            for name in OF_INTEREST
            if len(found := self.by_name.get(name, ())) > 1
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
        if not relaxed:
            return self.field(index).simple
        if index not in self._relaxed:
            self._relaxed[index] = relaxed_field(*self._parts(index)) + b"\r\n"
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
