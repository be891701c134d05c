"""By what a holder can find a message in a log: identifiers, addresses and times, with places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from provenance.basics import Address, Instant, Param, State, Where, known
from provenance.basics.record import dataclass
from provenance.correlation import AuditSide
from provenance.reasoning.records import AnalysedMessage
from provenance.reasoning.rules.facts import boundary_hop
from provenance.reasoning.where import where_fields

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_VERSION: Final = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,6}\.\d{1,6}")
MAX_QUEUE_IDS: Final = 12
MAX_ADDRESSES: Final = 12
_ROUTED: Final = frozenset({"global", "public", "documentation"})
"""Classes of addresses that an operator could know a user of; reserved ones stand for them."""
_FIRM: Final = frozenset({"S1", "S2", "S3", "M"})
_NETWORK_IDS: Final = (
    "x-ms-exchange-organization-network-message-id",
    "x-ms-office365-filtering-correlation-id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One thing to search for. ``kind`` is a machine name; ``where`` is empty for a bare value.

    ``beside`` is a second value that belongs to it: the host of a queue id, the time of an
    address, the port.
    """

    kind: str
    value: Param
    where: tuple[Where, ...] = ()
    beside: Param = ""
    port: int = 0


def identifiers_of(one: AnalysedMessage) -> tuple[Identifier, ...]:
    """What names this message in logs, the most telling first; all of it as the copy writes it."""
    return tuple(_identifiers(one))


def addresses_of(
    messages: Iterable[AnalysedMessage], audit: AuditSide
) -> dict[str, tuple[Identifier, ...]]:
    """Public network addresses of the sending side's client, each with the time of its use.

    By id of the message, for those that have any: the addresses of its header first, then those
    of records that are firmly joined to it.
    """
    events = {event.id: event for event in audit.events}
    places = dict(audit.places)
    logged: dict[str, list[Identifier]] = {}
    for join in audit.joins:
        event = events.get(join.event)
        if join.tier.value in _FIRM and event is not None:
            found = logged.setdefault(join.message, [])
            found.extend(_of_event(event, places.get(event.id)))
    by_message = {
        one.message.id: tuple(
            dict.fromkeys((*_header_addresses(one), *logged.get(one.message.id, ())))
        )[:MAX_ADDRESSES]
        for one in messages
    }
    return {id_: found for id_, found in by_message.items() if found}


def keys_of(one: AnalysedMessage) -> tuple[Identifier, ...]:
    """Names in DNS of the keys that the seals of this message name (RFC 6376 §3.6.2.1)."""
    return tuple(
        Identifier(
            kind="key",
            value=f"{check.selector}._domainkey.{check.domain}",
            where=where_fields(one.message, (check.field,)),
        )
        for check in one.authentication.dkim
        if check.selector and check.domain
    )


def _identifiers(one: AnalysedMessage) -> Iterator[Identifier]:
    identity, message = one.trace.identity, one.message
    message_id = known(identity.message_id)
    if message_id:
        yield _named(one, "message-id", message_id, "message-id")
    for name in _NETWORK_IDS:
        field = next(iter(message.named(name)), None)
        if field is not None and field.value.strip():
            where = where_fields(message, (field.index,))
            yield Identifier(kind="network-id", value=field.value.strip(), where=where)
            break
    if identity.from_:
        yield _named(one, "account", Address(spec=identity.from_[0].spec), "from")
    if isinstance(identity.date, Instant):
        yield _named(one, "date", identity.date, "date")
    hop = boundary_hop(one.trace)
    if hop is not None and isinstance(hop.trace.time, Instant):
        yield Identifier(
            kind="arrival",
            value=hop.trace.time,
            where=where_fields(message, (hop.trace.field,)),
            beside=known(hop.trace.by) or "",
        )
    # Exchange writes its version where others write the identifier of a queue.
    ids = [
        hop
        for hop in one.trace.route.hops
        if (id_ := known(hop.trace.id)) and not _VERSION.fullmatch(id_)
    ][:MAX_QUEUE_IDS]
    for hop in ids:
        yield Identifier(
            kind="queue-id",
            value=known(hop.trace.id) or "",
            where=where_fields(message, (hop.trace.field,)),
            beside=known(hop.trace.by) or "",
        )


def _named(one: AnalysedMessage, kind: str, value: Param, field: str) -> Identifier:
    found = next(iter(one.message.named(field)), None)
    where = where_fields(one.message, (found.index,)) if found is not None else ()
    return Identifier(kind=kind, value=value, where=where)


def _header_addresses(one: AnalysedMessage) -> Iterator[Identifier]:
    origin = one.origin
    ip = known(origin.ip.value)
    if not ip or origin.ip_role != "client" or origin.ip_class not in _ROUTED:
        return
    hop = next((h for h in one.trace.route.hops if h.trace.field in origin.ip.fields), None)
    port = known(hop.trace.port) if hop is not None and hop.trace.ip == ip else None
    yield Identifier(
        kind="address",
        value=ip,
        where=where_fields(one.message, origin.ip.fields),
        beside=origin.time if isinstance(origin.time, Instant) else "",
        port=port or 0,
    )


def _of_event(event: AuditEvent, where: Where | None) -> Iterator[Identifier]:
    for ip in event.ips:
        address = known(ip.address)
        if address and ip.cls.value in _ROUTED and ip.role.value == "original-client":
            time = event.time
            yield Identifier(
                kind="address",
                value=address,
                where=(where,) if where is not None else (),
                beside=""
                if isinstance(time, State)
                else Instant(
                    text=time.raw,
                    utc=time.start,
                    offset_minutes=0,
                    precision_seconds=time.precision_seconds,
                ),
                port=known(ip.port) or 0,
            )
