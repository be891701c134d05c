"""Named pure functions: text to hidden value.

A decoder is one module and one row of :data:`DECODERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from provenance.basics import Value
from provenance.decoders.date_time import date_time, decode_date_time
from provenance.decoders.records import (
    Clock,
    Decoded,
)

DECODERS: Mapping[str, Callable[[str], Value[Decoded]]] = MappingProxyType(
    {"date_time": decode_date_time}
)
"""All decoders by name."""

__all__ = [
    "DECODERS",
    "Clock",
    "Decoded",
    "date_time",
]
