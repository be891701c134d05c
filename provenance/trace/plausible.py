"""What a line can be tested against: the dialect, networks, names and builds of its own host.

Each test answers yes, no, or with a state where it does not apply. A *no* is a sign and never
more: tables of operators are measured, and services change.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.basics.record import dataclass
from provenance.decoders.gmail_id import gmail_id
from provenance.trace.addresses import is_in, is_inside
from provenance.trace.domains import host_name, operator_of, under
from provenance.trace.exchange_calendar import earliest_day
from provenance.trace.records import TraceField, TrustBoundary

# SA3PR19MB7370.namprd19.prod.outlook.com, SY0P300MB0801.AUSP300.PROD.OUTLOOK.COM: the digits
# after P or PR name the forest, and so does the second label. Of both shapes together 1,908 of
# 1,908 names in the samples agree.
_SERVER: Final = (
    r"[a-z0-9]{3,4}?p[rs]?(\d{2,4})(?:mb|ca)\d{3,6}\.[a-z]{3}p(?:rd)?(\d{2,3})\.prod\."
    r"(?:outlook|exchangelabs)\.com\Z"
)
# AM7EUR03FT054.eop-eur03.prod.protection.outlook.com
_FRONT: Final = (
    r"[a-z0-9]{3}([a-z]{3}\d\d)ft\d{3,4}\.eop-([a-z]{3}\d\d)\.prod\.protection\.outlook\.com\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTests:
    """Answers of all tests of one line; each is a state where the test does not apply."""

    own_dialect: Value[bool]
    inner_address: Value[bool]
    server_name: Value[bool]
    build_since: Value[Instant]
    writer_address: Value[str]
    address_in_id: Value[str]


def line_tests(line: TraceField) -> LineTests:
    """Test one line against what is known of the host that it names as its writer."""
    return LineTests(
        own_dialect=speaks_own_dialect(line),
        inner_address=inner_address_fits(line),
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
    """Whether both parts of an Exchange Online host name tell the same forest."""
    name = host_name(known(host) or "")
    if server := re.match(_SERVER, name):
        inner, forest = server.groups()
        return inner == forest or inner[:2] == forest
    if front := re.match(_FRONT, name):
        return front.group(1) == front.group(2)
    return State.NOT_APPLICABLE


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
