"""Facts about the clocks and identifiers of a message, for rules.

A rule sees what a decoder found under the decoder's own name, never the text of a vendor's field.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.decoders.identifiers.boundary import id_start
from provenance.message import Message
from provenance.origin import ClockReading, ClockTable
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord
from provenance.trace import AttestationClass, Trace

_IMPOSSIBLE: Final = frozenset(("outside-window", "impossible-time"))
_NETWORK_ID: Final = "field.network-message-id"
_CLOCK_FACTS: Final = (
    "boundary_id_fits",
    "date_readable",
    "network_ids",
    "weekday_fits",
)


def with_clocks(base: FactBase, message: Message, trace: Trace, table: ClockTable) -> FactBase:
    """The same facts with those of the clock table beside them."""
    lists = dict(base.lists)
    lists["identifiers"] = tuple(
        _identifier(message, base, one) for one in table.readings if one.hidden
    )
    lists["contradictions"] = _contradictions(message, base, table)
    records = dict(base.records)
    records["clocks"] = _clocks(message, trace, table)
    return FactBase(lists=lists, records=records, fields=base.fields, classes=base.classes)


def _fields(one: ClockReading) -> tuple[int, ...]:
    index = known(one.field)
    return () if index is None else (index,)


def _class(base: FactBase, *fields: int) -> AttestationClass:
    return max(
        (base.cls_of(index) for index in fields),
        key=lambda cls: cls.value,
        default=AttestationClass.CLIENT,
    )


def _identifier(message: Message, base: FactBase, one: ClockReading) -> FactRecord:
    fields = _fields(one)
    facts: dict[str, Value[Fact]] = {
        "decoder": one.source,
        "product": one.product or State.ABSENT,
        "place": one.place,
        "written_by": one.written_by,
        "draft_based": one.draft_based,
        "grade": one.grade,
        "time": one.time,
        "line_time": one.line_time,
        "plausible": one.reason not in _IMPOSSIBLE,
        "reason": one.reason or "none",
        "says": one.times[0] if one.times else State.ABSENT,
    }
    return FactRecord(
        facts=facts,
        fields=fields,
        cls=_class(base, *fields),
        group=f"{message.id}:identifier:{one.source}:{fields[0] if fields else one.path}",
    )


def _contradictions(message: Message, base: FactBase, table: ClockTable) -> tuple[FactRecord, ...]:
    found = []
    for one in table.contradictions:
        first, second = table.readings[one.first], table.readings[one.second]
        fields = tuple(dict.fromkeys((*_fields(first), *_fields(second))))
        facts: dict[str, Value[Fact]] = {
            "kind": one.kind,
            "decoder": first.source,
            "product": first.product or State.ABSENT,
            "draft_based": first.draft_based,
            "time": first.time,
            "other": second.source,
            "other_time": second.time,
            "seconds": round(abs(one.seconds)),
            "tolerance": round(one.tolerance),
        }
        found.append(
            FactRecord(
                facts=facts,
                fields=fields,
                cls=_class(base, *fields),
                group=f"{message.id}:clock:{first.source}:{fields[0] if fields else first.path}",
            )
        )
    return tuple(found)


def _clocks(message: Message, trace: Trace, table: ClockTable) -> FactRecord:
    date = trace.identity.date
    ids = [one for one in table.readings if one.source == _NETWORK_ID and _is_whole(one)]
    different = {
        message.fields[index].value.strip().lower() for one in ids for index in _fields(one)
    }
    starts = [one for one in table.readings if one.source == "boundary.exchange"]
    facts: dict[str, Value[Fact]] = dict.fromkeys(_CLOCK_FACTS, State.NOT_APPLICABLE)
    facts["date_readable"] = _readable(date)
    if isinstance(date, Instant) and date.text.strip()[:1].isalpha():
        facts["weekday_fits"] = "weekday-mismatch" not in date.remarks
    if len(ids) > 1:
        facts["network_ids"] = len(different)
    if starts and message.named("Message-ID"):
        facts["boundary_id_fits"] = all(_fits(message, one.part("id-start")) for one in starts)
    dates = tuple(field.index for field in message.named("Date"))
    return FactRecord(
        facts=facts,
        group=f"{message.id}:clocks",
        places={
            "date_readable": dates,
            "weekday_fits": dates,
            "network_ids": tuple(index for one in ids for index in _fields(one)),
            "boundary_id_fits": (
                *(field.index for field in message.named("Message-ID")),
                *(index for one in starts for index in _fields(one)),
            ),
        },
    )


def _is_whole(one: ClockReading) -> bool:
    """Whether the field holds a whole GUID; a redacted one is not compared."""
    return isinstance(one.time, Instant)


def _readable(date: Value[Instant]) -> Value[Fact]:
    if isinstance(date, Instant):
        return True
    return False if date is State.UNPARSABLE else date


def _fits(message: Message, start: str) -> bool:
    """Whether the boundary begins with this message's id, or with the id that it had before."""
    ids = (*message.named("Message-ID"), *message.named("X-Microsoft-Original-Message-ID"))
    return any(id_start(field.value)[: len(start)] == start for field in ids)
