"""Where the message was handed in, and what the header cannot show."""

from __future__ import annotations

from provenance.origin.records import (
    ClockReading,
    ExportRoute,
    Mode,
    Origin,
    OriginFact,
)

__all__ = [
    "ClockReading",
    "ExportRoute",
    "Mode",
    "Origin",
    "OriginFact",
]
