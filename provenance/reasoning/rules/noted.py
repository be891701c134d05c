"""What the receiving side noted of the handover beside its own lines."""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value, known
from provenance.trace import Trace, Witness

_HANDOVER_NOTES: Final = frozenset({"sender IP", "client-ip"})


def noted_address(trace: Trace) -> tuple[Value[str], Value[bool], tuple[int, ...]]:
    """What the receiving side noted as the address it took the message from, beside its lines.

    ``sender IP`` of Exchange Online and ``client-ip`` of Received-SPF (RFC 7208 §9.1). It fits if
    any of these notes names the address of the boundary line.
    """
    notes = [
        (item.field, address)
        for item in trace.evidence
        if item.key in _HANDOVER_NOTES
        and item.witness is Witness.RECEIVER
        and (address := known(item.ip))
    ]
    if not notes:
        return State.ABSENT, State.ABSENT, ()
    ip = known(trace.route.boundary.ip)
    fits: Value[bool] = State.ABSENT if ip is None else any(ip == noted for _, noted in notes)
    return notes[0][1], fits, (notes[0][0],)
