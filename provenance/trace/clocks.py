"""How far the clocks of the hosts on the way were apart, as bounds that the copy supports.

A message cannot arrive before it leaves. So a line that the reference clock wrote later says
that the host's clock was ahead by *at least* (its time - the later time), and a line that the
reference wrote earlier says that it was ahead by *at most* (its time - the earlier time). Both
bounds exist only where the reference wrote lines on both sides of the host; then their distance
is the spread. The reference is the host that wrote the newest line.
"""

from __future__ import annotations

from datetime import datetime

from provenance.basics import Instant, State, Value, known
from provenance.trace.domains import host_name
from provenance.trace.records import ClockOffset, Hop

MOST_HOSTS = 40
"""Hosts whose clock is estimated; a real journey has fewer than twenty."""

NOTICE_SECONDS = 2.0
"""Below this a one-sided bound says nothing: header dates count whole seconds."""


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
        if (host := host_name(known(hop.trace.by) or ""))
        and isinstance(time := hop.trace.time, Instant)
    ]
    if len(lines) < 2:
        return ()
    reference = lines[-1][1]
    right = [(index, utc, field) for index, host, utc, field in lines if host == reference]
    hosts = list(dict.fromkeys(host for _, host, _, _ in lines if host != reference))
    found = [
        offset
        for host in hosts[:MOST_HOSTS]
        if (offset := _offset(host, reference, lines, right)) is not None
    ]
    return tuple(found)


def _offset(
    host: str,
    reference: str,
    lines: list[tuple[int, str, datetime, int]],
    right: list[tuple[int, datetime, int]],
) -> ClockOffset | None:
    low: Value[float] = State.ABSENT
    high: Value[float] = State.ABSENT
    fields: set[int] = set()
    for index, name, utc, field in lines:
        if name != host:
            continue
        # The nearest lines of the reference on both sides give the tightest bounds.
        later = next(((t, f) for i, t, f in right if i > index), None)
        earlier = next(((t, f) for i, t, f in reversed(right) if i < index), None)
        if later is not None:
            bound = (utc - later[0]).total_seconds()
            if isinstance(low, State) or bound > low:
                low = bound
            fields.update((field, later[1]))
        if earlier is not None:
            bound = (utc - earlier[0]).total_seconds()
            if isinstance(high, State) or bound < high:
                high = bound
            fields.update((field, earlier[1]))
    spread: Value[float] = State.ABSENT
    if not isinstance(low, State) and not isinstance(high, State):
        spread = high - low
    elif isinstance(low, State) or low <= NOTICE_SECONDS:
        return None
    return ClockOffset(
        host=host,
        reference=reference,
        at_least=low,
        at_most=high,
        spread=spread,
        fields=tuple(sorted(fields)),
    )
