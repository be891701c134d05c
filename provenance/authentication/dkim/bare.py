"""A message read only as far as its signatures need: header fields and where the body begins."""

from __future__ import annotations

from provenance.basics import Span
from provenance.message import Message
from provenance.message.header_section import read_header


def bare_message(raw: bytes, *, id: str = "", evidence: str = "") -> Message:  # noqa: A002 - as in read_message
    """Map the header section of ``raw``; MIME parts are not read, defects of parts not sought."""
    section = read_header(raw)
    return Message(
        id=id,
        evidence=evidence,
        stream="file",
        raw=raw,
        header=Span(start=0, end=section.end),
        body=Span(start=section.body, end=len(raw)),
        body_available=True,
        repaired=False,
        fields=section.fields,
        defects=section.defects,
    )
