"""The report as data: ``report.json`` in schema ``provenance/report/1``.

Lines count from 1, byte offsets from 0, ranges are half open. ``null`` is *absent in the
evidence*; any other reason stands in the object's ``states``. Members have a fixed order and
arrays a total one, so that equal reports are equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

from provenance.basics import State
from provenance.correlation import RelatedMessage
from provenance.reasoning import Finding
from provenance.report.catalogue import ENGLISH, speaking
from provenance.report.document.case import case_to_dict
from provenance.report.document.disclosure import disclosure_to_dict
from provenance.report.document.edition import redaction_to_dict
from provenance.report.document.evidence import dns_to_list, evidence_to_list, unreadable_to_list
from provenance.report.document.message import Lists, message_to_dict
from provenance.report.document.outline import outline_to_dict
from provenance.report.document.reasoning import (
    comparison_to_dict,
    comparisons_to_list,
    conclusion_to_dict,
    explanation_to_dict,
    finding_to_dict,
    interests_to_dict,
    request_to_dict,
    rung_to_dict,
)
from provenance.report.document.values import Json, escape_invisible, layout, record
from provenance.report.records import Report

SCHEMA = "provenance/report/1"
_ID = re.compile(rb'"report_id": "([^"]*)"')

__all__ = ["SCHEMA", "id_of", "to_dict", "to_json"]


def _audit(report: Report) -> Json:
    from provenance.report.document.day import day_to_dict

    side = report.audit
    if not side.sources:
        return {
            "sources": [],
            "joins": [],
            "events": [],
            "cut": False,
            "coverage": [],
            "timeline": [],
            "day": day_to_dict(report),
        }
    from provenance.report.document.audit import audit_to_dict
    from provenance.report.document.timeline import timeline_to_list

    return audit_to_dict(side) | {
        "timeline": timeline_to_list(report),
        "day": day_to_dict(report),
    }


def _related(related: tuple[RelatedMessage, ...]) -> Json:
    if not related:
        return []
    from provenance.report.document.related import related_to_list

    return related_to_list(related)


def _messages(report: Report) -> list[Json]:
    groups = {group.id: group for group in report.copies.groups}
    batch = {
        member: number
        for ids in report.copies.mailings
        for number, id_ in enumerate(ids, 1)
        for member in groups[id_].members
    }
    lists: Lists = {}
    items = {one.item.id: one.outlook for one in report.exhibits}
    about = _by_message(report.reasoning.findings)
    return [
        message_to_dict(
            one,
            about(one.message.id),
            batch=batch.get(one.message.id, State.NOT_APPLICABLE),
            lists=lists,
            outlook=items.get(one.message.evidence),
        )
        for one in report.messages
    ]


def _by_message(findings: tuple[Finding, ...]) -> Callable[[str], tuple[Finding, ...]]:
    """Those about one message or about none, in their order, without a search for each message."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(findings):
        places.setdefault(one.message, []).append(place)

    def about(message: str) -> tuple[Finding, ...]:
        own = sorted({*places.get("", ()), *places.get(message, ())})
        return tuple(findings[place] for place in own)

    return about


def _copies(report: Report) -> Json:
    if not report.copies.groups:
        return []
    from provenance.report.document.copies import copies_to_list

    return copies_to_list(report.copies, dict(report.offsets))


def to_dict(report: Report) -> dict[str, Json]:
    """Return the report as plain JSON values.

    ``report_id`` is made of the first 12 hex digits of the SHA-256 over all other members in
    compact JSON: equal content has an equal id, and a changed report a new one. Sentences are
    English, whatever the language of the page, so that all its languages share one hash.
    """
    with speaking(ENGLISH):
        return _to_dict(report)


def _to_dict(report: Report) -> dict[str, Json]:
    reasoning = report.reasoning
    content: dict[str, Json] = {
        "tool": {"name": "provenance", "version": report.tool_version},
        "as_of": report.as_of,
        "edition": report.edition.name.value,
        "redaction": redaction_to_dict(report.edition),
        "case": case_to_dict(report.case),
        "ladder": [rung_to_dict(rung) for rung in reasoning.ladder],
        "conclusion": conclusion_to_dict(reasoning),
        "comparison": comparison_to_dict(reasoning.comparison),
        "comparisons": comparisons_to_list(reasoning.comparisons),
        "interests": interests_to_dict(reasoning.interests),
        "evidence": evidence_to_list(report.exhibits, report.export_routes),
        "unreadable": unreadable_to_list(report.unreadable),
        "messages": _messages(report),
        "copies": _copies(report),
        "disclosure": disclosure_to_dict(report.disclosure),
        "related": _related(report.related),
        "audit": _audit(report),
        "findings": [finding_to_dict(finding) for finding in reasoning.findings],
        "explanations": [explanation_to_dict(one) for one in reasoning.explanations],
        "requests": [request_to_dict(request) for request in reasoning.requests],
        **record({"warnings": report.warnings}),
        "dns_mode": report.dns_mode,
        "dns": dns_to_list(report.dns),
        "rules": {
            "version": reasoning.rules.version,
            "sha256": reasoning.rules.sha256,
            "count": reasoning.rules.count,
        },
        "repeat": list(report.repeat),
        **outline_to_dict(report),
    }
    compact = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    report_id = "PR-" + hashlib.sha256(compact.encode("ascii")).hexdigest()[:12]
    return {"schema": SCHEMA, "report_id": report_id, **content}


def id_of(written: bytes) -> str:
    """Return the report id out of the bytes of ``report.json`` (it is the second member)."""
    found = _ID.search(written, 0, 200)
    return found[1].decode("ascii") if found else ""


def to_json(report: Report) -> bytes:
    r"""Return ``report.json``: UTF-8, one record a line, newline at the end.

    Characters that cannot be seen (control, bidirectional, zero-width ...) are written as
    ``\uXXXX``: the value is the same, and the file is safe to look at.
    """
    return (escape_invisible(layout(to_dict(report))) + "\n").encode("utf-8")
