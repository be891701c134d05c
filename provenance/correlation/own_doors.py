"""Whether the person of the account occurs in records of doors and gates, over all of their time.

That a log of doors has no entry of somebody shows nothing: cards are forgotten, doors held open,
rows left out. A reader who is shown the others' cards has to be told of this one all the same.
"""

from __future__ import annotations

from typing import Final

from provenance.audit import EventKind
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of

DOOR: Final = "door"


def own_doors(side: AuditSide, parties: Parties) -> tuple[Circumstance, ...]:
    """For each message and each log of doors: the rows that name the person of its account."""
    doors = [one for one in side.sources if one.layout is not None and one.layout.kind == DOOR]
    found: list[Circumstance] = []
    if not doors:
        return ()
    passages = [
        (event, person)
        for event in (*side.events, *side.about, *side.own)
        if event.kind is EventKind.BADGE and (person := parties.person_of(event)) is not None
    ]
    for message, sending in variants_of(side):
        owner = next((one for one in parties.people if parties.login_of(sending, one)), None)
        if owner is None:
            continue
        for source in doors:
            rows = [
                event
                for event, person in passages
                if person.id == owner.id and event.source == source.evidence
            ]
            rows.sort(key=lambda one: one.locator.start)
            found.append(
                Circumstance(
                    kind="doors.own" if rows else "doors.none",
                    message=message,
                    events=tuple(event.id for event in rows),
                    person=owner.id,
                    values=(
                        ("count", len(rows)),
                        ("exhibit", source.evidence),
                        ("person", owner.name or owner.id),
                        ("all", source.coverage.events if source.coverage is not None else 0),
                    ),
                )
            )
    return tuple(dict.fromkeys(found))
