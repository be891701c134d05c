"""Exports, joins and joined events as JSON."""

from __future__ import annotations

from datetime import datetime

from provenance.audit import AuditEvent
from provenance.audit.records import EventTime, Integrity, IpSeen, MessageRef
from provenance.basics import State, Value, Where
from provenance.correlation import AuditSide, AuditSource, Join
from provenance.correlation.records import Graded
from provenance.report.document.values import Json, json_value, record, utc

MAX_MESSAGES = 50
"""Messages of one event that are listed; a synchronised folder names thousands."""


def audit_to_dict(side: AuditSide) -> dict[str, Json]:
    """Return ``audit``: sources with their sums, joins, and the events that a join names."""
    places = dict(side.places)
    marks = {one.integrity.source: one.integrity for one in side.marks}
    return {
        "sources": [_source(one, marks.get(one.evidence)) for one in side.sources],
        "joins": [_join(one) for one in side.joins],
        "events": [_event(one, places.get(one.id)) for one in side.events],
        "cut": side.cut,
        "coverage": [_graded(one) for one in side.coverage],
    }


def _graded(one: Graded) -> dict[str, Json]:
    return {
        "evidence": one.source,
        "message": one.message,
        "act": one.act.value,
        "grade": one.grade.value,
        "reasons": list(one.reasons),
        "events": one.events,
        "first": None if one.first is None else utc(one.first),
        "last": None if one.last is None else utc(one.last),
        "before": None if one.before is None else utc(one.before),
        "after": None if one.after is None else utc(one.after),
        "auditing": one.auditing,
        "shown_by": json_value(one.shown_by),
    }


def _moment(value: Value[datetime] | None) -> Value[str]:
    if value is None:
        return State.NOT_ATTEMPTED
    return value if isinstance(value, State) else utc(value)


def _source(one: AuditSource, marks: Integrity | None) -> dict[str, Json]:
    coverage, layout = one.coverage, one.layout
    out = record(
        {
            "evidence": one.evidence,
            "kind": layout.kind if layout else State.UNREADABLE,
            "wrapper": layout.wrapper if layout else State.UNREADABLE,
            "encoding": layout.encoding if layout else State.UNREADABLE,
            "rows": coverage.rows if coverage else 0,
            "events": coverage.events if coverage else 0,
            "duplicates": coverage.duplicates if coverage else 0,
            "problems": coverage.problems if coverage else 0,
            "first": _moment(coverage.first if coverage else None),
            "last": _moment(coverage.last if coverage else None),
            "flags": coverage.flags if coverage else (),
            "supplied_by": one.supplied_by or State.ABSENT,
            "interest": one.interest.value,
            "timezone": one.timezone or State.ABSENT,
        }
    )
    out["gaps"] = [
        {"start": utc(gap.start), "end": utc(gap.end)}
        for gap in (coverage.gaps if coverage else ())
    ]
    out["operations"] = [
        {
            "operation": json_value(o.operation),
            "kind": o.kind.value,
            "events": o.events,
            "first": None if isinstance(o.first, State) else utc(o.first),
            "last": None if isinstance(o.last, State) else utc(o.last),
        }
        for o in (coverage.operations if coverage else ())
    ]
    out["integrity"] = None if marks is None else integrity_json(marks)
    return out


def integrity_json(one: Integrity) -> dict[str, Json]:
    """Return the marks as data, each with its first rows."""
    return {
        "examined": one.examined,
        "whole": one.whole,
        "organisations": [
            {"organisation": json_value(id_), "events": n} for id_, n in one.organisations
        ],
        "tests": [
            {"name": test.name, "result": test.result, "count": test.count} for test in one.tests
        ],
        "marks": [
            {
                "name": sign.name,
                "count": sign.count,
                "of": sign.of,
                "rows": [
                    {"row": at.row, "line": at.line, "start": at.start, "end": at.end}
                    for at in sign.rows
                ],
                "values": [[what, json_value(value)] for what, value in sign.values],
            }
            for sign in one.signs
        ],
    }


def _join(one: Join) -> dict[str, Json]:
    return {
        "event": one.event,
        "message": one.message,
        "tier": one.tier.value,
        "agree": list(one.agree),
        "disagree": list(one.disagree),
        "rivals": one.rivals,
    }


def _time(value: Value[EventTime]) -> Value[dict[str, Json]]:
    if isinstance(value, State):
        return value
    return {
        "text": json_value(value.raw),
        "start": utc(value.start),
        "end": utc(value.end),
        "basis": value.basis.value,
        "precision_seconds": value.precision_seconds,
        "flags": list(value.flags),
    }


def _ip(one: IpSeen) -> dict[str, Json]:
    return record(
        {
            "raw": one.raw,
            "field": one.field,
            "role": one.role.value,
            "class": one.cls.value,
            "address": one.address,
            "port": one.port,
            "operator": one.operator or State.ABSENT,
        }
    )


def _message(one: MessageRef) -> dict[str, Json]:
    return record(
        {
            "id": one.id,
            "network_id": one.network_id,
            "subject": one.subject,
            "size": one.size,
            "size_kind": one.size_kind,
            "sender": one.sender,
            "recipients": one.recipients,
            "recipient_count": one.recipient_count,
            "folder": one.folder,
        }
    )


def _event(one: AuditEvent, place: Where | None) -> dict[str, Json]:
    out = record(
        {
            "id": one.id,
            "evidence": one.source,
            "row": one.locator.row,
            "line": one.locator.line,
            "start": one.locator.start,
            "end": one.locator.end,
            "path": one.locator.path,
            "quote_sha256": place.quote_sha256 if place else State.NOT_ATTEMPTED,
            "kind": one.kind.value,
            "operation": one.operation,
            "native_id": one.native_id,
            "account": one.actor.account,
            "account_kind": one.actor.kind.value,
            "mailbox": one.mailbox.owner,
            "access_mode": one.mailbox.mode.value,
            "client": one.client.info,
            "client_family": one.client.family.value,
            "user_agent": one.client.user_agent,
            "device": one.device.id,
            "outcome": one.outcome.value,
            "flags": one.flags,
        }
    )
    time = _time(one.time)
    out["time"] = None if isinstance(time, State) else time
    if isinstance(time, State) and time is not State.ABSENT:
        out["states"]["time"] = time.value
    out["ips"] = [_ip(ip) for ip in one.ips]
    out["sessions"] = [{"kind": s.kind, "value": json_value(s.value)} for s in one.sessions]
    out["messages"] = [_message(ref) for ref in one.messages[:MAX_MESSAGES]]
    out["messages_total"] = len(one.messages)
    out["params"] = [[json_value(name), json_value(value)] for name, value in one.params]
    out["unmapped"] = [[json_value(name), json_value(value)] for name, value in one.unmapped]
    return out
