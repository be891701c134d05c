"""Where a message was handed in, as JSON: each answer with its strength, lines and findings."""

from __future__ import annotations

from provenance.origin import OriginFact
from provenance.reasoning import AnalysedMessage, Finding, FindingKind
from provenance.report.attested import attested
from provenance.report.document.client import client_to_dict
from provenance.report.document.values import Json, json_value, record

_ABOUT_ORIGIN = frozenset({FindingKind.ORIGIN, FindingKind.CLIENT})


def resting_on(
    fields: tuple[int, ...], analysed: AnalysedMessage, findings: tuple[Finding, ...]
) -> list[str]:
    """Return the ids of the findings about the origin that rest on one of these fields."""
    message = analysed.message
    starts = {message.fields[i].span.start for i in fields if 0 <= i < len(message.fields)}
    return [
        finding.id
        for finding in findings
        if finding.kind in _ABOUT_ORIGIN
        and finding.message in {"", message.id}
        and any(where.start in starts for where in finding.where)
    ]


def _fact(
    fact: OriginFact,
    members: dict[str, object],
    analysed: AnalysedMessage,
    findings: tuple[Finding, ...],
) -> dict[str, Json]:
    out = record(members | {"note": fact.note, "ask": fact.ask})
    out["strength"] = fact.strength
    out["fields"] = list(fact.fields)
    out["findings"] = resting_on(fact.fields, analysed, findings)
    return out


def origin_to_dict(analysed: AnalysedMessage, findings: tuple[Finding, ...]) -> dict[str, Json]:
    """Return account, way of use, program, address and hand-in, each with its findings."""
    origin = analysed.origin
    classes = {index: one.cls.value for index, one in attested(analysed).items()}

    def fact(of: OriginFact, **members: object) -> dict[str, Json]:
        return _fact(of, members, analysed, findings)

    return record({"limits": origin.limits}) | {
        "account": fact(origin.account, value=origin.account.value),
        "mode": fact(origin.account, value=origin.mode.value),
        "client": fact(
            origin.client_name, name=origin.client_name.value, family=origin.client_family
        )
        | client_to_dict(analysed.client, analysed.message, classes),
        "ip": fact(origin.ip, address=origin.ip.value, role=origin.ip_role)
        | {"class": origin.ip_class},
        "submitted": fact(
            origin.server,
            protocol=origin.protocol.value,
            server=origin.server.value,
            time=origin.time,
        ),
        "provider": json_value(origin.provider),
    }
