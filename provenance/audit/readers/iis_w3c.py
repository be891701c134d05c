"""IIS and other W3C extended logs: requests to OWA, EWS, ActiveSync, MAPI.

Source: W3C Extended Log File Format (working draft); IIS writes UTC unless told otherwise. Behind
a proxy or balancer ``c-ip`` is that machine's address; only X-Forwarded-For, where it is logged,
tells of the client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    Actor,
    AuditEvent,
    Client,
    ClientFamily,
    Device,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.field_logs import FieldHead, FieldRow, field_rows, read_head
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value

_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)
_FAMILIES = (
    ("/owa", ClientFamily.OWA),
    ("/ews", ClientFamily.EWS),
    ("/microsoft-server-activesync", ClientFamily.ACTIVESYNC),
    ("/mapi", ClientFamily.OUTLOOK_DESKTOP),
    ("/rpc", ClientFamily.OUTLOOK_DESKTOP),
    ("/powershell", ClientFamily.POWERSHELL),
    ("/ecp", ClientFamily.OWA),
)
_SENDING = re.compile(r"cmd=sendmail|cmd=smartreply|cmd=smartforward|action=createitem&", re.I)
_FORWARDED = ("x-forwarded-for", "cs(x-forwarded-for)", "cs-x-forwarded-for")


class _Reader:
    kind = "iis-w3c"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by columns separated by blanks, the client's address among them."""
        head = read_head(export.head)
        if head is None or head.delimiter != " ":
            return None
        if not {"c-ip", "cs-method"} <= {name.lower() for name in head.columns}:
            return None
        return Layout(
            kind=self.kind,
            wrapper="w3c-extended",
            encoding=export.text.encoding.name,
            delimiter=" ",
            columns=head.columns,
            reason="columns c-ip and cs-method",
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each request."""
        for row in field_rows(export.text, FieldHead(columns=layout.columns, delimiter=" ")):
            yield row if isinstance(row, RowProblem) else _event(row, export)


def _event(row: FieldRow, export: Export) -> AuditEvent:
    cells = {name.lower(): value for name, value in row.cells.items()}
    date = cells.get("date", "") or row.head.date.partition(" ")[0]
    stem, query = cells.get("cs-uri-stem", ""), cells.get("cs-uri-query", "")
    flags = [] if "date" in cells else ["date-from-head"]
    used = {"date", "time", "c-ip", "cs-username", "cs(user-agent)", "sc-status"}
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=EventKind.SUBMIT if _SENDING.search(f"{query}&") else EventKind.REQUEST,
        operation=f"{cells.get('cs-method', '')} {stem}".strip(),
        time=read_time(f"{date} {cells.get('time', '')}".strip(), _CLOCK),
        actor=Actor(account=_present(cells, "cs-username")),
        ips=_ips(cells),
        client=_client(cells, stem),
        device=_device(query),
        target=query or State.ABSENT,
        outcome=_outcome(cells.get("sc-status", "")),
        outcome_native=_present(cells, "sc-status"),
        flags=tuple(flags),
        unmapped=tuple((k, v) for k, v in cells.items() if k not in used and v not in {"", "-"}),
    )


def _present(cells: Mapping[str, str], name: str) -> Value[str]:
    if name not in cells:
        return State.NOT_APPLICABLE
    return State.ABSENT if cells[name] in {"", "-"} else cells[name]


def _ips(cells: Mapping[str, str]) -> tuple[IpSeen, ...]:
    found = []
    if cells.get("c-ip", "-") != "-":
        found.append(read_ip(cells["c-ip"], "c-ip", IpRole.PEER))
    for name in _FORWARDED:
        parts = cells.get(name, "").replace("+", "").split(",")
        found += [read_ip(one, name, IpRole.CLAIMED) for one in parts if one not in {"", "-"}]
    return tuple(found)


def _client(cells: Mapping[str, str], stem: str) -> Client:
    agent = cells.get("cs(user-agent)", "").replace("+", " ")
    agent = "" if agent == "-" else agent
    lower = stem.lower()
    family = next((found for start, found in _FAMILIES if lower.startswith(start)), None)
    parsed = parse_client("", user_agent=agent)
    return Client(family=family or parsed.family, user_agent=agent or State.ABSENT)


def _device(query: str) -> Device:
    """ActiveSync names the device in its query."""
    asked = {key.lower(): found[0] for key, found in parse_qs(query[:8000]).items()}
    return Device(id=asked.get("deviceid", State.ABSENT), os=asked.get("devicetype", State.ABSENT))


def _outcome(status: str) -> Outcome:
    if not status.isdigit():
        return Outcome.UNKNOWN
    return Outcome.SUCCESS if int(status) < 400 else Outcome.FAILURE


READER = _Reader()
