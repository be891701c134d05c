"""Rows of doors, gates and tickets around the stays that the case file states, however far back.

A stay of a week rests on a row of its first day. Such rows are told whether or not a finding
came of the stay: both sides want to see what an outside record says of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from provenance.case import Case, Person, Presence
from provenance.correlation.attested import accepted, is_after, rows_around, standing_of
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide
from provenance.correlation.sendings import span_of, variants_of
from provenance.correlation.stated_times import stay_of, stretch_of
from provenance.correlation.stay_row import StayRow

_WEIGHT = ("bears-out", "against", "perhaps", "open", "after")
"""What a row says of a stay at any of several moments: the first of these that holds."""


def stay_rows_of(side: AuditSide, case: Case, parties: Parties) -> tuple[StayRow, ...]:
    """Every row that names, or may name, a person around a stated stay; refused ones against it."""
    people = {person.id: person for person in case.people}
    moments = tuple(_moments(side))
    found: dict[tuple[str, str], StayRow] = {}
    for stated in case.presence:
        person = people.get(stated.person)
        if person is None:
            continue
        for row in _of_stay(side, case, parties, person, stated, moments):
            held = found.get((row.event, row.place))
            if held is None or _WEIGHT.index(row.says) < _WEIGHT.index(held.says):
                found[row.event, row.place] = row
    return tuple(found.values())


def _moments(side: AuditSide) -> Iterator[tuple[datetime, datetime]]:
    """The recorded sendings; where there is none, the copies' own times."""
    spans = {
        span for message, event in variants_of(side) if (span := span_of(side, message, event))
    }
    yield from sorted(spans or {(at, at) for _, at in side.moments})


def _of_stay(
    side: AuditSide,
    case: Case,
    parties: Parties,
    person: Person,
    stated: Presence,
    moments: tuple[tuple[datetime, datetime], ...],
) -> Iterator[StayRow]:
    stay = stay_of(stated.start, stated.end, case.timezone)
    if stay is None:
        return
    whole = stretch_of(stated.start, stated.end, case.timezone) or stay
    said: dict[str, str] = {}
    for moment in moments:
        if not stay.holds(*moment):
            continue
        standing = standing_of(side, case, parties, person, stated, moment)
        for name, events in (
            ("perhaps", standing.perhaps),
            ("against", (*standing.against, *standing.moved)),
            ("bears-out", standing.support),
        ):
            said |= {event.id: name for event in events}
    for event, sure, _ in rows_around(side, case, parties, person, whole):
        says = said.get(event.id, "after" if is_after(event, whole.end) else "open")
        if (sure and accepted(event)) or event.id in said:
            yield StayRow(
                event=event.id,
                person=person.name or person.id,
                place=stated.place or stated.country,
                says=says,
            )
