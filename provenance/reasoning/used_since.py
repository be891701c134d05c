"""Whether an account was in usual use after another account had changed its password.

A password that a help desk has set opens the account for the help desk until its holder has it and
sets another. Usual use after the change shows that this time is over; it names nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from provenance.audit.records import AuditEvent, EventKind, IpRole, Outcome
from provenance.basics import State, known
from provenance.correlation.accounts import same_account
from provenance.reasoning.exports import Exports

_OF_CLIENTS: Final = frozenset({IpRole.PEER, IpRole.ORIGINAL_CLIENT, IpRole.SEEN_BY_RESOURCE})
APART: Final = timedelta(hours=12)
"""What is nearer to the sending can be the sitting in which it was sent, in whoever's hands."""


def used_since(mine: Exports, changes: tuple[AuditEvent, ...]) -> bool:
    """Whether between the last of ``changes`` and the sending the account was used as before them.

    That is a change of its own password, or an act out of an address that it had used before.
    """
    last = max((end for one in changes if (end := _end(one))), default=None)
    sent = min((start for _join, one in mine.fitting() if (start := _start(one))), default=None)
    accounts = {known(one.target) or "" for one in changes} - {""}
    if last is None or sent is None or not accounts:
        return False
    own = [one for one in mine.events.values() if _acts(one, accounts)]
    before = {
        address
        for one in own
        if (end := _end(one)) is not None and end < last
        for address in _addresses(one)
    }
    between = [
        one for one in own if (start := _start(one)) is not None and last < start < sent - APART
    ]
    return any(one.kind is EventKind.PASSWORD or before & _addresses(one) for one in between)


def _acts(event: AuditEvent, accounts: set[str]) -> bool:
    actor = known(event.actor.account) or ""
    if not actor or event.outcome is Outcome.FAILURE:
        return False
    return any(same_account(actor, one) for one in accounts)


def _addresses(event: AuditEvent) -> frozenset[str]:
    found = (known(one.address) for one in event.ips if one.role in _OF_CLIENTS)
    return frozenset(one for one in found if one)


def _start(event: AuditEvent) -> datetime | None:
    return None if isinstance(event.time, State) else event.time.start


def _end(event: AuditEvent) -> datetime | None:
    return None if isinstance(event.time, State) else event.time.end
