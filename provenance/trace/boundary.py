"""Where the recipient's own lines end: the trust boundary.

From the top, a line counts as the receiving side's while its by-host is one of that side's and the
line above took the message from inside. The line that took it from outside is the boundary: its
address is the last thing that the sending side could not write. Trust once lost never returns.
"""

from __future__ import annotations

from provenance.basics import State, Text, Value, known, text
from provenance.trace.addresses import is_in, is_inside, names_host, network_text
from provenance.trace.domains import host_name, operator_of, same_domain, under
from provenance.trace.operators import Operator
from provenance.trace.records import TraceField, TrustBoundary

MOST_NAMES = 64
"""Host names of the receiving side that are kept; a real run has fewer than twenty."""

_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain"})
_CONFIRMED_NAMES = frozenset({"postfix", "exim"})
_AUTHENTICATED = frozenset(
    {"esmtpa", "esmtpsa", "lmtpa", "lmtpsa", "asmtp", "utf8smtpa", "utf8smtpsa", "smtpsa"}
)


class ReceivingSide:
    """Who counts as the receiving side: hosts, domains, operator, names from the case file."""

    def __init__(self, top: TraceField, receivers: tuple[str, ...]) -> None:
        host = known(top.by) or ""
        self.operator: Operator | None = operator_of(host)
        if self.operator is None and top.dialect == "google":
            self.operator = operator_of("mx.google.com")
        self.host = host_name(host)
        self.receivers = tuple(sorted({name for r in receivers if (name := host_name(r))}))
        self.addresses = tuple(sorted({net for r in receivers if (net := network_text(r))}))
        self.hosts: dict[str, None] = {self.host: None} if self.host else {}

    def learn(self, name: str) -> None:
        """Count a host name as the receiving side's."""
        if name and name not in _LOCAL_NAMES and len(self.hosts) < MOST_NAMES:
            self.hosts.setdefault(name)

    @property
    def title(self) -> str:
        """Name for the report: the operator, else the host that wrote the newest line."""
        return self.operator.title if self.operator else self.host

    def names(self) -> tuple[str, ...]:
        """Host names and authserv-ids that count as the receiving side's."""
        extra = self.operator.authserv_ids if self.operator else ()
        return tuple(sorted({*self.hosts, *self.receivers, *extra}))

    def owns(self, host: str) -> bool:
        """Whether a host name is the receiving side's."""
        name = host_name(host)
        if not name:
            return False
        if name in self.hosts or under(name, self.receivers):
            return True
        if self.operator:
            return under(name, self.operator.hosts)
        return any(same_domain(name, own) for own in self.hosts)

    def wrote(self, line: TraceField) -> bool:
        """Whether a line names a host of the receiving side as its writer."""
        host = known(line.by)
        if host is None:
            return line.by is State.ABSENT and _is_queue_note(line)
        if self.operator and self.operator.id == "google" and line.dialect == "google":
            return True
        return self.owns(host)


def find_boundary(
    lines: tuple[TraceField, ...], receivers: tuple[str, ...] = ()
) -> tuple[TrustBoundary, int]:
    """Find the trust boundary.

    Args:
        lines: Received fields, newest first (the order of the header section).
        receivers: host names, authserv-ids, addresses and networks (CIDR) that the case file
            names as the recipients' own. A name lets the run go on only where it is confirmed;
            an address does wherever the line above took the message from it.

    Returns:
        The boundary, with ``position`` counted from the oldest line, and the number of lines from
        the top that the receiving side wrote.
    """
    if not lines:
        return TrustBoundary(position=State.ABSENT, reason=text("trace.boundary.no-received")), 0
    index = 0
    while index + 1 < len(lines) and _is_queue_note(lines[index]):
        index += 1
    side = ReceivingSide(lines[index], receivers)
    if not side.host and not side.operator:
        return _unnamed(lines, index)
    while True:
        line = lines[index]
        side.learn(host_name(known(line.by) or ""))
        reason = _handed_over(line, side)
        if reason is not None:
            break
        if index + 1 == len(lines):
            reason = text("trace.boundary.oldest-line", by=_writer(line), operator=side.title)
            break
        _learn(line, side)
        if not side.wrote(lines[index + 1]) and not _local_next(line, lines[index + 1]):
            reason = _names_end(line, lines[index + 1], side)
            break
        index += 1
    return _boundary(lines, index, side, reason), index + 1


def _boundary(
    lines: tuple[TraceField, ...], index: int, side: ReceivingSide, reason: Text
) -> TrustBoundary:
    line = lines[index]
    outside = reason.id not in {"trace.boundary.local", "trace.boundary.mailbox-submission"}
    return TrustBoundary(
        position=len(lines) - index,
        reason=reason,
        ip=_peer_ip(line) if outside else State.NOT_APPLICABLE,
        helo=line.helo if outside else State.NOT_APPLICABLE,
        operator=side.title,
        names=side.names(),
        grade=side.operator.grade if side.operator else "",
        source=side.operator.source if side.operator else "",
        read_on=side.operator.read_on if side.operator else "",
    )


def _unnamed(lines: tuple[TraceField, ...], index: int) -> tuple[TrustBoundary, int]:
    """The newest line names no host as its writer: nothing can be said about the rest."""
    line = lines[index]
    return (
        TrustBoundary(
            position=len(lines) - index,
            reason=text("trace.boundary.no-host"),
            ip=_peer_ip(line),
            helo=line.helo,
        ),
        index + 1,
    )


def _handed_over(line: TraceField, side: ReceivingSide) -> Text | None:
    """Why the message came from outside at this line; ``None`` if it came from inside."""
    by = _writer(line)
    protocol = (known(line.with_) or "").lower()
    if protocol == "mapi":
        return text("trace.boundary.mailbox-submission", by=by, operator=side.title)
    if line.helo is State.ABSENT and line.ip is State.ABSENT:
        if _passes_inside(line, protocol):
            return None
        return text("trace.boundary.local", by=by)
    if protocol in _AUTHENTICATED or isinstance(line.auth_user, str):
        return text("trace.boundary.submission", by=by, ip=_shown(line.ip), helo=_shown(line.helo))
    if _from_inside(line, side, protocol):
        return None
    if side.operator and is_in(known(line.ip) or "", side.operator.outbound):
        return text(
            "trace.boundary.same-operator",
            by=by,
            helo=_shown(line.helo),
            ip=_shown(line.ip),
            operator=side.title,
        )
    named = under(host_name(known(line.helo) or ""), side.receivers)
    if named and isinstance(_peer_ip(line), str):
        return text(
            "trace.boundary.named-unconfirmed",
            by=by,
            helo=_shown(line.helo),
            ip=_shown(line.ip),
        )
    return _outside(line, by)


def _outside(line: TraceField, by: str | Text) -> Text:
    """Who handed over, as far as the line shows it."""
    ip, helo = known(_peer_ip(line)), known(line.helo)
    if ip and helo:
        return text("trace.boundary.outside", by=by, helo=helo, ip=ip)
    if ip:
        return text("trace.boundary.outside-no-helo", by=by, ip=ip)
    if helo:
        return text("trace.boundary.outside-no-ip", by=by, helo=helo)
    return text("trace.boundary.outside-unread", by=by)


def _from_inside(line: TraceField, side: ReceivingSide, protocol: str) -> bool:
    """Whether the receiving server saw a host of its own side hand over."""
    if protocol.startswith("lmtp"):
        return True
    ip = known(line.ip)
    if ip is None:
        return False
    if is_in(ip, side.addresses):
        return True
    operator = side.operator
    if operator:
        edge = under(host_name(_by(line)), operator.edge)
        inside = is_inside(ip) or is_in(ip, operator.networks)
        return inside and not edge and side.owns(known(line.helo) or "")
    if is_inside(ip):
        return True
    # These write a reverse name only if it leads back to the address; others may not.
    return line.dialect in _CONFIRMED_NAMES and side.owns(known(line.rdns) or "")


def _passes_inside(line: TraceField, protocol: str) -> bool:
    """Whether a line without a peer is a step inside one system, not a new message."""
    return line.dialect == "google" or protocol.startswith("lmtp") or _is_queue_note(line)


def _is_queue_note(line: TraceField) -> bool:
    """``(qmail 123 invoked ...)`` and the like: a line with neither peer nor host."""
    return (
        line.helo is State.ABSENT
        and line.by is State.ABSENT
        and bool(line.comments)
        and line.comments[0].startswith("qmail ")
    )


def _learn(line: TraceField, side: ReceivingSide) -> None:
    """Names of an inside peer, where they are confirmed: its own lines go by them.

    A client chooses its HELO, and behind a gateway or address translation every client comes from
    an inside address. So a name counts only where it lies in a domain that is the receiving
    side's already, or where the peer spoke LMTP, which no outside host does (RFC 2033 §5).
    """
    if side.operator:
        return
    local = (known(line.with_) or "").lower().startswith("lmtp")
    for value in (line.helo, line.rdns):
        name = host_name(known(value) or "")
        if local or side.owns(name):
            side.learn(name)


def _names_end(line: TraceField, following: TraceField, side: ReceivingSide) -> Text:
    """Why the next older line is not the receiving side's, although this one came from inside."""
    names = {host_name(known(value) or "") for value in (line.helo, line.rdns)} - {""}
    if host_name(known(following.by) or "") in names:
        return text(
            "trace.boundary.inside-unconfirmed",
            by=_writer(line),
            helo=_shown(line.helo),
            ip=_shown(line.ip),
        )
    return text("trace.boundary.names-end", by=_writer(line), operator=side.title)


def _local_next(line: TraceField, following: TraceField) -> bool:
    """A content filter on the same machine: taken from loopback, written as ``localhost``."""
    loopback = known(line.ip) in {"127.0.0.1", "::1"}
    return loopback and host_name(known(following.by) or "") in _LOCAL_NAMES


def _peer_ip(line: TraceField) -> Value[str]:
    """The peer's address, ``ABSENT`` where the line writes one that no host can have."""
    ip = known(line.ip)
    return line.ip if ip is None or names_host(ip) else State.ABSENT


def _by(line: TraceField) -> str:
    return known(line.by) or ""


def _shown(value: Value[str]) -> str | Text:
    """A name or address for a sentence, or words for one that the line does not show."""
    found = known(value)
    return found if found else text("trace.unnamed.value")


def _writer(line: TraceField) -> str | Text:
    """The host that wrote a line for a sentence, or words for one that is not named."""
    return _by(line) or text("trace.unnamed.host")
