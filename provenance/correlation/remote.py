"""Whether a login at a machine was open, locked or reached from afar at a moment.

A log-on that was closed before shows nobody at the keyboard later; a remote desktop needs nobody
at the machine at all, and what is unlocked inside it is unlocked from afar.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import known
from provenance.case import Person
from provenance.correlation.machines import machine_of
from provenance.correlation.offsets import widened
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide

OPEN_AT_MOST: Final = timedelta(hours=16)
"""A remote session whose end nobody recorded counts this long."""
_LOG_ONS: Final = frozenset({EventKind.SIGN_IN, EventKind.SESSION_START})
_ENDS: Final = frozenset({EventKind.SIGN_OUT, EventKind.SESSION_END})
_REMOTE: Final = (" remote interactive 10", "session reconnected")
_UNLOCK: Final = " unlock 7"


def is_remote(event: AuditEvent) -> bool:
    """Whether a row is a log-on from another machine's screen (Windows logon type 10, 4778)."""
    words = event.operation
    return (
        event.kind in _LOG_ONS
        and event.outcome is not Outcome.FAILURE
        and (words.endswith(_REMOTE) or _REMOTE[1] in words)
    )


def remote_before(
    moment: AuditEvent, side: AuditSide, parties: Parties, person: Person
) -> tuple[AuditEvent, ...]:
    """Remote log-ons in a login of the person that were open, or may have been, at a row's time."""
    own = widened(moment, side)
    if own is None:
        return ()
    found = []
    for event in (*side.events, *side.about):
        at = widened(event, side)
        if at is None or event.id == moment.id or not is_remote(event):
            continue
        if not parties.login_of(event, person):
            continue
        if at[0] <= own[1] and own[0] - at[1] <= OPEN_AT_MOST and not ended(event, moment, side):
            found.append(event)
    return tuple(found)


def ended(log_on: AuditEvent, moment: AuditEvent, side: AuditSide) -> bool:
    """Whether a record between a log-on and a moment closes or locks it.

    Windows opens a session of its own for an unlock and closes it at once: only a lock or a
    log-off of that machine ends what it opened.
    """
    start, until = widened(log_on, side), widened(moment, side)
    if start is None or until is None:
        return False
    names = {one.value for one in log_on.sessions if one.kind == "logon-id"}
    unlock = log_on.kind is EventKind.UNLOCK or log_on.operation.endswith(_UNLOCK)
    last: tuple[str, bool] | None = None
    for event in (*side.events, *side.about):
        at = widened(event, side)
        if at is None or event.source != log_on.source or not start[0] <= at[0] < until[0]:
            continue
        mine = {one.value for one in event.sessions if one.kind == "logon-id"} & names
        there = machine_of(event) == machine_of(log_on) and _login(event) == _login(log_on)
        closes = event.kind in _ENDS and bool(mine) and not unlock
        locks = event.kind is EventKind.LOCK and (bool(mine) or there)
        opens = there and event.kind is EventKind.UNLOCK
        if closes:
            return True
        if (locks or opens) and (last is None or last[0] <= event.begins):
            last = (event.begins, locks)
    return last is not None and last[1]


def _login(event: AuditEvent) -> str:
    return (known(event.actor.account) or "").strip().lower()
