"""Times of exports: zone and order are known, stated or open; open means both readings inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.records import EventTime, TimeBasis
from provenance.audit.values.times import Clock, DayOrder, learn_order, read_time
from provenance.basics import State

LONDON = Clock(zone=ZoneInfo("Europe/London"), basis=TimeBasis.USER_STATED)
SECOND = timedelta(seconds=1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("5/18/2021 9:13:33 PM", "2021-05-18 21:13:33", 1.0),
        ("9/20/2023 4:05:03 AM", "2023-09-20 04:05:03", 1.0),
        ("9/20/2023 12:05:03 AM", "2023-09-20 00:05:03", 1.0),
        ("2026-01-24T06:54:24.0000000Z ", "2026-01-24 06:54:24", 1e-7),
        ("2021-07-19T17:55:04", "2021-07-19 17:55:04", 1.0),
        ("2021-04-30T11:01:55.140625-07:00", "2021-04-30 18:01:55.140625", 1e-6),
        ("2022-09-05T18:10:13.4907658", "2022-09-05 18:10:13.490765", 1e-7),
        ("18.05.2021 09:13:33", "2021-05-18 09:13:33", 1.0),
        ("31/05/21 09:13", "2021-05-31 09:13:00", 60.0),
        ("/Date(1658751973240)/", "2022-07-25 12:26:13.240000", 0.001),
        ("1628003212", "2021-08-03 15:06:52", 1.0),
        ("1628003212345678", "2021-08-03 15:06:52.345678", 1e-6),
        ("2021/5/18 9:13:33", "2021-05-18 09:13:33", 1.0),
    ],
)
def test_readings_in_utc(text: str, expected: str, precision: float) -> None:
    found = read_time(text, Clock())
    assert isinstance(found, EventTime)
    assert found.start == moment(expected)
    assert found.raw == text
    assert found.precision_seconds == pytest.approx(precision)
    assert found.end - found.start == timedelta(seconds=precision)
    assert found.flags == ()


@pytest.mark.parametrize(
    ("text", "state"),
    [("", State.ABSENT), ("  ", State.ABSENT), ("n/a", State.UNPARSABLE),
     ("99/99/2024 1:1:1", State.UNPARSABLE), ("2024-02-30T10:00:00", State.UNPARSABLE),
     ("13:00 PM", State.UNPARSABLE), ("x" * 5000, State.UNPARSABLE),
     ("5/18/2021 13:13:33 PM", State.UNPARSABLE), ("9999-12-31T23:59:59", State.UNPARSABLE),
     ("0001-01-01T00:00:00Z", State.UNPARSABLE), ("/Date(9999999999999999)/", State.UNPARSABLE)],
)  # fmt: skip
def test_what_is_no_time(text: str, state: State) -> None:
    assert read_time(text, Clock()) is state


def test_open_order_keeps_both_readings() -> None:
    found = read_time("03/05/2024 10:00:00", Clock())
    assert isinstance(found, EventTime)
    assert (found.start, found.end) == (
        moment("2024-03-05 10:00:00"),
        moment("2024-05-03 10:00:01"),
    )
    assert found.flags == ("date-order-ambiguous",)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["1/2/2024 x", "13/2/2024 x"], DayOrder.DAY_FIRST),
        (["1/2/2024 x", "2/13/2024 x"], DayOrder.MONTH_FIRST),
        (["1/2/2024 x"], DayOrder.OPEN),
        (["13/2/2024 x", "2/13/2024 x"], DayOrder.OPEN),
        ([], DayOrder.OPEN),
    ],
)
def test_a_column_decides_the_order(column: list[str], expected: DayOrder) -> None:
    assert learn_order(column) is expected


@pytest.mark.parametrize(
    ("text", "start", "end", "flags"),
    [
        ("2026-05-11T10:00:00", "2026-05-11 09:00:00", "2026-05-11 09:00:01", ()),
        ("2026-10-25T01:30:00", "2026-10-25 00:30:00", "2026-10-25 01:30:01", ("hour-twice",)),
        ("2026-03-29T01:30:00", "2026-03-29 00:30:00", "2026-03-29 01:30:01", ("hour-missing",)),
        ("2026-05-11", "2026-05-10 23:00:00", "2026-05-11 23:00:00", ()),
    ],
)
def test_stated_zone(text: str, start: str, end: str, flags: tuple[str, ...]) -> None:
    found = read_time(text, LONDON)
    assert isinstance(found, EventTime)
    assert (found.start, found.end, found.flags) == (moment(start), moment(end), flags)
    assert found.basis is TimeBasis.USER_STATED


def test_unknown_zone_is_any_zone_on_earth() -> None:
    found = read_time("2026-05-11T10:00:00", Clock(zone=None, basis=TimeBasis.ASSUMED))
    assert isinstance(found, EventTime)
    assert found.end - found.start == timedelta(hours=26) + SECOND
    assert found.flags == ("zone-unknown",)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - of hypothesis
def test_iso_round_trip(value: datetime) -> None:
    text = value.isoformat(timespec="microseconds")
    found = read_time(text + "Z", Clock())
    assert isinstance(found, EventTime)
    assert found.start == value.replace(tzinfo=UTC)
    assert found.basis is TimeBasis.EXPLICIT_ZONE


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    found = read_time(text, LONDON)
    assert isinstance(found, State) or found.start <= found.end


@pytest.mark.parametrize("order", list(DayOrder))
def test_a_day_equal_to_its_month_is_read_in_every_order(order: DayOrder) -> None:
    found = read_time("5/5/2026 10:00:00", Clock(order=order))
    assert isinstance(found, EventTime)
    assert (found.start, found.flags) == (moment("2026-05-05 10:00:00"), ())
