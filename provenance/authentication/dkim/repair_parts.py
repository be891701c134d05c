"""Which edits could undo a change in the parts of a body: banners, footers, encodings."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator

from provenance.authentication.dkim.repair_edits import Edit
from provenance.message import Message, Part

MAX_PARTS = 6
FRONT_LINES = 16
TAIL_LINES = 40
MAX_ELEMENTS = 60
REACH = 6_000
"""Octets from the edge of an HTML body within which a banner or footer is sought."""
_BODY = re.compile(rb"<body\b[^>]{0,2000}>", re.IGNORECASE)
_CLOSE = re.compile(rb"</body>", re.IGNORECASE)
_AFTER = re.compile(rb"(?:</(?:div|table|p|center|span|blockquote)>|<[hb]r\b[^>]*>)\r?\n?|\n", re.I)
_BEFORE = re.compile(rb"\r?\n?<(?:div|table|p|center|span|[hb]r)\b|\n", re.I)
_ENCODING = re.compile(rb"^content-transfer-encoding:[ \t]*([^\s;]+)", re.I | re.M)
WIDTHS = (76, 72, 64, 60)


def text_parts(message: Message) -> tuple[Part, ...]:
    """Text parts that gateways write into, in the order of the message."""
    found = [p for p in message.parts if p.content_type.lower().startswith("text/")]
    return tuple(p for p in found if not p.is_attachment)[:MAX_PARTS]


def line_starts(raw: bytes, start: int, end: int, most: int) -> list[int]:
    """Offsets of the first ``most`` line starts after ``start``."""
    found: list[int] = []
    at = start
    while len(found) < most and (at := raw.find(b"\n", at, end) + 1):
        found.append(at)
    return found


def last_line_starts(raw: bytes, start: int, end: int, most: int) -> list[int]:
    """Offsets of the last ``most`` line starts of ``raw[start:end]``, from the end backwards."""
    found: list[int] = []
    at = end - 1
    while len(found) < most and at > start:
        at = raw.rfind(b"\n", start, at)
        if at < 0:
            break
        found.append(at + 1)
    return found


def banners(raw: bytes, part: Part) -> Iterator[Edit]:
    """What a gateway may have put in front of the text of a part."""
    return _front(raw, part.body_span.start, part.body_span.end, html=_is_html(part))


def footers(raw: bytes, part: Part) -> Iterator[Edit]:
    """What a gateway or a list may have put behind the text of a part."""
    return _back(raw, part.body_span.start, part.body_span.end, html=_is_html(part))


def _is_html(part: Part) -> bool:
    return part.content_type.lower() == "text/html"


def _front(raw: bytes, start: int, end: int, *, html: bool) -> Iterator[Edit]:
    if not html:
        for stop in line_starts(raw, start, end, FRONT_LINES):
            yield Edit(change="banner", start=start, end=stop)
        return
    match = _BODY.search(raw, start, end)
    for begin in [match.end(), start] if match else [start]:
        ends = [m.end() for m in _AFTER.finditer(raw, begin, min(end, begin + REACH))]
        for stop in ends[:MAX_ELEMENTS]:
            yield Edit(change="banner", start=begin, end=stop)


def _back(raw: bytes, start: int, end: int, *, html: bool) -> Iterator[Edit]:
    if html:
        closes = [m.start() for m in _CLOSE.finditer(raw, max(start, end - REACH), end)]
        stop = closes[-1] if closes else end
        begins = [m.start() for m in _BEFORE.finditer(raw, max(start, stop - REACH), stop)]
        for begin in reversed(begins[-MAX_ELEMENTS:]):
            yield Edit(change="footer", start=begin, end=stop)
        return
    # The line end in front of a boundary belongs to the boundary: the footer's own goes with it.
    stop = end + 2 if raw[end : end + 2] == b"\r\n" else end + (raw[end : end + 1] == b"\n")
    for begin in last_line_starts(raw, start, end, TAIL_LINES):
        yield Edit(change="footer", start=begin, end=stop)


def encoded(raw: bytes, part: Part) -> Iterator[Edit]:
    """Banners and footers inside an encoded part: taken out of its text, which is encoded anew."""
    start, end = part.body_span.start, part.body_span.end
    written = part.encoding.lower()
    if written not in {"base64", "quoted-printable"}:
        return
    try:
        plain = _decoded(raw[start:end], written)
    except (binascii.Error, ValueError):
        return
    plain = plain.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    width = len(raw[start:end].lstrip().split(b"\n", 1)[0].rstrip())
    html = _is_html(part)
    for edit in (
        *_front(plain, 0, len(plain), html=html),
        *_back(plain, 0, len(plain), html=html),
    ):
        text = plain[: edit.start] + plain[edit.end :]
        made = [quoted(text)] if written == "quoted-printable" else _base64(text, width)
        for put in (*made, text):
            inner = plain[edit.start : edit.end]
            yield Edit(change=edit.change, start=start, end=end, put=put, inner=inner)


def _base64(text: bytes, width: int) -> list[bytes]:
    """With line ends as in mail, and as on Unix: both are usual inside base64."""
    if width < 4:
        return []
    return [_wrapped(text, width), _wrapped(text.replace(b"\r\n", b"\n"), width)]


def encodings(message: Message) -> Iterator[tuple[Edit, ...]]:
    """The text parts in the other transfer encodings, wrapped as usual programs do.

    A relay that may not pass 8bit on encodes every part: so all at once are tried too. The field of
    an inner part that names the encoding is part of the body, and changed with it.
    """
    parts = [p for p in message.parts if p.content_type.lower().startswith("text/")][:MAX_PARTS]
    together: list[Edit] = []
    for part in parts:
        for name, put in _other_encodings(message.raw, part):
            body = part.body_span
            edit = Edit(change="transfer-encoding", start=body.start, end=body.end, put=put)
            edits = (*_encoding_field(message, part, name), edit)
            yield edits
            if name == "8bit" and part.encoding.lower() == "quoted-printable":
                together += edits
    if len(together) > 1:
        yield tuple(together)


def _other_encodings(raw: bytes, part: Part) -> Iterator[tuple[str, bytes]]:
    data, written = raw[part.body_span.start : part.body_span.end], part.encoding.lower()
    try:
        plain = _decoded(data, written)
    except (binascii.Error, ValueError):
        return
    plain = plain.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    made: list[tuple[str, bytes]] = []
    if written in {"base64", "quoted-printable"}:
        made += [("8bit", plain), ("7bit", plain)]
    made += [("quoted-printable", quoted(plain)), ("quoted-printable", quoted(plain, soft=72))]
    for text in (plain, plain.replace(b"\r\n", b"\n")):
        made += [("base64", _wrapped(text, width)) for width in WIDTHS]
    yield from ((name, put) for name, put in dict.fromkeys(made) if put != data)


def _encoding_field(message: Message, part: Part, name: str) -> tuple[Edit, ...]:
    """The edit of an inner part's own Content-Transfer-Encoding field, if it has one."""
    if part.span.start < message.body.start:
        return ()
    match = _ENCODING.search(message.raw, part.span.start, part.body_span.start)
    if match is None or match[1].lower() == name.encode():
        return ()
    low, high = match.span(1)
    return (Edit(change="transfer-encoding", start=low, end=high, put=name.encode()),)


def _decoded(data: bytes, written: str) -> bytes:
    if written == "base64":
        return base64.b64decode(data)
    if written == "quoted-printable":
        return quopri.decodestring(data)
    return data


def _wrapped(data: bytes, width: int) -> bytes:
    encoded = base64.b64encode(data)
    lines = [encoded[at : at + width] for at in range(0, len(encoded), width)]
    return b"\r\n".join([*lines, b""])


def quoted(data: bytes, soft: int = 76) -> bytes:
    """Quoted-printable (RFC 2045 §6.7), lines as long as ``soft`` allows."""
    out = []
    for line in data.split(b"\r\n"):
        row = b""
        for at, byte in enumerate(line):
            last = at == len(line) - 1
            plain = (33 <= byte <= 126 and byte != 61) or (byte in b" \t" and not last)
            token = bytes([byte]) if plain else b"=%02X" % byte
            if len(row) + len(token) > soft - (not last):
                out.append(row + b"=")
                row = b""
            row += token
        out.append(row)
    return b"\r\n".join(out)


def structure(message: Message) -> Iterator[tuple[Edit, ...]]:
    """A part that was appended, and a message that a list wrapped into a multipart."""
    root = message.parts[0] if message.parts else None
    if root is None or not root.children:
        return
    raw, body = message.raw, message.body
    children = [p for p in message.parts if p.path in root.children]
    if len(children) > 1:
        low = raw.rfind(b"\n--", body.start - 1, children[-1].span.start) + 1
        high = raw.find(b"\n--", children[-1].body_span.end - 1, body.end) + 1
        if 0 < low < high:
            yield (Edit(change="part-appended", start=low, end=high),)
    for child in children[:2]:
        yield (
            Edit(change="wrapped", start=body.start, end=child.body_span.start),
            Edit(change="wrapped", start=child.body_span.end, end=body.end),
        )
