"""One analysed message as JSON: fields, hops, authentication, origin, parts."""

from __future__ import annotations

from typing import Final, TypeAlias

from provenance.authentication import (
    DmarcCheck,
    DnssecCheck,
    KeyState,
    RecordedPolicy,
    SignatureCheck,
    SpfCheck,
)
from provenance.basics import Address, State, Value
from provenance.correlation import VisibleRecipients, visible_recipients
from provenance.evidence import OutlookItem
from provenance.message import Part
from provenance.origin import ExportRoute
from provenance.reasoning import AnalysedMessage, Finding
from provenance.report.attested import attested
from provenance.report.document.arc import arc_to_dict
from provenance.report.document.clocks import clocks_to_dict
from provenance.report.document.compared import comparison_to_dict, fact_to_dict
from provenance.report.document.dkim import expected_json, repair_json, tail_json
from provenance.report.document.origin import origin_to_dict
from provenance.report.document.outlook import parts_to_list
from provenance.report.document.route import route_to_dict, service_field
from provenance.report.document.values import Json, json_value, record
from provenance.trace import Hop, ReportedResult, SecondReading

LONG_LIST: Final = 100
"""Recipients of a message from which on an equal list of a later message only refers to it."""

Lists: TypeAlias = dict[tuple[tuple[Address, ...], tuple[Address, ...]], str]


def message_to_dict(
    analysed: AnalysedMessage,
    findings: tuple[Finding, ...],
    *,
    batch: Value[int] = State.NOT_ATTEMPTED,
    lists: Lists | None = None,
    outlook: OutlookItem | None = None,
) -> dict[str, Json]:
    """Return one message; ``findings`` are those about it and about no message.

    ``batch`` is its number among the batches of one mailing. ``lists`` holds the long lists of
    recipients of the messages before: a message with the same list names that message in
    ``same_as`` and leaves ``to`` and ``cc`` empty. ``outlook`` is the Outlook item that
    the message's header lines stand in, if it is one.
    """
    message, identity = analysed.message, analysed.trace.identity
    out = record(
        {
            "id": message.id,
            "evidence": message.evidence,
            "stream": message.stream,
            "message_id": identity.message_id,
            "subject": identity.subject,
            "from": identity.from_,
            "sender": identity.sender,
            "reply_to": identity.reply_to,
            "return_path": identity.return_path,
            "delivered_to": identity.delivered_to,
            "date": identity.date,
            "batch": batch,
            "body_available": message.body_available,
            "repaired": message.repaired,
            "notes": message.notes,
        }
    )
    out["recipients"] = _recipients(
        message.id, visible_recipients(message, identity, outlook), lists
    )
    out["fields"] = _fields(analysed)
    out["defects"] = [
        {
            "kind": defect.kind.value,
            "start": defect.span.start,
            "end": defect.span.end,
            "line": defect.line,
            "detail": json_value(defect.detail),
        }
        for defect in message.defects
    ]
    second = {reading.field: reading for reading in analysed.second_readings}
    out["hops"] = [_hop(hop, second.get(hop.trace.field)) for hop in analysed.trace.route.hops]
    out |= route_to_dict(analysed.trace)
    out["trust_boundary"] = _boundary(analysed)
    out["authentication"] = _authentication(analysed)
    out["origin"] = origin_to_dict(analysed, findings)
    out["decoded_headers"] = [service_field(one) for one in analysed.service_fields]
    classes = {index: one.cls.value for index, one in attested(analysed).items()}
    out |= clocks_to_dict(analysed.clocks, classes)
    out["parts"] = [_part(part) for part in message.parts]
    if outlook is not None:
        out["parts"] += parts_to_list(outlook)
    out["calibration"] = _calibration(analysed, findings)
    return out


def _recipients(id_: str, shown: VisibleRecipients, lists: Lists | None) -> dict[str, Json]:
    """Return To and Cc; of an Outlook item without the field, what its recipient table shows."""
    # An empty group or a bare name has no address, and is no recipient that could be counted.
    visible = {address.spec.lower() for address in shown.to + shown.cc if address.spec}
    out: dict[str, Json] = {"to": [], "cc": [], "visible_unique": len(visible)}
    if shown.from_table:
        out["from_table"] = list(shown.from_table)
    if lists is not None and len(shown.to) + len(shown.cc) > LONG_LIST:
        first = lists.setdefault((shown.to, shown.cc), id_)
        if first != id_:
            return {**out, "same_as": first}
    return {**out, "to": json_value(shown.to), "cc": json_value(shown.cc)}


def _calibration(analysed: AnalysedMessage, findings: tuple[Finding, ...]) -> Json:
    """Return the comparison with known messages; ``null`` where none were given."""
    if isinstance(analysed.calibration, State):
        return None
    from provenance.report.document.calibration import calibration_to_dict

    ids = {one.name: one.id for one in findings if one.message == analysed.message.id}
    return calibration_to_dict(analysed.calibration, ids)


def _fields(analysed: AnalysedMessage) -> list[Json]:
    writers = attested(analysed)
    out: list[Json] = []
    for field in analysed.message.fields:
        one = writers.get(field.index)
        out.append(
            {
                "index": field.index,
                "name": json_value(field.name),
                "start": field.span.start,
                "end": field.span.end,
                "line_first": field.line_first,
                "line_last": field.line_last,
                "attested_by": one.cls.value if one else None,
                "writer": json_value(one.writer) if one else None,
                "protection": one.protection if one else "",
                "interest": one.interest.value if one else None,
                "hop": None if one is None or isinstance(one.hop, State) else one.hop,
            }
        )
    return out


def _second(reading: SecondReading | None) -> Json:
    """Return what another implementation read in the same line; ``null`` where none ran."""
    if reading is None:
        return None
    return record(
        {
            "engine": reading.engine,
            "version": reading.version,
            "agrees": reading.agrees,
            "differs": reading.differs,
            "detail": reading.detail,
        }
    )


def _hop(hop: Hop, second: SecondReading | None) -> dict[str, Json]:
    trace = hop.trace
    out: dict[str, Json] = {"position": hop.position, "field": trace.field}
    out["from"] = record(
        {
            "helo": trace.helo,
            "rdns": trace.rdns,
            "ip": trace.ip,
            "port": trace.port,
            "ident": trace.ident,
        }
    )
    rest = record(
        {
            "by": trace.by,
            "by_ip": trace.by_ip,
            "with": trace.with_,
            "id": trace.id,
            "for": trace.for_,
            "via": trace.via,
            "envelope_from": trace.envelope_from,
            "auth_user": trace.auth_user,
            "software": trace.software,
            "time": trace.time,
            "delay_seconds": hop.delay_seconds,
            "witness": hop.witness.value,
            "reason": hop.reason,
            "dialect": trace.dialect,
            "dialect_reason": trace.dialect_reason,
            "comments": trace.comments,
            "remainder": trace.remainder,
            "remarks": (*trace.remarks, *(remark.id for remark in hop.remarks)),
        }
    )
    rest["protocol"] = record(
        {
            "transport": trace.protocol.transport.value,
            "authenticated": trace.protocol.authenticated,
            "tls": trace.protocol.tls,
            "utf8": trace.protocol.utf8,
        }
    )
    rest["tls"] = record(
        {"version": trace.tls.version, "cipher": trace.tls.cipher, "bits": trace.tls.bits}
    )
    rest["second_reading"] = _second(second)
    return out | rest


def _boundary(analysed: AnalysedMessage) -> dict[str, Json]:
    boundary = analysed.trace.route.boundary
    return record(
        {
            "position": boundary.position,
            "reason": boundary.reason,
            "ip": boundary.ip,
            "helo": boundary.helo,
            "operator": boundary.operator,
            "names": boundary.names,
            "grade": boundary.grade,
            "source": boundary.source,
            "read_on": boundary.read_on,
        }
    )


def _signature(check: SignatureCheck, route: ExportRoute) -> dict[str, Json]:
    out = record(
        {
            "field": check.field,
            "header": check.header,
            "domain": check.domain,
            "selector": check.selector,
            "identity": check.identity,
            "algorithm": check.algorithm,
            "canonicalization": check.canonicalization,
            "result": check.result.value,
            "reason": check.reason.value,
            "header_signature": check.header_signature.value,
            "body_hash": check.body_hash.value,
            "signed_at": check.signed_at,
            "expires_at": check.expires_at,
            "body_signed": check.body_signed,
            "body_total": check.body_total,
            "signed_after_delivery_seconds": check.signed_after_delivery_seconds,
            "covered": check.covered,
            "missing": check.missing,
            "uncovered": check.uncovered,
            "notes": check.notes,
            "oversigned": check.oversigned,
            "repeated": check.repeated,
            "tail": check.tail if isinstance(check.tail, State) else State.ABSENT,
            "repair": check.repair if isinstance(check.repair, State) else State.ABSENT,
        }
    )
    out["tail"] = tail_json(check)
    out["repair"] = repair_json(check)
    out["expected_by_route"] = expected_json(check, route)
    out["expiry"] = {
        "at_delivery": check.expiry_at_delivery.value,
        "as_of": check.expiry_as_of.value,
    }
    key = check.key
    unasked = State.NOT_ATTEMPTED if key.state is KeyState.NOT_ATTEMPTED else State.ABSENT
    out["key"] = record(
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
            "grade": key.grade or State.ABSENT,
            "contradicted": key.contradicted,
            "published_private": key.published_private,
        }
    )
    out["engines"] = [
        {
            "name": one.name,
            "version": one.version,
            "header_signature": one.header_signature.value,
            "body_hash": one.body_hash.value,
            "detail": json_value(one.detail),
        }
        for one in check.engines
    ]
    return out


def _spf(check: SpfCheck) -> dict[str, Json]:
    return record(
        {
            "identity": check.identity,
            "ip": check.ip,
            "domain": check.domain,
            "result": check.result,
            "applicable": check.applicable,
            "dns_source": check.dns_source,
            "explanation": check.explanation,
        }
    )


def _dmarc(check: DmarcCheck) -> dict[str, Json]:
    return record(
        {
            "rfc": check.rfc,
            "domain": check.domain,
            "organisational_domain": check.organisational_domain,
            "policy": check.policy,
            "aligned_by": check.aligned_by,
            "result": check.result,
            "record": check.record,
            "dns_source": check.dns_source,
            "policy_domain": check.policy_domain,
            "policy_tag": check.policy_tag,
            "testing": check.testing,
            "percent": check.percent,
            "asked_at": check.asked_at,
            "explanation": check.explanation,
        }
    )


def _dnssec(check: DnssecCheck) -> dict[str, Json]:
    return record(
        {
            "subject": check.subject,
            "name": check.name,
            "type": check.type,
            "state": check.state,
            "reason": check.reason,
            "judged_at": check.judged_at,
            "valid_from": check.valid_from,
            "valid_until": check.valid_until,
            "covers_delivery": check.covers_delivery,
            "zones": check.zones,
            "anchor": check.anchor,
            "explanation": check.explanation,
        }
    )


def _policy(one: RecordedPolicy) -> dict[str, Json]:
    return record(
        {
            "field": one.field,
            "authserv_id": one.authserv_id,
            "domain": one.domain,
            "policy": one.policy,
            "subdomains": one.subdomains,
            "disposition": one.disposition,
            "believed": one.believed,
        }
    )


def _reported(one: ReportedResult) -> dict[str, Json]:
    out = record(
        {
            "field": one.field,
            "header": one.header,
            "authserv_id": one.authserv_id,
            "method": one.method,
            "result": one.result,
            "reason": one.reason,
            "comments": one.comments,
            "believed": one.believed,
            "why": one.why,
        }
    )
    out["properties"] = [
        {"ptype": item.ptype, "name": item.name, "value": json_value(item.value)}
        for item in one.properties
    ]
    return out


def _authentication(analysed: AnalysedMessage) -> dict[str, Json]:
    checks = analysed.authentication
    return record({"explanations": checks.explanations}) | {
        "dkim": [_signature(check, analysed.export_route) for check in checks.dkim],
        "arc": arc_to_dict(checks.arc),
        "spf": [_spf(check) for check in checks.spf],
        "dmarc": [_dmarc(check) for check in checks.dmarc],
        "dnssec": [_dnssec(check) for check in checks.dnssec],
        "policies": [_policy(one) for one in checks.policies],
        "reported": [_reported(one) for one in analysed.trace.reported],
        "compared": [comparison_to_dict(one) for one in checks.compared],
        "facts": [fact_to_dict(one) for one in checks.facts],
    }


def _part(part: Part) -> dict[str, Json]:
    return record(
        {
            "path": part.path,
            "content_type": part.content_type,
            "filename": part.filename,
            "size": part.size,
            "sha256": part.sha256,
            "start": part.span.start,
            "end": part.span.end,
            "charset": part.charset,
            "encoding": part.encoding,
            "disposition": part.disposition,
            "attachment": part.is_attachment,
            "protection": part.protection,
            "children": part.children,
        }
    )
