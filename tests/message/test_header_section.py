"""Header sections: spans tile them, every byte is in a field, oddities are defects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.message import DefectKind
from provenance.message.header_section import LINE_LIMIT, MAX_FIELDS, HeaderSection, read_header
from provenance.message.pasted_header import read_pasted_header
from tests.patience import must_end

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "message" / "header_sections.json").read_bytes()
)

# Pieces that header sections are made of, so that chance reaches the branches.
PIECES = st.lists(
    st.sampled_from(
        [
            b"From: a@example.com", b"Subject : x", b"Received:", b" folded", b"\tby mx", b"junk",
            b": empty", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\n\n", b"\xef\xbb\xbf", b"From x 1",
            b"--b", b"\xff", b"\0", b"&lt;a&gt;", b"by mx with ESMTP id 1;", b"  ", b"X-A:1",
        ]
    )
    | st.binary(max_size=12),
    max_size=40,
).map(b"".join)  # fmt: skip


def assert_tiles(raw: bytes, section: HeaderSection) -> None:
    at = 0
    line = 1
    for index, field in enumerate(section.fields):
        assert field.index == index
        assert field.span.start == at
        assert field.span.start <= field.value_span.start <= field.value_span.end == field.span.end
        at = field.span.end
        assert at > field.span.start
        assert field.line_first == line
        line += raw.count(b"\n", field.span.start, field.span.end)
    assert at == section.end <= section.body <= len(raw)
    rebuilt = b"".join(raw[f.span.start : f.span.end] for f in section.fields)
    assert rebuilt + raw[section.end : section.body] + raw[section.body :] == raw
    assert not raw[section.end : section.body].strip(b"\r\n")
    for defect in section.defects:
        assert 0 <= defect.span.start <= defect.span.end <= len(raw)
        assert defect.line >= 1


@given(PIECES)
@example(b"")
@example(b"\n")
@example(b"a:b")
@example(b"\r\r\n")
def test_any_bytes_tile(raw: bytes) -> None:
    assert_tiles(raw, read_header(raw))


@given(PIECES)
@example(b"\n\n \n")
def test_any_paste_tiles(raw: bytes) -> None:
    assert_tiles(raw, read_pasted_header(raw))


@given(st.binary(max_size=300), st.sampled_from([b"\r\n", b"\n"]))
def test_value_holds_every_byte(value: bytes, end: bytes) -> None:
    clean = value.replace(b"\r", b"").replace(b"\n", b"").strip(b" \t")
    section = read_header(b"X-Test: " + clean + end + end)
    assert section.fields[0].value.encode("utf-8", "surrogateescape") == clean


@pytest.mark.parametrize("vector", VECTORS["strict"], ids=lambda v: v["name"])
def test_strict_vectors(vector: dict[str, object]) -> None:
    check(vector, read_header)


@pytest.mark.parametrize("vector", VECTORS["pasted"], ids=lambda v: v["name"])
def test_pasted_vectors(vector: dict[str, object]) -> None:
    check(vector, read_pasted_header)


def check(vector: dict[str, object], reader: object) -> None:
    assert callable(reader)
    raw = str(vector["raw"]).encode("latin-1")
    section = reader(raw)
    assert_tiles(raw, section)
    assert [[f.name, f.value] for f in section.fields] == vector["fields"]
    assert [d.kind.value for d in section.defects] == vector.get("defects", [])
    assert raw[section.body :] == str(vector.get("body", "")).encode("latin-1")


def test_a_line_beyond_the_limit_is_named() -> None:
    section = read_header(b"A: " + b"x" * LINE_LIMIT + b"\r\n b\r\n\r\n")
    assert [(d.kind, d.line, d.detail) for d in section.defects] == [
        (DefectKind.LINE_TOO_LONG, 1, str(LINE_LIMIT + 3))
    ]
    assert not read_header(b"A: " + b"x" * (LINE_LIMIT - 3) + b"\r\n\r\n").defects


def test_beyond_the_cap_the_rest_is_one_field() -> None:
    raw = b"A: b\r\n" * (MAX_FIELDS + 50) + b"\r\nbody"
    section = read_header(raw)
    assert len(section.fields) == MAX_FIELDS + 1
    assert section.fields[-1].name == ""
    assert [d.kind for d in section.defects] == [DefectKind.FIELD_LIMIT]
    assert raw[section.body :] == b"body"
    assert_tiles(raw, section)


def test_a_boundary_line_ends_the_header_of_a_part() -> None:
    raw = b"Content-Type: text/plain\r\n--b\r\nX: y\r\n\r\n"
    section = read_header(raw, stops={b"--b"}, top=False)
    assert section.end == section.body == raw.index(b"--b")
    assert not section.defects


@pytest.mark.parametrize(
    "raw",
    [b"\n" * 400_000, b"\r" * 400_000, b"x\n" * 200_000, b"A:\n" * 200_000, b" \n" * 200_000,
     b":" * 400_000, b"A: b\n" + b" c\n" * 200_000, b"From " * 100_000, b"A" * 400_000],
    ids=["lf", "cr", "junk", "fields", "blank", "colons", "folds", "mbox", "letters"],
)  # fmt: skip
def test_time_is_linear(raw: bytes) -> None:

    with must_end():
        read_header(raw)
        read_pasted_header(raw)
