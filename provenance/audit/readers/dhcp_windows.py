"""Activity log of a Windows DHCP server: which machine had which inside address.

Source: technet.microsoft.com, "Analyzing Server Log Files" (fields and event codes), and the list
of codes that the log itself begins with. A lease names a machine by the name and hardware address
that the machine gave; it names no account. Times are local to the server, month first. No real
file was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.records import (
    AuditEvent,
    Device,
    EventKind,
    IpRole,
    Layout,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.rows import Row, line_rows, split
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, DayOrder, read_time
from provenance.basics import State

_HEADER = "ID,Date,Time,Description,IP Address,"
_KINDS = {
    "10": EventKind.SESSION_START,
    "11": EventKind.NETWORK_SESSION,
    "12": EventKind.SESSION_END,
    "16": EventKind.SESSION_END,
    "17": EventKind.SESSION_END,
    "18": EventKind.SESSION_END,
    "20": EventKind.SESSION_START,
}
"""10 leased, 11 renewed, 12 released, 16 deleted, 17 and 18 expired, 20 leased by BOOTP."""
_LEAST = 4


class _Reader:
    kind = "dhcp-windows"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the line that names its columns, which stands below a list of codes."""
        if _HEADER.lower() not in export.head[:20_000].lower():
            return None
        return Layout(
            kind=self.kind,
            wrapper="dhcpsrvlog",
            encoding=export.text.encoding.name,
            reason="columns of a DHCP activity log",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each line below the names of the columns."""
        del layout
        zone = stated_zone(export.timezone)
        basis = TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED
        clock = Clock(zone=zone, basis=basis, order=DayOrder.MONTH_FIRST)
        names: list[str] = []
        for row in line_rows(export.text):
            fields = split(row.data, ",", export.text.codec)
            if not names:
                named = row.data[: len(_HEADER)].lower() == _HEADER.lower().encode()
                names = [name.strip() for name in fields or ()] if named else []
            elif fields is None or len(fields) < _LEAST or not fields[0].strip().isdigit():
                yield RowProblem(locator=row.locator, reason="no-log-line")
            else:
                yield _event(row, dict(zip(names, fields, strict=False)), export, clock)


def _event(row: Row, given: dict[str, str], export: Export, clock: Clock) -> AuditEvent:
    code, words = given["ID"].strip().zfill(2), given["Description"].strip()
    address, host = given.get("IP Address", "").strip(), given.get("Host Name", "").strip()
    hardware = given.get("MAC Address", "").strip()
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=_KINDS.get(code, EventKind.OTHER),
        operation=f"{code} {words}".strip(),
        time=read_time(f"{given['Date'].strip()} {given['Time'].strip()}", clock),
        ips=(read_ip(address, "IP Address", IpRole.ASSIGNED_INSIDE),) if address else (),
        device=Device(id=hardware or State.ABSENT, name=host or State.ABSENT),
        unmapped=tuple(
            (name, value)
            for name, value in given.items()
            if value and name not in {"ID", "Date", "Time", "Description"}
        ),
    )


READER = _Reader()
