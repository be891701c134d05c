"""Header section with byte offsets, defects, MIME tree."""

from __future__ import annotations

from provenance.message.addresses import parse_addresses
from provenance.message.encoded_words import decode_text
from provenance.message.mime_tree import is_message, is_tnef, part_bytes
from provenance.message.reader import read_message
from provenance.message.records import (
    Defect,
    DefectKind,
    HeaderField,
    Message,
    Part,
    Protection,
)

__all__ = [
    "Defect",
    "DefectKind",
    "HeaderField",
    "Message",
    "Part",
    "Protection",
    "decode_text",
    "is_message",
    "is_tnef",
    "parse_addresses",
    "part_bytes",
    "read_message",
]
