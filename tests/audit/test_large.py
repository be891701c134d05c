"""A large table read by the block gives what reading row by row gives: counts, places, joins."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit import (
    Export,
    Needles,
    Reconciler,
    RowProblem,
    Search,
    open_export,
    overview,
    recognise,
    row_reader,
    workers,
)
from provenance.audit.brief import brief_of
from provenance.audit.large import totals
from provenance.audit.readers.base import RowReader
from provenance.audit.readers.registry import Recognised
from provenance.audit.source.rows import rows
from provenance.basics import known

GENERATOR = Path(__file__).resolve().parents[1] / "benchmarks/generate_ual.py"
ROWS = int(os.environ.get("PROVENANCE_LARGE_ROWS", "5000"))
"""The test on 50,000 rows is the same one: set this to 50000."""


@lru_cache(maxsize=1)
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_ual", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=2)
def lines(count: int) -> tuple[str, ...]:
    made = generator()
    return (made.HEADER, *made.rows(count, seed=7))


def portal(count: int) -> bytes:
    return ("\r\n".join(lines(count)) + "\r\n").encode()


def rewritten(
    count: int, delimiter: str, *, quoting: Literal[0, 1], end: str, stamp: str = ""
) -> bytes:
    """The same rows as another program saves them."""
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    for number, row in enumerate(csv.reader(io.StringIO("\n".join(lines(count)), newline=""))):
        if number and stamp and len(row) > 1:
            day, _, time = row[1].partition("T")
            year, month, date = day.split("-")
            hour, rest = int(time[:2]), time[2:8]
            half = "PM" if hour > 11 else "AM"
            clock = {"h": hour % 12 or 12, "r": rest, "p": half}
            row[1] = stamp.format(d=int(date), m=int(month), y=year, **clock)
        table.writerow(row)
    return out.getvalue().encode()


SHAPES: dict[str, Callable[[int], bytes]] = {
    "portal": portal,
    "mark": lambda n: b"\xef\xbb\xbf" + portal(n),
    "lines": lambda n: portal(n).replace(b"\r\n", b"\n"),
    "semicolon-all-quoted": lambda n: rewritten(n, ";", quoting=csv.QUOTE_ALL, end="\r\n"),
    "tab": lambda n: rewritten(n, "\t", quoting=csv.QUOTE_MINIMAL, end="\n"),
    "dates-us": lambda n: rewritten(
        n, ",", quoting=csv.QUOTE_ALL, end="\r\n", stamp="{m}/{d}/{y} {h}{r} {p}"
    ),
    "dates-eu": lambda n: rewritten(
        n, ",", quoting=csv.QUOTE_ALL, end="\r\n", stamp="{d}/{m}/{y} {h}{r} {p}"
    ),
    "not-utf-8": lambda n: portal(n).replace(b"Unit one", b"Unit \xe9"),
    "quote-never-closed": lambda n: portal(n) + b'x,"y\r\n' + portal(20),
}


def rows_of(shape: str) -> int:
    """All rows once, a quarter of them in every other shape."""
    return ROWS if shape == "portal" else ROWS // 4


def opened(content: bytes) -> tuple[Export, Recognised, RowReader]:
    export = open_export(content, source="E1", sha256=hashlib.sha256(content).hexdigest())
    found = recognise(export)
    assert found is not None
    assert found.layout.kind == "m365-ual"
    reader = row_reader(export, found)
    assert reader is not None
    return export, found, reader


@pytest.mark.parametrize("shape", SHAPES)
def test_counts_and_places_are_those_of_the_plain_reader(shape: str) -> None:
    export, found, reader = opened(SHAPES[shape](rows_of(shape)))
    plain = Reconciler("E1", found.layout)
    events = list(plain.unique(found.reader.read(export, found.layout)))
    counted = totals(export, found, reader)
    assert counted.coverage == plain.coverage()
    assert counted.problems == tuple(plain.problems)
    assert counted.coverage.duplicates > 0
    again = {event.locator.start for event in events}
    starts = (row.locator.start for row in rows(export.text))
    problems = {one.locator.start for one in counted.problems}
    repeats = set(counted.repeats)
    assert {at for at in starts if at not in problems | repeats} - again <= {export.text.start}
    assert counted.accounts == Counter(known(event.actor.account) for event in events)
    assert counted.families == Counter(event.client.family.value for event in events)


@pytest.mark.parametrize("shape", SHAPES)
def test_candidates_are_the_rows_that_name_the_message_or_the_mailbox(shape: str) -> None:
    export, found, reader = opened(SHAPES[shape](rows_of(shape)))
    made = generator()
    id_, account = made.MESSAGE_ID[1:-1], made.MAILBOX
    plain = Reconciler("E1", found.layout)
    wanted = [
        event
        for event in plain.unique(found.reader.read(export, found.layout))
        if (known(event.actor.account) or "").lower() == account
        or any(known(ref.id) == id_ for ref in event.messages)
    ]
    needles = Needles(exact=(id_,), accounts=(account,))
    repeats = totals(export, found, reader).repeats
    for given_repeats in (repeats, None):
        search = Search(needles)
        first = list(search.first(export, reader, repeats=given_repeats))
        by_id = {one.id: one for one in first}
        assert [by_id.get(event.id) for event in wanted] == wanted
        assert list(search.again(export, reader, needles, repeats=given_repeats)) == first
    assert len(wanted) > 6


@pytest.mark.parametrize("shape", ["portal", "quote-never-closed"])
def test_a_second_look_finds_what_a_first_one_for_both_finds(shape: str) -> None:
    export, _found, reader = opened(SHAPES[shape](rows_of(shape)))
    made = generator()
    account, other = made.MAILBOX, "user007@harbourvale.example"
    for first, second in (
        (Needles(exact=(made.MESSAGE_ID,)), Needles(exact=(made.SESSION,), accounts=(account,))),
        (Needles(), Needles(exact=(made.SESSION,), accounts=(other,))),
        (Needles(accounts=(account,)), Needles()),
    ):
        both = Needles(
            exact=(*first.exact, *second.exact), accounts=(*first.accounts, *second.accounts)
        )
        search = Search(first)
        held = list(search.first(export, reader))
        expected = list(Search(both).first(export, reader))
        assert list(search.again(export, reader, second)) == expected
        assert len(expected) >= len(held)
        assert expected


DAMAGE = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.sampled_from(
            [b"", b'"', b'""', b"\n", b",", b";", b"\r", b"{", b"}", b'}"', b"\xff", b"null", b"01",
             b"\\", b'\\""', b'"",""UserId"":5', b'""Operation"":""Send""', b"\x00", b"Z", b" "]
        ),
    ),
    max_size=3,
)  # fmt: skip


@given(st.integers(1, 300), DAMAGE)
def test_the_short_way_tells_what_the_event_tells(
    number: int, damage: list[tuple[float, int, bytes]]
) -> None:
    body = lines(300)[number].encode()
    for place, length, other in damage:
        at = int(place * len(body))
        body = body[:at] + other + body[at + length :]
    export, _found, reader = opened(lines(300)[0].encode() + b"\r\n" + body + b"\r\n")
    for row in list(rows(export.text))[1:]:
        item = reader.item(row)
        brief = reader.brief(row.data) if row.closed else None
        if brief is not None:
            assert not isinstance(item, RowProblem), item
            assert brief == brief_of(item)


def test_most_rows_take_the_short_way() -> None:
    export, _found, reader = opened(portal(2000))
    taken = [reader.brief(row.data) is not None for row in list(rows(export.text))[1:]]
    assert sum(taken) > 0.99 * len(taken)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2) as executor:
        yield executor


def test_processes_change_nothing(
    pool: ProcessPoolExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "STRETCH", 100_000)
    path = tmp_path / "ual.csv"
    path.write_bytes(portal(3000))
    export, found, reader = opened(path.read_bytes())
    alone = totals(export, found, reader)
    told: list[int] = []
    shared = workers.totals_by(
        pool, path, export, found, reader, progress=lambda done, _all: told.append(done)
    )
    assert shared == alone
    assert told == sorted(told)
    assert told[-1] == path.stat().st_size
    assert len(told) > 5


def test_an_overview_is_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    content = portal(1500)
    export, _found, _reader = opened(content)
    plain = overview(export, size=len(content))
    monkeypatch.setattr(sys.modules["provenance.audit.overview"], "LARGE", 0)
    assert overview(export, size=len(content)) == plain


def test_utf_16_is_read_plainly() -> None:
    content = portal(50).decode().encode("utf-16")
    export = open_export(content, source="E1", sha256="0" * 64)
    found = recognise(export)
    assert found is not None
    assert row_reader(export, found) is None
