"""A time is never more exact than its last digit that is not zero."""

from __future__ import annotations

import pytest

from provenance.basics import Instant
from provenance.decoders.date_time import date_time
from provenance.decoders.exact import exact_to
from provenance.decoders.identifiers.units import filetime, unix_ms
from provenance.origin.outlook_item import instant


@pytest.mark.parametrize(
    ("microsecond", "unit", "exact"),
    [
        (731_000, 1e-6, 1e-3),
        (731_001, 1e-6, 1e-6),
        (731_001, 0.0065536, 0.0065536),
        (318_400, 1e-6, 1e-4),
        (0, 1e-6, 1.0),
        (0, 1e-3, 1.0),
        (500_000, 1e-3, 0.1),
        (0, 1.0, 1.0),
        (731_000, 1.6777216, 1.6777216),
        (731_000, 86_400.0, 86_400.0),
    ],
)
def test_zeros_at_the_end_make_a_time_coarser(microsecond: int, unit: float, exact: float) -> None:
    assert exact_to(microsecond, unit) == pytest.approx(exact)


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("2026-05-14T14:02:16.7310000Z", 1e-3),
        ("2026-05-14T14:02:16.7310001Z", 1e-7),
        ("2026-05-14T14:02:16.0000000Z", 1.0),
        ("2026-05-14T14:02:16Z", 1.0),
    ],
)
def test_a_property_of_an_item(written: str, exact: float) -> None:
    found = instant(written)
    assert isinstance(found, Instant)
    assert found.precision_seconds == pytest.approx(exact)
    assert found.text == written


def test_clocks_inside_identifiers() -> None:
    whole, parts = filetime(133_000_000_000_000_000, "x"), filetime(133_000_000_001_234_560, "x")
    assert isinstance(whole, Instant)
    assert isinstance(parts, Instant)
    assert (whole.precision_seconds, parts.precision_seconds) == (1.0, 1e-6)
    milliseconds = unix_ms(1_780_000_000_120, "x")
    assert isinstance(milliseconds, Instant)
    assert milliseconds.precision_seconds == pytest.approx(0.01)


def test_a_written_date() -> None:
    found = date_time("14 May 2026 14:02:10.4020 +0000")
    assert isinstance(found, Instant)
    assert found.precision_seconds == pytest.approx(1e-3)
