"""Cover, exhibits, limitations, method, glossary: what frames the results."""

from __future__ import annotations

import shlex
from typing import Any

from markupsafe import Markup

from provenance.basics import State, Text
from provenance.evidence import Exhibit
from provenance.reasoning import FindingKind
from provenance.report.catalogue import sentences
from provenance.report.records import Report
from provenance.report.view.common import ev, present, say, t

SHOWN_DNS_DATA = 700
SHOWN_MAPI = 60


def exhibits(report: Report) -> list[dict[str, Any]]:
    """Return the table of exhibits."""
    return [_exhibit(exhibit) for exhibit in report.exhibits]


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    item = exhibit.item
    ends = item.line_ends
    return {
        "id": item.id,
        "name": ev(item.name),
        "kind": t(f"report.exhibit.{item.kind.value}"),
        "size": item.size,
        "sha256": item.sha256,
        "sha512": item.sha512,
        "parent": item.parent,
        "locator": item.locator,
        "obtained": present(item.obtained) or t("report.exhibit.not-stated"),
        "supplied_by": present(item.supplied_by) or t("report.exhibit.not-stated"),
        "interest": t(f"report.interest.{item.interest}"),
        "line_ends": t("report.exhibit.line-ends", crlf=ends.crlf, lf=ends.lf, cr=ends.cr),
        "losses": [say(loss) for loss in item.losses],
        "mapi": [
            {"tag": one.tag, "name": ev(one.name), "value": ev(one.value), "stream": ev(one.stream)}
            for one in exhibit.mapi[:SHOWN_MAPI]
        ],
        "mapi_more": max(0, len(exhibit.mapi) - SHOWN_MAPI),
    }


def _once(texts: list[Text]) -> list[Markup]:
    return [say(one) for one in dict.fromkeys(texts)]


def limitations(report: Report) -> dict[str, Any]:
    """Return the general limits, and those of this case."""
    own: list[Text] = []
    for analysed in report.messages:
        own += analysed.origin.limits
        own += analysed.message.notes
    for exhibit in report.exhibits:
        own += exhibit.item.losses
    own += report.warnings
    general = [id_ for id_ in sentences("report") if id_.startswith("report.limit.")]
    return {
        "general": [t(id_) for id_ in sorted(general)],
        "own": _once(own),
        "findings": [
            {"id": one.id, "statement": say(one.statement)}
            for one in report.reasoning.findings
            if one.kind is FindingKind.LIMITATION
        ],
        "defects": [
            {
                "message": analysed.message.id,
                "kind": t(f"report.defect.{defect.kind.value}"),
                "line": defect.line,
                "detail": ev(defect.detail) if defect.detail else None,
            }
            for analysed in report.messages
            for defect in analysed.message.defects[:50]
        ],
        "unreadable": [
            {"name": ev(one.name), "reason": say(one.reason), "remedy": say(one.remedy)}
            for one in report.unreadable
        ],
    }


def method(report: Report, findings_sha256: str) -> dict[str, Any]:
    """Return how the result was made and how to get it again."""
    rules = report.reasoning.rules
    steps = [id_ for id_ in sentences("report") if id_.startswith("report.method.step.")]
    return {
        "steps": [t(id_) for id_ in sorted(steps)],
        "tool": report.tool_version,
        "as_of": report.as_of,
        "rules": {"version": rules.version, "sha256": rules.sha256, "count": rules.count},
        "case_sha256": report.case.sha256,
        "findings_sha256": findings_sha256,
        "command": shlex.join(report.repeat),
        "command_html": ev(shlex.join(report.repeat), whole=True),
        "dns_mode": report.dns_mode,
        "dns": [
            {
                "name": ev(one.name),
                "type": one.type,
                "rcode": one.rcode,
                "data": [ev(piece[:SHOWN_DNS_DATA], whole=True) for piece in one.data[:20]],
                "asked_at": one.asked_at,
                "server": ev(one.server) if one.server else None,
                "source": t(f"report.key.source.{one.source.value}"),
                "dnssec": one.dnssec,
            }
            for one in report.dns
        ],
    }


def glossary() -> list[dict[str, Any]]:
    """Return the terms in order of their names, each with its plain words."""
    words = sentences("report")
    terms = [id_ for id_ in words if id_.startswith("report.glossary.") and id_.endswith(".term")]
    return [
        {"id": id_.split(".")[2], "term": t(id_), "words": t(id_.removesuffix(".term") + ".words")}
        for id_ in sorted(terms, key=lambda one: words[one].casefold())
    ]


def cover(report: Report, report_id: str) -> dict[str, Any]:
    """Return the cover's lines."""
    case = report.case
    role = case.role if case.role in {"party", "investigator", "expert"} else "party"
    return {
        "report_id": report_id,
        "case_id": ev(case.id) if case.id else None,
        "title": ev(case.title) if case.title else None,
        "prepared_by": ev(case.prepared_by) if case.prepared_by else None,
        "role": t(f"report.role.{role}"),
        "as_of": report.as_of,
        "version": report.tool_version,
    }


def messages_index(report: Report) -> list[dict[str, Any]]:
    """Return what each message says of itself, for the first page."""
    rows = []
    for analysed in report.messages:
        identity = analysed.trace.identity
        rows.append(
            {
                "id": analysed.message.id,
                "evidence": analysed.message.evidence,
                "subject": ev(identity.subject),
                "from": [ev(str(one)) for one in identity.from_[:3]] or [ev(State.ABSENT)],
            }
        )
    return rows
