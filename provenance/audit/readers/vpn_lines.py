"""Lines of VPN gateways: FortiGate, Cisco ASA, OpenVPN.

Sources: Fortinet, FortiOS Log Reference (``eventtime`` in nanoseconds, ``tz``); Cisco, ASA Syslog
Messages 113004, 113015, 113019, 113039, 722022, 722051, 716001; OpenVPN's log file. They join an
account, an outside address and an inside one; OpenVPN and ASA write local time without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.records import (
    Actor,
    AuditEvent,
    EventKind,
    EventTime,
    IpRole,
    IpSeen,
    Layout,
    Locator,
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.rows import Row, line_rows
from provenance.audit.source.syslog import first_lines, log_lines
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value

_PAIR = re.compile(r'\b(\w{1,40})=("[^"]{0,4000}"|[^\s"]{0,4000})')
_FORTI = re.compile(r'\bdate=\d{4}-\d\d-\d\d time=[\d:]{8} .{0,400}\btype="?event"? .{0,80}"?vpn')
_ASA = re.compile(r"%ASA-\d-(\d{6}): (.*)\Z", re.S)
_ASA_USER = re.compile(r"(?:User|Username|user)[ =]+<?'?\"?([^>,'\"\s]{1,320})")
_ASA_IP = re.compile(r"(?:\bIP[ =]+<?|user IP = )([0-9A-Fa-f.:]{3,45}?)(?=[>,\s]|\Z)")
_ASA_INSIDE = re.compile(r"(?:IPv4 Address|Address) <([0-9A-Fa-f.:]{3,45})>")
_ASA_STAMP = re.compile(r"([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d)")
_ASA_KINDS = {
    "113039": EventKind.NETWORK_SESSION,
    "722022": EventKind.NETWORK_SESSION,
    "722051": EventKind.NETWORK_SESSION,
    "716001": EventKind.NETWORK_SESSION,
    "113019": EventKind.SESSION_END,
    "113004": EventKind.SIGN_IN,
    "113015": EventKind.SIGN_IN_FAILED,
    "113005": EventKind.SIGN_IN_FAILED,
}
_OPEN = re.compile(
    r"(?:([^\s/]{1,320})/)?([0-9.]{7,15}|\[?[0-9A-Fa-f:]{3,45}\]?):(\d{1,5}) (.*)\Z",
    re.S,
)
_OPEN_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:us=\d+ )?(.*)\Z", re.S)
_OPEN_PROGRAM = re.compile(r"(?:openvpn|ovpn)[\w.@/-]{0,80}\Z", re.I)
_LEARN = re.compile(r"MULTI: Learn: ([0-9A-Fa-f.:]{3,45}) -> ")
_COMMON = re.compile(
    r"(?:Peer Connection Initiated|TLS: Username/Password authentication succeeded)"
)
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


class _Reader:
    kind = "vpn-openvpn"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the marks of each product in the first lines."""
        lines = export.head.splitlines()[:50]
        for line in lines:
            if _FORTI.search(line[:4000]):
                return self._layout(export, "vpn-fortinet", "lines of FortiGate", wild=True)
            if "%ASA-" in line and _ASA.search(line[:4000]):
                return self._layout(export, "vpn-cisco-asa", "lines of Cisco ASA", wild=False)
        if "OpenVPN" in export.head and any(_open_line(line[:4000]) for line in lines):
            return self._layout(export, "vpn-openvpn", "lines of OpenVPN", wild=True)
        # Over syslog the program's name is what a service is called: openvpn, ovpn-server.
        if any(_OPEN_PROGRAM.match(line.program) for line in first_lines(export)):
            reason = "system log lines of OpenVPN"
            return self._layout(export, "vpn-openvpn", reason, wild=True, wrapper="syslog")
        return None

    def _layout(
        self, export: Export, kind: str, reason: str, *, wild: bool, wrapper: str = "log-lines"
    ) -> Layout:
        return Layout(
            kind=kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            reason=reason,
            seen_in_the_wild=wild,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each line of the product; others are problems."""
        zone = stated_zone(export.timezone)
        clock = Clock(zone=zone, basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED)
        if layout.wrapper == "syslog":
            yield from _openvpn_syslog(export)
            return
        form = {"vpn-fortinet": _fortinet, "vpn-cisco-asa": _asa}.get(layout.kind, _openvpn)
        for row in line_rows(export.text):
            line = row.data[:65_536].decode(export.text.codec, "replace")
            found = form(row, line, export, clock)
            yield found or RowProblem(locator=row.locator, reason="no-log-line")


def _fortinet(row: Row, line: str, export: Export, clock: Clock) -> AuditEvent | None:
    pairs = {key: value.strip('"') for key, value in _PAIR.findall(line)}
    if "date" not in pairs or "time" not in pairs:
        return None
    action = pairs.get("action", "")
    failed = "fail" in action
    user = pairs.get("user", "")
    ips = [
        read_ip(pairs[name], name, role)
        for name, role in (("remip", IpRole.PEER), ("tunnelip", IpRole.ASSIGNED_INSIDE))
        if pairs.get(name) and pairs[name] != "N/A"
    ]
    stamp = pairs.get("eventtime", "")
    raw = stamp if stamp.isdigit() else f"{pairs['date']} {pairs['time']}{pairs.get('tz', '')}"
    kind = EventKind.SESSION_END if "down" in action else EventKind.NETWORK_SESSION
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=EventKind.SIGN_IN_FAILED if failed else kind,
        operation=action or "line",
        time=read_time(raw, clock),
        actor=Actor(account=user if user not in {"", "N/A"} else State.ABSENT),
        ips=tuple(ips),
        outcome=Outcome.FAILURE if failed else Outcome.UNKNOWN,
        outcome_native=pairs.get("reason") or State.ABSENT,
        params=tuple(pairs.items()),
    )


def _asa(row: Row, line: str, export: Export, clock: Clock) -> AuditEvent | None:
    found = _ASA.search(line)
    if found is None:
        return None
    text = found[2]
    user, outside, inside = _ASA_USER.search(text), _ASA_IP.search(text), _ASA_INSIDE.search(text)
    ips: list[IpSeen] = []
    if outside:
        ips.append(read_ip(outside[1], "IP", IpRole.PEER))
    if inside:
        ips.append(read_ip(inside[1], "Address", IpRole.ASSIGNED_INSIDE))
    stamp = _ASA_STAMP.search(line[: found.start()])
    raw = ""
    if stamp and stamp[1] in _MONTHS:
        month = _MONTHS.index(stamp[1]) // 3 + 1
        raw = f"{stamp[3]}-{month:02d}-{int(stamp[2]):02d} {stamp[4]}"
    time = read_time(raw, clock)
    kind = _ASA_KINDS.get(found[1], EventKind.OTHER)
    failed = kind is EventKind.SIGN_IN_FAILED
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=kind,
        operation=f"ASA {found[1]}",
        time=time if isinstance(time, State) or stamp is None else replace(time, raw=stamp[0]),
        actor=Actor(account=user[1] if user else State.ABSENT),
        ips=tuple(ips),
        outcome=Outcome.FAILURE if failed else Outcome.UNKNOWN,
        unmapped=(("text", text),),
    )


def _open_line(line: str) -> re.Match[str] | None:
    timed = _OPEN_TIME.match(line)
    return _OPEN.match(timed[2]) if timed else None


def _openvpn(row: Row, line: str, export: Export, clock: Clock) -> AuditEvent | None:
    timed = _OPEN_TIME.match(line)
    if timed is None:
        return None
    return _openvpn_event(row.locator, read_time(timed[1], clock), timed[2], export)


def _openvpn_syslog(export: Export) -> Iterator[Item]:
    """Lines of the program in a system log; those of other programs are no events of it."""
    for line in log_lines(export):
        if isinstance(line, RowProblem):
            yield line
        elif not _OPEN_PROGRAM.match(line.program):
            yield RowProblem(locator=line.locator, reason="other-program", detail=line.program)
        else:
            yield _openvpn_event(line.locator, line.time, line.text, export, line.flags)


def _openvpn_event(
    locator: Locator,
    time: Value[EventTime],
    message: str,
    export: Export,
    flags: tuple[str, ...] = (),
) -> AuditEvent:
    found = _OPEN.match(message)
    text = found[4] if found else message
    learned = _LEARN.search(text)
    failed = "AUTH_FAILED" in text or "auth failed" in text.lower() or "TLS Error" in text
    failed = failed or "TLS Auth Error" in text or "Incorrect password supplied" in text
    ips = [read_ip(f"{found[2]}:{found[3]}", "peer", IpRole.PEER)] if found else []
    if learned:
        ips.append(read_ip(learned[1], "MULTI: Learn", IpRole.ASSIGNED_INSIDE))
    kind = EventKind.NETWORK_SESSION if learned or _COMMON.search(text) else EventKind.OTHER
    name = " ".join(text.split()[:3]) if found else "line"
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=EventKind.SIGN_IN_FAILED if failed else kind,
        operation="MULTI: Learn" if learned else name,
        time=time,
        actor=Actor(account=(found[1] if found else None) or State.ABSENT),
        ips=tuple(ips),
        outcome=Outcome.FAILURE if failed else Outcome.UNKNOWN,
        flags=flags,
        unmapped=(("text", text.strip()),),
    )


READER = _Reader()
