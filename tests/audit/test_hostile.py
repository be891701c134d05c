"""What no reader may fall over: any bytes, wrong names, huge cells, deep nesting."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit import open_export, overview, recognise
from provenance.audit.readers.registry import BINARY, readers
from provenance.audit.records import AuditEvent, Layout, RowProblem

DATA = Path(__file__).resolve().parents[1] / "data/audit"
SEEDS = tuple(path.read_bytes() for path in sorted(DATA.iterdir()) if path.is_file())


def all_read(content: bytes) -> None:
    export = open_export(content, source="E1", sha256=hashlib.sha256(content).hexdigest())
    found = recognise(export)
    if found is None:
        return
    for item in found.reader.read(export, found.layout):
        assert isinstance(item, AuditEvent | RowProblem)
        assert 0 <= item.locator.start <= item.locator.end <= len(content)


@given(st.binary(max_size=600))
def test_any_bytes_end(content: bytes) -> None:
    all_read(content)


@given(st.sampled_from(SEEDS), st.integers(0, 5000), st.integers(0, 400), st.binary(max_size=12))
def test_any_damage_ends(seed: bytes, at: int, length: int, other: bytes) -> None:
    at %= len(seed)
    all_read(seed[:at] + other + seed[at + length :])


@given(st.binary(max_size=300))
def test_every_reader_ends_on_what_is_not_its_own(content: bytes) -> None:
    """Each reader asked to read as if it had recognised the file."""
    export = open_export(content, source="E1", sha256=hashlib.sha256(content).hexdigest())
    for reader in (*readers(), *(r for kind in BINARY for r in readers(kind))):
        reader.sniff(export)
        if export.columns and not export.binary:
            layout = Layout(
                kind=reader.kind,
                wrapper="",
                encoding="utf-8",
                delimiter="",
                columns=export.columns,
            )
            for item in reader.read(export, layout):
                assert isinstance(item, AuditEvent | RowProblem)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + b"time,ip\n" * 40,
        b"%PDF-1.7\n1 0 obj\nRequest ID,Username,IP address\n",
        b"\xff\xd8\xff\xe0" + bytes(2000),
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
    ids=["empty", "mark", "png", "zip", "pdf", "jpeg", "braces", "brackets", "nested"],
)
def test_of_no_kind_known(content: bytes) -> None:
    export = open_export(content, source="E1", sha256="0" * 64)
    assert overview(export, size=len(content)) is None


def test_a_cell_of_ten_megabytes() -> None:
    head = b"Request ID,Username,IP address,Date (UTC),User agent\n"
    row = b"1,a@b.example,192.0.2.1,2026-05-11T10:00:00Z,"
    content = head + row + b"x" * 10_000_000 + b"\n" + row + b"y\n"
    found = overview(open_export(content, source="E1", sha256="0" * 64), size=len(content))
    assert found is not None
    assert (found.coverage.events, found.coverage.problems) == (2, 0)
    assert "cell-cut" in found.coverage.flags


def test_a_deep_object_costs_itself_only() -> None:
    good = b'{"createdDateTime":"2026-05-11T10:00:00Z","ipAddress":"192.0.2.1","appDisplayName":1}'
    content = good + b"\n" + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"\n" + good + b"\n"
    found = overview(open_export(content, source="E1", sha256="0" * 64), size=len(content))
    assert found is not None
    assert (found.coverage.events, found.coverage.problems) == (2, 1)


def test_openings_without_an_end_are_looked_for_once() -> None:
    content = b"<Event><System><EventID>\n" * 40_000
    found = overview(open_export(content, source="E1", sha256="0" * 64), size=len(content))
    assert found is not None
    assert (found.coverage.events, found.coverage.problems) == (0, 40_000)
