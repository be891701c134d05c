"""Received, recorded results, hops, trust boundary, who wrote each line."""

from __future__ import annotations

from provenance.trace.addresses import is_inside
from provenance.trace.authentication_results import parse_authentication_results
from provenance.trace.domains import registrable, same_domain
from provenance.trace.read import trace_message
from provenance.trace.received import parse_received
from provenance.trace.received_spf import parse_received_spf
from provenance.trace.records import (
    Attestation,
    AttestationClass,
    Hop,
    Identity,
    Property,
    ReportedResult,
    Route,
    SecondReading,
    Segment,
    SegmentKind,
    TlsInfo,
    Trace,
    TraceField,
    TrustBoundary,
    Witness,
)
from provenance.trace.second_engine import second_readings

__all__ = [
    "Attestation",
    "AttestationClass",
    "Hop",
    "Identity",
    "Property",
    "ReportedResult",
    "Route",
    "SecondReading",
    "Segment",
    "SegmentKind",
    "TlsInfo",
    "Trace",
    "TraceField",
    "TrustBoundary",
    "Witness",
    "is_inside",
    "parse_authentication_results",
    "parse_received",
    "parse_received_spf",
    "registrable",
    "same_domain",
    "second_readings",
    "trace_message",
]
