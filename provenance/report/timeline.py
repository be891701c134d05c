"""One line of time for everything: rows of exports and the clocks of the messages they belong to.

Nothing is moved: each entry keeps its text as found, its distance from UTC where it has one, and
the whole interval that its moment lies in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from provenance.basics import Instant, State, Value, Where
from provenance.basics.record import dataclass
from provenance.correlation import AuditSide
from provenance.correlation.entry_days import Days, days_of
from provenance.origin import ClockReading
from provenance.reasoning import AnalysedMessage
from provenance.reasoning.operations import operation_key, values_of_act
from provenance.report.acts import SENDS
from provenance.report.attested import BY_FORM, class_of, classes_of, whose_clock
from provenance.report.records import Report
from provenance.report.ties import Ties

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

REACH: Final = timedelta(days=2)
"""Rows about people that no finding names are shown this near to a sending."""
_LOOSE: Final = frozenset({"near", "rests", "device-name", "other-message", "W", "account"})
"""Ties that are none to the message itself: there it is said which inferences use the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One moment. ``kind`` is ``record`` or ``clock``; ``name`` an operation or a clock's source.

    ``start`` and ``end`` hold the moment, widened by what is known of the source's clock.
    ``basis`` is why its text means that moment; ``offset_minutes`` the distance from UTC that the
    text itself states. ``ties`` are a tier of joining, then what it shares with the sending.
    ``writer`` is ``log`` or whose clock it is. ``stands_in`` and ``product`` tell of a hidden
    time in which identifier, made by what, it was found. ``recall``: the row calls a message back,
    although its operation can be named as a sending is. ``known_as`` is the name of the words for
    a coded operation, ``days`` the whole days that a calendar entry covers. ``values`` are the
    values of the row that name the act, each as it stands there; ``inferences`` rest on a row that
    names neither the message nor its session. ``by_form``: only the form of an identifier speaks of
    the server that ``writer`` names.
    """

    kind: str
    name: str
    text: str
    start: datetime
    end: datetime
    basis: str
    writer: str
    evidence: str
    row: int = 0
    event: str = ""
    messages: tuple[str, ...] = ()
    account: Value[str] = State.ABSENT
    offset_minutes: Value[int] = State.ABSENT
    precision_seconds: float = 1.0
    ties: tuple[str, ...] = ()
    widened_seconds: float = 0.0
    field: int = -1
    place: Where | None = None
    hidden: bool = False
    stands_in: str = ""
    product: str = ""
    recall: bool = False
    known_as: str = ""
    days: Days | None = None
    values: tuple[str, ...] = ()
    by_form: bool = False
    inferences: tuple[str, ...] = ()


def timeline(report: Report) -> tuple[Entry, ...]:
    """All entries in order of time, then of exhibit and place."""
    entries = [*_records(report), *_clocks(report.messages)]
    return tuple(
        sorted(
            entries,
            key=lambda e: (e.start, e.end, e.kind, e.evidence, e.row, e.field, e.name, e.event),
        )
    )


def anchor(report: Report) -> tuple[datetime, str] | None:
    """What distances are counted from: the first recorded sending, else the first Date."""
    if report.audit.sources:
        from provenance.correlation.sendings import sendings_of

        for _, event in sendings_of(report.audit):
            if not isinstance(event.time, State):
                return event.time.start, "sending"
    for one in report.messages:
        date = one.trace.identity.date
        if isinstance(date, Instant):
            return date.utc, "date"
    return None


def _records(report: Report) -> list[Entry]:
    side = report.audit
    if not side.sources:
        return []
    from provenance.correlation.sendings import sendings_of

    ties: dict[str, list[str]] = {}
    messages: dict[str, list[str]] = {}
    for join in side.joins:
        ties.setdefault(join.event, []).append(join.tier.value)
        messages.setdefault(join.event, []).append(join.message)
    for near in side.neighbours:
        ties.setdefault(near.event, []).extend(near.shares)
        messages.setdefault(near.event, []).append(near.message)
    for stay in side.stay_rows:
        ties.setdefault(stay.event, []).append(f"stay-{stay.says}")
    named = {id_ for one in (*side.presence, *side.access) for id_ in one.events}
    layouts = {one.evidence: one.layout.kind for one in side.sources if one.layout is not None}
    moments = [e.time.start for _, e in sendings_of(side) if not isinstance(e.time, State)]
    places = dict(side.places)
    others = Ties(report)
    found = []
    for event in (*side.events, *side.about, *others.further(moments)):
        if isinstance(event.time, State):
            continue
        near_one = any(abs(event.time.start - moment) <= REACH for moment in moments)
        rests = bool(others.inferences(event))
        if event.id not in ties and event.id not in named and not near_one and not rests:
            continue
        own = tuple(dict.fromkeys(ties.get(event.id) or [_untied(event, others, near=near_one)]))
        found.append(
            _record(
                event,
                side,
                own,
                others.inferences(event) if _LOOSE.issuperset(own) else (),
                tuple(dict.fromkeys(messages.get(event.id, ()))),
                places.get(event.id),
                layouts.get(event.source, ""),
            )
        )
    return found


def _untied(event: AuditEvent, others: Ties, *, near: bool) -> str:
    """What to say of a row that no identifier ties to a message."""
    if event.kind.value in SENDS:
        return "other-message"
    if others.device(event):
        return "device-name"
    return "near" if near else "rests"


def _record(
    event: AuditEvent,
    side: AuditSide,
    ties: tuple[str, ...],
    inferences: tuple[str, ...],
    messages: tuple[str, ...],
    place: Where | None,
    layout: str,
) -> Entry:
    from provenance.correlation.offsets import widened

    time = event.time
    assert not isinstance(time, State)  # noqa: S101 - the caller passes over rows without a time
    start, end = widened(event, side) or (time.start, time.end)
    return Entry(
        kind="record",
        name=event.operation,
        text=time.raw,
        start=start,
        end=end,
        basis=time.basis.value,
        writer="log",
        evidence=event.source,
        row=event.locator.row,
        event=event.id,
        messages=messages,
        account=event.actor.account,
        precision_seconds=time.precision_seconds,
        ties=ties,
        widened_seconds=(time.start - start).total_seconds(),
        place=place,
        recall=event.kind.value == "recall",
        known_as=operation_key(event.kind.value, event.operation, layout),
        days=days_of(event),
        values=values_of_act(event, layout),
        inferences=inferences,
    )


def _clocks(messages: tuple[AnalysedMessage, ...]) -> list[Entry]:
    """Times of the messages; what several copies say alike is one entry with all of them."""
    found: dict[tuple[object, ...], Entry] = {}
    for analysed in messages:
        classes = classes_of(analysed)
        for one in analysed.clocks.readings:
            entry = _clock(analysed, one, classes)
            if entry is None:
                continue
            key = (entry.name, entry.start, entry.end, entry.text, entry.writer, entry.by_form)
            first = found.get(key)
            if first is None:
                found[key] = entry
            elif entry.messages[0] not in first.messages:
                from dataclasses import replace

                found[key] = replace(first, messages=(*first.messages, *entry.messages))
    return list(found.values())


def _clock(analysed: AnalysedMessage, one: ClockReading, classes: dict[int, str]) -> Entry | None:
    """A stated time, or a hidden one that is plausible and whose zone is known."""
    if not isinstance(one.time, Instant) or not one.zone_written:
        return None
    try:
        end = one.time.utc + timedelta(seconds=min(one.precision_seconds, 86_400.0))
    except OverflowError:
        return None
    return Entry(
        kind="clock",
        name=one.source,
        text=one.time.text,
        start=one.time.utc,
        end=end,
        basis="decoded" if one.hidden else "explicit-zone",
        writer=one.written_by,
        by_form=whose_clock(one, class_of(one, classes)) == BY_FORM,
        evidence=analysed.message.evidence,
        messages=(analysed.message.id,),
        offset_minutes=one.time.offset_minutes,
        precision_seconds=one.precision_seconds,
        field=one.field if isinstance(one.field, int) else -1,
        hidden=one.hidden,
        stands_in=one.place,
        product=one.product,
        place=one.where,
    )
