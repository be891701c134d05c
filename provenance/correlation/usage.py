"""The recorded sending beside earlier records of the same account: address, device, program.

Only records of other days and other sessions count, so that the disputed session is never compared
with itself. A habit is one of a login and its machines; that it is kept or left names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import ClientFamily
from provenance.basics import State, known
from provenance.case import Case
from provenance.correlation.acts import acts_of
from provenance.correlation.neighbourhood import shared
from provenance.correlation.offsets import widened
from provenance.correlation.parties import NEAR_DAYS, client_addresses
from provenance.correlation.presence import EARLIER, REMOTE, network_of, uses_of
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import shifted

LEAST_RECORDS: Final = 3
LEAST_DAYS: Final = 2
"""Records, and days, in the days before the sending; the counts are of the whole of the exports."""
CITED: Final = 19
"""Earlier rows that are cited, the latest ones; the counts have all."""
HOURS: Final = EARLIER // timedelta(hours=1)
_Shown = tuple[AuditEvent, frozenset[str]]
"""A row with what it has of the topic that is compared."""
_PROGRAMS: Final = {
    ClientFamily.POWERSHELL: "powershell",
    ClientFamily.EWS: "ews",
    ClientFamily.SMTP: "smtp",
}


def usage_of(side: AuditSide, case: Case) -> tuple[Circumstance, ...]:
    """For each message its first recorded sending: program, network, earlier use."""
    found: list[Circumstance] = []
    for message, sending in variants_of(side):
        program = _PROGRAMS.get(sending.client.family)
        if program:
            found.append(_told(f"program.{program}", message, (sending,), ()))
        network, address = network_of(case, sending)
        if network:
            values = (("ip", address), ("network", network))
            # An exit for access from afar is the organisation's address and shows no place at all.
            kind = "organisation" if REMOTE.search(network) is None else "remote"
            found.append(_told(f"network.{kind}", message, (sending,), values))
        found += _beside(message, sending, side)
    return tuple(found)


def _before(side: AuditSide, sending: AuditEvent) -> tuple[list[AuditEvent], list[AuditEvent]]:
    """Every recorded use of the account before the sending, oldest first: earlier, and just before.

    What stands within hours of the sending can be the same sitting, and is no habit.
    """
    moment = widened(sending, side)
    earlier: list[AuditEvent] = []
    near: list[AuditEvent] = []
    if moment is None:
        return earlier, near
    last = shifted(moment[0], -EARLIER)
    for event in uses_of(side, sending, ever=True):
        own = widened(event, side)
        if own is not None and own[1] < last:
            earlier.append(event)
        elif own is not None and own[1] <= moment[0] and event.id != sending.id:
            near.append(event)
    return earlier, near


def _beside(message: str, sending: AuditEvent, side: AuditSide) -> Iterator[Circumstance]:
    earlier, near_it = _before(side, sending)
    for topic in ("address", "client", "device"):
        own = _values(sending, topic)
        shown, left = (
            [
                (event, values)
                for event in rows
                # Two exports word one program in two ways: only rows of one export compare.
                if (values := _values(event, topic))
                and (topic != "client" or event.source == sending.source)
            ]
            for rows in (earlier, near_it)
        )
        shown, itself = _told_apart(shown, sending)
        days = {_day(event) for event, _ in shown}
        near = acts_of((event for event, _ in shown if _is_near(event, sending)), side)
        if not own or len(near) < LEAST_RECORDS or len({_day(one) for one in near}) < LEAST_DAYS:
            continue
        same = [event for event, values in shown if values & own]
        if not same and any(values & own for _, values in itself):
            continue  # only its own session has it: neither a habit nor anything new
        case = "usual" if same else "new"
        rows = same or [event for event, _ in shown]
        acts = acts_of((event for event, _ in shown), side)
        left = [*itself, *left]
        yield replace(
            _told(
                f"{topic}.{case}", message, (sending, *rows[-CITED:]),
                (("count", len(acts)), ("days", len(days)), ("seen", len(acts_of(same, side))),
                 ("value", min(own)), ("first", min(days)), ("last", max(days)),
                 ("left", len(left)), ("hours", HOURS)),
            ),
            rows=len(shown) if len(acts) < len(shown) else 0,
            left=tuple(event.id for event, _ in left[-CITED:]),
        )  # fmt: skip


def _told_apart(rows: list[_Shown], sending: AuditEvent) -> tuple[list[_Shown], list[_Shown]]:
    """Rows of other sessions, and those of the disputed one, which can begin days before.

    A session that were counted among the habits of the account would bear itself out.
    """
    parts: tuple[list[_Shown], list[_Shown]] = ([], [])
    for event, values in rows:
        parts["session" in shared(sending, event)].append((event, values))
    return parts


def _is_near(event: AuditEvent, sending: AuditEvent) -> bool:
    """Whether a row stands in the days before the sending: old rows alone show no present habit."""
    if isinstance(event.time, State) or isinstance(sending.time, State):
        return False
    return event.time.end >= shifted(sending.time.start, -NEAR_DAYS)


def _values(event: AuditEvent, topic: str) -> frozenset[str]:
    if topic == "address":
        return client_addresses(event)
    if topic == "device":
        found = known(event.device.name) or known(event.device.id)
    else:
        found = known(event.client.user_agent) or known(event.client.info)
    return frozenset({found}) if found else frozenset()


def _day(event: AuditEvent) -> str:
    return "" if isinstance(event.time, State) else event.time.start.date().isoformat()


def _told(
    kind: str,
    message: str,
    events: tuple[AuditEvent, ...],
    values: tuple[tuple[str, str | int], ...],
) -> Circumstance:
    return Circumstance(
        kind=kind, message=message, events=tuple(event.id for event in events), values=values
    )
