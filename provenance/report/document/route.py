"""The journey beside the hops as JSON: nodes, clocks, marks, synthetic evidence, service fields."""

from __future__ import annotations

from provenance.decoders import HeaderItem
from provenance.report.document.values import Json, record
from provenance.trace import (
    ClockOffset,
    Node,
    RouteMark,
    ServiceField,
    SyntheticEvidence,
    Trace,
)


def route_to_dict(trace: Trace) -> dict[str, Json]:
    """Return what the header tells of the route beside the hops themselves."""
    return {
        "nodes": [_node(node) for node in trace.route.nodes],
        "clock_offsets": [_clock(offset) for offset in trace.route.clocks],
        "route_marks": [_mark(mark) for mark in trace.route.marks],
        "synthetic": [_evidence(item) for item in trace.evidence],
    }


def _node(node: Node) -> dict[str, Json]:
    return record(
        {
            "position": node.position,
            "own_name": node.own_name,
            "helo": node.helo,
            "seen_name": node.seen_name,
            "seen_ip": node.seen_ip,
            "same_name": node.same_name,
        }
    )


def _clock(offset: ClockOffset) -> dict[str, Json]:
    return record(
        {
            "host": offset.host,
            "reference": offset.reference,
            "at_least_seconds": offset.at_least,
            "at_most_seconds": offset.at_most,
            "spread_seconds": offset.spread,
            "fields": offset.fields,
        }
    )


def _mark(mark: RouteMark) -> dict[str, Json]:
    return record(
        {
            "kind": mark.kind.value,
            "name": mark.name,
            "hop": mark.hop,
            "fields": mark.fields,
            "grade": mark.grade,
            "reason": mark.reason,
        }
    )


def _evidence(item: SyntheticEvidence) -> dict[str, Json]:
    return record(
        {
            "field": item.field,
            "header": item.header,
            "key": item.key,
            "role": item.role,
            "ip": item.ip,
            "host": item.host,
            "account": item.account,
            "time": item.time,
            "hop": item.hop,
            "link": item.link,
            "agrees": item.agrees,
            "witness": item.witness.value,
        }
    )


def service_field(one: ServiceField) -> dict[str, Json]:
    """Return one field of a filter, gateway or mail service in parts."""
    decoded = one.decoded
    out = record(
        {
            "field": one.field,
            "name": decoded.name,
            "product": decoded.product,
            "weight": decoded.weight.value,
            "grade": decoded.grade.value,
            "source": decoded.source,
            "cut": decoded.cut,
        }
    )
    out["items"] = [_item(item) for item in decoded.items]
    return out


def _item(item: HeaderItem) -> dict[str, Json]:
    return record(
        {
            "key": item.key,
            "value": item.value,
            "kind": item.kind.value,
            "role": item.role.value,
            "meaning": item.meaning,
            "time": item.time,
        }
    )
