"""Received, recorded results, hops, trust boundary, who wrote each line."""

from __future__ import annotations

from provenance.trace.addresses import is_inside
from provenance.trace.authentication_results import (
    AuthenticationResults,
    MethodResult,
    parse_authentication_results,
)
from provenance.trace.domains import operator_title, registrable, same_domain
from provenance.trace.plausible import (
    LineTests,
    handover_address_fits,
    handover_is_seen,
    line_tests,
    peer_wrote_older,
)
from provenance.trace.read import trace_message
from provenance.trace.received import parse_received
from provenance.trace.received_spf import parse_received_spf
from provenance.trace.records import (
    Attestation,
    AttestationClass,
    ClockOffset,
    Hop,
    Identity,
    Node,
    Property,
    Protocol,
    ReportedResult,
    Route,
    RouteMark,
    RouteMarkKind,
    SecondReading,
    Segment,
    SegmentKind,
    ServiceField,
    SyntheticEvidence,
    TlsInfo,
    Trace,
    TraceField,
    Transport,
    TrustBoundary,
    Witness,
)
from provenance.trace.second_engine import second_readings
from provenance.trace.service_fields import read_service_fields

__all__ = [
    "Attestation",
    "AttestationClass",
    "AuthenticationResults",
    "ClockOffset",
    "Hop",
    "Identity",
    "LineTests",
    "MethodResult",
    "Node",
    "Property",
    "Protocol",
    "ReportedResult",
    "Route",
    "RouteMark",
    "RouteMarkKind",
    "SecondReading",
    "Segment",
    "SegmentKind",
    "ServiceField",
    "SyntheticEvidence",
    "TlsInfo",
    "Trace",
    "TraceField",
    "Transport",
    "TrustBoundary",
    "Witness",
    "handover_address_fits",
    "handover_is_seen",
    "is_inside",
    "line_tests",
    "operator_title",
    "parse_authentication_results",
    "parse_received",
    "parse_received_spf",
    "peer_wrote_older",
    "read_service_fields",
    "registrable",
    "same_domain",
    "second_readings",
    "trace_message",
]
