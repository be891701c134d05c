"""Records with one id of the system in several exports: the same record has the same content."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import IntegritySign
from provenance.basics import known
from provenance.correlation.records import AuditSide, ExportMarks
from provenance.correlation.sendings import differences

SIGN: Final = "id-contents-elsewhere"
MAX_SHOWN: Final = 20
UNIQUE: Final = frozenset({"m365-ual", "mailbox-audit", "entra-signin", "entra-audit"})
"""Kinds of export whose ids no two records of a system share."""

Pairs = dict[str, list[tuple[AuditEvent, AuditEvent]]]


def with_shared_ids(side: AuditSide) -> AuditSide:
    """Mark every export that has a record whose id stands in another one with other content.

    Which of them was changed, and by whom, the two files do not tell: both get the mark. Only
    records about the case are compared.
    """
    found = _pairs(side)
    kinds = Counter(one.layout.kind for one in side.sources if one.layout is not None)
    tested = {
        one.evidence
        for one in side.sources
        if one.layout is not None and one.layout.kind in UNIQUE and kinds[one.layout.kind] > 1
    }
    if not tested:
        return side
    return replace(
        side,
        marks=tuple(
            _marked(side, one, found) if one.integrity.source in tested else one
            for one in side.marks
        ),
    )


def _pairs(side: AuditSide) -> Pairs:
    """For each export the records of it that differ, with the other record of that id."""
    kinds = {one.evidence: one.layout.kind for one in side.sources if one.layout is not None}
    by_id: dict[tuple[str, str], list[AuditEvent]] = {}
    for event in (*side.events, *side.about):
        native, kind = known(event.native_id), kinds.get(event.source, "")
        if native and kind in UNIQUE:
            by_id.setdefault((kind, native.lower()), []).append(event)
    found: Pairs = {}
    for events in by_id.values():
        first: dict[str, AuditEvent] = {}
        for event in events:
            first.setdefault(event.source, event)
        rows = [first[source] for source in sorted(first)]
        for one in rows:
            other = next(
                (each for each in rows if each is not one and _differ(side, one, each)), None
            )
            if other is not None:
                found.setdefault(one.source, []).append((one, other))
    return found


def _differ(side: AuditSide, one: AuditEvent, other: AuditEvent) -> bool:
    """By what records say, not by their bytes: other programs write one record differently."""
    return one.operation != other.operation or bool(differences(side, one, other))


def _marked(side: AuditSide, marks: ExportMarks, found: Pairs) -> ExportMarks:
    pairs = found.get(marks.integrity.source, [])
    tests = tuple(
        replace(one, result="found" if pairs else "none", count=len(pairs))
        if one.name == SIGN
        else one
        for one in marks.integrity.tests
    )
    if not pairs:
        return replace(marks, integrity=replace(marks.integrity, tests=tests))
    places = dict(side.places)
    others = dict.fromkeys(other.source for _, other in pairs)
    sign = IntegritySign(
        name=SIGN,
        count=len(pairs),
        of=marks.integrity.examined,
        seen=len(pairs),
        rows=tuple(one.locator for one, _ in pairs[:MAX_SHOWN]),
        values=tuple(("exhibit", source) for source in others),
    )
    rows = tuple(places[one.id] for one, _ in pairs[:MAX_SHOWN])
    return replace(
        marks,
        integrity=replace(marks.integrity, signs=(*marks.integrity.signs, sign), tests=tests),
        places=(*marks.places, (SIGN, rows)),
    )
