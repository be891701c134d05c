from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import MessageStream
from provenance.message import HeaderField, read_message
from provenance.message.fields import Fields
from provenance.message.header_section import read_header

RAW = (
    b"Received: a\r\n\tb\r\nX-A: 1\r\n: no name\r\nRECEIVED : c\r\nS\xc3\xa9: d\r\n"
    b"\xe2\x84\xaaey: e\r\nEmpty:\r\n\r\nbody"
)


def made(fields: Fields) -> list[int]:
    """Which records exist: the only place that may know how they are kept."""
    return sorted(fields._made)


def test_only_what_is_looked_at_is_made() -> None:
    fields = read_header(RAW).fields
    assert made(fields) == []
    assert [field.index for field in fields.named("Received")] == [0, 3]
    assert made(fields) == [0, 3]
    assert fields[0] is fields[0]
    assert len(fields) == 7
    assert made(fields) == [0, 3]


def test_it_behaves_as_a_tuple() -> None:
    fields = read_header(RAW).fields
    plain = tuple(read_header(RAW).fields)
    assert fields == plain
    assert plain == fields
    assert fields == read_header(RAW).fields
    assert fields != plain[:-1]
    assert fields != list(plain)
    assert hash(fields) == hash(plain)
    assert repr(fields) == repr(plain)
    assert fields[-1] == plain[-1]
    assert fields[1:-1] == plain[1:-1]
    assert fields[::-2] == plain[::-2]
    assert list(reversed(fields)) == list(reversed(plain))
    assert fields.index(plain[2]) == 2
    assert plain[2] in fields
    with pytest.raises(IndexError):
        fields[len(plain)]
    with pytest.raises(IndexError):
        fields[-len(plain) - 1]


@pytest.mark.parametrize("touch", [False, True])
def test_it_is_pickled_with_its_bytes(touch: bool) -> None:
    fields = read_header(RAW).fields
    if touch:
        tuple(fields)
    again = pickle.loads(pickle.dumps(fields))  # noqa: S301 - our own bytes
    assert again == fields
    assert isinstance(again, Fields)


def test_records_hold_name_value_and_place() -> None:
    assert [(f.name, f.value, f.line_first, f.line_last) for f in read_header(RAW).fields] == [
        ("Received", "a\tb", 1, 2),
        ("X-A", "1", 3, 3),
        ("", "no name", 4, 4),
        ("RECEIVED", "c", 5, 5),
        ("S\xe9", "d", 6, 6),
        ("\u212aey", "e", 7, 7),
        ("Empty", "", 8, 8),
    ]


def test_names_are_compared_as_text() -> None:
    """The Kelvin sign is a ``k`` in lower case."""
    assert [field.value for field in read_header(RAW).fields.named("KEY")] == ["e"]
    assert read_header(RAW).fields.named("missing") == ()
    assert [field.value for field in read_header(RAW).fields.named("")] == ["no name"]


LINES = (b"A: x\n", b"b: y\r\n z\r\n", b" f\n", b"-: q\n", b": n\n", b"junk\n", b"C :\n", b"\n",
         b"d:\rx\n", b"A:z")  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_one_run_reads_as_field_by_field(lines: list[bytes]) -> None:
    """A section read at one go is what its fields are when each is read alone."""
    raw = b"".join(lines)
    for field in read_header(raw).fields:
        alone: list[HeaderField] = [
            each for each in read_header(raw[field.span.start : field.span.end]).fields if each.name
        ]
        if field.name:
            assert [(one.name, one.value) for one in alone] == [(field.name, field.value)]


def test_a_message_gives_its_fields_by_name() -> None:
    stream = MessageStream(name="file", data=RAW)
    message = read_message(stream, id="M1", evidence="E1")
    assert message.named("received") == (message.fields[0], message.fields[3])
