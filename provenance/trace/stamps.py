"""Times that a server stamped beside its own Received line, each linked to that line.

Only where the two clocks are known to be one. Measured on the phishing_pot and lore samples: the
receiving organisation's start time lies within 55 seconds of its handover line (232 of 232), the
original arrival within 72 seconds of a line of Exchange (390 of 390), the time of a seal (RFC 8617
``t=``) of Google within a second of its line (34 of 34), of Microsoft within 9 seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.basics.record import dataclass
from provenance.decoders import ItemKind, decode_header_field
from provenance.message import HeaderField
from provenance.trace.domains import operator_of
from provenance.trace.records import Hop, Route

SAME_CLOCK_SECONDS: Final = 300.0
"""A stamp and its line that are further apart do not fit together."""

_ARRIVALS: Final = (
    "x-ms-exchange-organization-expirationstarttime",
    "x-ms-exchange-crosstenant-originalarrivaltime",
)
_AT_HANDOVER: Final = _ARRIVALS[0]
_SEALERS: Final[Mapping[str, str]] = {"google.com": "google", "microsoft.com": "exchange-online"}
_LONGEST: Final = 4_000
_TIME_TAG: Final = r"(?:\A|;)\s*t=\s*(\d{9,10})\s*(?:;|\Z)"
_DOMAIN_TAG: Final = r"(?:\A|;)\s*d=\s*([A-Za-z0-9.-]{1,255})\s*(?:;|\Z)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time in one field, and the line of the same system that it belongs to.

    That is the handover line for what the receiving side stamps when it takes a message over,
    else the line that is nearest in time.
    """

    field: HeaderField
    key: str
    time: Instant
    hop: Hop
    fits: bool


def find_stamps(fields: Mapping[str, Sequence[HeaderField]], route: Route) -> Iterator[Stamp]:
    """Yield the stamps of a message that have a dated line of the same system.

    Args:
        fields: the header fields by their name in lower case.
        route: the hops.
    """
    for name in _ARRIVALS:
        for field in fields.get(name, ()):
            own = name == _AT_HANDOVER
            yield from _linked(field, "", _arrival(field), "exchange", route, own=own)
    handover = _handover(route)[0].trace.field if _handover(route) else -1
    for field in fields.get("arc-seal", ()):
        domain = re.search(_DOMAIN_TAG, field.value[:_LONGEST])
        system = _SEALERS.get(domain.group(1).lower()) if domain else None
        if system:
            own = system == "google" and field.index < handover
            yield from _linked(field, "t", _seal_time(field), system, route, own=own)


def _handover(route: Route) -> tuple[Hop, ...]:
    position = known(route.boundary.position)
    return route.hops[position - 1 : position] if position else ()


def _linked(
    field: HeaderField,
    key: str,
    time: Value[Instant],
    system: str,
    route: Route,
    *,
    own: bool,
) -> Iterator[Stamp]:
    if isinstance(time, State):
        return
    hops = [hop for hop in _handover(route) if own and _is_of(hop, system)] or route.hops
    apart = [
        (abs((line.utc - time.utc).total_seconds()), hop.trace.field, hop)
        for hop in hops
        if _is_of(hop, system) and isinstance(line := hop.trace.time, Instant)
    ]
    if apart:
        distance, _, hop = min(apart, key=_nearest)
        yield Stamp(field=field, key=key, time=time, hop=hop, fits=distance <= SAME_CLOCK_SECONDS)


def _nearest(one: tuple[float, int, Hop]) -> tuple[float, int]:
    return one[:2]


def _is_of(hop: Hop, system: str) -> bool:
    if system == "google" and hop.trace.dialect == "google":
        return True
    if system == "exchange":
        return hop.trace.dialect.startswith("exchange")
    operator = operator_of(known(hop.trace.by) or "")
    return operator is not None and operator.id == system


def _arrival(field: HeaderField) -> Value[Instant]:
    decoded = decode_header_field(field.name, field.value)
    items = decoded.items if decoded else ()
    return next((item.time for item in items if item.kind is ItemKind.TIME), State.ABSENT)


def _seal_time(field: HeaderField) -> Value[Instant]:
    found = re.search(_TIME_TAG, field.value[:_LONGEST])
    if found is None:
        return State.ABSENT
    return Instant(
        text=found.group(1),
        utc=datetime.fromtimestamp(int(found.group(1)), UTC),
        offset_minutes=State.NOT_APPLICABLE,
        precision_seconds=1.0,
    )
