"""How far the rows of a stay lie from the sending, and how its exhibit came here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from provenance.case import AuditNote, Case
from provenance.correlation.attested import Standing
from provenance.correlation.records import AuditSide, AuditSource
from provenance.correlation.stay import _gap, _way
from tests.correlation.test_stays import HOME, OUT, SENT

INTERVAL = (SENT, SENT + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("standing", "gap"),
    [
        (Standing(basis="record", source="E2", support=(OUT,), others=(HOME,)), (5939, 4439)),
        (Standing(basis="record", source="E2", support=(OUT,)), (5939, -1)),
        (Standing(basis="no-record", source="E2"), (-1, -1)),
        # Rows of other exhibits are no rows of the stay.
        (Standing(basis="record", source="E3", support=(OUT,), others=(HOME,)), (-1, -1)),
    ],
)
def test_minutes_to_the_nearest_rows(standing: Standing, gap: tuple[int, int]) -> None:
    assert _gap(standing, INTERVAL, AuditSide()) == gap


def test_the_way_is_that_of_the_case_file() -> None:
    source = AuditSource(
        evidence="E2", name="airline.csv", sha256="a" * 64, size=1, layout=None, coverage=None
    )
    side, standing = AuditSide(sources=(source,)), Standing(basis="record", source="E2")
    note = AuditNote(file="airline.csv", obtained="extract to the passenger")
    assert _way(standing, side, Case(audit=(note,))) == "extract to the passenger"
    assert (
        _way(standing, side, Case(audit=(AuditNote(file="airline.csv", route="post"),))) == "post"
    )
    assert _way(standing, side, Case()) == ""
