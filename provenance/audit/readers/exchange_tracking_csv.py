"""Message tracking as PowerShell exports it: ``Get-MessageTrackingLog | Export-Csv``.

Source: learn.microsoft.com, Get-MessageTrackingLog. Times are in the local zone and culture of the
machine that exported; lists become ``System.String[]`` and are lost. No real file was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.readers.named import Named
from provenance.audit.records import (
    AuditEvent,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    MessageRef,
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.table import TableRow, table_names, table_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, learn_order, read_time
from provenance.basics import State

_HAVE = frozenset({"timestamp", "eventid", "source", "messageid", "sender", "recipients"})
_KINDS = {
    "SUBMIT": EventKind.SUBMIT,
    "RECEIVE": EventKind.RECEIVE,
    "SEND": EventKind.TRANSFER,
    "SENDEXTERNAL": EventKind.TRANSFER,
    "DELIVER": EventKind.DELIVER,
    "FAIL": EventKind.FAIL,
    "DSN": EventKind.FAIL,
    "EXPAND": EventKind.EXPAND,
}
_LOST = frozenset({"System.String[]", "System.Object[]"})


class _Reader:
    kind = "exchange-tracking-powershell"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the properties of a tracking event."""
        if not export.delimiter or not frozenset(table_names(export)) >= _HAVE:
            return None
        return Layout(
            kind=self.kind,
            wrapper="get-messagetrackinglog",
            encoding=export.text.encoding.name,
            delimiter=export.delimiter,
            columns=export.columns,
            reason="properties of a tracking event",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        del layout
        zone = stated_zone(export.timezone)
        times = (
            row.get("timestamp") or ""
            for row, _ in zip(table_rows(export), range(20_000), strict=False)
            if not isinstance(row, RowProblem)
        )
        clock = Clock(
            zone=zone,
            basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED,
            order=learn_order(times),
        )
        for row in table_rows(export):
            yield row if isinstance(row, RowProblem) else _event(row, export, clock)


def _event(given: TableRow, export: Export, clock: Clock) -> AuditEvent:
    row = Named(given.cells)
    name, source = row.word("eventid").upper(), row.word("source").upper()
    kind = _KINDS.get(name, EventKind.OTHER)
    if kind is EventKind.RECEIVE and source == "STOREDRIVER":
        kind = EventKind.SUBMIT
    return AuditEvent(
        id=export.event_id(given.locator),
        source=export.source,
        locator=given.locator,
        kind=kind,
        operation=f"{name} ({source})",
        time=read_time(row.word("timestamp"), clock),
        native_id=row.get("internalmessageid"),
        ips=_ips(row, stored=source == "STOREDRIVER"),
        messages=(_message(row),),
        outcome=Outcome.FAILURE if name == "FAIL" else Outcome.UNKNOWN,
        flags=given.flags,
        unmapped=row.unused(),
    )


def _ips(row: Named, *, stored: bool) -> tuple[IpSeen, ...]:
    found = []
    if row.word("clientip"):
        role = IpRole.SERVER_SELF if stored else IpRole.PEER
        found.append(read_ip(row.word("clientip"), "ClientIp", role))
    if row.word("originalclientip"):
        raw = row.word("originalclientip")
        found.append(read_ip(raw, "OriginalClientIp", IpRole.ORIGINAL_CLIENT))
    return tuple(found)


def _message(row: Named) -> MessageRef:
    raw, size = row.word("messageid"), row.word("totalbytes")
    count, listed = row.word("recipientcount"), row.word("recipients").strip()
    names = "" if listed in _LOST else listed.strip("{}").replace(";", ",")
    return MessageRef(
        id=comparable_id(raw) if raw else State.ABSENT,
        id_raw=raw or State.ABSENT,
        network_id=row.get("networkmessageid"),
        subject=row.get("messagesubject"),
        size=int(size) if size.isdigit() and len(size) < 16 else State.ABSENT,
        size_kind="smtp-bytes" if size.isdigit() and len(size) < 16 else "",
        sender=row.get("sender"),
        from_=row.get("returnpath"),
        recipients=tuple(part.strip() for part in names.split(",") if part.strip()),
        recipient_count=int(count) if count.isdigit() and len(count) < 9 else State.ABSENT,
    )


READER = _Reader()
