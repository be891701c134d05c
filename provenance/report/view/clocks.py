"""The clock table: every time of a message on one line, and what of it does not fit together."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import Instant, State, text
from provenance.origin import ClockContradiction, ClockReading, ClockTable
from provenance.reasoning import AnalysedMessage
from provenance.report.attested import BY_FORM, class_of, classes_of, whose_clock
from provenance.report.catalogue import product
from provenance.report.clock_strip import Mark, Row, clock_strip, rows_of, strip_key
from provenance.report.document.clocks import class_of_stream
from provenance.report.marks import visible
from provenance.report.view.common import Places, duration, ev, joined, key_words, plain, t, when
from provenance.report.view.moments import precision

SHOWN_CLOCKS = 60
SHOWN_PLACES = 4
SHOWN_IDENTIFIERS = 40
SHOWN_CONTRADICTIONS = 20
SHOWN_FURTHER = 3


def clocks(analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    """Return strip, table, contradictions and identifiers without a clock of one message."""
    table = analysed.clocks
    classes = classes_of(analysed)
    groups = _grouped(table)
    timed = [group for group in groups if isinstance(group[0].time, Instant)]
    odd = [group for group in groups if not isinstance(group[0].time, Instant) and group[0].times]
    plain_ids = [g for g in groups if not isinstance(g[0].time, Instant) and not g[0].times]
    listed = [*sorted(timed, key=_moment), *odd]
    rows = [_row(group, analysed, places, classes) for group in listed[:SHOWN_CLOCKS]]
    ordered = [group[0] for group in sorted(timed, key=_moment)]
    strip, drawn = _strip(table, ordered, analysed, classes)
    return {
        "strip": strip,
        "key": key_words(strip_key(drawn, "report.clocks.strip.key.bold")),
        "answer": t(
            "report-outline.clocks.answer",
            count=len(listed),
            contradictions=len(table.contradictions),
        ),
        "rows": rows,
        "more": max(0, len(listed) - SHOWN_CLOCKS),
        "contradictions": [
            _contradiction(one, table, analysed, places)
            for one in table.contradictions[:SHOWN_CONTRADICTIONS]
        ],
        "contradictions_more": max(0, len(table.contradictions) - SHOWN_CONTRADICTIONS),
        "identifiers": [
            _identifier(group, analysed, places) for group in plain_ids[:SHOWN_IDENTIFIERS]
        ],
        "identifiers_more": max(0, len(plain_ids) - SHOWN_IDENTIFIERS),
    }


def _grouped(table: ClockTable) -> list[list[ClockReading]]:
    """Readings that say the same thing in several places, together, in order of first place."""
    groups: dict[tuple[object, ...], list[ClockReading]] = {}
    for one in table.readings:
        moment = one.time.utc if isinstance(one.time, Instant) else one.reason
        # Stated times stand in a line of their own, also where two lines say the same second.
        own = (one.field, one.where) if not one.hidden else ()
        groups.setdefault((one.source, moment, one.parts, *own), []).append(one)
    return list(groups.values())


def _moment(group: list[ClockReading]) -> tuple[str, str, int]:
    one = group[0]
    when_ = one.time.utc.isoformat() if isinstance(one.time, Instant) else ""
    return when_, one.source, one.field if isinstance(one.field, int) else -1


def _short_name(one: ClockReading, analysed: AnalysedMessage) -> str:
    """What a clock is called in the picture: the field, or place and product of an identifier."""
    if one.where is not None:
        return visible(plain(_property_name(one)))
    if not one.hidden:
        return plain(f"report.clocks.source.{one.source}")
    if one.place == "field" and isinstance(one.field, int):
        return visible(analysed.message.fields[one.field].name)
    place = plain(f"report.clocks.place.{one.place}")
    made = product(one.product)
    return plain("report.join.label", label=place, value=made) if made else place


def _property_name(one: ClockReading) -> str:
    side = "winmail" if one.where is not None and one.where.stream.startswith("tnef:") else "item"
    name = "mapi.conversation-index" if one.decoded else one.source
    return f"report.clocks.source.{side}.{name}"


def _name(one: ClockReading, analysed: AnalysedMessage) -> Markup:
    if one.where is not None:
        name = t(_property_name(one))
        return (
            Markup("{}<br><small>{}</small>").format(name, product(one.product))
            if one.product
            else name
        )
    if one.place == "field" and isinstance(one.field, int):
        field = ev(analysed.message.fields[one.field].name)
        return (
            field
            if not one.product
            else Markup("{}<br><small>{}</small>").format(field, product(one.product))
        )
    if not one.hidden:
        return t(f"report.clocks.source.{one.source}")
    place = t(f"report.clocks.place.{one.place}")
    return (
        Markup("{}<br><small>{}</small>").format(place, product(one.product))
        if one.product
        else place
    )


def _links(group: list[ClockReading], analysed: AnalysedMessage, places: Places) -> Markup:
    links = [
        places.link(one.where)
        if one.where is not None
        else places.field_link(analysed.message, one.field)
        if isinstance(one.field, int)
        else t("report.clocks.part", path=one.path)
        for one in group[:SHOWN_PLACES]
    ]
    if len(group) > SHOWN_PLACES:
        links.append(t("report.value.more", count=len(group) - SHOWN_PLACES))
    return joined(links)


def _whose(one: ClockReading, cls: str | None) -> Markup:
    """Whose clock it is; of what anybody could type, only the form speaks of a server."""
    if whose_clock(one, cls) == BY_FORM:
        return t("report.clocks.writer.by-form", who=text(f"report.clocks.writer.{one.written_by}"))
    return t(f"report.clocks.writer.{one.written_by}")


def _meaning(one: ClockReading) -> Markup | None:
    """How the meaning of a form is known, apart from who vouches for its bytes."""
    return t(f"report.grade.{one.grade}") if one.grade else None


def _row(
    group: list[ClockReading], analysed: AnalysedMessage, places: Places, classes: dict[int, str]
) -> dict[str, Any]:
    one = group[0]
    time = one.time
    cls = class_of(one, classes)
    vouches = t(f"report.class.{cls}") if cls else None
    if one.where is not None:
        # Properties of an item are as whoever held it left them: no line vouches for them.
        cls = class_of_stream(one.where.stream)
        vouches = t(f"report.class.{cls}") if cls == "D" else t("report.clocks.held")
        cls = cls if cls == "D" else None
    row: dict[str, Any] = {
        "name": _name(one, analysed),
        "lines": _links(group, analysed, places),
        "hidden": one.hidden,
        "writer": _whose(one, cls),
        "cls": cls,
        "vouches": vouches,
        "grade": _meaning(one),
        "draft": one.draft_based,
        "reason": t(f"report.clocks.reason.{one.reason}") if one.reason else None,
        "identities": [
            (t(f"report.clocks.identity.{name}"), ev(value)) for name, value in one.parts
        ],
        "further": [when(other) for other in one.times[:SHOWN_FURTHER]],
    }
    if isinstance(time, Instant):
        row["utc"] = when(time)
        row["written"] = ev(time.text)
        row["precision"] = precision(one.precision_seconds)
        row["zone"] = None if one.zone_written else t("report.clocks.zone-not-written")
    else:
        row["utc"] = t("report.clocks.none")
        row["written"] = ev(one.times[0].text) if one.times else None
        row["precision"] = row["zone"] = None
    return row


def _identifier(
    group: list[ClockReading], analysed: AnalysedMessage, places: Places
) -> dict[str, Any]:
    one = group[0]
    return {
        "name": _name(one, analysed),
        "lines": _links(group, analysed, places),
        "reason": t(f"report.clocks.reason.{one.reason}") if one.reason else None,
        "identities": [
            (t(f"report.clocks.identity.{name}"), ev(value)) for name, value in one.parts
        ],
        "grade": _meaning(one),
    }


def _contradiction(
    one: ClockContradiction, table: ClockTable, analysed: AnalysedMessage, places: Places
) -> dict[str, Any]:
    first, second = table.readings[one.first], table.readings[one.second]
    return {
        "words": t(
            f"report.clocks.contradiction.{one.kind}",
            apart=duration(abs(one.seconds)).removeprefix("+"),
            allowed=duration(one.tolerance).removeprefix("+"),
        ),
        "first": Markup("{} {}").format(_name(first, analysed), _links([first], analysed, places)),
        "second": Markup("{} {}").format(
            _name(second, analysed), _links([second], analysed, places)
        ),
    }


def _strip(
    table: ClockTable,
    readings: list[ClockReading],
    analysed: AnalysedMessage,
    classes: dict[int, str],
) -> tuple[Markup, tuple[Row, ...]]:
    marks = tuple(
        Mark(
            name=_short_name(one, analysed),
            time=one.time,
            writer=whose_clock(one, class_of(one, classes)),
            hidden=one.hidden,
            zone_written=one.zone_written,
        )
        for one in readings
        if not isinstance(one.time, State)
    )
    date = next(
        (m.time for one, m in zip(readings, marks, strict=True) if one.source == "date"), None
    )
    arrival = table.arrival if isinstance(table.arrival, Instant) else None
    rows = rows_of(marks)
    picture = clock_strip(
        rows,
        anchor=date or arrival,
        anchor_name=plain("report.clocks.source.date" if date else "report.clocks.arrival"),
        id_=f"clocks-{analysed.message.id}",
    )
    return picture, rows
