"""The header fields of one MIME part (RFC 2045 §3), read when something asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.message.header_section import read_header
from provenance.message.records import HeaderField, Message, Part


def part_fields(message: Message, part: Part) -> Sequence[HeaderField]:
    """Fields of a part in its own order; those of the message itself for the root."""
    if part.path == "1":
        return message.fields
    section = read_header(message.raw, part.span.start, part.body_span.start, top=False)
    return section.fields


def part_field(message: Message, part: Part, name: str) -> HeaderField | None:
    """The first field of that name in the header of a part."""
    wanted = name.lower()
    return next((one for one in part_fields(message, part) if one.lname == wanted), None)
