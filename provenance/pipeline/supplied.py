"""Joins what was supplied beside the messages: exports of logs, undisputed messages."""

from __future__ import annotations

from dataclasses import replace

from provenance.basics import State, Text, text
from provenance.case import AuditNote, Case, names_file
from provenance.correlation import AuditSide
from provenance.evidence import EvidenceItem, Exhibit, KnownFiles
from provenance.pipeline.context import Context
from provenance.pipeline.reading import annotate
from provenance.reasoning import AnalysedMessage


def join_exports(
    case: Case, context: Context, messages: tuple[AnalysedMessage, ...], numbered: int
) -> tuple[AuditSide, tuple[Exhibit, ...], tuple[Text, ...]]:
    """Join the exports to the messages; each export is an exhibit behind all others."""
    if not context.exports:
        return AuditSide(), (), ()
    from provenance.audit import pool
    from provenance.correlation import GivenExport, examine_exports, keys_of, read_exports
    from provenance.evidence import export_exhibit

    given: list[GivenExport] = []
    exhibits: list[Exhibit] = []
    warnings: list[Text] = []
    for number, file in enumerate(context.exports, numbered + 1):
        note = case.audit_note(file.name, file.sha256) or AuditNote(file="")
        exhibit = export_exhibit(file, f"E{number}")
        item = replace(
            exhibit.item,
            obtained=note.obtained or State.ABSENT,
            supplied_by=note.supplied_by or State.ABSENT,
            received_on=note.received_on or State.ABSENT,
            interest=note.interest.value,
        )
        exhibits.append(replace(exhibit, item=item))
        given.append(
            GivenExport(
                evidence=item.id,
                file=file,
                supplied_by=note.supplied_by,
                interest=note.interest,
                timezone=note.timezone,
                column_map=dict(context.maps).get(file.sha256),
            )
        )
    warnings += [
        text("evidence.note-unmatched", file=note.file)
        for note in case.audit
        if not any(names_file(note, file.name, file.sha256) for file in context.exports)
    ]
    keys = [keys_of(one.message, one.trace, one.origin) for one in messages]
    with pool(sum(one.size for one in context.exports)) as executor:
        joined = read_exports(given, keys, executor=executor, progress=context.reading)
    side = examine_exports(given, case, keys, joined, table=context.places)
    return side, tuple(exhibits), tuple(warnings)


def beside_known(
    case: Case,
    given: KnownFiles,
    messages: tuple[AnalysedMessage, ...],
    exhibits: tuple[Exhibit, ...],
) -> tuple[tuple[AnalysedMessage, ...], tuple[Exhibit, ...]]:
    """Compare every message with known ones of its address, exhibits behind all others."""
    if not (given.messages or given.profiles):
        return messages, ()
    from provenance.evidence import number_known
    from provenance.origin.calibration import Seen, compare_all

    known = number_known(given, len(exhibits))
    held: dict[str, EvidenceItem] = {}
    for one in (*known.messages, *known.profiles):
        held[one.item.id] = annotate(one.item, case, held)
    seen = [Seen(one.message, one.trace, one.origin, one.clocks) for one in messages]
    found = compare_all(seen, exhibits, known)
    compared = zip(messages, found, strict=True)
    return (
        tuple(replace(message, calibration=one) for message, one in compared),
        tuple(replace(e, item=held[e.item.id]) for e in (*known.messages, *known.profiles)),
    )
