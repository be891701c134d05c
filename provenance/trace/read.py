"""Everything that the header section of one message says about its journey."""

from __future__ import annotations

from collections.abc import Iterable

from provenance.basics import Interest, Span, State
from provenance.message import HeaderField, Message
from provenance.trace.attestation import attest
from provenance.trace.hops import build_route
from provenance.trace.identity import by_name, read_identity
from provenance.trace.marks import find_marks
from provenance.trace.received import parse_received
from provenance.trace.records import (
    Identity,
    Route,
    Trace,
    TraceField,
)
from provenance.trace.reported import Ground, read_reported
from provenance.trace.synthetic import collect_evidence

MOST_AUTHORS = 20
"""From addresses whose domains are looked at; a message has one author, rarely a few."""

_REPORTING = ("authentication-results", "received-spf")


def trace_message(
    message: Message,
    *,
    receivers: tuple[str, ...] = (),
    interest: Interest = Interest.UNKNOWN,
) -> Trace:
    """Read trace information, recorded results and attestations of a message.

    Args:
        message: the message.
        receivers: host names and authserv-ids of the recipients' own systems, as the case file
            states them.
        interest: which side holds this copy; it is noted with every line.

    Returns:
        The trace; ``synthetic`` holds X-Received fields, which are never mixed into the hops;
        ``evidence`` what other fields tell of the hops, beside them; ``unparsed`` the values of
        trace fields that gave nothing.
    """
    fields = by_name(message)
    identity = read_identity(fields)
    received = _parsed(fields.get("received", ()))
    synthetic = _parsed(fields.get("x-received", ()))
    route = build_route(received, receivers=receivers, author_domains=_author_domains(identity))
    ground = Ground(message, route, receivers)
    reported = read_reported(fields, ground)
    gave = {result.field for result in reported}
    unparsed = [
        field.value_span
        for name in _REPORTING
        for field in fields.get(name, ())
        if field.index not in gave and not _says_none(field.value)
    ]
    unparsed += [message.fields[line.field].value_span for line in received if _is_empty(line)]
    attestations = attest(message, route, ground, interest=interest)
    return Trace(
        identity=identity,
        route=Route(
            hops=route.hops,
            boundary=route.boundary,
            nodes=route.nodes,
            clocks=route.clocks,
            marks=find_marks(fields, route.hops),
        ),
        synthetic=synthetic,
        evidence=collect_evidence(fields, route, synthetic, attestations),
        reported=reported,
        attestations=attestations,
        unparsed=tuple(sorted(unparsed, key=_start)),
    )


def _parsed(fields: Iterable[HeaderField]) -> tuple[TraceField, ...]:
    return tuple(
        parse_received(field.value, field=field.index, name=field.name) for field in fields
    )


def _start(span: Span) -> int:
    return span.start


def _says_none(value: str) -> bool:
    """``authserv-id; none``: no check was made (RFC 8601 §2.2), which is an answer."""
    return value.rpartition(";")[2].strip().lower() == "none"


def _is_empty(line: TraceField) -> bool:
    """Whether a Received field gave neither host nor time."""
    return line.by is State.ABSENT and line.helo is State.ABSENT and isinstance(line.time, State)


def _author_domains(identity: Identity) -> tuple[str, ...]:
    """Domains in From. Not of the reverse-path, which a mailing list replaces by its own."""
    authors = identity.from_[:MOST_AUTHORS]
    return tuple(sorted({address.domain for address in authors if address.domain}))
