"""What is counted of an event, and nothing else: a few values instead of a record of forty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from provenance.audit.records import AuditEvent, EventKind, IpSeen
from provenance.basics import State, known

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class What(NamedTuple):
    """What many rows have in common.

    ``flags`` are those of the event, ``time_flags`` those of its time, or the state of a time
    that is not there; ``width`` is the length of its interval in microseconds.
    """

    operation: str
    kind: EventKind
    family: str
    flags: tuple[str, ...]
    time_flags: tuple[str, ...]
    width: int


class Brief(NamedTuple):
    """One event as it is counted.

    ``start`` is in microseconds since 1970, ``None`` without a time. ``digest`` tells duplicates,
    16 octets, empty where the row can be none. ``addresses`` are (as shown, class).
    """

    what: What
    start: int | None
    digest: bytes
    account: str | None
    addresses: tuple[tuple[str, str], ...]


def brief_of(event: AuditEvent) -> Brief:
    """Take from an event what is counted of it."""
    time = event.time
    if isinstance(time, State):
        start, width = None, 0
        time_flags: tuple[str, ...] = (f"time-{time.value}",)
    else:
        start, width = micros(time.start), (time.end - time.start) // MICROSECOND
        time_flags = time.flags
    told = bool(event.record_hash and known(event.native_id))
    return Brief(
        What(
            event.operation,
            event.kind,
            event.client.family.value,
            event.flags,
            time_flags,
            width,
        ),
        start,
        bytes.fromhex(event.record_hash) if told else b"",
        known(event.actor.account),
        tuple(shown(ip) for ip in event.ips),
    )


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(value: int) -> datetime:
    """The moment so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


def shown(ip: IpSeen) -> tuple[str, str]:
    """An address as lists show it, with its class."""
    return ip.raw if isinstance(ip.address, State) else ip.address, ip.cls.value
