"""What exports hold is not asked for again; what they leave open is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from provenance.audit import Coverage, Layout
from provenance.basics import State, text
from provenance.correlation import AuditSide, AuditSource
from provenance.reasoning.requests.supplied import QUIET, Supplied, supplied
from provenance.reasoning.requests.table import Wanted
from provenance.reasoning.requests.words import gap_words
from provenance.report.catalogue import render

WANTED = Wanted(id="x", holder="y", rung=3, kinds=("m365-ual",))
FIRST, LAST = date(2026, 5, 13), date(2026, 5, 15)
START, END = datetime(2026, 5, 13, tzinfo=UTC), datetime(2026, 5, 16, tzinfo=UTC)


def export(
    first: datetime | None,
    last: datetime | None,
    *,
    kind: str = "m365-ual",
    id_: str = "E2",
    problems: int = 0,
    flags: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
) -> AuditSource:
    coverage = Coverage(
        source=id_,
        kind=kind,
        rows=9,
        events=9 - problems,
        duplicates=0,
        problems=problems,
        first=first or State.ABSENT,
        last=last or State.ABSENT,
        flags=flags,
    )
    layout = Layout(kind=kind, wrapper="x", encoding="utf-8", columns=columns)
    return AuditSource(
        evidence=id_, name="x.csv", sha256="0" * 64, size=1, layout=layout, coverage=coverage
    )


def look(*sources: AuditSource, wanted: Wanted = WANTED) -> Supplied:
    return supplied(wanted, AuditSide(sources=sources), FIRST, LAST)


def test_nothing_supplied_is_not_whole() -> None:
    assert look() == Supplied()
    assert not look().whole
    assert look(export(START, END, kind="entra-signin")) == Supplied()


def test_an_export_over_all_days_leaves_nothing_to_ask() -> None:
    assert look(export(START, END)).whole
    assert look(export(START + QUIET, END - QUIET)).whole


def test_missing_ends_are_asked_for() -> None:
    morning, noon = datetime(2026, 5, 14, 9, tzinfo=UTC), datetime(2026, 5, 14, 12, tzinfo=UTC)
    found = look(export(morning, noon))
    assert found.open_ == ((START, morning), (noon, END))
    words = render(gap_words(found))
    assert "E2" in words
    assert "from 13 May 2026, 00:00:00 UTC to 14 May 2026, 09:00:00 UTC" in words


def test_two_exports_add_up_and_a_hole_between_them_is_seen() -> None:
    early, late = START + timedelta(hours=20), START + timedelta(hours=50)
    found = look(export(START, early), export(late, END, id_="E3"))
    assert found.exhibits == ("E2", "E3")
    assert found.open_ == ((early, late),)
    assert look(export(START, late), export(early, END, id_="E3")).whole


def test_three_stretches_are_counted() -> None:
    hours = [START + timedelta(hours=n) for n in (13, 14, 40, 41)]
    found = look(export(hours[0], hours[1]), export(hours[2], hours[3], id_="E3"))
    assert len(found.open_) == 3
    assert "in 1 further stretches" in render(gap_words(found))


def test_an_export_without_a_readable_time_covers_nothing() -> None:
    assert look(export(None, None)).open_ == ((START, END),)


def test_a_cut_or_damaged_export_is_asked_for_again() -> None:
    for one in (export(START, END, problems=2), export(START, END, flags=("row-cap-50000",))):
        found = look(one)
        assert not found.whole
        assert "row limit" in render(gap_words(found))


def test_a_missing_column_is_named() -> None:
    wanted = Wanted(id="x", holder="y", rung=4, kinds=("m365-ual",), column="original_client_ip")
    found = look(export(START, END, columns=("client_ip",)), wanted=wanted)
    assert found.lacks_column
    assert "without the column" in render(gap_words(found))
    assert look(export(START, END, columns=("Original-Client-IP ",)), wanted=wanted).whole


def test_without_days_an_export_cannot_be_called_whole() -> None:
    found = supplied(WANTED, AuditSide(sources=(export(START, END),)), None, None)
    assert not found.whole


@given(
    st.lists(
        st.tuples(st.integers(-100, 200), st.integers(0, 100)).map(
            lambda p: (START + timedelta(hours=p[0]), START + timedelta(hours=p[0] + p[1]))
        ),
        min_size=1,
        max_size=6,
    )
)
def test_open_stretches_lie_in_the_window_and_touch_no_export(
    covered: list[tuple[datetime, datetime]],
) -> None:
    sources = [export(a, b, id_=f"E{n}") for n, (a, b) in enumerate(covered, 2)]
    found = look(*sources)
    at = START
    for start, end in found.open_:
        assert at <= start < end <= END
        assert end - start > QUIET
        assert not any(a < end and b > start for a, b in covered)
        at = end


def test_the_words_are_of_the_catalogue() -> None:
    assert text("reasoning.request.gap.column", exhibits=("E2",)) == gap_words(
        Supplied(exhibits=("E2",), lacks_column=True)
    )


def test_missing_numbers_and_a_stay_are_never_whole() -> None:
    """Holes in the numbering are said beside a stretch that is missing as well."""
    held = Supplied(exhibits=("E2",))
    assert held.whole
    numbers = replace(held, skipped=7)
    assert not numbers.whole
    assert "skips 7 numbers" in render(gap_words(numbers))
    both = render(gap_words(replace(numbers, open_=((START, END),))))
    assert "It has no record from" in both
    assert "skips 7 numbers" in both
    stay = Supplied(exhibits=("E2",), ends_only=True)
    assert not stay.whole
    assert "not the day itself" in render(gap_words(stay))
