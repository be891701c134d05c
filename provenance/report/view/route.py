"""The journey beside the hops: what other fields tell, what happened on the way, clocks, fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from provenance.basics import State, known
from provenance.decoders import HeaderItem, HeaderWeight
from provenance.reasoning import AnalysedMessage
from provenance.report.attested import attested
from provenance.report.catalogue import product
from provenance.report.view.common import Places, duration, ev, joined, say, t, when
from provenance.trace import (
    Attestation,
    ClockOffset,
    RouteMark,
    ServiceField,
    SyntheticEvidence,
)

SHOWN_EVIDENCE = 40
SHOWN_MARKS = 20
SHOWN_FIELDS = 60
SHOWN_ITEMS = 14
SHOWN_NAMES = 80


def beside(analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    """Return synthetic evidence, marks and clocks of one message."""
    trace = analysed.trace
    return {
        "evidence": [_evidence(item, analysed, places) for item in trace.evidence[:SHOWN_EVIDENCE]],
        "evidence_more": max(0, len(trace.evidence) - SHOWN_EVIDENCE),
        "marks": [_mark(mark, analysed, places) for mark in trace.route.marks[:SHOWN_MARKS]],
        "marks_more": max(0, len(trace.route.marks) - SHOWN_MARKS),
        "clocks": [_clock(offset, analysed, places) for offset in trace.route.clocks],
    }


def _evidence(item: SyntheticEvidence, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    values = [
        (t(f"report.evidence.{name}"), ev(value))
        for name, value in (
            ("ip", item.ip),
            ("host", item.host),
            ("account", item.account),
        )
        if not isinstance(value, State)
    ]
    if not isinstance(item.time, State):
        values.append((t("report.evidence.time"), when(item.time)))
    agrees = None
    if not isinstance(item.agrees, State):
        what = "time-" if item.role == "stamped" else ""
        agrees = t(f"report.evidence.{what}{'agrees' if item.agrees else 'differs'}")
    return {
        "header": ev(item.header),
        "key": ev(item.key) if item.key else None,
        "lines": places.field_link(analysed.message, item.field),
        "role": t(f"report.evidence.role.{item.role}"),
        "values": values,
        "hop": known(item.hop),
        "link": t(f"report.evidence.link.{item.link}") if item.link else None,
        "agrees": agrees,
        "witness": t(f"report.witness.{item.witness.value}"),
    }


def _mark(mark: RouteMark, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    return {
        "kind": t(f"report.mark.{mark.kind.value}"),
        "reason": say(mark.reason),
        "hop": known(mark.hop),
        "grade": t(f"report.grade.{mark.grade}"),
        "lines": joined([places.field_link(analysed.message, one) for one in mark.fields[:4]]),
    }


def _clock(offset: ClockOffset, analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    low, high = known(offset.at_least), known(offset.at_most)
    return {
        "host": ev(offset.host),
        "reference": ev(offset.reference),
        "low": duration(low) if low is not None else None,
        "high": duration(high) if high is not None else None,
        "lines": joined([places.field_link(analysed.message, one) for one in offset.fields[:4]]),
    }


def service_fields(analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    """Return the fields of filters, gateways and mail services: in parts, or by name alone."""
    writers = attested(analysed)
    by_weight: dict[HeaderWeight, list[ServiceField]] = {weight: [] for weight in HeaderWeight}
    for one in analysed.service_fields:
        by_weight[one.decoded.weight].append(one)
    tables = []
    for weight in (HeaderWeight.EVIDENCE, HeaderWeight.VERDICT):
        rows = by_weight[weight]
        tables.append(
            {
                "caption": t(f"report.service.{weight.value}"),
                "rows": [_row(one, analysed, places, writers) for one in rows[:SHOWN_FIELDS]],
                "more": max(0, len(rows) - SHOWN_FIELDS),
            }
        )
    lists = []
    for weight in (HeaderWeight.OPAQUE, HeaderWeight.UNKNOWN):
        names = _names(by_weight[weight], analysed, places, writers)
        if names:
            lists.append(
                {
                    "caption": t(f"report.service.{weight.value}"),
                    "names": names[:SHOWN_NAMES],
                    "more": max(0, len(names) - SHOWN_NAMES),
                }
            )
    return {"tables": [table for table in tables if table["rows"]], "lists": lists}


def _names(
    rows: list[ServiceField],
    analysed: AnalysedMessage,
    places: Places,
    writers: Mapping[int, Attestation],
) -> list[Markup]:
    return [
        Markup("{} {} <small>{}</small>").format(
            ev(one.decoded.name),
            places.field_link(analysed.message, one.field),
            _writer(writers.get(one.field))["word"],
        )
        for one in rows
    ]


def _writer(attestation: Attestation | None) -> dict[str, Any]:
    """Whose words a field are: the class in words, and the host where its place shows one."""
    if attestation is None:
        return {"cls": "", "word": "", "host": None}
    cls = attestation.cls.value
    return {
        "cls": cls,
        "word": t(f"report.class.short.{cls}"),
        "host": ev(attestation.writer) if attestation.writer else None,
    }


def _row(
    one: ServiceField,
    analysed: AnalysedMessage,
    places: Places,
    writers: Mapping[int, Attestation],
) -> dict[str, Any]:
    decoded = one.decoded
    shown = decoded.items[:SHOWN_ITEMS]
    return {
        "name": ev(decoded.name),
        "writer": _writer(writers.get(one.field)),
        "lines": places.field_link(analysed.message, one.field),
        "product": ev(product(decoded.product)),
        "grade": t(f"report.grade.{decoded.grade.value}"),
        "items": [_item(item) for item in shown],
        "more": max(0, len(decoded.items) - len(shown)),
    }


def _item(item: HeaderItem) -> dict[str, Any]:
    return {
        "key": ev(item.key) if item.key else None,
        "value": ev(item.value),
        "meaning": None if isinstance(item.meaning, State) else say(item.meaning),
        "time": None if isinstance(item.time, State) else when(item.time),
    }
