"""Named pure functions: text to hidden value.

Dates are in :data:`DECODERS`; identifiers, a family of forms a module, in
:mod:`provenance.decoders.identifiers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from provenance.basics import Value
from provenance.decoders.date_time import date_time, decode_date_time
from provenance.decoders.records import (
    Clock,
    Decoded,
    DecodedHeader,
    Decoder,
    Grade,
    HeaderItem,
    HeaderWeight,
    ItemKind,
    Place,
    Relation,
    Role,
)

DECODERS: Mapping[str, Callable[[str], Value[Decoded]]] = MappingProxyType(
    {"date_time": decode_date_time}
)
"""Decoders that a rule may name."""


def decode_header_field(name: str, value: str) -> DecodedHeader | None:
    """Take a field of a filter, gateway or mail service apart; ``None`` for standard fields."""
    from provenance.decoders.service_fields import decode_service_field

    return decode_service_field(name, value)


__all__ = [
    "DECODERS",
    "Clock",
    "Decoded",
    "DecodedHeader",
    "Decoder",
    "Grade",
    "HeaderItem",
    "HeaderWeight",
    "ItemKind",
    "Place",
    "Relation",
    "Role",
    "date_time",
    "decode_header_field",
]
