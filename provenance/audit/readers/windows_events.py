"""Windows security events as text: event XML, JSON of shippers, the Event Viewer's table.

Sources: learn.microsoft.com, event schema; Elastic, Winlogbeat fields; NXLog, im_msvistalog. XML
and Winlogbeat tell UTC. NXLog's ``EventTime`` and the Event Viewer's table have the local time of
the machine that exported, and the table has the details as prose in the language of that machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.readers.named import plain
from provenance.audit.readers.windows_event import WindowsEvent, audit_event
from provenance.audit.records import Layout, RowProblem, TimeBasis
from provenance.audit.source.json_values import values
from provenance.audit.source.rows import Row, rows, split
from provenance.audit.source.xml_elements import content, elements, local, refused_doctype
from provenance.audit.values.times import Clock, learn_order

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_XML = ("<Event", "<System>", "<EventID")
_UTC = Clock(basis=TimeBasis.DOCUMENTED_UTC)
_TABLE = (
    ({"date and time", "event id"}, "date and time", "event id"),
    ({"datum und uhrzeit", "ereignis-id"}, "datum und uhrzeit", "ereignis-id"),
)
_SECTIONS = {
    "subject": "Subject",
    "new logon": "Target",
    "account for which logon failed": "Target",
    "target account": "Target",
    "account whose credentials were used": "Target",
}
_LABELS = {
    "security id": "UserSid",
    "account name": "UserName",
    "account domain": "DomainName",
    "logon id": "LogonId",
}
_PLAIN = {
    "logon type": "LogonType",
    "source network address": "IpAddress",
    "client address": "IpAddress",
    "source port": "IpPort",
    "workstation name": "WorkstationName",
    "source workstation": "Workstation",
    "logon account": "TargetUserName",
    "authentication package": "AuthenticationPackageName",
    "process name": "ProcessName",
    "status": "Status",
    "error code": "Status",
    "sub status": "SubStatus",
    "target server name": "TargetServerName",
}


class _Reader:
    kind = "windows-security-xml"

    def sniff(self, export: Export) -> Layout | None:
        """Tell XML by its elements, JSON by its keys, the table by its columns."""
        head = export.head[:65_536]
        if all(mark in head for mark in _XML):
            return self._layout(export, "xml", "event-xml", "elements Event and EventID")
        if head.lstrip()[:1] in {"{", "["}:
            wrapper = _shipper(head)
            return self._layout(export, "json", wrapper, "keys of an event") if wrapper else None
        names = frozenset(export.names())
        if export.delimiter and any(have <= names for have, _, _ in _TABLE):
            return self._layout(export, "csv", "event-viewer", "columns of the Event Viewer")
        return None

    def _layout(self, export: Export, form: str, wrapper: str, reason: str) -> Layout:
        return Layout(
            kind=f"windows-security-{form}",
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=export.delimiter if form == "csv" else "",
            columns=export.columns if form == "csv" else (),
            reason=reason,
            seen_in_the_wild=wrapper in {"event-xml", "log-analytics"},
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each record."""
        if layout.wrapper == "event-xml":
            yield from _xml(export)
        elif layout.wrapper == "event-viewer":
            yield from _table(export)
        else:
            yield from _json(export)


def _shipper(head: str) -> str:
    if '"winlog"' in head and '"event_id"' in head:
        return "winlogbeat"
    if '"EventID"' not in head:
        return ""
    if '"TimeGenerated"' in head and '"SecurityEvent"' in head:
        return "log-analytics"
    return "nxlog" if '"EventTime"' in head and '"Hostname"' in head else ""


def _xml(export: Export) -> Iterator[Item]:
    yield from refused_doctype(export.text)
    for found in elements(export.text, "Event"):
        if isinstance(found, RowProblem):
            yield found
        else:
            locator, element = found
            yield audit_event(_of_xml(element), locator, export, _UTC)


def _of_xml(event: Element) -> WindowsEvent:
    parts = {local(child.tag): child for child in event}
    system = parts.get("System")
    data: dict[str, str] = {}
    for outer in ("UserData", "EventData"):
        for number, child in enumerate(parts.get(outer, ())):
            if len(child):
                data |= {local(one.tag): (one.text or "").strip() for one in child}
            else:
                data[child.get("Name") or f"{local(child.tag)}[{number}]"] = (
                    child.text or ""
                ).strip()
    if system is None:
        return WindowsEvent(id="", time="", data=data)
    attributes = {local(child.tag): child.attrib for child in system}
    return WindowsEvent(
        id=content(system, "EventID"),
        time=attributes.get("TimeCreated", {}).get("SystemTime", ""),
        computer=content(system, "Computer"),
        record=content(system, "EventRecordID"),
        channel=content(system, "Channel"),
        provider=attributes.get("Provider", {}).get("Name", ""),
        data=data,
    )


def _json(export: Export) -> Iterator[Item]:
    zone = stated_zone(export.timezone)
    local_clock = Clock(zone=zone, basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED)
    for found in values(export.text):
        if isinstance(found, RowProblem):
            yield found
            continue
        locator, data = found
        winlog = data.get("winlog")
        if isinstance(winlog, dict):
            yield audit_event(_winlogbeat(data, winlog), locator, export, _UTC)
        else:
            utc = "TimeGenerated" in data
            yield audit_event(_flat(data), locator, export, _UTC if utc else local_clock)


def _winlogbeat(data: Mapping[str, Any], winlog: Mapping[str, Any]) -> WindowsEvent:
    inner = winlog.get("event_data")
    named = inner if isinstance(inner, dict) else {}
    return WindowsEvent(
        id=plain(winlog.get("event_id")),
        time=plain(data.get("@timestamp")),
        computer=plain(winlog.get("computer_name")),
        record=plain(winlog.get("record_id")),
        channel=plain(winlog.get("channel")),
        provider=plain(winlog.get("provider_name")),
        data={str(name): plain(value) for name, value in named.items()},
    )


_HEAD = frozenset(
    {"EventID", "TimeGenerated", "EventTime", "Computer", "Hostname", "Channel", "RecordNumber"}
)


def _flat(data: Mapping[str, Any]) -> WindowsEvent:
    """NXLog and Log Analytics put the values beside the head."""
    return WindowsEvent(
        id=plain(data.get("EventID")),
        time=plain(data.get("TimeGenerated") or data.get("EventTime")),
        computer=plain(data.get("Computer") or data.get("Hostname")),
        record=plain(data.get("RecordNumber") or data.get("EventOriginId")),
        channel=plain(data.get("Channel")),
        provider=plain(data.get("SourceName") or data.get("EventSourceName")),
        data={str(name): plain(value) for name, value in data.items() if name not in _HEAD},
    )


def _table(export: Export) -> Iterator[Item]:
    """Rows of the Event Viewer: the prose stands in a last cell that the header does not name."""
    names = export.names()
    time_name, id_name = next((t, i) for have, t, i in _TABLE if have <= frozenset(names))
    at, id_at = names.index(time_name), names.index(id_name)
    clock = _table_clock(export, at)
    for row in _rows(export):
        cells = split(row.data, export.delimiter, export.text.codec)
        if cells is None or not row.closed:
            yield RowProblem(locator=row.locator, reason="quotes-not-closed")
        elif not len(names) <= len(cells) <= len(names) + 1:
            detail = f"{len(cells)}/{len(names)}"
            yield RowProblem(locator=row.locator, reason="columns-differ", detail=detail)
        else:
            prose = cells[len(names)] if len(cells) > len(names) else ""
            head = {export.columns[n]: cells[n] for n in range(len(names)) if n not in {at, id_at}}
            data = {**head, **prose_values(prose), "Message": prose}
            one = WindowsEvent(id=cells[id_at].strip(), time=cells[at], data=data)
            yield audit_event(one, row.locator, export, clock)


def _rows(export: Export) -> Iterator[Row]:
    found = rows(export.text)
    next(found, None)
    return found


def _table_clock(export: Export, at: int) -> Clock:
    zone = stated_zone(export.timezone)
    times = []
    for row, _ in zip(_rows(export), range(20_000), strict=False):
        cells = split(row.data, export.delimiter, export.text.codec)
        times.append(cells[at] if cells and len(cells) > at else "")
    return Clock(
        zone=zone,
        basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED,
        order=learn_order(times),
    )


def prose_values(prose: str) -> dict[str, str]:
    """Values out of the English text of an event; other languages keep their text only."""
    found: dict[str, str] = {}
    section = ""
    for line in prose[:100_000].splitlines():
        label, colon, value = line.strip().partition(":")
        key, value = label.strip().lower(), value.strip()
        if not colon:
            continue
        if not value:
            section = _SECTIONS.get(key, section if key in _LABELS else "")
        if key in _LABELS and section:
            found.setdefault(f"{section}{_LABELS[key]}", value)
        elif key in _PLAIN and value:
            found.setdefault(_PLAIN[key], value)
    return found


READER = _Reader()
