"""Findings about a hand-in by the clock, and about the log-in before a hand-in through a server.

A program that runs every morning leaves one moment on every day. Somebody punctual leaves nearly
the same, so that neither carries more than a step.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import IpRole
from provenance.basics import State, text
from provenance.correlation import AuditSide
from provenance.correlation.neighbourhood import order_of
from provenance.correlation.parties import SENDING, client_addresses
from provenance.correlation.presence import AROUND, uses_of
from provenance.correlation.records import Order
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

APART: Final = timedelta(minutes=1)
"""How far the same moment of two days may be apart; timers start within a minute."""
LEAST_DAYS: Final = 2
"""Earlier days with that moment; fewer happen by chance."""
_DAY: Final = timedelta(days=1)


def schedule_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What the log of the first record that names the message says of its hour, and before it."""
    mine = Exports(side, subject.analysed.message.id)
    sending = next((event for _, event in mine.firm() if event.kind in SENDING), None)
    if sending is None or isinstance(sending.time, State):
        return []
    uses = uses_of(side, sending)
    return [*_daily(subject, mine, sending, uses), *_log_in(subject, mine, sending, uses)]


def _daily(
    subject: Subject, mine: Exports, sending: AuditEvent, uses: list[AuditEvent]
) -> list[Finding]:
    """Hand-ins from the same address at the same moment of earlier days.

    Where other hand-ins from that address are more, some of them fall on any moment by chance.
    """
    own = client_addresses(sending)
    alike = [
        event
        for event in uses
        if event.kind in SENDING and client_addresses(event) & own and event.id != sending.id
    ]
    days: dict[int, AuditEvent] = {}
    others = 0
    for event in alike:
        whole = _whole_days(event, sending)
        if whole is None or whole == 0:
            others += 1
        elif whole < 0:
            days.setdefault(whole, event)
    if len(days) < LEAST_DAYS or others > len(days):
        return []
    found = tuple(days[number] for number in sorted(days))
    return [
        log_finding(
            subject, mine, "manner.daily", FindingKind.JOIN, 3,
            text("reasoning.manner.daily", days=len(found), ip=min(own), rows=mine.rows(*found)),
            (sending, *found), strength=CLAIM,
            cautions=(text("reasoning.caution.manner.daily"),),
        )
    ]  # fmt: skip


def _whole_days(event: AuditEvent, sending: AuditEvent) -> int | None:
    """Days between two records at the same moment of the day; ``None`` for another moment."""
    one, other = _start(event), _start(sending)
    if one is None or other is None:
        return None
    number = round((one - other) / _DAY)
    return number if abs(one - other - number * _DAY) <= APART else None


def _start(event: AuditEvent) -> datetime | None:
    """The moment of a record, ``None`` where it is not known to the minute."""
    if isinstance(event.time, State) or event.time.end - event.time.start > APART:
        return None
    return event.time.start


def _log_in(
    subject: Subject, mine: Exports, sending: AuditEvent, uses: list[AuditEvent]
) -> list[Finding]:
    """The last log-in before a hand-in whose record names a server's address and no client's.

    Web mail hands in from its own server: who looks for a place has to look at its log-ins.
    """
    if any(ip.role is IpRole.ORIGINAL_CLIENT for ip in sending.ips):
        return []
    before = [
        event
        for event in uses
        if event.kind is EventKind.SIGN_IN
        and client_addresses(event)
        and order_of(event, sending, mine.side) is Order.BEFORE
        and (wait := _wait(event, sending)) is not None
        and wait <= AROUND
    ]
    if not before:
        return []
    last = min(before, key=lambda e: (_wait(e, sending), e.source, e.locator.start))
    wait = _wait(last, sending) or timedelta(0)
    return [
        log_finding(
            subject, mine, "manner.log-in-before", FindingKind.JOIN, 4,
            text("reasoning.manner.log-in-before", exhibit=last.source, row=last.locator.row,
                 minutes=int(wait.total_seconds() // 60), ip=min(client_addresses(last))),
            (sending, last), strength=0,
            cautions=(text("reasoning.caution.near"), text("reasoning.caution.network")),
        )
    ]  # fmt: skip


def _wait(event: AuditEvent, sending: AuditEvent) -> timedelta | None:
    if isinstance(event.time, State) or isinstance(sending.time, State):
        return None
    return sending.time.start - event.time.end
