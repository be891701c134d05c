"""The MIME tree of a message over its own bytes (RFC 2045, RFC 2046): spans first, then content.

One pass over the lines that begin with ``--``: time is linear in the size of the message, and in
its nesting, which is capped. A message/rfc822 part is a leaf here; its bytes are a message of
their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from provenance.basics import Span, State, Value
from provenance.message.header_section import line_end, read_header
from provenance.message.mime_fields import MimeValue, content_type, disposition, file_name
from provenance.message.protection import protection_of_leaf, protection_of_multipart
from provenance.message.records import Defect, DefectKind, HeaderField, Message, Part
from provenance.message.transfer import IDENTITY, UUENCODE, decode_transfer, read_text, uu_name

MAX_DEPTH = 30
MAX_PARTS = 2_000
MAX_DEFECTS = 200
MAX_BOUNDARY = 4_000
"""Bytes; RFC 2046 §5.1.1 allows 70, real messages have more."""
_MIME_NAMES = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})
_MESSAGES = frozenset({"message/rfc822", "message/global"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TNEF_NAME = "winmail.dat"
_DISPLAYED = ("text/", "multipart/", "message/delivery-status", "message/disposition-notification")


@dataclass(slots=True)
class _Node:
    """A part while its end is not known yet."""

    path: str
    start: int
    body: int
    type: MimeValue
    encoding: str
    disposition: MimeValue
    depth: int
    end: int = -1
    boundary: bytes = b""
    closed: bool = False
    children: list[_Node] = field(default_factory=list)


def read_parts(
    raw: bytes, fields: Iterable[HeaderField], body: Span
) -> tuple[tuple[Part, ...], tuple[Defect, ...]]:
    """Read the parts of the message whose header has ``fields`` and whose body is ``body``.

    The first part is the root ``1``, which spans the whole message; the others follow in order
    of their place. Never raises; what is irregular is a defect.
    """
    reader = _Reader(raw, body.end)
    root = reader.node("1", 0, body.start, fields, 0, "text/plain")
    reader.walk(root)
    parts: list[Part] = []
    stack = [root]
    while stack:
        node = stack.pop()
        parts.append(reader.part(node))
        stack.extend(reversed(node.children))
    return tuple(parts), reader.defects()


def part_bytes(message: Message, part: Part) -> bytes:
    """Content of a part with its transfer encoding undone; as it stands where it cannot be."""
    data = message.raw[part.body_span.start : part.body_span.end]
    if part.content_type.startswith("multipart/"):
        return data
    return decode_transfer(data, part.encoding)[0]


class _Reader:
    """State of one walk: open multiparts by depth, and their delimiter lines."""

    def __init__(self, raw: bytes, stop: int) -> None:
        self.raw = raw
        self.stop = stop
        self.found: list[tuple[int, int, DefectKind, str]] = []
        self.open: list[_Node] = []
        self.delimiters: dict[bytes, _Node] = {}
        self.count = 1

    def defect(self, kind: DefectKind, start: int, end: int, detail: str = "") -> None:
        if len(self.found) < MAX_DEFECTS:
            self.found.append((start, end, kind, detail))

    def defects(self) -> tuple[Defect, ...]:
        """All defects by place; lines are counted once over the whole message."""
        out: list[Defect] = []
        line, at = 1, 0
        for start, end, kind, detail in sorted(self.found):
            line += self.raw.count(b"\n", at, start)
            at = start
            span = Span(start=start, end=end)
            out.append(Defect(kind=kind, span=span, line=line, detail=detail))
        return tuple(out)

    def node(
        self,
        path: str,
        start: int,
        body: int,
        fields: Iterable[HeaderField],
        depth: int,
        default: str,
    ) -> _Node:
        values: dict[str, str] = {}
        for item in fields:
            name = item.name.lower()
            if name in _MIME_NAMES:
                values.setdefault(name, item.value)
        declared = values.get("content-type")
        type_ = MimeValue(default) if declared is None else content_type(declared)
        encoding = values.get("content-transfer-encoding", "7bit")
        encoding = encoding.partition(";")[0].partition("(")[0].strip().strip('"').lower()
        return _Node(
            path=path,
            start=start,
            body=body,
            type=type_,
            encoding=encoding,
            disposition=disposition(values.get("content-disposition", "")),
            depth=depth,
        )

    def walk(self, root: _Node) -> None:
        """Find every delimiter line of an open multipart and cut the parts there."""
        raw, stop = self.raw, self.stop
        pos = root.body
        self._enter(root)
        while self.open:
            at = self._next_dashes(pos)
            if at < 0:
                break
            end = line_end(raw, at, stop)
            text = raw[at : min(end, at + MAX_BOUNDARY + 8)].rstrip(b" \t\r\n")
            owner = self.delimiters.get(text)
            if owner is None:
                # RFC 2046 §5.1.1: the beginning of the line decides; here a blank has to follow.
                text = text.split(None, 1)[0]
                owner = self.delimiters.get(text)
            if owner is None:
                pos = end
                continue
            self._close_down_to(owner, at)
            pos = end
            if text == b"--" + owner.boundary:
                pos = self._begin(owner, end)
            else:
                owner.closed = True
                self._leave(owner)
        while self.open:
            self._unclosed(self.open[-1], stop)
        root.end = stop

    def _next_dashes(self, pos: int) -> int:
        """First byte of the next line from ``pos`` on (a line's beginning) that starts ``--``."""
        raw = self.raw
        if raw.startswith(b"--", pos, self.stop):
            return pos
        found = raw.find(b"\n--", pos, self.stop)
        return -1 if found < 0 else found + 1

    def _enter(self, node: _Node) -> None:
        """Open a multipart, so that its delimiters count from here on."""
        if not node.type.main.startswith("multipart/"):
            return
        boundary = node.type.parameters.get("boundary", "").encode("utf-8", "surrogateescape")
        boundary = boundary.rstrip(b" \t\r\n")[:MAX_BOUNDARY]
        if not boundary:
            self.defect(DefectKind.MIME_NO_BOUNDARY, node.start, node.body)
            return
        if node.depth >= MAX_DEPTH:
            self.defect(DefectKind.MIME_TOO_DEEP, node.start, node.body, str(MAX_DEPTH))
            return
        node.boundary = boundary
        self.open.append(node)
        self.delimiters[b"--" + boundary] = node
        self.delimiters[b"--" + boundary + b"--"] = node

    def _leave(self, node: _Node) -> None:
        """Close the innermost open multipart; an outer one of the same boundary counts again."""
        self.open.remove(node)
        for line in (b"--" + node.boundary, b"--" + node.boundary + b"--"):
            self.delimiters.pop(line, None)
            for outer in self.open:
                if line in {b"--" + outer.boundary, b"--" + outer.boundary + b"--"}:
                    self.delimiters[line] = outer

    def _unclosed(self, node: _Node, at: int) -> None:
        if node.children:
            self._finish_child(node, at)
            self.defect(DefectKind.MIME_UNCLOSED, node.start, node.body)
        else:
            self.defect(DefectKind.MIME_NO_BOUNDARY, node.start, node.body, "not-found")
        self._leave(node)

    def _close_down_to(self, owner: _Node, at: int) -> None:
        """End the current part of ``owner`` at a delimiter line, and all that is open in it."""
        end = self._before_line_end(at)
        while self.open[-1] is not owner:
            self._unclosed(self.open[-1], end)
        self._finish_child(owner, end)

    @staticmethod
    def _finish_child(owner: _Node, end: int) -> None:
        if owner.children and owner.children[-1].end < 0:
            child = owner.children[-1]
            child.end = max(end, child.start)
            child.body = min(child.body, child.end)

    def _before_line_end(self, at: int) -> int:
        """The line end before a delimiter line belongs to the delimiter (RFC 2046 §5.1.1)."""
        raw = self.raw
        if at and raw[at - 1] == 10:
            at -= 1
            if at and raw[at - 1] == 13:
                at -= 1
        return at

    def _begin(self, owner: _Node, start: int) -> int:
        """Begin a part behind a delimiter line: read its header; return where to go on."""
        if self.count >= MAX_PARTS:
            if self.count == MAX_PARTS:
                self.defect(DefectKind.MIME_TOO_MANY_PARTS, start, start, str(MAX_PARTS))
                self.count += 1
            return start
        self.count += 1
        section = read_header(self.raw, start, self.stop, stops=self.delimiters, top=False)
        for odd in section.defects:
            self.defect(odd.kind, odd.span.start, odd.span.end, odd.detail)
        default = "message/rfc822" if owner.type.main == "multipart/digest" else "text/plain"
        child = self.node(
            f"{owner.path}.{len(owner.children) + 1}",
            start,
            section.body,
            section.fields,
            owner.depth + 1,
            default,
        )
        owner.children.append(child)
        self._enter(child)
        return section.body

    def part(self, node: _Node) -> Part:
        """The finished record of a node: content decoded, hashed, and read where it is text."""
        raw, main = self.raw, node.type.main
        data = raw[node.body : node.end]
        charset = node.type.parameters.get("charset", "").strip()
        text: Value[str] = State.NOT_APPLICABLE
        name = file_name(node.disposition, node.type)
        if main.startswith("multipart/"):
            decoded = data
            protection = protection_of_multipart(node.type)
            if node.encoding not in IDENTITY:
                self.defect(DefectKind.UNDECODABLE, node.start, node.body, "multipart-encoded")
        else:
            decoded, problem = decode_transfer(data, node.encoding)
            if node.encoding in UUENCODE:
                name = name or uu_name(data)
            if problem:
                self.defect(DefectKind.UNDECODABLE, node.body, node.end, problem)
            protection = protection_of_leaf(node.type, decoded)
            if main.startswith("text/"):
                text, wrong = read_text(decoded, charset)
                if wrong:
                    kinds = {"unknown-charset": DefectKind.UNKNOWN_CHARSET}
                    kind = kinds.get(wrong, DefectKind.UNDECODABLE)
                    self.defect(kind, node.start, node.end, charset[:80])
        placed = node.disposition.main
        return Part(
            path=node.path,
            content_type=main,
            span=Span(start=node.start, end=node.end),
            body_span=Span(start=node.body, end=node.end),
            size=len(decoded),
            sha256=hashlib.sha256(decoded).hexdigest(),
            charset=charset.lower() or State.ABSENT,
            encoding=node.encoding or "7bit",
            filename=name or State.ABSENT,
            disposition=placed or State.ABSENT,
            protection=protection,
            is_attachment=placed == "attachment" or bool(name) or not main.startswith(_DISPLAYED),
            text=text,
            children=tuple(child.path for child in node.children),
            boundary=node.boundary.decode("utf-8", "surrogateescape") or State.ABSENT,
        )


def is_message(part: Part) -> bool:
    """Is this part a whole message, to be analysed as evidence of its own?"""
    return part.content_type in _MESSAGES


def is_tnef(part: Part) -> bool:
    """Is this part what Outlook puts beside a message for another Outlook (MS-OXTNEF)?"""
    named = isinstance(part.filename, str) and part.filename.strip().lower() == _TNEF_NAME
    return part.content_type in _TNEF or named
