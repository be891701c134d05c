from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.decoders import DECODERS, Clock, Decoded, date_time
from provenance.decoders.date_time import LONGEST

DATES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data/decoders/dates.json").read_text("utf-8")
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.mark.parametrize("case", DATES, ids=[case["text"][:60] or "-" for case in DATES])
def test_table(case: dict[str, Any]) -> None:
    value = date_time(case["text"])
    if "state" in case:
        assert value is State(case["state"])
        return
    assert isinstance(value, Instant)
    offset = value.offset_minutes
    assert value.utc.isoformat() == case["utc"]
    assert value.utc.tzinfo is UTC
    assert (offset.value if isinstance(offset, State) else offset) == case["offset"]
    assert list(value.remarks) == case["remarks"]
    assert value.precision_seconds == pytest.approx(case.get("precision", 1.0))
    assert value.text == case["text"].strip()


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001 - the zone is drawn apart
    st.integers(-14 * 60, 14 * 60),
    st.booleans(),
    st.booleans(),
)
def test_what_is_written_by_the_rfc_is_read_back(
    local: datetime, offset: int, weekday: bool, comment: bool
) -> None:
    moment = local.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    hours, minutes = divmod(abs(offset), 60)
    written = (
        (f"{_DAYS[moment.weekday()]}, " if weekday else "")
        + f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year:04} {moment:%H:%M:%S} "
        + f"{'-' if offset < 0 else '+'}{hours:02}{minutes:02}"
        + (" (a (b) c)" if comment else "")
    )
    value = date_time(written)
    assert isinstance(value, Instant)
    assert value.utc == moment
    assert value.offset_minutes == offset
    assert value.remarks == ()


_FORMS = (
    "{w}, {d} {b} {y} {t} {z}",
    "{d} {b} {y} {t} {z}",
    "{w} , {d} {b} {y} {t}{z}",
    "{w}, {d}-{b}-{y} {t} {z}",
    "{w} {b} {d} {t} {y} {z}",
    "{w} {b} {d} {t} {z} {y}",
    "{w}, {b} {d}, {y} {t} {z}",
    "{y}-{m}-{D}T{t}{z}",
    "{y}-{m}-{D} {t}.123456789 {z} XYZ m=+4711.5",
)


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001 - the zone is drawn apart
    st.integers(-14 * 60, 14 * 60).filter(bool),
    st.sampled_from(_FORMS),
    st.sampled_from(("", " (CST)", " (EST (5) x)", "(MST)")),
)
def test_every_order_gives_the_same_moment_and_the_number_decides(
    local: datetime, offset: int, form: str, comment: str
) -> None:
    moment = local.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    hours, minutes = divmod(abs(offset), 60)
    pieces = {
        "w": _DAYS[moment.weekday()],
        "d": str(moment.day),
        "D": f"{moment.day:02}",
        "b": _MONTHS[moment.month - 1],
        "m": f"{moment.month:02}",
        "y": f"{moment.year:04}",
        "t": f"{moment:%H:%M:%S}",
        "z": f"{'-' if offset < 0 else '+'}{hours:02}{minutes:02}",
    }
    value = date_time(form.format_map(pieces) + comment)
    assert isinstance(value, Instant)
    assert value.utc.replace(microsecond=0) == moment
    assert value.offset_minutes == offset
    assert "weekday-mismatch" not in value.remarks
    without = dict(pieces, z="")
    assert date_time(form.format_map(without).replace(" XYZ", "")) is State.UNPARSABLE


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(("AM", "PM", "am", "p.m.")),
)
def test_twelve_hours(hour: int, minute: int, half: str) -> None:
    value = date_time(f"1 Jan 2024 {hour}:{minute:02}:00 {half} +0000")
    if not 1 <= hour <= 12:
        assert value is State.UNPARSABLE
        return
    assert isinstance(value, Instant)
    assert f"{value.utc:%I:%M %p}" == f"{hour:02}:{minute:02} {half[0].upper()}M"


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_two_digits_of_a_year(day: date) -> None:
    value = date_time(f"{day.day} {_MONTHS[day.month - 1]} {day:%y} 00:00:00 GMT")
    assert isinstance(value, Instant)
    assert value.utc.date() == day
    assert "short-year" in value.remarks


@given(st.dates(min_value=date(1950, 1, 1)), st.sampled_from(_DAYS))
def test_a_weekday_is_noted_and_never_believed(day: date, weekday: str) -> None:
    text = f"{day.day} {_MONTHS[day.month - 1]} {day.year:04} 00:00:00 +0000"
    value = date_time(f"{weekday}, {text}")
    plain = date_time(text)
    assert isinstance(value, Instant)
    assert isinstance(plain, Instant)
    assert value.utc == plain.utc
    assert ("weekday-mismatch" in value.remarks) == (_DAYS[day.weekday()] != weekday)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=5))
def test_only_names_with_one_meaning_are_zones(name: str) -> None:
    value = date_time(f"1 Jan 2024 10:00:00 {name}")
    known = {"ut", "gmt", "utc", "z", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"}
    assert isinstance(value, Instant) == (name in known)


@given(st.text(max_size=80) | st.text(alphabet="0123456789:+-(), JanFriMS\\", max_size=60))
def test_no_text_raises_and_none_is_guessed(text: str) -> None:
    value = date_time(text)
    if isinstance(value, Instant):
        assert value.utc.tzinfo is UTC
        assert any(character.isdigit() for character in text)
    else:
        assert value in {State.ABSENT, State.UNPARSABLE}


@pytest.mark.parametrize(
    "text",
    ["(" * LONGEST, "()" * (LONGEST // 2), "1" * 100_000, " " * 100_000 + "1", "a" * LONGEST],
)
def test_long_texts_are_refused_quickly(text: str) -> None:
    assert date_time(text) in {State.UNPARSABLE, State.ABSENT}


def test_registry_has_the_decoder() -> None:
    decoded = DECODERS["date_time"]("3 Sep 2023 10:00:00 +0000")
    assert isinstance(decoded, Decoded)
    assert isinstance(decoded.time, Instant)
    assert decoded.clock is Clock.UNKNOWN
    assert DECODERS["date_time"]("never") is State.UNPARSABLE
