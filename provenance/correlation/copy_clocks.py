"""How far a host's clock was from the receivers' clocks, over all copies of one message.

A message cannot arrive before it leaves: each delivery says that a host on the shared way was not
further ahead of the receiver than the time between their two lines allows, and lines that a
receiver wrote earlier bound it from the other side (:class:`provenance.trace.ClockOffset`).
Receivers are independent of each other, so the bounds of all copies together are tighter, and a
receiver whose own clock was wrong shows as a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.basics.record import dataclass
from provenance.copies import CopyGroup
from provenance.correlation.records import HostOffset
from provenance.trace import Hop, Trace

MAX_HOSTS: Final = 40


def host_offsets(group: CopyGroup, traces: Mapping[str, Trace]) -> tuple[HostOffset, ...]:
    """Combine the bounds of all deliveries, one file for each, in the order of the shared way.

    Seconds, positive where the host's clock was ahead. Hosts that only one delivery bounds are
    left out: that copy says as much itself.
    """
    bounds: dict[str, list[_Bound]] = {}
    for number, witness in enumerate(group.witnesses):
        for one in _bounds(traces[witness.members[0]], number):
            bounds.setdefault(one.host, []).append(one)
    several = [host for host, own in bounds.items() if len({b.delivery for b in own}) > 1]
    return tuple(_combined(host, bounds[host]) for host in several[:MAX_HOSTS])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """What one delivery says of a host: not less than, not more than, in seconds."""

    host: str
    delivery: int
    reference: str
    at_least: float | None = None
    at_most: float | None = None


def _bounds(trace: Trace, delivery: int) -> Iterator[_Bound]:
    hops = trace.route.hops
    position = known(trace.route.boundary.position)
    if position is None or not 0 < position <= len(hops):
        return
    edge = hops[position - 1]
    arrived, receiver = _time(edge), (known(edge.trace.by) or "").lower()
    if arrived is None:
        return
    left: dict[str, float] = {}
    for hop in hops[: position - 1]:
        host, time = (known(hop.trace.by) or "").lower(), _time(hop)
        if host and host != receiver and time is not None:
            left[host] = time - arrived
    for host, seconds in left.items():
        yield _Bound(host=host, delivery=delivery, reference=receiver, at_least=seconds)
    for clock in trace.route.clocks:
        most = known(clock.at_most)
        if most is not None and clock.host.lower() in left:
            yield _Bound(
                host=clock.host.lower(), delivery=delivery, reference=receiver, at_most=most
            )


def _time(hop: Hop) -> float | None:
    time = hop.trace.time
    return time.utc.timestamp() if isinstance(time, Instant) else None


def _combined(host: str, bounds: list[_Bound]) -> HostOffset:
    lower = [one.at_least for one in bounds if one.at_least is not None]
    upper = [one.at_most for one in bounds if one.at_most is not None]
    absent: Value[float] = State.ABSENT
    return HostOffset(
        host=host,
        deliveries=len({one.delivery for one in bounds}),
        references=len({one.reference for one in bounds}),
        at_least=max(lower) if lower else absent,
        at_most=min(upper) if upper else absent,
        median_at_least=round(median(lower), 3) if lower else absent,
        median_at_most=round(median(upper), 3) if upper else absent,
        agree=not (lower and upper) or max(lower) <= min(upper),
    )
