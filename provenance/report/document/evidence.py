"""Exhibits, unreadable inputs and DNS answers as JSON."""

from __future__ import annotations

from provenance.authentication import DnsAnswer
from provenance.basics import State, Value
from provenance.evidence import Exhibit, MsgCrossCheck, Unreadable
from provenance.origin import ExportRoute
from provenance.report.document.export_route import export_route_json
from provenance.report.document.outlook import item_to_dict, property_to_dict
from provenance.report.document.values import Json, json_value, record


def _second(second: Value[MsgCrossCheck]) -> Json:
    """Another engine's reading of an Outlook item; ``null`` where none ran."""
    if isinstance(second, State):
        return None
    return record(
        {
            "engine": second.engine,
            "version": second.version,
            "agrees": second.agrees,
            "detail": second.detail,
        }
    )


def _exhibit(exhibit: Exhibit, route: ExportRoute | None) -> dict[str, Json]:
    item = exhibit.item
    out = record(
        {
            "id": item.id,
            "name": item.name,
            "kind": item.kind.value,
            "sha256": item.sha256,
            "sha512": item.sha512,
            "size": item.size,
            "parent": State.ABSENT if item.parent is None else item.parent,
            "locator": item.locator,
            "losses": item.losses,
            "obtained": item.obtained,
            "supplied_by": item.supplied_by,
            "received_on": item.received_on,
            "interest": item.interest,
            "warnings": exhibit.warnings,
            "export_route": State.NOT_APPLICABLE if route is None else export_route_json(route),
        }
    )
    ends = item.line_ends
    out["line_ends"] = {"crlf": ends.crlf, "lf": ends.lf, "cr": ends.cr}
    out["mapi"] = [property_to_dict(one) for one in exhibit.mapi]
    out["second_reading"] = _second(exhibit.second)
    if exhibit.outlook is not None:
        out["outlook"] = item_to_dict(exhibit.outlook)
    return out


def evidence_to_list(
    exhibits: tuple[Exhibit, ...], routes: tuple[ExportRoute, ...] = ()
) -> list[Json]:
    """Return all exhibits in their order, each with how it was made."""
    by_exhibit = {route.exhibit: route for route in routes}
    return [_exhibit(exhibit, by_exhibit.get(exhibit.item.id)) for exhibit in exhibits]


def unreadable_to_list(unreadable: tuple[Unreadable, ...]) -> list[Json]:
    """Return the inputs that could not be read, each with its reason and its remedy."""
    return [
        record(
            {
                "name": one.name,
                "sha256": one.sha256,
                "size": one.size,
                "reason": one.reason,
                "remedy": one.remedy,
            }
        )
        for one in unreadable
    ]


def dns_to_list(answers: tuple[DnsAnswer, ...]) -> list[Json]:
    """Return the DNS answers that were used, in the form of ``dns.jsonl``."""
    return [
        {
            "name": json_value(one.name),
            "type": one.type,
            "rcode": one.rcode,
            "data": json_value(one.data),
            "ttl": one.ttl,
            "asked_at": one.asked_at,
            "server": one.server,
            "source": one.source.value,
            "dnssec": one.dnssec,
            "rrsig": json_value(one.rrsig),
        }
        | {key: json_value(value) for key, value in _signed_form(one).items() if value}
        for one in answers
    ]


def _signed_form(answer: DnsAnswer) -> dict[str, str | tuple[str, ...]]:
    """Return what an answer keeps beside its data so that its signatures can be checked."""
    return {
        "canonical": answer.canonical,
        "rdata": answer.rdata,
        "authority": answer.authority,
    }
