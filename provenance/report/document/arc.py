"""An ARC chain as JSON: the result, then each set with its two signatures."""

from __future__ import annotations

from provenance.authentication import ArcCheck, ArcInstance, ArcSignature, Key, KeyState, Sealer
from provenance.basics import State, Value
from provenance.report.document.values import Json, json_value, record
from provenance.trace import MethodResult


def arc_to_dict(arc: Value[ArcCheck]) -> dict[str, Json]:
    """Return the chain of one message; ``instances`` oldest first."""
    if isinstance(arc, State):
        nothing = record({"result": arc, "reason": arc, "at": arc, "oldest_pass": arc})
        return nothing | {"fields": 0, "notes": [], "instances": [], "engines": []}
    out = record(
        {
            "result": arc.result.value,
            "reason": arc.reason.value,
            "at": arc.at,
            "oldest_pass": arc.oldest_pass,
            "fields": arc.fields,
            "notes": arc.notes,
        }
    )
    out["instances"] = [_instance(one) for one in arc.instances]
    out["engines"] = [
        {
            "name": one.name,
            "version": one.version,
            "result": one.result,
            "detail": json_value(one.detail),
        }
        for one in arc.engines
    ]
    return out


def _instance(one: ArcInstance) -> dict[str, Json]:
    recorded = one.recorded
    members: dict[str, object] = {
        "number": one.number,
        "results_field": one.results_field,
        "authserv_id": recorded if isinstance(recorded, State) else recorded.authserv_id,
        "chain_status": one.chain_status,
        "own_domain": one.own_domain,
        "says_nothing": one.says_nothing,
    }
    for name in ("message_signature", "seal"):
        value: Value[ArcSignature] = getattr(one, name)
        if isinstance(value, State):
            members[name] = value
    out = record(members)
    results = () if isinstance(recorded, State) else recorded.results
    out["recorded"] = [_result(item) for item in results]
    out["sealer"] = None if isinstance(one.sealer, State) else _sealer(one.sealer)
    for name in ("message_signature", "seal"):
        value = getattr(one, name)
        if not isinstance(value, State):
            out[name] = _signature(value)
    return out


def _result(item: MethodResult) -> dict[str, Json]:
    out = record(
        {
            "method": item.method,
            "result": item.result,
            "reason": item.reason,
            "comments": item.comments,
        }
    )
    out["properties"] = [
        {"ptype": p.ptype, "name": p.name, "value": json_value(p.value)} for p in item.properties
    ]
    return out


def _sealer(sealer: Sealer) -> dict[str, Json]:
    return {
        "domain": sealer.domain,
        "operator": sealer.operator,
        "grade": sealer.grade,
        "source": sealer.source,
        "read_on": sealer.read_on,
    }


def _signature(one: ArcSignature) -> dict[str, Json]:
    out = record(
        {
            "field": one.field,
            "header": one.header,
            "domain": one.domain,
            "selector": one.selector,
            "algorithm": one.algorithm,
            "canonicalization": one.canonicalization,
            "reason": one.reason.value,
            "header_signature": one.header_signature.value,
            "body_hash": one.body_hash.value,
            "signed_at": one.signed_at,
            "covered": one.covered,
            "covered_fields": one.covered_fields,
            "missing": one.missing,
            "body_signed": one.body_signed,
            "body_total": one.body_total,
            "detail": one.detail,
        }
    )
    out["key"] = _key(one.key)
    return out


def _key(key: Key) -> dict[str, Json]:
    unasked = State.NOT_ATTEMPTED if key.state is KeyState.NOT_ATTEMPTED else State.ABSENT
    return record(
        {
            "state": key.state.value,
            "name": key.name,
            "type": key.type,
            "bits": key.bits,
            "testing": key.testing,
            "record": key.record,
            "source": key.source or unasked,
            "server": key.server or unasked,
            "asked_at": key.asked_at or unasked,
            "grade": key.grade,
            "contradicted": key.contradicted,
        }
    )
