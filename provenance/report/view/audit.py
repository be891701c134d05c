"""Records of systems: what each export covers, which rows belong to a message, and how."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from provenance.audit import AuditEvent
from provenance.audit.records import Coverage, IntegrityTest
from provenance.basics import Instant, Param, State, Text, text
from provenance.correlation import AuditSide, AuditSource, Join
from provenance.correlation.entry_days import days_of
from provenance.correlation.records import Act, Grade, Graded
from provenance.reasoning.operations import operation_key, values_of_act
from provenance.report.audit_overview import kept_words
from provenance.report.catalogue import joint, sentence
from provenance.report.records import Report
from provenance.report.view.cited_rows import cited_rows
from provenance.report.view.common import Places, ev, joined, present, say, t, when, worded
from provenance.report.view.coverage import unread_rows
from provenance.report.view.moments import whole_days
from provenance.report.view.operations import operation_name, operation_values

SHOWN = 300
"""Joined records in the table; ``report.json`` has all."""
SHOWN_IPS = 4
SHOWN_GAPS = 5


def audit(report: Report, places: Places) -> dict[str, Any] | None:
    """Return the chapter, ``None`` where no export was handed in."""
    side = report.audit
    if not side.sources:
        return None
    events = {event.id: event for event in side.events}
    where = dict(side.places)
    kinds = {one.evidence: one.layout.kind for one in side.sources if one.layout is not None}
    rows = []
    for join in side.joins[:SHOWN]:
        event = events[join.event]
        rows.append(
            {
                "place": places.link(where[event.id]) if event.id in where else ev(event.source),
                "operation": _operation(event, kinds.get(event.source, "")),
                "time": _time(event),
                "account": present(event.actor.account),
                "mailbox": present(event.mailbox.owner),
                "ips": [_ip(event, number) for number in range(min(len(event.ips), SHOWN_IPS))],
                "client": present(event.client.info) or present(event.client.user_agent),
                "message": t("report.audit.message", message=join.message),
                "tier": t(f"report.audit.tier.{join.tier.value}"),
                "notes": _notes(join),
            }
        )
    return {
        "sources": [_source(one) for one in side.sources],
        "tests": _tests(side),
        "rows": rows,
        "coverage": _coverage(side),
        "unread": unread_rows(report),
        "cited": cited_rows(report),
        "more": max(0, len(side.joins) - SHOWN),
        "cut": side.cut or side.about_cut,
    }


def _operation(event: AuditEvent, layout: str) -> Markup:
    """The row's own values; plain words where the name of the act is made of several of them."""
    values = values_of_act(event, layout)
    if values:
        return operation_values(values)
    return operation_name(operation_key(event.kind.value, event.operation, layout), values)


def _tests(side: AuditSide) -> list[dict[str, Any]]:
    """For each export what the tests for marks came to: found, found nothing, not tested."""
    return [
        {
            "source": one.integrity.source,
            "results": [
                {
                    "label": t(f"report.audit.tests.{result}"),
                    "names": [_test(test) for test in own],
                }
                for result in ("found", "none", "not-tested")
                for own in ([test for test in one.integrity.tests if test.result == result],)
            ],
        }
        for one in side.marks
        if one.integrity.tests
    ]


def _test(test: IntegrityTest) -> Markup:
    words = t(f"report.audit.test.{test.name}")
    return Markup("{} ({})").format(words, test.count) if test.count else words


def _coverage(side: AuditSide) -> list[dict[str, Any]]:
    """One line for each export, act and grade; messages with the same grade share it.

    What an export never logs is one line for all such acts.
    """
    lines: dict[Graded, list[str]] = {}
    never: dict[str, dict[Act, None]] = {}
    for one in side.coverage:
        if one.grade is Grade.NEVER_LOGGED:
            never.setdefault(one.source, {})[one.act] = None
        else:
            lines.setdefault(replace(one, message=""), []).append(one.message)
    rows = []
    for source in dict.fromkeys(one.source for one in side.coverage):
        rows += [_graded(one, names) for one, names in lines.items() if one.source == source]
        if source in never:
            acts = joined([t(f"report.audit.act.{act.value}") for act in never[source]])
            rows.append(
                {
                    "source": source,
                    "act": acts,
                    "events": None,
                    "span": [],
                    "grade": t("report.audit.grade.never-logged"),
                    "messages": "",
                    "hole": [],
                    "reasons": [],
                }
            )
    return rows


def _graded(one: Graded, messages: list[str]) -> dict[str, Any]:
    return {
        "source": one.source,
        "act": t(f"report.audit.act.{one.act.value}"),
        "events": one.events,
        "span": _span(one.first, one.last),
        "grade": t(f"report.audit.grade.{one.grade.value}"),
        "messages": joint().join(messages),
        "hole": [
            Markup("{} {}").format(t(f"report.audit.cov.{name}"), _moment(at))
            for name, at in (("before", one.before), ("after", one.after))
            if at is not None and one.grade is not Grade.RECORDED
        ],
        "reasons": [t(f"reasoning.coverage.reason.{reason}") for reason in one.reasons],
    }


def _instant(value: datetime) -> Instant:
    return Instant(text=value.isoformat(), utc=value, offset_minutes=0)


def _moment(value: datetime) -> Markup:
    return when(_instant(value))


def _time(event: AuditEvent) -> Markup:
    if isinstance(event.time, State):
        return ev(event.time)
    if (days := days_of(event)) is not None:
        return whole_days(days)
    width = (event.time.end - event.time.start).total_seconds()
    return when(
        Instant(
            text=event.time.raw,
            utc=event.time.start,
            offset_minutes=State.ABSENT,
            precision_seconds=max(width, event.time.precision_seconds),
        )
    )


def _ip(event: AuditEvent, number: int) -> Markup:
    ip = event.ips[number]
    words = f"report.audit.class.{ip.cls.value}"
    kind = t(words) if sentence(words) else Markup("{}").format(ip.cls.value)
    port = t("report.audit.port", port=str(ip.port)) if isinstance(ip.port, int) else None
    shown = ev(ip.raw if isinstance(ip.address, State) else ip.address)
    return Markup("{} <small>{}{}</small>").format(
        shown, Markup("{}, ").format(port) if port else "", kind
    )


def _notes(join: Join) -> list[Markup]:
    notes = []
    if join.agree:
        notes.append(t("report.audit.agree", names=_points(join.agree)))
    if join.disagree:
        notes.append(t("report.audit.differ", names=_points(join.disagree)))
    if join.rivals:
        notes.append(t("report.audit.rivals", count=join.rivals))
    return notes


def _points(names: tuple[str, ...]) -> Param:
    """What was compared, in words: ``message-id``, ``queue-id hop 3``, ``session aad-session``."""
    made: Param = ""
    for name in names:
        made = text("report.join.list", first=made, second=_point(name)) if made else _point(name)
    return made


def _point(name: str) -> Param:
    kind, _, rest = name.partition(" ")
    if kind == "queue-id" and rest:
        return text("report.audit.point.queue-id", hop=rest.removeprefix("hop "))
    if kind == "session":
        words = _worded(f"report.audit.session.{rest}", rest)
        return text("report.audit.point.session", kind=words)
    return _worded(f"report.audit.point.{name}", name)


def _worded(id_: str, name: str) -> Param:
    """The words for a name of ours, the name itself where there are none."""
    return Text(id=id_) if sentence(id_) else name


def _from_to(start: datetime, end: datetime) -> Markup:
    return t("report.audit.period.value", start=_instant(start), end=_instant(end))


def _span(first: datetime | None, last: datetime | None) -> Markup:
    """Return the time from the first to the last of something, in words; once if they are equal."""
    if first is not None and last is not None and first != last:
        return _from_to(first, last)
    at = last if first is None else first
    return Markup("") if at is None else _moment(at)


def _period(coverage: Coverage) -> Markup:
    """Return the period that the rows span; nothing where no row has a time."""
    return _span(*(None if isinstance(at, State) else at for at in (coverage.first, coverage.last)))


def _source(one: AuditSource) -> dict[str, Any]:
    coverage, layout = one.coverage, one.layout
    if coverage is None or layout is None:
        return {"id": one.evidence, "name": ev(one.name), "kind": None}
    never = f"audit.never.{layout.kind}"
    flags = [f"audit.flag.{flag}" for flag in coverage.flags]
    stated = []
    if one.supplied_by:
        stated.append(t("report.audit.supplied", by=one.supplied_by))
    if one.timezone:
        stated.append(t("report.audit.zone", zone=one.timezone))
    return {
        "id": one.evidence,
        "name": ev(one.name),
        "kind": worded(f"audit.kind.{layout.kind}", layout.kind),
        "wrapper": worded(f"report.audit.wrapper.{layout.wrapper}", layout.wrapper),
        "rows": t(
            "report.audit.rows",
            rows=coverage.rows,
            events=coverage.events,
            duplicates=coverage.duplicates,
            problems=coverage.problems,
        ),
        "period": _period(coverage),
        "limits": [
            *(say(text(id_)) for id_ in flags if sentence(id_)),
            *(say(words) for words in kept_words(layout.kind)),
        ],
        "never": t("audit.never", words=Text(id=never)) if sentence(never) else None,
        "gaps": [_from_to(gap.start, gap.end) for gap in coverage.gaps[:SHOWN_GAPS]],
        "stated": stated,
    }
