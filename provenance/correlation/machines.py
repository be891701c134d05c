"""Whose login the machine's own log shows at the device that the sending's session names.

The session record names a device, the machine's log names logins at its screen. Both together say
whose login was open there, never who sat there: machines are left unlocked and shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import State, known
from provenance.case import Case
from provenance.correlation.neighbourhood import order_of
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, AuditSource, Circumstance, Order
from provenance.correlation.sendings import variants_of

BEFORE: Final = timedelta(hours=16)
"""A log-on so long before the sending can still be the open one."""
MAX_PEOPLE: Final = 10
_OPENS: Final = frozenset({EventKind.SESSION_START, EventKind.UNLOCK})
_CLOSES: Final = frozenset({EventKind.SIGN_OUT, EventKind.SESSION_END, EventKind.LOCK})


def machines_of(side: AuditSide, parties: Parties) -> tuple[Circumstance, ...]:
    """For each message its first recorded sending, in a fixed order."""
    found: list[Circumstance] = []
    for message, sending, named in _with_devices(side):
        found += _open_at(message, sending, named, side, parties) if named else ()
    return tuple(found)


def _with_devices(
    side: AuditSide,
) -> Iterator[tuple[str, AuditEvent, dict[str, tuple[str, AuditEvent]]]]:
    """Each sending of each message with its devices; the copies of one message have one sending."""
    held: dict[str, dict[str, tuple[str, AuditEvent]]] = {}
    for message, sending in variants_of(side):
        if sending.id not in held:
            held[sending.id] = devices_of(sending, side)
        yield message, sending, held[sending.id]


def _open_at(
    message: str,
    sending: AuditEvent,
    named: dict[str, tuple[str, AuditEvent]],
    side: AuditSide,
    parties: Parties,
) -> Iterator[Circumstance]:
    last: dict[str, tuple[AuditEvent, str]] = {}
    for event, machine in _machine_events(side):
        person = parties.person_of(event)
        if person is None or machine not in named or not _just_before(event, sending, side):
            continue
        held = last.get(person.id)
        if held is None or held[0].begins <= event.begins:
            last[person.id] = (event, machine)
    kinds = {one.evidence: _closing(one) for one in side.sources}
    for person_id, (event, machine) in sorted(last.items())[:MAX_PEOPLE]:
        if event.kind not in _OPENS:
            continue
        device, tied = named[machine]
        yield Circumstance(
            kind="device.open-login",
            message=message,
            events=tuple(dict.fromkeys((sending.id, tied.id, event.id))),
            person=person_id,
            values=(
                ("account", known(event.actor.account) or ""),
                ("device", device),
                ("exhibit", event.source),
                ("row", event.locator.row),
                *zip(("locks", "ends"), kinds.get(event.source, (0, 0)), strict=True),
            ),
        )


def _closing(source: AuditSource) -> tuple[int, int]:
    """Records of a lock, and of a log-off, in the whole of one export.

    A lock has a record of its own (4800), and a machine that does not audit locks writes none: the
    two are counted apart, or the absence of the one would be read into that of the other.
    """
    counts = {EventKind.LOCK: 0, EventKind.SIGN_OUT: 0, EventKind.SESSION_END: 0}
    for one in source.coverage.operations if source.coverage is not None else ():
        if one.kind in counts:
            counts[one.kind] += one.events
    return counts[EventKind.LOCK], counts[EventKind.SIGN_OUT] + counts[EventKind.SESSION_END]


def devices_of(sending: AuditEvent, side: AuditSide) -> dict[str, tuple[str, AuditEvent]]:
    """Devices that the sending or a record of its session names, by comparable name."""
    own = {(one.kind, one.value) for one in sending.sessions}
    found: dict[str, tuple[str, AuditEvent]] = {}
    for event in (sending, *side.events, *side.about):
        if event.id != sending.id and not own & {(s.kind, s.value) for s in event.sessions}:
            continue
        for name in (known(event.device.name), known(event.device.id)):
            if name:
                found.setdefault(plain(name), (name, event))
    return found


def listed_devices(side: AuditSide, case: Case) -> tuple[Circumstance, ...]:
    """Devices of a sending or its session that bear a name which the case file gives to somebody.

    Names of devices are chosen freely: an equal name is no more than that.
    """
    found: list[Circumstance] = []
    for message, sending, named in _with_devices(side):
        for person in case.people:
            for own in person.devices:
                if plain(own) not in named:
                    continue
                device, event = named[plain(own)]
                found.append(
                    Circumstance(
                        kind="device.listed",
                        message=message,
                        events=tuple(dict.fromkeys((sending.id, event.id))),
                        person=person.id,
                        values=(("device", device), ("person", person.name or person.id)),
                    )
                )
    return tuple(found)


def _machine_events(side: AuditSide) -> list[tuple[AuditEvent, str]]:
    """Log-ons, locks and log-offs at a screen, each with its machine; told by the log-on if not."""
    events = [
        event
        for event in (*side.events, *side.about)
        if event.kind in _OPENS | _CLOSES
        and any(session.kind == "logon-id" for session in event.sessions)
    ]
    by_session: dict[tuple[str, str], str] = {}
    for event in events:
        machine = machine_of(event)
        for session in event.sessions:
            if machine and session.kind == "logon-id":
                by_session.setdefault((event.source, session.value), machine)
    told = []
    for event in events:
        others = (by_session.get((event.source, s.value), "") for s in event.sessions)
        machine = machine_of(event) or next((one for one in others if one), "")
        if machine:
            told.append((event, machine))
    return sorted(told, key=lambda one: (one[0].begins, one[0].source, one[0].locator.start))


def machine_of(event: AuditEvent) -> str:
    """The machine whose log a row is from, in a comparable form; "" if the row names none."""
    return plain(machine_name(event))


def machine_name(event: AuditEvent) -> str:
    """The machine whose log a row is from, as the row writes it; "" if the row names none."""
    return dict(event.unmapped).get("Computer", "") or known(event.client.host) or ""


def plain(name: str) -> str:
    """Names of machines, with or without their domain, in one case."""
    return name.strip().casefold().partition(".")[0]


def _just_before(event: AuditEvent, sending: AuditEvent, side: AuditSide) -> bool:
    """Surely before the sending, and on the same working day."""
    if isinstance(event.time, State) or isinstance(sending.time, State):
        return False
    if order_of(event, sending, side) is not Order.BEFORE:
        return False
    return sending.time.start - event.time.end <= BEFORE
