"""Groups of copies as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from provenance.basics import State
from provenance.copies import CopyComparison, CopyGroup, Difference, RouteGraph
from provenance.correlation import HostOffset
from provenance.report.document.values import Json, json_value, record, text_to_dict


def copies_to_list(
    comparison: CopyComparison, offsets: Mapping[str, Sequence[HostOffset]]
) -> list[Json]:
    """Return ``copies``: one object a group, in the order of their first copies."""
    return [
        {**_group(one), "offsets": [_offset(host) for host in offsets.get(one.id, ())]}
        for one in comparison.groups
    ]


def _offset(one: HostOffset) -> dict[str, Json]:
    return record(
        {
            "host": one.host,
            "deliveries": one.deliveries,
            "references": one.references,
            "at_least": one.at_least,
            "at_most": one.at_most,
            "median_at_least": one.median_at_least,
            "median_at_most": one.median_at_most,
            "agree": one.agree,
        }
    )


def _group(one: CopyGroup) -> dict[str, Json]:
    out = record(
        {
            "id": one.id,
            "message_id": one.message_id,
            "members": one.members,
            "mailing": one.mailing or State.NOT_APPLICABLE,
            "trunk": one.trunk,
            "trunk_of": one.trunk_of or State.ABSENT,
        }
    )
    out["witnesses"] = [
        record(
            {
                "members": witness.members,
                "operator": witness.operator or State.ABSENT,
                "suppliers": witness.suppliers,
                "sameness": witness.sameness
                if isinstance(witness.sameness, State)
                else witness.sameness.value,
            }
        )
        for witness in one.witnesses
    ]
    out["forks"] = [
        record({"operator": fork.operator or State.ABSENT, "members": fork.members})
        for fork in one.forks
    ]
    out["differences"] = [_difference(difference) for difference in one.differences]
    out["corroboration"] = {
        "n": one.corroborated,
        "of": one.of,
        "claims": [
            {
                "claim": claim.claim,
                "n": claim.n,
                "of": claim.of,
                "operators": claim.operators,
                "suppliers": claim.suppliers,
                "independent": claim.independent,
            }
            for claim in one.agreements
        ],
    }
    out["odd"] = [
        {
            "member": odd.member,
            "fields": [json_value(name) for name in odd.fields],
            "explanations": [text_to_dict(words) for words in odd.explanations],
        }
        for odd in one.odd
    ]
    out["vouched"] = [
        record(
            {
                "member": vouched.member,
                "by": vouched.by,
                "domain": vouched.domain,
                "same": vouched.same,
                "other": vouched.other,
            }
        )
        for vouched in one.vouched
    ]
    out["graph"] = _graph(one.graph)
    return out


def _difference(one: Difference) -> dict[str, Json]:
    out = record(
        {
            "field": one.field,
            "kind": one.kind.value,
            "expected": one.expected,
            "majority": one.majority,
            "texts": one.texts,
            "members": one.members,
            "reason": one.reason,
        }
        | ({"sealed": one.sealed} if one.sealed else {})
        | ({"together": one.together} if one.together else {})
    )
    out["variants"] = [
        record(
            {
                "value": variant.value,
                "sha256": variant.sha256 or State.ABSENT,
                "members": variant.members,
                "fields": variant.fields,
            }
        )
        for variant in one.variants
    ]
    return out


def _graph(graph: RouteGraph) -> dict[str, Json]:
    return {
        "stops": [
            {
                "id": stop.id,
                "label": json_value(stop.label),
                "level": stop.level,
                "copies": stop.copies,
            }
            for stop in graph.stops
        ],
        "legs": [{"start": leg.start, "end": leg.end, "copies": leg.copies} for leg in graph.legs],
    }
