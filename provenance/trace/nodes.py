"""The hosts of the journey: as each called itself, and as the next one saw it."""

from __future__ import annotations

from provenance.basics import State, Value, known
from provenance.trace.addresses import is_inside
from provenance.trace.domains import operator_of, same_domain
from provenance.trace.records import Hop, Node, TraceField


def nodes_of(hops: tuple[Hop, ...]) -> tuple[Node, ...]:
    """The nodes of a route, oldest first: the first sender, then the writer of each line."""
    if not hops:
        return ()
    first = hops[0].trace
    found = [
        Node(
            position=0,
            own_name=State.ABSENT,
            helo=first.helo,
            seen_name=first.rdns,
            seen_ip=first.ip,
        )
    ]
    for index, hop in enumerate(hops):
        above = hops[index + 1].trace if index + 1 < len(hops) else None
        found.append(
            Node(
                position=hop.position,
                own_name=hop.trace.by,
                helo=above.helo if above else State.NOT_APPLICABLE,
                seen_name=above.rdns if above else State.NOT_APPLICABLE,
                seen_ip=above.ip if above else State.NOT_APPLICABLE,
                same_name=_same(hop, above) if above else State.NOT_APPLICABLE,
            )
        )
    return tuple(found)


def _same(hop: Hop, above: TraceField) -> Value[bool]:
    """Whether the host's own name and the name the next one knows it by belong together.

    Inside one network (private or loopback addresses) names say nothing.
    """
    if is_inside(known(above.ip) or ""):
        return State.NOT_APPLICABLE
    own = known(hop.trace.by)
    others = [name for name in (known(above.rdns), known(above.helo)) if name]
    if not own or not others:
        return State.ABSENT
    operator = operator_of(own)
    return any(
        same_domain(own, other) or (operator is not None and operator is operator_of(other))
        for other in others
    )
