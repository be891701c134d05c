"""What a line can be tested against: the dialect, networks, names and builds of its own host.

Each test answers yes, no, or with a state where it does not apply. A *no* is a sign and never
more: tables of operators are measured, and services change.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.basics.record import dataclass
from provenance.decoders.gmail_id import gmail_id
from provenance.trace.addresses import is_in, is_inside
from provenance.trace.domains import host_name, operator_of, under
from provenance.trace.exchange_calendar import earliest_day
from provenance.trace.exchange_names import name_fits
from provenance.trace.records import TraceField, TrustBoundary

_POOLS: Final = ("outbound.protection.outlook.com",)
"""Names under which Exchange Online hands out; no single machine is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTests:
    """Answers of all tests of one line; each is a state where the test does not apply."""

    own_dialect: Value[bool]
    inner_address: Value[bool]
    edge_address: Value[bool]
    server_name: Value[bool]
    build_since: Value[Instant]
    writer_address: Value[str]
    address_in_id: Value[str]


def line_tests(line: TraceField) -> LineTests:
    """Test one line against what is known of the host that it names as its writer."""
    return LineTests(
        own_dialect=speaks_own_dialect(line),
        inner_address=inner_address_fits(line),
        edge_address=edge_address_fits(line),
        server_name=server_name_fits(line.by),
        build_since=build_since(line),
        writer_address=writer_address(line),
        address_in_id=address_in_id(line),
    )


def speaks_own_dialect(line: TraceField) -> Value[bool]:
    """Whether the line is written as the operator of its by-host writes its lines."""
    operator = operator_of(known(line.by) or "")
    if operator is None or not operator.dialects:
        return State.NOT_APPLICABLE
    return line.dialect.startswith(operator.dialects)


def inner_address_fits(line: TraceField) -> Value[bool]:
    """Whether a handover between two hosts of one operator came from that operator's networks."""
    operator = operator_of(known(line.by) or "")
    ip = known(line.ip)
    if operator is None or not operator.networks or ip is None:
        return State.NOT_APPLICABLE
    if operator is not operator_of(known(line.helo) or ""):
        return State.NOT_APPLICABLE
    if under(host_name(known(line.by) or ""), operator.edge):
        return State.NOT_APPLICABLE
    return is_inside(ip) or is_in(ip, operator.networks)


def handover_address_fits(boundary: TrustBoundary) -> Value[bool]:
    """Whether a host that called itself one of a large operator's came from its outbound blocks."""
    operator = operator_of(known(boundary.helo) or "")
    ip = known(boundary.ip)
    if operator is None or not operator.outbound or ip is None:
        return State.NOT_APPLICABLE
    return is_in(ip, (*operator.outbound, *operator.networks))


def server_name_fits(host: Value[str]) -> Value[bool]:
    """Whether the parts of an Exchange Online host name fit together."""
    return name_fits(host_name(known(host) or ""))


def peer_wrote_older(older: TraceField, line: TraceField) -> Value[bool]:
    """Whether the host that this line names as its peer wrote the next older line.

    Asked only of steps between two servers of Exchange Online: their lines name the same machine
    on both sides of a step (1,011 of 1,011 steps of the samples). Names of outgoing pools and
    lines that take a message out of a mailbox (``mapi``) have no such partner.
    """
    peer, by = host_name(known(line.helo) or ""), host_name(known(older.by) or "")
    operator = operator_of(known(line.by) or "")
    if operator is None or operator.id != "exchange-online" or operator is not operator_of(peer):
        return State.NOT_APPLICABLE
    if under(peer, _POOLS) or (known(line.with_) or "").lower() == "mapi":
        return State.NOT_APPLICABLE
    if not by:
        return State.ABSENT
    # The front servers have two names that share the first label.
    return peer.partition(".")[0] == by.partition(".")[0]


def handover_is_seen(boundary: TrustBoundary) -> Value[bool]:
    """Whether the run of a large operator's lines ends with one that took the message over."""
    if not boundary.grade or isinstance(boundary.position, State):
        return State.NOT_APPLICABLE
    return boundary.reason.id != "trace.boundary.names-end"


def edge_address_fits(line: TraceField) -> Value[bool]:
    """Whether a server that takes mail from the internet names a peer that can come from there."""
    operator, ip = operator_of(known(line.by) or ""), known(line.ip)
    if operator is None or ip is None:
        return State.NOT_APPLICABLE
    if not under(host_name(known(line.by) or ""), operator.edge):
        return State.NOT_APPLICABLE
    return not is_inside(ip)


def writer_address(line: TraceField) -> Value[str]:
    """The address by which a server of Google names itself in its line, in its shortest form."""
    by = known(line.by) or ""
    if ":" not in by:
        return State.NOT_APPLICABLE
    try:
        return str(ipaddress.IPv6Address(by))
    except ValueError:
        return State.UNPARSABLE


def address_in_id(line: TraceField) -> Value[str]:
    """The address of the machine inside the id of a line of Google."""
    decoded = gmail_id(known(line.id) or "")
    if isinstance(decoded, State):
        return decoded
    return dict(decoded.parts)["host"]


def build_since(line: TraceField) -> Value[Instant]:
    """The earliest day of the Exchange build that the line names."""
    if not line.dialect.startswith("exchange"):
        return State.NOT_APPLICABLE
    return earliest_day(known(line.id) or "")
