"""RADIUS logs of a Windows Network Policy Server (NPS, formerly IAS), in its three forms.

Sources: learn.microsoft.com, "Interpret NPS Database Format Log Files" and "Iasparse Examples"
(fixed columns; attribute numbers with their values), the header line in the Windows Server
documentation on diagnosing network policies, docs.nxlog.co, "Microsoft Network Policy
Server" (DTS form, XML); attribute and packet numbers: RFC 2865, 2866, 2868. Dates are month
first and local to the server, without a zone. No real file was at hand. What is logged is the
network access server's word: an account, a line into the network, an inside address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.records import (
    Actor,
    AuditEvent,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Locator,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.rows import line_rows, split
from provenance.audit.source.xml_elements import elements, local, refused_doctype
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, DayOrder, read_time
from provenance.basics import State

# The columns of the database form, in their order.
_COLUMNS = (
    "Computer-Name", "Event-Source", "Record-Date", "Record-Time", "Packet-Type", "User-Name",
    "Fully-Qualified-User-Name", "Called-Station-Id", "Calling-Station-Id", "Callback-Number",
    "Framed-IP-Address", "NAS-Identifier", "NAS-IP-Address", "NAS-Port", "Client-Vendor",
    "Client-IP-Address", "Client-Friendly-Name", "Event-Timestamp", "Port-Limit", "NAS-Port-Type",
    "Connect-Info", "Framed-Protocol", "Service-Type", "Authentication-Type", "Policy-Name",
    "Reason-Code", "Class", "Session-Timeout", "Idle-Timeout", "Termination-Action",
    "EAP-Friendly-Name", "Acct-Status-Type", "Acct-Delay-Time", "Acct-Input-Octets",
    "Acct-Output-Octets", "Acct-Session-Id", "Acct-Authentic", "Acct-Session-Time",
    "Acct-Input-Packets", "Acct-Output-Packets", "Acct-Terminate-Cause", "Acct-Multi-Ssn-Id",
    "Acct-Link-Count", "Acct-Interim-Interval", "Tunnel-Type", "Tunnel-Medium-Type",
    "Tunnel-Client-Endpt", "Tunnel-Server-Endpt", "Acct-Tunnel-Conn", "Tunnel-Pvt-Group-Id",
    "Tunnel-Assignment-Id", "Tunnel-Preference", "MS-Acct-Auth-Type", "MS-Acct-EAP-Type",
    "MS-RAS-Version", "MS-RAS-Vendor", "MS-CHAP-Error", "MS-CHAP-Domain",
    "MS-MPPE-Encryption-Types", "MS-MPPE-Encryption-Policy", "Proxy-Policy-Name", "Provider-Type",
    "Provider-Name", "Remote-Server-Address", "MS-RAS-Client-Name", "MS-RAS-Client-Version",
)  # fmt: skip
_HEADER = "ComputerName,ServiceName,Record-Date,Record-Time,Packet-Type,"
"""The line that Microsoft's pages tell administrators to put in front; the log has none."""
_ATTRIBUTES = {
    "1": "User-Name", "4": "NAS-IP-Address", "5": "NAS-Port", "8": "Framed-IP-Address",
    "25": "Class", "30": "Called-Station-Id", "31": "Calling-Station-Id", "32": "NAS-Identifier",
    "40": "Acct-Status-Type", "44": "Acct-Session-Id", "46": "Acct-Session-Time",
    "49": "Acct-Terminate-Cause", "61": "NAS-Port-Type", "66": "Tunnel-Client-Endpt",
    "4108": "Client-IP-Address", "4128": "Client-Friendly-Name", "4129": "SAM-Account-Name",
    "4130": "Fully-Qualified-User-Name", "4136": "Packet-Type", "4142": "Reason-Code",
    "4149": "Policy-Name",
}  # fmt: skip
_PACKETS = {
    "1": "Access-Request", "2": "Access-Accept", "3": "Access-Reject",
    "4": "Accounting-Request", "5": "Accounting-Response", "11": "Access-Challenge",
}  # fmt: skip
_STATUS = {
    "1": ("Start", EventKind.SESSION_START),
    "2": ("Stop", EventKind.SESSION_END),
    "3": ("Interim-Update", EventKind.NETWORK_SESSION),
}
_KINDS = {"2": EventKind.SIGN_IN, "3": EventKind.SIGN_IN_FAILED}
_DATABASE = re.compile(
    r'"[^"]{0,255}","(?:IAS|RAS|UAS|NPS)",\d\d?/\d\d?/\d{4},\d\d:\d\d:\d\d,\d{1,2},'
)
_IAS = re.compile(
    r"[0-9A-Fa-f.:]{2,45},[^,]{0,320},\d\d?/\d\d?/\d{4},\d\d:\d\d:\d\d,(?:IAS|RAS|UAS|NPS),[^,]{0,255},"
)
_DTS = re.compile(r"<Event>\s{0,20}<Timestamp data_type=")
_ADDRESSES = (
    ("Framed-IP-Address", IpRole.ASSIGNED_INSIDE),
    ("Tunnel-Client-Endpt", IpRole.PEER),
    ("Calling-Station-Id", IpRole.CLAIMED),
    ("NAS-IP-Address", IpRole.SERVER_SELF),
)


class _Reader:
    kind = "nps-radius"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the first record."""
        head = export.head.lstrip("\ufeff \r\n")
        line = head.partition("\n")[0][:2000]
        if _DATABASE.match(line) or line.startswith(_HEADER):
            return self._layout(export, "database-columns")
        if _IAS.match(line):
            return self._layout(export, "ias-attributes")
        if _DTS.match(head[:400]):
            return self._layout(export, "dts-xml")
        return None

    def _layout(self, export: Export, wrapper: str) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            reason="first record of a RADIUS log",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each packet."""
        zone = stated_zone(export.timezone)
        basis = TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED
        clock = Clock(zone=zone, basis=basis, order=DayOrder.MONTH_FIRST)
        if layout.wrapper == "dts-xml":
            yield from _xml(export, clock)
            return
        named = _of_columns if layout.wrapper == "database-columns" else _of_pairs
        for row in line_rows(export.text):
            if row.data.startswith(_HEADER.encode()):
                continue
            fields = split(row.data, ",", export.text.codec)
            found = named(fields) if fields else None
            if found is None:
                yield RowProblem(locator=row.locator, reason="no-log-line")
            else:
                yield _event(found, row.locator, export, clock)


def _xml(export: Export, clock: Clock) -> Iterator[Item]:
    yield from refused_doctype(export.text)
    for found in elements(export.text, "Event"):
        if isinstance(found, RowProblem):
            yield found
            continue
        locator, element = found
        values = {local(child.tag): (child.text or "").strip() for child in element}
        # The spelling of one element is the product's own.
        values.setdefault("Fully-Qualified-User-Name", values.pop("Fully-Qualifed-User-Name", ""))
        day, _, time = values.pop("Timestamp", "").partition(" ")
        yield _event(values | {"Record-Date": day, "Record-Time": time}, locator, export, clock)


def _of_columns(fields: list[str]) -> dict[str, str] | None:
    if len(fields) < 5 or "/" not in fields[2]:
        return None
    found = dict(zip(_COLUMNS, fields, strict=False))
    more = enumerate(fields[len(_COLUMNS) :], len(_COLUMNS) + 1)
    return found | {f"column {number}": value for number, value in more}


def _of_pairs(fields: list[str]) -> dict[str, str] | None:
    if len(fields) < 6 or "/" not in fields[2]:
        return None
    names = ("NAS-IP-Address", "User-Name", "Record-Date", "Record-Time", "Event-Source")
    found = dict(zip((*names, "Computer-Name"), fields, strict=False))
    for number, value in zip(fields[6::2], fields[7::2], strict=False):
        found[_ATTRIBUTES.get(number.strip(), f"attribute {number.strip()}")] = value
    return found


def _event(given: Mapping[str, str], locator: Locator, export: Export, clock: Clock) -> AuditEvent:
    packet, status = given.get("Packet-Type", ""), given.get("Acct-Status-Type", "")
    name = _PACKETS.get(packet, f"packet {packet}" if packet else "record")
    kind = _KINDS.get(packet, EventKind.OTHER)
    if packet == "4" and status in _STATUS:
        word, kind = _STATUS[status]
        name = f"{name} {word}"
    named = ("User-Name", "SAM-Account-Name", "Fully-Qualified-User-Name")
    user = next((given[one] for one in named if given.get(one)), "")
    session = given.get("Acct-Session-Id", "")
    served = given.get("NAS-IP-Address") or given.get("NAS-Identifier") or ""
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=kind,
        operation=name,
        time=read_time(f"{given['Record-Date']} {given['Record-Time']}", clock),
        actor=Actor(account=user or State.ABSENT),
        ips=_ips(given),
        sessions=(SessionId(kind="radius-session", value=f"{session}@{served}"),)
        if session
        else (),
        outcome={"2": Outcome.SUCCESS, "3": Outcome.FAILURE}.get(packet, Outcome.UNKNOWN),
        outcome_native=given.get("Reason-Code") or State.ABSENT,
        params=tuple((key, value) for key, value in given.items() if value),
    )


def _ips(given: Mapping[str, str]) -> tuple[IpSeen, ...]:
    """Addresses; a calling station may be a telephone or hardware number, and then is none."""
    seen = [read_ip(given[name], name, role) for name, role in _ADDRESSES if given.get(name)]
    return tuple(ip for ip in seen if not isinstance(ip.address, State))


READER = _Reader()
