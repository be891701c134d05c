"""Findings about the manner of a recorded sending: by an application, or long after its draft.

Neither shows that nobody was at a screen. Both are what a program or a delayed sending leaves.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import IpClass
from provenance.basics import State, known, text
from provenance.correlation import AuditSide
from provenance.correlation.neighbourhood import order_of
from provenance.correlation.parties import SENDING
from provenance.correlation.records import Order
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.facts_sendings import PREPARED
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

LONG_BEFORE: Final = timedelta(hours=6)
"""A draft untouched so long before the sending; offline queues rarely hold mail longer."""
_CLIENTS: Final = frozenset({IpClass.PUBLIC, IpClass.DOCUMENTATION, IpClass.PRIVATE})
_LOGINS: Final = frozenset({"aad-session", "token", "login-session", "mailbox-session"})


def manner_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What the first record that names this message says of the manner of its sending."""
    mine = Exports(side, subject.analysed.message.id)
    sending = next((event for _, event in mine.firm() if event.kind in SENDING), None)
    if sending is None:
        return []
    return [*_application(subject, mine, sending), *_written_before(subject, mine, sending)]


def _application(subject: Subject, mine: Exports, sending: AuditEvent) -> list[Finding]:
    """An application is named, the address is a provider's, and no log-in's session stands there.

    Source: Microsoft Learn, Audit log activities, ``AppId`` and ``ClientAppId`` of a record.
    """
    app = known(sending.client.app_id)
    operator = next((ip.operator for ip in sending.ips if ip.operator), "")
    if not app or not operator or any(one.kind in _LOGINS for one in sending.sessions):
        return []
    return [
        log_finding(
            subject, mine, "manner.application", FindingKind.JOIN, 3,
            text("reasoning.manner.application", app=app, operator=operator,
                 exhibit=sending.source, row=sending.locator.row),
            (sending,), strength=CLAIM,
            cautions=(text("reasoning.caution.manner.application"),),
        )
    ]  # fmt: skip


def _written_before(subject: Subject, mine: Exports, sending: AuditEvent) -> list[Finding]:
    """The last record of the draft stands hours before, and nothing else of the session does.

    A mail program that waits with a message sends it from where it stands, whoever is there.
    """
    client = any(ip.cls in _CLIENTS and not ip.operator for ip in sending.ips)
    if client and _in_use(mine, sending):
        return []
    case = "manner.written-before.client" if client else PREPARED
    drafts = [event for _, event in mine.firm() if event.kind is EventKind.DRAFT]
    if not drafts or any(_wait(one, sending) is None for one in drafts):
        return []
    last = min(drafts, key=lambda one: (_wait(one, sending), one.source, one.locator.start))
    wait = _wait(last, sending)
    if wait is None or wait < LONG_BEFORE:
        return []
    if order_of(last, sending, mine.side) is not Order.BEFORE:
        return []
    return [
        log_finding(
            subject, mine, PREPARED, FindingKind.JOIN, 3,
            text(f"reasoning.{case}", hours=int(wait / timedelta(hours=1)),
                 rows=mine.rows(*drafts), exhibit=sending.source, row=sending.locator.row),
            (sending, *drafts), strength=CLAIM,
            cautions=(text(f"reasoning.caution.{case}"),),
        )
    ]  # fmt: skip


def _in_use(mine: Exports, sending: AuditEvent) -> bool:
    """Whether its session has a record of the hours before, or the sending names no session."""
    own = {(one.kind, one.value) for one in sending.sessions if one.kind in _LOGINS}
    if not own:
        return True
    return any(
        own & {(one.kind, one.value) for one in event.sessions}
        for event in mine.events.values()
        if event.id != sending.id
        and (wait := _wait(event, sending)) is not None
        and timedelta(0) <= wait < LONG_BEFORE
    )


def _wait(draft: AuditEvent, sending: AuditEvent) -> timedelta | None:
    if isinstance(draft.time, State) or isinstance(sending.time, State):
        return None
    return sending.time.start - draft.time.end
