"""A message as bytes with a map: header fields, defects, MIME parts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from provenance.basics import Span, State, Text, Value
from provenance.basics.record import dataclass, field


class DefectKind(StrEnum):
    """What is irregular in the form of a message. A defect is an observation, never a reproach."""

    LEADING_WHITESPACE = "leading-whitespace"
    MBOX_FROM_LINE = "mbox-from-line"
    BYTE_ORDER_MARK = "byte-order-mark"
    NOT_A_FIELD = "not-a-field"
    SPACE_BEFORE_COLON = "space-before-colon"
    EMPTY_NAME = "empty-name"
    NON_ASCII_NAME = "non-ascii-name"
    RAW_8BIT = "raw-8bit"
    BARE_CR = "bare-cr"
    NUL = "nul"
    LINE_TOO_LONG = "line-too-long"
    MIXED_LINE_ENDS = "mixed-line-ends"
    LOST_INDENTATION = "lost-indentation"
    NO_BODY_SEPARATOR = "no-body-separator"
    FIELD_LIMIT = "field-limit"
    REPEATED_SINGLETON = "repeated-singleton"
    MIME_NO_BOUNDARY = "mime-no-boundary"
    MIME_UNCLOSED = "mime-unclosed"
    MIME_TOO_DEEP = "mime-too-deep"
    MIME_TOO_MANY_PARTS = "mime-too-many-parts"
    UNDECODABLE = "undecodable"
    UNKNOWN_CHARSET = "unknown-charset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One irregularity, with its bytes and its first line."""

    kind: DefectKind
    span: Span
    line: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """One header field (RFC 5322 §2.2), or a line of the header section that is none.

    The spans of all fields tile the header section exactly: ``span`` runs from the first byte
    of the name to the end of the last folded line, line end included. ``name`` is as written
    ("" for a line that is no field); ``value_span`` starts right after the colon. ``value`` is
    unfolded (RFC 5322 §2.2.3: only the line ends are removed), outer white space stripped, and
    decoded byte by byte: UTF-8 where valid, else each byte as U+DC80..U+DCFF (surrogateescape).
    """

    index: int
    name: str
    span: Span
    value_span: Span
    line_first: int
    line_last: int
    value: str = field(repr=False)

    @property
    def lname(self) -> str:
        """Name in lower case, for comparison."""
        return self.name.lower()


class Protection(StrEnum):
    """Cryptographic wrapping of a part, recognised and named, not opened."""

    SMIME_SIGNED = "smime-signed"
    SMIME_SIGNATURE = "smime-signature"
    SMIME_ENVELOPED = "smime-enveloped"
    PGP_SIGNED = "pgp-signed"
    PGP_SIGNATURE = "pgp-signature"
    PGP_ENCRYPTED = "pgp-encrypted"
    PGP_INLINE = "pgp-inline"
    PGP_KEYS = "pgp-keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One MIME part (RFC 2045/2046). ``path`` is ``1``, ``1.2`` ...; the root is ``1``.

    ``span`` covers the whole part in the stream, ``body_span`` its body as transported.
    ``size`` and ``sha256`` are of the body after undoing the transfer encoding, of the bytes as
    they stand where it cannot be undone. ``text`` is the readable text of a text part, a state
    otherwise. ``is_attachment``: disposition attachment, or a file name, or not displayable.
    ``boundary`` is what a multipart part declares between its sections.
    """

    path: str
    content_type: str
    span: Span
    body_span: Span
    size: int
    sha256: str
    charset: Value[str] = State.ABSENT
    encoding: str = "7bit"
    filename: Value[str] = State.ABSENT
    disposition: Value[str] = State.ABSENT
    protection: Value[Protection] = State.ABSENT
    is_attachment: bool = False
    text: Value[str] = field(default=State.NOT_APPLICABLE, repr=False)
    children: tuple[str, ...] = ()
    boundary: Value[str] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: the bytes of its stream and the map over them.

    ``raw`` are the bytes that every offset counts in. ``header`` spans the header section
    without the empty line, ``body`` what follows it. ``body_available`` is false where the
    container did not keep the body as transported. ``fields`` behaves as a tuple; its records
    are made when they are looked at.
    """

    id: str
    evidence: str
    stream: str
    raw: bytes = field(repr=False)
    header: Span
    body: Span
    body_available: bool
    repaired: bool
    fields: Sequence[HeaderField]
    parts: tuple[Part, ...] = ()
    defects: tuple[Defect, ...] = ()
    notes: tuple[Text, ...] = ()

    def named(self, name: str) -> tuple[HeaderField, ...]:
        """All fields of that name (compared without case), in the order of the message."""
        from provenance.message.fields import Fields

        if isinstance(self.fields, Fields):
            return self.fields.named(name)
        wanted = name.lower()
        return tuple(f for f in self.fields if f.lname == wanted)

    def only(self, name: str) -> Value[HeaderField]:
        """The one field of that name; ``ABSENT`` or ``REPEATED`` otherwise."""
        found = self.named(name)
        if not found:
            return State.ABSENT
        return found[0] if len(found) == 1 else State.REPEATED
