"""Lines of Pulse Connect Secure, today Ivanti Connect Secure: standard form and WELF.

Sources: example lines in public parsers of both forms (uSIEM PulseSecure, an ArcSight flex
connector, tests of a VPN log reader) [X]; the maker's list of messages was not at hand, so the
meaning of a line is what its own words say. The time in a line is the gateway's, without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.records import (
    Actor,
    AuditEvent,
    Client,
    EventKind,
    IpRole,
    IpSeen,
    Layout,
    Outcome,
    RowProblem,
    SessionId,
    TimeBasis,
)
from provenance.audit.source.rows import Row, line_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State
from provenance.basics.record import dataclass

_NAMES = ("PulseSecure: ", "Juniper: ", "Ivanti: ")
_PAIRS = {
    name: re.compile(pattern)
    for name, pattern in (
        ("time", r'\btime="([^"]{1,40})"'),
        ("node", r"\bvpn=(\S{0,255})"),
        ("user", r'\buser=([^"=]{0,320}) realm="'),
        ("realm", r'\brealm="([^"]{0,320})"'),
        ("src", r"\bsrc=([0-9A-Fa-f.:]{0,45})(?= )"),
        ("agent", r'\bagent="([^"]{0,2000})"'),
        ("text", r'\bmsg="([^"]{0,4000})"'),
    )
}
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\Z")
_WHO = re.compile(r"\[([0-9A-Fa-f.:]{2,45})\] ([^(]{0,320})\(([^)]{0,320})\)")
_CODE = re.compile(r"([A-Z]{3}\d{5}): ")
_INSIDE = re.compile(r"IPv[46] address ([0-9A-Fa-f.:]{3,45}?)(?=[,\s]|\Z)")
_SESSION = re.compile(r"\(session:([0-9A-Za-z]{1,64})\)")
# In this order: a line is what the first of these that it holds says.
_WORDS = (
    ("session started for user", EventKind.SESSION_START),
    ("session ended for user", EventKind.SESSION_END),
    ("session timed out", EventKind.SIGN_OUT),
    ("logout from", EventKind.SIGN_OUT),
    ("login failed", EventKind.SIGN_IN_FAILED),
    ("authentication failed", EventKind.SIGN_IN_FAILED),
    ("login succeeded", EventKind.SIGN_IN),
    ("primary authentication successful", EventKind.SIGN_IN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of either form, taken apart."""

    time: str
    node: str
    user: str
    realm: str
    src: str
    agent: str
    text: str


class _Reader:
    kind = "vpn-pulse"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by a line of one of its forms."""
        if not any(name in export.head for name in ("PulseSecure:", "Juniper:", "Ivanti:")):
            return None
        lines = [_line(line[:8000]) for line in export.head.splitlines()[:50]]
        if not any(lines):
            return None
        return Layout(
            kind=self.kind,
            wrapper="log-lines",
            encoding=export.text.encoding.name,
            reason="lines of Pulse or Ivanti Connect Secure",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each line of the product; others are problems."""
        del layout
        zone = stated_zone(export.timezone)
        clock = Clock(zone=zone, basis=TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED)
        for row in line_rows(export.text):
            found = _line(row.data[:16_384].decode(export.text.codec, "replace"))
            if found is None:
                yield RowProblem(locator=row.locator, reason="no-log-line")
            else:
                yield _event(found, row, export, clock)


def _line(text: str) -> _Line | None:
    at = next((at + len(name) for name in _NAMES if (at := text.find(name)) >= 0), -1)
    if at < 0:
        return None
    rest = text[at:]
    return _welf(rest) if rest.startswith("id=firewall ") else _standard(rest)


def _welf(text: str) -> _Line | None:
    """``name=value`` pairs; some values have blanks without quotes."""
    found = {name: pattern.search(text) for name, pattern in _PAIRS.items()}
    given = {name: match[1] for name, match in found.items() if match}
    if "time" not in given or "text" not in given:
        return None
    return _Line(**{name: given.get(name, "") for name in _PAIRS})


def _standard(text: str) -> _Line | None:
    """``time - node - [address] user(realm)[roles] - text``."""
    parts = text.split(" - ", 3)
    who = _WHO.match(parts[2]) if len(parts) == 4 and _TIME.match(parts[0]) else None
    if who is None:
        return None
    return _Line(
        time=parts[0],
        node=parts[1],
        user=who[2],
        realm=who[3],
        src=who[1],
        agent="",
        text=parts[3].strip(),
    )


def _event(line: _Line, row: Row, export: Export, clock: Clock) -> AuditEvent:
    code, inside = _CODE.match(line.text), _INSIDE.search(line.text)
    session, plain = _SESSION.search(line.text), line.text.lower()
    kind = next((kind for words, kind in _WORDS if words in plain), EventKind.OTHER)
    ips: list[IpSeen] = [read_ip(line.src, "src", IpRole.PEER)] if line.src else []
    if inside:
        ips.append(read_ip(inside[1], "IPv4 address", IpRole.ASSIGNED_INSIDE))
    failed = kind is EventKind.SIGN_IN_FAILED
    known = kind is EventKind.SIGN_IN
    # A number of zeros stands where the gateway has none to show.
    named = session[1] if session and session[1].strip("0") else ""
    return AuditEvent(
        id=export.event_id(row.locator),
        source=export.source,
        locator=row.locator,
        kind=kind,
        operation=code[1] if code else " ".join(line.text.split()[:4]),
        time=read_time(line.time, clock),
        actor=Actor(account=line.user if line.user not in {"", "System"} else State.ABSENT),
        ips=tuple(ips),
        client=parse_client("", user_agent=line.agent) if line.agent else Client(),
        sessions=(SessionId(kind="vpn-session", value=f"{named}@{line.node}"),) if named else (),
        outcome=Outcome.FAILURE if failed else Outcome.SUCCESS if known else Outcome.UNKNOWN,
        unmapped=(("realm", line.realm), ("node", line.node), ("text", line.text)),
    )


READER = _Reader()
