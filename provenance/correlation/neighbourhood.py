"""What stands around a recorded sending: sign-in, access, draft, recall, deletions, sign-out.

By session or token, device, client address, program, account. A shared session is one log-in; a
shared address is one network, often of many people; the same program runs on many machines.
"""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import State, known
from provenance.correlation.offsets import widened
from provenance.correlation.parties import ADDRESS_NEAR, FIRM, client_addresses
from provenance.correlation.records import AuditSide, Neighbour, Order, Stage
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import shifted

MAX_NEIGHBOURS: Final = 500
_SESSIONS: Final = frozenset(
    {"aad-session", "token", "login-session", "mailbox-session", "smtp-session", "logon-id"}
)
_STAGES: Final = {
    EventKind.PASSWORD: Stage.PASSWORD,
    EventKind.PERMISSION: Stage.RIGHTS,
    EventKind.MAILBOX_SETTING: Stage.RIGHTS,
    EventKind.CONSENT: Stage.RIGHTS,
    EventKind.SIGN_IN: Stage.SIGN_IN,
    EventKind.SESSION_START: Stage.SIGN_IN,
    EventKind.UNLOCK: Stage.SIGN_IN,
    EventKind.NETWORK_SESSION: Stage.SIGN_IN,
    EventKind.ACCESS: Stage.ACCESS,
    EventKind.REQUEST: Stage.ACCESS,
    EventKind.SYNC: Stage.ACCESS,
    EventKind.DRAFT: Stage.DRAFT,
    EventKind.SEND: Stage.SEND,
    EventKind.SEND_AS: Stage.SEND,
    EventKind.SEND_ON_BEHALF: Stage.SEND,
    EventKind.SUBMIT: Stage.SEND,
    EventKind.RECEIVE: Stage.TRANSPORT,
    EventKind.TRANSFER: Stage.TRANSPORT,
    EventKind.DELIVER: Stage.TRANSPORT,
    EventKind.EXPAND: Stage.TRANSPORT,
    EventKind.FAIL: Stage.TRANSPORT,
    EventKind.RECALL: Stage.RECALL,
    EventKind.DELETE: Stage.DELETE,
    EventKind.MOVE: Stage.DELETE,
    EventKind.SIGN_OUT: Stage.SIGN_OUT,
    EventKind.SESSION_END: Stage.SIGN_OUT,
    EventKind.LOCK: Stage.SIGN_OUT,
}
_EVERYBODYS: Final = frozenset({"account", "program"})
"""What alone makes no neighbour: an account acts all day, a program runs on many machines."""


def stage_of(event: AuditEvent) -> Stage:
    """The place of an act in the chain."""
    return _STAGES.get(event.kind, Stage.OTHER)


def neighbourhood_of(side: AuditSide) -> tuple[Neighbour, ...]:
    """Neighbours of each account of the sending of a message, in order of time and place."""
    named = {(join.message, join.event) for join in side.joins if join.tier in FIRM}
    found: list[Neighbour] = []
    around: dict[str, list[tuple[AuditEvent, tuple[str, ...]]]] = {}
    for message, sending in variants_of(side):
        own: list[tuple[str, int, Neighbour]] = []
        if sending.id not in around:  # the copies of one message have one sending
            around[sending.id] = _ties(sending, side)
        for event, ties in around[sending.id]:
            shares = ("message", *ties) if (message, event.id) in named else ties
            if set(shares) <= _EVERYBODYS:
                continue
            interval = widened(event, side)
            start = interval[0].isoformat() if interval else ""
            own.append(
                (
                    start,
                    event.locator.start,
                    Neighbour(
                        event=event.id,
                        message=message,
                        sending=sending.id,
                        stage=stage_of(event),
                        order=order_of(event, sending, side),
                        shares=shares,
                        own_account=_account(event) in {"", _account(sending)},
                    ),
                )
            )
        own.sort(key=lambda one: (one[0], one[1], one[2].event))
        found += [one for _, _, one in own[:MAX_NEIGHBOURS]]
    return tuple(found)


def _ties(sending: AuditEvent, side: AuditSide) -> list[tuple[AuditEvent, tuple[str, ...]]]:
    """Every other event with what it shares with the sending."""
    found = []
    for event in (*side.events, *side.about):
        if event.id == sending.id:
            continue
        shares = shared(sending, event)
        if not _near(sending, event):
            shares = tuple(one for one in shares if one not in {"address", "prefix"})
        found.append((event, shares))
    return found


def shared(one: AuditEvent, other: AuditEvent) -> tuple[str, ...]:
    """What two events have in common that can tie them together, firmest first."""
    sessions = {(s.kind, s.value) for s in one.sessions if s.kind in _SESSIONS}
    names = []
    if any((s.kind, s.value) in sessions for s in other.sessions):
        names.append("session")
    device = known(one.device.id)
    if device and device == known(other.device.id):
        names.append("device")
    if client_addresses(one) & client_addresses(other):
        names.append("address")
    elif shared_prefix(one, other):
        names.append("prefix")
    agent = known(one.client.user_agent)
    if agent and agent == known(other.client.user_agent):
        names.append("program")
    account = _account(one)
    if account and account == _account(other):
        names.append("account")
    return tuple(names)


def shared_prefix(one: AuditEvent, other: AuditEvent) -> str:
    """The first half (64 bits) that client addresses of both have in common, "" if none."""
    left, right = (
        {
            str(IPv6Network((address, 64), strict=False))
            for address in client_addresses(event)
            if ":" in address
        }
        for event in (one, other)
    )
    return min(left & right, default="")


def order_of(event: AuditEvent, sending: AuditEvent, side: AuditSide) -> Order:
    """Before, after, or open where both can be the same moment (audit reference §4.2)."""
    one, other = widened(event, side), widened(sending, side)
    if one is None or other is None:
        return Order.OPEN
    if event.time == sending.time and event.source == sending.source:
        return Order.SAME
    if one[1] < other[0]:
        return Order.BEFORE
    return Order.AFTER if one[0] > other[1] else Order.OPEN


def _near(one: AuditEvent, other: AuditEvent) -> bool:
    """Addresses are handed on: only within hours does an equal one mean anything."""
    if isinstance(one.time, State) or isinstance(other.time, State):
        return False
    return shifted(one.time.start, -ADDRESS_NEAR) <= other.time.end and other.time.start <= shifted(
        one.time.end, ADDRESS_NEAR
    )


def _account(event: AuditEvent) -> str:
    return (known(event.actor.account) or "").strip().lower()
