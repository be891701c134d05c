"""Encodings of exports: by mark, by zero bytes, by validity; the way back to the bytes is exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.source.encoding import Places, detect, transcode

TEXT = "date_time_utc,sender\r\n2026-05-11T10:00:00Z,Zoë\r\n"


@pytest.mark.parametrize(
    ("content", "name", "mark", "guessed"),
    [
        (TEXT.encode(), "utf-8", 0, False),
        (TEXT.encode("utf-8-sig"), "utf-8", 3, False),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", 2, False),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", 2, False),
        (TEXT.encode("utf-16-le"), "utf-16-le", 0, True),
        (TEXT.encode("utf-16-be"), "utf-16-be", 0, True),
        (TEXT.encode("cp1252"), "cp1252", 0, True),
        (b"", "utf-8", 0, False),
        (b"\0" * 40, "utf-8", 0, False),
    ],
)
def test_encodings(content: bytes, name: str, mark: int, guessed: bool) -> None:
    found = detect(content)
    assert (found.name, found.mark, found.guessed) == (name, mark, guessed)


def test_a_sign_cut_in_half_at_the_end_of_the_head_is_no_error() -> None:
    assert detect("aé".encode()[:2], whole=False).name == "utf-8"
    assert detect("aé".encode()[:2], whole=True).name == "cp1252"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60), st.data())
def test_offsets_walk_back_to_the_file(text: str, data: st.DataObject) -> None:
    content = b"\xff\xfe" + text.encode("utf-16-le")
    places = Places(transcode(content))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    for cut in cuts:
        there = places.original(len(text[:cut].encode()))
        assert content[2:there].decode("utf-16-le") == text[:cut]


@given(st.binary(max_size=200))
def test_any_bytes_become_text(content: bytes) -> None:
    opened = transcode(content)
    bytes(opened.data).decode(opened.codec, "replace")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_half_a_character_at_the_end_stays_inside_the_file(name: str) -> None:
    content = "May 11 10:31:02 mx postfix".encode(name) + b"\n"
    text = transcode(content)
    assert text.encoding.name == name
    assert Places(text).original(len(text.data)) == len(content)
