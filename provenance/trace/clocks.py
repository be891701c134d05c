"""How far the clocks of the hosts on the way were apart, as bounds that the copy supports.

A message cannot arrive before it leaves. So a line that the reference clock wrote later says
that the host's clock was ahead by *at least* (its time - the later time), and a line that the
reference wrote earlier says that it was ahead by *at most* (its time - the earlier time). Both
bounds exist only where the reference wrote lines on both sides of the host; then their distance
is the spread. The reference is the host that wrote the newest line.

Where that host is a large operator's whose clocks were measured against each other, all its
servers count as one clock, and each bound that another of them gives is wider by what they were
seen apart. The times that such an operator stamps beside its lines repeat those lines' clocks and
give no further bound; signing times and the Date field are set before the server's own line is.
"""

from __future__ import annotations

from datetime import datetime

from provenance.basics import Instant, State, Value, known
from provenance.trace.domains import host_name, operator_of
from provenance.trace.operators import Operator
from provenance.trace.records import ClockOffset, Hop, TraceField

MOST_HOSTS = 40
"""Hosts whose clock is estimated; a real journey has fewer than twenty."""

NOTICE_SECONDS = 2.0
"""Below this a one-sided bound says nothing: header dates count whole seconds."""


_Line = tuple[int, str, datetime, int]
"""Place in the journey, host, time, index of the header field."""


def clock_offsets(hops: tuple[Hop, ...]) -> tuple[ClockOffset, ...]:
    """Estimate the clock of each host against the host that wrote the newest line.

    Args:
        hops: oldest first.

    Returns:
        One entry for each host with two bounds, or with one that is beyond chance, in the order
        in which the hosts first appear. Empty without two dated lines.
    """
    lines = [
        (index, host, time.utc, hop.trace.field)
        for index, hop in enumerate(hops)
        if (host := _host(hop.trace)) and isinstance(time := hop.trace.time, Instant)
    ]
    if len(lines) < 2:
        return ()
    reference = _Reference(lines)
    hosts = list(dict.fromkeys(host for _, host, _, _ in lines if not reference.is_of(host)))
    found = (_offset(host, reference, lines) for host in hosts[:MOST_HOSTS])
    return tuple(offset for offset in found if offset is not None)


def _host(line: TraceField) -> str:
    by = known(line.by) or ""
    # Google's inner servers write an address for their name.
    return host_name(by) or (by.lower() if line.dialect == "google" else "")


class _Reference:
    """The clock that is taken as right: one host, or all hosts of one measured operator."""

    def __init__(self, lines: list[_Line]) -> None:
        self.host = lines[-1][1]
        self.operator = _operator(self.host)
        self.lines = [(i, utc, f, self._apart(h)) for i, h, utc, f in lines if self.is_of(h)]

    def is_of(self, host: str) -> bool:
        return host == self.host or (self.operator is not None and self.operator is _operator(host))

    def _apart(self, host: str) -> float:
        apart = known(self.operator.clock_spread) if self.operator else None
        return apart if apart is not None and host != self.host else 0.0


def _operator(host: str) -> Operator | None:
    operator = operator_of("google.com" if ":" in host else host)
    return operator if operator and not isinstance(operator.clock_spread, State) else None


def _offset(host: str, reference: _Reference, lines: list[_Line]) -> ClockOffset | None:
    low: Value[float] = State.ABSENT
    high: Value[float] = State.ABSENT
    fields: set[int] = set()
    for index, name, utc, field in lines:
        if name != host:
            continue
        # The nearest lines of the reference on both sides give the tightest bounds.
        later = next((one for one in reference.lines if one[0] > index), None)
        earlier = next((one for one in reversed(reference.lines) if one[0] < index), None)
        if later is not None:
            bound = (utc - later[1]).total_seconds() - later[3]
            if isinstance(low, State) or bound > low:
                low = bound
            fields.update((field, later[2]))
        if earlier is not None:
            bound = (utc - earlier[1]).total_seconds() + earlier[3]
            if isinstance(high, State) or bound < high:
                high = bound
            fields.update((field, earlier[2]))
    spread: Value[float] = State.ABSENT
    if not isinstance(low, State) and not isinstance(high, State):
        spread = high - low
    elif isinstance(low, State) or low <= NOTICE_SECONDS:
        return None
    return ClockOffset(
        host=host,
        reference=reference.host,
        at_least=low,
        at_most=high,
        spread=spread,
        fields=tuple(sorted(fields)),
    )
