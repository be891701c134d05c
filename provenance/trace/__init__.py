"""Received, recorded results, hops, trust boundary, who wrote each line."""

from __future__ import annotations

from provenance.trace.records import (
    Attestation,
    AttestationClass,
    Hop,
    Identity,
    Property,
    ReportedResult,
    Route,
    Segment,
    SegmentKind,
    TlsInfo,
    Trace,
    TraceField,
    TrustBoundary,
    Witness,
)

__all__ = [
    "Attestation",
    "AttestationClass",
    "Hop",
    "Identity",
    "Property",
    "ReportedResult",
    "Route",
    "Segment",
    "SegmentKind",
    "TlsInfo",
    "Trace",
    "TraceField",
    "TrustBoundary",
    "Witness",
]
