"""What no reader may fall over: any bytes, wrong names, huge cells, deep nesting."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from provenance.audit import open_export, overview, recognise
from provenance.audit.readers.registry import BINARY, readers
from provenance.audit.records import AuditEvent, Layout, RowProblem
from provenance.cli.app import app

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


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY {chr(98 + i)} "{"&" + chr(97 + i) + ";"}{"&" + chr(97 + i) + ";"}">'.encode()
        for i in range(20)
    )
    + b'<!ENTITY f SYSTEM "file:///etc/hostname">]>'
)
XML = {
    "dmarc-aggregate": (
        b"<feedback><report_metadata><org_name>x</org_name></report_metadata>",
        b"<record><row><source_ip>192.0.2.1</source_ip><count>&u;&f;</count></row></record>",
        b"</feedback>",
    ),
    "mailbox-audit": (
        b"<SearchResults>",
        b'<Event MailboxGuid="1" Owner="a" Operation="&u;" LastAccessed="&f;"></Event>',
        b"</SearchResults>",
    ),
    "nps-radius": (
        b"",
        b'<Event><Timestamp data_type="4">05/11/2026 8:11:27</Timestamp><A>&u;&f;</A></Event>',
        b"",
    ),
}


@pytest.mark.parametrize("kind", XML)
@pytest.mark.parametrize("declared", [True, False])
def test_entities_are_refused_and_never_resolved(kind: str, *, declared: bool) -> None:
    head, event, tail = XML[kind]
    content = (BOMB if declared and kind != "nps-radius" else b"") + head + event + tail
    export = open_export(content, source="E1", sha256="0" * 64)
    found = recognise(export)
    assert found is not None
    assert found.layout.kind == kind
    items = list(found.reader.read(export, found.layout))
    assert items
    assert all(isinstance(item, RowProblem) for item in items)
    assert {item.reason for item in items if isinstance(item, RowProblem)} <= {
        "xml-entities",
        "xml-damaged",
    }


def test_a_small_packed_file_that_grows() -> None:
    """Blanks behind a report, packed: given up at the limit, and said so."""
    packer = zlib.compressobj(wbits=31)
    report = (DATA / "dmarc-aggregate.xml").read_bytes()
    packed = packer.compress(report)
    blanks = b" " * (8 * 1024 * 1024)
    packed += b"".join(packer.compress(blanks) for _ in range(20)) + packer.flush()
    assert len(packed) < 400_000
    assert overview(open_export(packed, source="E1", sha256="0" * 64), size=len(packed)) is None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", report)
        archive.writestr("b.xml", report + blanks * 20)
    content = out.getvalue()
    found = overview(open_export(content, source="E1", sha256="0" * 64), size=len(content))
    assert found is not None
    assert [one.reason for one in found.problems] == ["unpacked-too-large"]
    assert found.coverage.events > 0


UAL = b"CreationDate,UserIds,Operations,AuditData\r\n"


def ual(data: str) -> bytes:
    return b'2026-05-11T09:31:02,a@b.example,Send,"' + data.replace('"', '""').encode() + b'"\r\n'


HEAD = '{"CreationTime":"2026-05-11T09:31:02","Operation":"Send","UserId":"a@b.example","Id":"'
GOOD = ual(HEAD + '1"}')


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ual('{"a":' * 5000 + "1" + "}" * 5000), "audit-data-damaged"),
        (ual("[" * 200_000 + "]" * 200_000), "audit-data-cut"),
        (ual('{"Operation":"Send","x":' + "9" * 6000 + "}"), "audit-data-damaged"),
        (ual('{"x":"' + "y" * 10_000_000), "audit-data-cut"),
        (b'2026-05-11T09:31:02,a@b.example,Send,"{""a""\r\n', "quotes-not-closed"),
    ],
    ids=["deep", "brackets", "long-number", "cell-10-MB-cut", "open-quote"],
)
@pytest.mark.parametrize("large", [False, True])
def test_one_bad_row_costs_itself_only(
    row: bytes, reason: str, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr(sys.modules["provenance.audit.overview"], "LARGE", 0)
    content = UAL + GOOD + row + GOOD.replace(b'""1""', b'""2""')
    found = overview(open_export(content, source="E1", sha256="0" * 64), size=len(content))
    assert found is not None
    assert [one.reason for one in found.problems] == [reason]
    assert (found.coverage.rows, found.coverage.events) == (3, 2)


@pytest.mark.parametrize("large", [False, True])
def test_a_cell_of_ten_megabytes_that_is_whole(
    monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    if large:
        monkeypatch.setattr(sys.modules["provenance.audit.overview"], "LARGE", 0)
    content = UAL + ual(HEAD + '3","x":"' + "y" * 10_000_000 + '"}') + GOOD
    found = overview(open_export(content, source="E1", sha256="0" * 64), size=len(content))
    assert found is not None
    assert (found.coverage.events, found.coverage.problems) == (2, 0)


@pytest.mark.parametrize("name", ["photo.csv", "empty.csv", "report.xml", "log.zip", "x.evtx"])
def test_a_wrong_extension_gets_a_sentence_and_an_exit_code(tmp_path: Path, name: str) -> None:
    contents = {
        "photo.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        "empty.csv": b"",
        "report.xml": b"%PDF-1.7\n1 0 obj\n",
        "log.zip": b"PK\x03\x04" + b"time,ip\n" * 40,
        "x.evtx": b"Just a text.\n",
    }
    path, good = tmp_path / name, tmp_path / "good.csv"
    path.write_bytes(contents[name])
    good.write_bytes(UAL + GOOD)
    done = CliRunner().invoke(app, ["audit", str(path), str(good), "--json"])
    assert done.exit_code == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert [one["name"] for one in json.loads(done.stdout)] == ["good.csv"]
