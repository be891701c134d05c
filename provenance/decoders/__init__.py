"""Named pure functions: text to hidden value."""

from __future__ import annotations

from provenance.decoders.records import (
    Clock,
    Decoded,
)

__all__ = [
    "Clock",
    "Decoded",
]
