"""Reads the bytes of one message stream into a :class:`Message`."""

from __future__ import annotations

import re

from provenance.basics import Span, Text, text
from provenance.evidence.records import MessageStream
from provenance.message.header_section import HeaderSection, read_header
from provenance.message.mime_tree import read_parts
from provenance.message.records import Defect, DefectKind, Message, Part

SINGLETONS = frozenset(
    {
        "from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to",
        "references", "subject", "date", "mime-version", "content-type",
        "content-transfer-encoding", "content-disposition", "content-id", "content-description",
        "return-path",
    }
)  # fmt: skip
"""Fields that may occur once (RFC 5322 §3.6, RFC 2045 §3, RFC 5321 §4.4)."""
_BARE_CR = re.compile(rb"\r(?!\n)")


def read_message(stream: MessageStream, *, id: str, evidence: str) -> Message:  # noqa: A002 - the fixed public signature
    """Read header fields and MIME parts of ``stream``; never raises.

    ``id`` names the message (``M1``), ``evidence`` its exhibit. Spans count bytes of
    ``stream.data``. Without a body as transported (``stream.body`` false) no parts are read.
    """
    raw = stream.data
    section, notes = _read_paste(raw) if stream.repaired else (read_header(raw), [])
    body = Span(start=section.body, end=len(raw))
    parts: tuple[Part, ...] = ()
    found: tuple[Defect, ...] = ()
    if stream.body:
        parts, found = read_parts(raw, section.fields, body)
    defects = [*section.defects, *found, *_repeated(section), *_whole(raw, section)]
    defects.sort(key=lambda d: (d.span.start, d.span.end, d.kind.value, d.detail))
    return Message(
        id=id,
        evidence=evidence,
        stream=stream.name,
        raw=raw,
        header=Span(start=0, end=section.end),
        body=body,
        body_available=stream.body,
        repaired=stream.repaired,
        fields=section.fields,
        parts=parts,
        defects=tuple(defects),
        notes=tuple(notes),
    )


def _read_paste(raw: bytes) -> tuple[HeaderSection, list[Text]]:
    """Read header text that was pasted, and say what was read around."""
    from provenance.message.pasted_header import has_escaped_brackets, read_pasted_header

    section = read_pasted_header(raw)
    notes = [text("message.note.repaired")]
    if has_escaped_brackets(raw[: section.end]):
        notes.append(text("message.note.escaped-brackets"))
    return section, notes


def _repeated(section: HeaderSection) -> list[Defect]:
    """Second and further occurrences of a field that may occur once."""
    seen: set[str] = set()
    out: list[Defect] = []
    for field in section.fields:
        name = field.name.lower()
        if name not in SINGLETONS:
            continue
        if name in seen and len(out) < 100:
            out.append(
                Defect(
                    kind=DefectKind.REPEATED_SINGLETON,
                    span=field.span,
                    line=field.line_first,
                    detail=field.name,
                )
            )
        seen.add(name)
    return out


def _whole(raw: bytes, section: HeaderSection) -> list[Defect]:
    """What can only be said of the message as a whole: mixed line ends, odd bytes of the body."""
    out: list[Defect] = []
    lf = raw.count(b"\n")
    crlf = raw.count(b"\r\n")
    if crlf and lf > crlf:
        first = re.search(rb"(?<!\r)\n" if crlf * 2 > lf else rb"\r\n", raw)
        if first is not None:
            detail = f"crlf={crlf} lf={lf - crlf}"
            out.append(_at(raw, DefectKind.MIXED_LINE_ENDS, first.start(), first.end(), detail))
    nul = raw.find(b"\0", section.body)
    if nul >= 0:
        out.append(_at(raw, DefectKind.NUL, nul, nul + 1, "body"))
    if raw.count(b"\r", section.body) > raw.count(b"\r\n", section.body):
        bare = _BARE_CR.search(raw, section.body)
        if bare is not None:
            out.append(_at(raw, DefectKind.BARE_CR, bare.start(), bare.end(), "body"))
    return out


def _at(raw: bytes, kind: DefectKind, start: int, end: int, detail: str) -> Defect:
    line = raw.count(b"\n", 0, start) + 1
    return Defect(kind=kind, span=Span(start=start, end=end), line=line, detail=detail)
