"""Where the message was handed in, and what the header cannot show."""

from __future__ import annotations

from provenance.basics.networks import ADDRESS_CLASSES, address_class, parse_ip
from provenance.origin.client_forms import ClientForm, client_form
from provenance.origin.clocks import read_clocks
from provenance.origin.fingerprints import read_client
from provenance.origin.records import (
    Calibration,
    ClientReading,
    ClientSign,
    ClockContradiction,
    ClockReading,
    ClockTable,
    Consistency,
    CopyKind,
    CopyReading,
    ExportRoute,
    KnownLeftOut,
    KnownMessage,
    Mode,
    Origin,
    OriginFact,
    PointComparison,
    PointProfile,
    Profile,
    ValueSeen,
)
from provenance.origin.submission import find_origin, sender_differs

__all__ = [
    "ADDRESS_CLASSES",
    "Calibration",
    "ClientForm",
    "ClientReading",
    "ClientSign",
    "ClockContradiction",
    "ClockReading",
    "ClockTable",
    "Consistency",
    "CopyKind",
    "CopyReading",
    "ExportRoute",
    "KnownLeftOut",
    "KnownMessage",
    "Mode",
    "Origin",
    "OriginFact",
    "PointComparison",
    "PointProfile",
    "Profile",
    "ValueSeen",
    "address_class",
    "client_form",
    "find_origin",
    "parse_ip",
    "read_client",
    "read_clocks",
    "sender_differs",
]
