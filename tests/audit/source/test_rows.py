"""Rows of tables: what was written comes back, every row knows its bytes, damage costs one row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.source import rows as module
from provenance.audit.source.encoding import transcode
from provenance.audit.source.rows import line_rows, rows, sniff_delimiter, split

CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0\ufeff\ufffd", exclude_categories=["Cs"]),
    max_size=20,
)
TABLE = st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark"])


def written(table: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(
        table
    )
    return out.getvalue()


def encoded(text: str, name: str) -> bytes:
    if name == "utf-16-be-mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(name)


@given(TABLE, st.sampled_from([",", ";", "\t"]), ENCODINGS)
def test_what_was_written_comes_back(table: list[list[str]], delimiter: str, name: str) -> None:
    text = written(table, delimiter)
    content = encoded(text, name)
    opened = transcode(content)
    found = list(rows(opened))
    assert [split(row.data, delimiter, opened.codec) for row in found] == table
    assert all(row.closed for row in found)


@given(TABLE, ENCODINGS)
def test_places_are_those_of_the_file(table: list[list[str]], name: str) -> None:
    content = encoded(written(table, ","), name)
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-16-be-mark": "utf-16-be"}
    for row in rows(transcode(content)):
        there = content[row.locator.start : row.locator.end].decode(codec.get(name, name))
        assert there == row.data.decode("utf-8")


@given(st.binary(max_size=300))
def test_any_bytes_are_accounted_for(content: bytes) -> None:
    opened = transcode(content)
    found = list(rows(opened))
    assert [row.locator.row for row in found] == list(range(1, len(found) + 1))
    assert b"".join(row.data for row in found).replace(b"\r", b"").replace(b"\n", b"") == bytes(
        opened.data[opened.start :]
    ).replace(b"\r", b"").replace(b"\n", b"")


def test_open_quote_costs_its_own_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROW", 100)
    content = b'a,b\n1,"open\n' + b"x,y\n" * 60
    found = list(rows(transcode(content)))
    assert [row.closed for row in found[:3]] == [True, False, True]
    assert len(found) == 62


def test_lines_count_inside_quotes() -> None:
    found = list(rows(transcode(b'a\n"x\ny\nz"\n\nb\n')))
    assert [(row.locator.row, row.locator.line) for row in found] == [(1, 1), (2, 2), (3, 6)]


def test_line_rows_never_join() -> None:
    found = list(line_rows(transcode(b'a "x\n\ny"\n')))
    assert [(row.data, row.locator.line, row.locator.start) for row in found] == [
        (b'a "x', 1, 0),
        (b'y"', 3, 6),
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("a,b,c", ","),
        ("a;b;c", ";"),
        ("a\tb", "\t"),
        ('"a,1";"b";"c"', ";"),
        ("alone", ""),
        ("", ""),
    ],
)
def test_delimiter(header: str, expected: str) -> None:
    assert sniff_delimiter(header) == expected
