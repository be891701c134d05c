"""Reads the exports once more, for what joins do not look for.

Marks of editing and cutting, and rows about the accounts, people and addresses of the case. It
comes after the joins, which tell at what moment and from which address to look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from mmap import mmap

from provenance.audit import (
    AuditEvent,
    Export,
    Locator,
    Needles,
    Recognised,
    Search,
    can_search,
    open_export,
    recognise,
    row_reader,
)
from provenance.audit.integrity import MAX_ROWS, IntegrityWatch
from provenance.audit.readers.base import Item
from provenance.audit.records import RowProblem
from provenance.basics import Where, known
from provenance.case import Case
from provenance.correlation.access import access_of
from provenance.correlation.coverage import NearestWatch, coverage_of
from provenance.correlation.elsewhere import elsewhere_of
from provenance.correlation.exports import GivenExport
from provenance.correlation.keys import MessageKeys
from provenance.correlation.machines import machines_of
from provenance.correlation.neighbourhood import neighbourhood_of
from provenance.correlation.offsets import offsets_of
from provenance.correlation.parties import Parties, parties_of
from provenance.correlation.presence import presence_of
from provenance.correlation.records import AuditSide, ExportMarks, PlaceTable
from provenance.correlation.same_records import with_shared_ids
from provenance.correlation.stay_rows import stay_rows_of
from provenance.correlation.stays import stays_of
from provenance.correlation.usage import usage_of
from provenance.evidence import map_hashed

MAX_ABOUT = 2_000
"""Rows about people and accounts that are kept of one export."""


def examine_exports(
    given: Sequence[GivenExport],
    case: Case,
    keys: Sequence[MessageKeys],
    side: AuditSide,
    *,
    table: PlaceTable | None = None,
) -> AuditSide:
    """Add to what the joins found: marks, rows about the case, and what follows of both.

    ``table`` has countries of networks, if the user supplied one.
    """
    parties = parties_of(case, keys, side)
    joined = {event.id for event in side.events}
    marks: list[ExportMarks] = []
    about: list[AuditEvent] = []
    places: list[tuple[str, Where]] = []
    cut = False
    for one in given:
        with map_hashed(one.file) as content:
            found = _examine_one(one, content, parties, joined)
            if found is None:
                continue
            marks.append(found[0])
            about += found[1]
            cut = cut or found[2]
            places += [
                (event.id, row_place(content, one.evidence, event.locator)) for event in found[1]
            ]
    side = replace(
        side,
        marks=tuple(marks),
        about=tuple(about),
        about_cut=cut,
        places=(*side.places, *places),
    )
    side = replace(
        side,
        offsets=offsets_of(side, keys),
        moments=tuple((one.message, at) for one in keys if (at := _own_moment(one))),
    )
    side = with_shared_ids(side)
    return replace(
        side,
        coverage=coverage_of(side, keys, case),
        neighbours=neighbourhood_of(side),
        presence=(
            *presence_of(side, case, parties, table),
            *stays_of(side, case, parties),
            *elsewhere_of(side, case, parties),
        ),
        access=access_of(side, case, keys),
        usage=usage_of(side, case) + machines_of(side, parties),
        stay_rows=stay_rows_of(side, case, parties),
    )


def _own_moment(one: MessageKeys) -> datetime | None:
    """The copy's time that is hardest to choose: the receiving side's, any line's, the Date."""
    return one.anchor or one.first_hop or one.date


def _examine_one(
    one: GivenExport, content: bytes | mmap, parties: Parties, joined: set[str]
) -> tuple[ExportMarks, list[AuditEvent], bool] | None:
    export = open_export(
        content,
        source=one.evidence,
        sha256=one.file.sha256,
        timezone=one.timezone,
        name=one.file.name,
        column_map=one.column_map,
    )
    found = recognise(export)
    if found is None:
        return None
    watch = IntegrityWatch(export, found.layout, content)
    nearest = NearestWatch(parties.asked)
    about: list[AuditEvent] = []
    cut = searched = False
    items = found.reader.read(export, found.layout)
    for number, (item, first) in enumerate(_told_apart(items)):
        watch.see(item)
        if number >= MAX_ROWS:
            rest = _searched(export, found, parties, item.locator.start)
            searched = rest is not None
            cut = _keep(rest or (), parties, joined, about) or cut
            break
        if isinstance(item, RowProblem) or not first:
            continue
        nearest.see(item)
        cut = _keep((item,), parties, joined, about) or cut
    integrity = watch.result()
    places = tuple(
        (sign.name, tuple(row_place(content, one.evidence, at) for at in sign.rows))
        for sign in integrity.signs
    )
    marks = ExportMarks(
        integrity=integrity,
        places=places,
        # The nearest of the first rows need not be the nearest of all.
        nearest=nearest.result() if integrity.whole else (),
        searched=searched,
    )
    return marks, about, cut


def _keep(
    events: Iterable[AuditEvent], parties: Parties, joined: set[str], about: list[AuditEvent]
) -> bool:
    """Add the events that are about the case and not joined; whether there was no more room."""
    for event in events:
        if event.id in joined or not parties.wants(event):
            continue
        if len(about) >= MAX_ABOUT:
            return True
        about.append(event)
    return False


def _searched(
    export: Export, found: Recognised, parties: Parties, behind: int
) -> Iterator[AuditEvent] | None:
    """Events from byte ``behind`` on whose rows hold an account or address of the case.

    Accounts are searched whole and addresses as they are written: a bare log-on name, a person's
    name and the first half of an IPv6 address are not. ``None`` where rows cannot be searched.
    """
    needles = Needles(
        exact=tuple(sorted(parties.addresses)),
        accounts=tuple(account for account in parties.accounts if "@" in account),
    )
    reader = row_reader(export, found) if needles.exact or needles.accounts else None
    if reader is None or not can_search(needles):
        return None
    # From the start: a row behind the limit can repeat a record that stands before it.
    events = Search(needles).first(export, reader)
    return (event for event in events if event.locator.start >= behind)


def _told_apart(items: Iterable[Item]) -> Iterator[tuple[Item, bool]]:
    """Each item, and whether it is the first with this record of the system."""
    seen: set[bytes] = set()
    for item in items:
        first = True
        if not isinstance(item, RowProblem) and item.record_hash and known(item.native_id):
            key = bytes.fromhex(item.record_hash)
            first = key not in seen
            seen.add(key)
        yield item, first


def row_place(content: bytes | mmap, evidence: str, at: Locator) -> Where:
    """The bytes of one row, hashed."""
    row = content[at.start : at.end]
    return Where(
        evidence=evidence,
        stream="file",
        locator=f"row {at.row}" + (f" {at.path}" if at.path else ""),
        line_first=at.line,
        line_last=at.line + row.count(b"\n"),
        start=at.start,
        end=at.end,
        quote_sha256=hashlib.sha256(row).hexdigest(),
    )
