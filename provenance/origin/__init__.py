"""Where the message was handed in, and what the header cannot show."""

from __future__ import annotations

from provenance.basics.networks import ADDRESS_CLASSES, address_class, parse_ip
from provenance.origin.calibration_records import (
    Calibration,
    Consistency,
    KnownLeftOut,
    KnownMessage,
    PointComparison,
    PointProfile,
    Profile,
    ValueSeen,
)
from provenance.origin.client_forms import ClientForm, client_form
from provenance.origin.clocks import read_clocks
from provenance.origin.export_route import find_export_route
from provenance.origin.fingerprints import read_client
from provenance.origin.records import (
    Agreement,
    ClientReading,
    ClientSign,
    ClockContradiction,
    ClockReading,
    ClockTable,
    CopyKind,
    CopyReading,
    Effect,
    ExportRoute,
    FoundRoute,
    Mode,
    Origin,
    OriginFact,
    RouteMark,
    VoidCheck,
)
from provenance.origin.submission import find_origin, sender_differs

__all__ = [
    "ADDRESS_CLASSES",
    "Agreement",
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
    "Effect",
    "ExportRoute",
    "FoundRoute",
    "KnownLeftOut",
    "KnownMessage",
    "Mode",
    "Origin",
    "OriginFact",
    "PointComparison",
    "PointProfile",
    "Profile",
    "RouteMark",
    "ValueSeen",
    "VoidCheck",
    "address_class",
    "client_form",
    "find_export_route",
    "find_origin",
    "parse_ip",
    "read_client",
    "read_clocks",
    "sender_differs",
]
