"""A row that belongs to a stay which the case file states."""

from __future__ import annotations

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StayRow:
    """A row of a door, gate or ticket around a stated stay of a person at a place.

    ``says`` is what it says of the stay at the sending: ``bears-out``, ``against``, ``perhaps``
    (against it, if it is about the person at all), ``after`` (nothing, and it lies after the stated
    end), or ``open``.
    """

    event: str
    person: str
    place: str
    says: str
