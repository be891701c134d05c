"""Reads the exports once more, for what joins do not look for.

Marks of editing and cutting, and rows about the accounts, people and addresses of the case. It
comes after the joins, which tell at what moment and from which address to look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from mmap import mmap
from zoneinfo import ZoneInfo

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
from provenance.correlation.day_rows import asked_for
from provenance.correlation.during_stay import during_stays
from provenance.correlation.elsewhere import elsewhere_of
from provenance.correlation.entry_days import in_zone
from provenance.correlation.exports import GivenExport
from provenance.correlation.keys import MessageKeys
from provenance.correlation.machines import listed_devices, machines_of
from provenance.correlation.neighbourhood import neighbourhood_of
from provenance.correlation.offsets import offsets_of
from provenance.correlation.own_doors import own_doors
from provenance.correlation.pairs import paired_sign_ins
from provenance.correlation.parties import Parties, parties_of
from provenance.correlation.presence import presence_of
from provenance.correlation.records import (
    AuditSide,
    Circumstance,
    ExportMarks,
    PlaceTable,
)
from provenance.correlation.same_records import with_shared_ids
from provenance.correlation.stated_times import zone_of
from provenance.correlation.stay_rows import stay_rows_of
from provenance.correlation.stays import stays_of
from provenance.correlation.usage import usage_of
from provenance.correlation.watches import Watched, Watches
from provenance.evidence import map_hashed

MAX_ABOUT = 2_000
"""Rows about people and accounts that are kept of one export."""
MAX_OWN = 1_000
"""Further uses of the accounts of the sendings kept of one export, in stays and outside."""


class _Kept:
    """Rows of one export that are kept beside the joined ones, while there is room.

    Rows in a stated stay have room of their own: years of a busy account cannot crowd them out.
    """

    def __init__(self, parties: Parties, joined: set[str]) -> None:
        self._parties, self._joined = parties, joined
        self.about: list[AuditEvent] = []
        self.own: dict[bool, list[AuditEvent]] = {True: [], False: []}
        self.cut = False
        self.own_cut = 0

    def see(self, event: AuditEvent) -> None:
        """Keep an event if it is about the case and not joined."""
        if event.id in self._joined:
            return
        if self._parties.wants(event):
            if len(self.about) < MAX_ABOUT:
                self.about.append(event)
            else:
                self.cut = True
        elif self._parties.is_own(event):
            room = self.own[self._parties.in_stay(event)]
            if len(room) < MAX_OWN:
                room.append(event)
            else:
                self.own_cut += 1

    def of_accounts(self) -> list[AuditEvent]:
        """The further uses, in the order of their file."""
        return sorted((*self.own[True], *self.own[False]), key=lambda one: one.locator.start)


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
    zone = zone_of(case.timezone)
    side = replace(side, events=tuple(in_zone(event, zone) for event in side.events))
    parties = parties_of(case, keys, side)
    joined = {event.id for event in side.events}
    marks: list[ExportMarks] = []
    about: list[AuditEvent] = []
    own: list[AuditEvent] = []
    places: list[tuple[str, Where]] = []
    cut, own_cut = False, 0
    watched, watching = Watched(), asked_for(side)
    for one in given:
        watches = Watches(case, parties, one.evidence, watching=watching)
        with map_hashed(one.file) as content:
            found = _examine_one(one, content, parties, joined, watches, zone)
            if found is None:
                continue
            watched.keep(
                watches,
                partial(row_place, content, one.evidence),
                whole=found[0].integrity.whole,
            )
            marks.append(found[0])
            kept = found[1]
            about += kept.about
            own += kept.of_accounts()
            cut, own_cut = cut or kept.cut, own_cut + kept.own_cut
            places += [
                (event.id, row_place(content, one.evidence, event.locator))
                for event in (*kept.about, *kept.of_accounts())
            ]
    parties = replace(parties, cards=watched.cards)
    tied = _tied(watched.alone, parties, joined | {event.id for event in (*about, *own)})
    about += tied
    cut = cut or watched.cards_cut
    places += [(event.id, watched.places[event.id]) for event in tied]
    side = replace(
        side,
        marks=tuple(marks),
        about=tuple(about),
        about_cut=cut,
        own=tuple(own),
        own_cut=own_cut,
        places=(*side.places, *places),
        networks=tuple(watched.networks),
        passers=tuple(watched.passers),
    )
    side = replace(
        side,
        offsets=offsets_of(side, keys),
        moments=tuple((one.message, at) for one in keys if (at := _own_moment(one))),
    )
    side = with_shared_ids(side)
    crossed = watched.compared(side, case, parties)
    apart = watched.apart(side, parties)
    side = _with_crossed(side, (*crossed, *apart), watched, parties, tied)
    return replace(
        side,
        coverage=coverage_of(side, keys, case),
        neighbours=neighbourhood_of(side),
        presence=(
            *presence_of(side, case, parties, table),
            *apart,
            *stays_of(side, case, parties),
            *elsewhere_of(side, case, parties),
        ),
        access=access_of(side, case, keys),
        usage=(
            *usage_of(side, case),
            *machines_of(side, parties),
            *listed_devices(side, case),
            *during_stays(side, case, parties),
            *paired_sign_ins(side),
            *own_doors(side, parties),
            *crossed,
        ),
        stay_rows=stay_rows_of(side, case, parties),
    )


def _tied(alone: list[AuditEvent], parties: Parties, held: set[str]) -> list[AuditEvent]:
    """Rows with a card and no name that are wanted now that all cards are read."""
    return [event for event in alone if event.id not in held and parties.wants(event)]


def _with_crossed(
    side: AuditSide,
    crossed: tuple[Circumstance, ...],
    watched: Watched,
    parties: Parties,
    tied: list[AuditEvent],
) -> AuditSide:
    """The rows that comparisons of exports cite, beside those that are held already."""
    cited = {id_ for one in crossed for id_ in one.events}
    cited |= {row.id for one in tied if (card := parties.card_alone(one)) for row in card.named}
    rows = watched.rows(cited - {event.id for event in (*side.events, *side.about, *side.own)})
    added = tuple((id_, watched.places[id_]) for id_ in rows)
    return replace(side, crossed=tuple(rows.values()), places=(*side.places, *added))


def _own_moment(one: MessageKeys) -> datetime | None:
    """The copy's time that is hardest to choose: the receiving side's, any line's, the Date."""
    return one.anchor or one.first_hop or one.date


def _examine_one(
    one: GivenExport,
    content: bytes | mmap,
    parties: Parties,
    joined: set[str],
    watches: Watches,
    zone: ZoneInfo,
) -> tuple[ExportMarks, _Kept] | None:
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
    kept = _Kept(parties, joined)
    searched = False
    items = found.reader.read(export, found.layout)
    for number, (item, first) in enumerate(_told_apart(items)):
        watch.see(item)
        if number >= MAX_ROWS:
            rest = _searched(export, found, parties, item.locator.start)
            searched = rest is not None
            for event in rest or ():
                kept.see(event)
            break
        if isinstance(item, RowProblem) or not first:
            continue
        event = in_zone(item, zone)
        nearest.see(event)
        watches.see(event)
        kept.see(event)
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
    return marks, kept


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
