"""Stretches of time in which an account or a machine had an inside address, out of start and end.

VPN gateways, RADIUS and DHCP servers log moments; what translates an address that a mail server
saw into an account is the stretch between two of them. A stretch whose end or start no row tells
keeps that open: nothing is filled in but what a row itself says (its duration).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from provenance.audit.records import AuditEvent, EventKind, EventTime, IpRole
from provenance.basics import State, Value, known
from provenance.basics.record import dataclass

MAX_OPEN = 100_000
MAX_INTERVALS = 100_000
MAX_EVENTS = 50
"""Rows that are named of one stretch; a renewal comes every few hours."""

_SESSIONS = frozenset({"radius-session", "vpn-session"})
_OUTSIDE = frozenset({IpRole.PEER, IpRole.CLAIMED, IpRole.ASSIGNED_OUTSIDE})
_BEGINS = frozenset({EventKind.SESSION_START, EventKind.NETWORK_SESSION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One stretch. ``holder`` is the account or, in a lease, the machine, as the rows name it.

    ``start`` and ``end`` are the times of rows, each an interval of its own. ``flags``:
    ``start-not-logged``, ``end-not-logged``, ``start-from-duration`` (told by the row of the end),
    ``ended-by-next`` (the address went to another holder; the end is that row's time at latest).
    """

    holder: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    start: Value[EventTime]
    end: Value[EventTime]
    session: str = ""
    events: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """All stretches in the order of their last rows; ``cut`` tells that a limit was reached."""

    found: tuple[Interval, ...]
    cut: bool = False


def intervals(events: Iterable[AuditEvent]) -> Intervals:
    """Join the rows of one export, in its order, to stretches."""
    pending: dict[tuple[str, str], Interval] = {}
    found: list[Interval] = []
    cut = False
    for event in events:
        key = _key(event)
        if key is None:
            continue
        now = _of(event)
        before = pending.get(key)
        if event.kind is EventKind.SESSION_END:
            pending.pop(key, None)
            found.append(_alone(now, event) if before is None else _ended(before, now))
        elif before is None:
            pending[key] = now
        elif before.holder.lower() == now.holder.lower():
            pending[key] = _merged(before, now)
        else:
            found.append(_ended(before, now, flag="ended-by-next"))
            pending[key] = now
        if len(found) >= MAX_INTERVALS or len(pending) >= MAX_OPEN:
            cut = True
            break
    found += [_flagged(one, "end-not-logged") for one in pending.values()]
    return Intervals(found=tuple(found[:MAX_INTERVALS]), cut=cut)


def _key(event: AuditEvent) -> tuple[str, str] | None:
    """By what rows of one stretch are known: the gateway's session, else the inside address."""
    if event.kind not in _BEGINS and event.kind is not EventKind.SESSION_END:
        return None
    for session in event.sessions:
        if session.kind in _SESSIONS:
            return session.kind, session.value
    inside = _addresses(event, frozenset({IpRole.ASSIGNED_INSIDE}))
    if inside:
        return "address", inside[0]
    account = known(event.actor.account)
    return ("account", account.lower()) if account else None


def _of(event: AuditEvent) -> Interval:
    session = next((s.value for s in event.sessions if s.kind in _SESSIONS), "")
    return Interval(
        holder=known(event.actor.account)
        or known(event.device.id)
        or known(event.device.name)
        or "",
        inside=_addresses(event, frozenset({IpRole.ASSIGNED_INSIDE})),
        outside=_addresses(event, _OUTSIDE),
        start=event.time,
        end=State.ABSENT,
        session=session,
        events=(event.id,),
    )


def _addresses(event: AuditEvent, roles: frozenset[IpRole]) -> tuple[str, ...]:
    named = (known(ip.address) for ip in event.ips if ip.role in roles)
    return tuple(dict.fromkeys(address for address in named if address))


def _merged(before: Interval, now: Interval) -> Interval:
    """The same stretch with what a later row adds; its start stays."""
    return replace(
        before,
        holder=before.holder or now.holder,
        inside=tuple(dict.fromkeys((*before.inside, *now.inside))),
        outside=tuple(dict.fromkeys((*before.outside, *now.outside))),
        session=before.session or now.session,
        events=(*before.events, *now.events)[:MAX_EVENTS],
    )


def _ended(before: Interval, now: Interval, flag: str = "") -> Interval:
    """The stretch with its end; the row that took the address over is no row of it."""
    whole = before if flag else _merged(before, now)
    return replace(whole, end=now.start, flags=(flag,) if flag else ())


def _alone(now: Interval, event: AuditEvent) -> Interval:
    """An end without a start: RADIUS says beside it how long the session was (RFC 2866 §5.7)."""
    seconds = dict(event.params).get("Acct-Session-Time", "").strip()
    start: Value[EventTime] = State.ABSENT
    flag = "start-not-logged"
    if isinstance(now.start, EventTime) and seconds.isascii() and seconds.isdecimal():
        start, flag = _earlier(now.start, int(seconds[:9])), "start-from-duration"
    return replace(now, start=start, end=now.start, flags=(flag,))


def _earlier(time: EventTime, seconds: int) -> Value[EventTime]:
    length = timedelta(seconds=seconds)
    try:
        return replace(time, start=time.start - length, end=time.end - length)
    except OverflowError:
        return State.UNPARSABLE


def _flagged(one: Interval, flag: str) -> Interval:
    return replace(one, flags=(*one.flags, flag))
