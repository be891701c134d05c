"""Times of the case file as intervals."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.correlation.accounts import same_account
from provenance.correlation.parties import mentions
from provenance.correlation.stated_times import stretch_of


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        ("2026-05-10", "2026-05-10", "Europe/London",
         ("2026-05-09T23:00:00+00:00", "2026-05-10T22:59:59.999999+00:00")),
        ("2026-05-10T06:00+01:00", "2026-05-17T23:00+01:00", "UTC",
         ("2026-05-10T05:00:00+00:00", "2026-05-17T22:00:00+00:00")),
        ("2026-05-10T06:00", "", "no/zone",
         ("2026-05-10T06:00:00+00:00", "9999-01-01T00:00:00+00:00")),
        ("", "null", "UTC", ("1970-01-01T00:00:00+00:00", "9999-01-01T00:00:00+00:00")),
        ("soon", "", "UTC", None),
        ("2026-05-11", "2026-05-10", "UTC", None),
        ("9999-12-31", "9999-12-31", "Pacific/Kiritimati", ("9999-12-30T10:00:00+00:00", "")),
    ],
)  # fmt: skip
def test_a_stretch(start: str, end: str, zone: str, expected: tuple[str, str] | None) -> None:
    found = stretch_of(start, end, zone)
    if expected is None or not expected[1]:
        assert found is None or found.start.isoformat() == (expected or ("", ""))[0]
        return
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == expected


def test_an_interval_lies_inside_or_touches() -> None:
    found = stretch_of("2026-05-10", "2026-05-11", "UTC")
    assert found is not None
    inside = datetime(2026, 5, 10, 12, tzinfo=UTC)
    outside = datetime(2026, 5, 12, 12, tzinfo=UTC)
    assert found.holds(inside, inside)
    assert not found.holds(inside, outside)
    assert found.touches(inside, outside)
    assert not found.touches(outside, outside)


@pytest.mark.parametrize(
    ("logged", "same"),
    [
        ("MSC@harbourvale.example", True),
        ("HARBOUR\\msc", True),
        ("msc", True),
        ("msc@other.example", False),
        ("msc2", False),
        ("", False),
    ],
)
def test_an_account_as_logs_write_it(logged: str, same: bool) -> None:
    assert same_account(logged, "msc@harbourvale.example") is same


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("user msc@harbourvale.example!", True),
        ("msc@harbourvale.example", True),
        ("amsc@harbourvale.example", False),
        ("x.msc@harbourvale.example", False),
        ("msc@harbourvale.example2 msc@harbourvale.example.", True),
        ("msc@harbourvale.example-b", False),
        ("", False),
    ],
)
def test_an_account_is_named_whole_or_not_at_all(words: str, named: bool) -> None:
    assert mentions(words, "msc@harbourvale.example") is named


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["UTC", "Europe/London", "x"]))
def test_no_text_of_a_case_file_makes_it_raise(start: str, end: str, zone: str) -> None:
    found = stretch_of(start, end, zone)
    assert found is None or found.start <= found.end


@given(
    st.dates(),
    st.sampled_from(["UTC", "Pacific/Kiritimati", "Etc/GMT+12"]),
)
def test_every_day_of_the_calendar_is_a_stretch_or_none(day: date, zone: str) -> None:
    found = stretch_of(day.isoformat(), day.isoformat(), zone)
    if found is None:
        assert day.year in {1, 9999}
    else:
        assert 22 * 3600 < (found.end - found.start).total_seconds() < 26 * 3600


@given(st.text(alphabet="am@x.-_ ", max_size=30))
def test_naming_is_the_same_as_by_a_pattern(words: str) -> None:
    pattern = r"(?<![\w.%+-])m@x(?![^\W_]|-)"
    assert mentions(words, "m@x") is (re.search(pattern, words) is not None)
