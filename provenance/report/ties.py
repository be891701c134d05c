"""What ties a row to a message where neither an identifier nor a session does.

A machine's own log can bear the name that the session of the sending names, and an inference can
set a row beside the sending. Whoever reads that nothing ties such a row would read the report
against itself; whoever reads that it is tied has to read by what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from provenance.basics import State
from provenance.report.records import Report

if TYPE_CHECKING:
    from provenance.audit import AuditEvent
    from provenance.basics import Where

NEAR: Final = timedelta(hours=12)
"""Doors so near to a sending stand in the chronology, whoever's they are."""
MOST: Final = 6
"""Inferences that are named with one row, the first ones; their places have all."""


class Ties:
    """Devices that sessions of sendings name, and the inferences that rest on each row."""

    def __init__(self, report: Report) -> None:
        self._devices: dict[str, str] = {}
        self._places: dict[str, Where] = {}
        self._inferences: dict[tuple[str, int, int], list[str]] = {}
        self._side = side = report.audit
        if not side.sources:
            return
        from provenance.correlation.machines import devices_of
        from provenance.correlation.sendings import variants_of

        self._places = dict(side.places)
        for sending in {event.id: event for _, event in variants_of(side)}.values():
            for plain, (name, _) in devices_of(sending, side).items():
                self._devices.setdefault(plain, name)
        for finding in report.reasoning.findings:
            for place in finding.where if finding.id.startswith("I-") else ():
                own = self._inferences.setdefault((place.evidence, place.start, place.end), [])
                if finding.id not in own:
                    own.append(finding.id)

    def device(self, event: AuditEvent) -> str:
        """The name that the machine of a row shares with a device of a sending, "" for none."""
        if not self._devices:
            return ""
        from provenance.correlation.machines import machine_of

        return self._devices.get(machine_of(event), "")

    def further(self, moments: Sequence[datetime]) -> tuple[AuditEvent, ...]:
        """Rows kept for counts alone that belong in a chronology all the same.

        An inference rests on them, or they are doors near a sending: of anybody, since two people
        of the case would else seem to be the only ones.
        """
        found: dict[str, AuditEvent] = {}
        held = {event.id for event in (*self._side.events, *self._side.about)}
        for event in (*self._side.own, *self._side.crossed):
            time = event.time
            near = (
                event.kind.value == "badge"
                and not isinstance(time, State)
                and any(time.start - NEAR <= at <= time.end + NEAR for at in moments)
            )
            if event.id not in held and (near or self.inferences(event)):
                found.setdefault(event.id, event)
        return tuple(found.values())

    def inferences(self, event: AuditEvent) -> tuple[str, ...]:
        """The numbers of the inferences that rest on a row."""
        place = self._places.get(event.id)
        if place is None:
            return ()
        return tuple(self._inferences.get((place.evidence, place.start, place.end), ()))[:MOST]
