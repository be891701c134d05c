"""Where the message was handed in, and what the header cannot show."""

from __future__ import annotations

from provenance.origin.records import (
    ClockReading,
    ExportRoute,
    Mode,
    Origin,
    OriginFact,
)
from provenance.origin.submission import find_origin, sender_differs
from provenance.trace.address_classes import ADDRESS_CLASSES, address_class, parse_ip

__all__ = [
    "ADDRESS_CLASSES",
    "ClockReading",
    "ExportRoute",
    "Mode",
    "Origin",
    "OriginFact",
    "address_class",
    "find_origin",
    "parse_ip",
    "sender_differs",
]
