"""How far a host's clock was from the receivers' clocks, over all copies of one message.

Each copy bounds the offset of a host on the common way against the clock of its own receiver
(:class:`provenance.trace.ClockOffset`). Receivers are independent of each other, so the bounds of
all copies together are tighter, and a receiver whose own clock was wrong shows as a contradiction.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Final

from provenance.basics import State, Value, known
from provenance.copies import CopyGroup
from provenance.correlation.records import HostOffset
from provenance.trace import ClockOffset, Trace

MAX_HOSTS: Final = 40


def host_offsets(group: CopyGroup, traces: Mapping[str, Trace]) -> tuple[HostOffset, ...]:
    """Combine the bounds of all deliveries, one file for each; hosts in order of their names.

    Seconds, positive where the host's clock was ahead. Hosts that only one delivery bounds are
    left out: that copy says as much itself.
    """
    found: dict[str, list[ClockOffset]] = {}
    for witness in group.witnesses:
        own = traces[witness.members[0]].route.clocks
        for one in {clock.host.lower(): clock for clock in own}.values():
            found.setdefault(one.host.lower(), []).append(one)
    hosts = sorted(host for host, bounds in found.items() if len(bounds) > 1)
    return tuple(_combined(host, found[host]) for host in hosts[:MAX_HOSTS])


def _combined(host: str, bounds: list[ClockOffset]) -> HostOffset:
    lower = [value for one in bounds if (value := known(one.at_least)) is not None]
    upper = [value for one in bounds if (value := known(one.at_most)) is not None]
    at_least: Value[float] = max(lower) if lower else State.ABSENT
    at_most: Value[float] = min(upper) if upper else State.ABSENT
    agree = not (lower and upper) or max(lower) <= min(upper)
    return HostOffset(
        host=host,
        deliveries=len(bounds),
        references=len({one.reference.lower() for one in bounds}),
        at_least=at_least,
        at_most=at_most,
        median_at_least=round(median(lower), 3) if lower else State.ABSENT,
        median_at_most=round(median(upper), 3) if upper else State.ABSENT,
        agree=agree,
    )
