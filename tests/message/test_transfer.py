"""Transfer encodings: what was encoded comes back, what is broken is named."""

from __future__ import annotations

import base64
import binascii
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.message.transfer import decode_transfer, read_text, uu_name


@given(st.binary(max_size=400), st.sampled_from([b"\n", b"\r\n"]))
def test_base64_comes_back(data: bytes, end: bytes) -> None:
    coded = base64.encodebytes(data).replace(b"\n", end)
    assert decode_transfer(coded, "base64") == (data, "")


# The standard library's encoder takes a CR for a line end, so data with one is left out.
@given(st.binary(max_size=200).filter(lambda data: b"\r" not in data))
def test_quoted_printable_comes_back(data: bytes) -> None:
    decoded, problem = decode_transfer(
        quopri.encodestring(data, quotetabs=True), "quoted-printable"
    )
    assert (decoded, problem) == (data, "")


@given(st.binary(max_size=200), st.sampled_from(["base64", "quoted-printable", "7bit", "odd"]))
def test_any_bytes_are_read(data: bytes, encoding: str) -> None:
    decode_transfer(data, encoding)


@given(
    st.binary(max_size=60), st.sampled_from(["utf-8", "utf-7", "utf-16", "iso-2022-jp", "x", ""])
)
def test_any_text_is_read(data: bytes, charset: str) -> None:
    text, _ = read_text(data, charset)
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"YWJj", (b"abc", "")),
        (b"YW Jj\r\n", (b"abc", "")),
        (b"YWI", (b"ab", "padding")),
        (b"YWJjY", (b"abc", "length")),
        (b"YWI=\r\nYWJj", (b"ab", "data-after-padding")),
        (b"", (b"", "")),
        (b"====", (b"", "")),
    ],
)
def test_broken_base64(data: bytes, expected: tuple[bytes, str]) -> None:
    assert decode_transfer(data, "base64") == expected


def uuencoded(data: bytes, end: bytes = b"\n") -> bytes:
    lines = [binascii.b2a_uu(data[at : at + 45]).rstrip(b"\n") for at in range(0, len(data), 45)]
    return end.join([b"begin 644 a.txt", *lines, b"`", b"end", b""])


@given(st.binary(max_size=400), st.sampled_from([b"\n", b"\r\n"]))
def test_uuencode_comes_back(data: bytes, end: bytes) -> None:
    assert decode_transfer(uuencoded(data, end), "x-uuencode") == (data, "")
    # Blanks at the end of lines are lost on the way, and some encoders add a checksum character.
    bare = b"\n".join(line.rstrip(b" ") for line in uuencoded(data).split(b"\n"))
    assert decode_transfer(bare, "uuencode") == (data, "")


@pytest.mark.parametrize(
    ("data", "decoded", "problem"),
    [
        (b"begin 644 a.txt\n#86)C\n`\nend\n", b"abc", ""),
        (b"begin 644 a.txt\n#86)CX\n`\nend\n", b"abc", ""),
        (b"words\nbegin 644 a.txt\n#86)C\n", b"abc", "uuencode-no-end"),
        (b"begin 644 a.txt\n#\xff\xfe)C\nend\n", None, "uuencode-damaged"),
        (b"#86)C\n`\nend\n", None, "uuencode-no-begin"),
        (b"begin 644 a\n`\nend\nbegin 644 b\n`\nend\n", b"", "uuencode-several"),
    ],
)
def test_damaged_uuencode(data: bytes, decoded: bytes | None, problem: str) -> None:
    """What cannot be undone stands as it is, and the defect says so."""
    assert decode_transfer(data, "x-uuencode") == (data if decoded is None else decoded, problem)


@given(st.binary(max_size=400))
def test_uuencode_never_raises(data: bytes) -> None:
    decode_transfer(b"begin 644 x\n" + data, "x-uue")


def test_uuencode_names_its_file() -> None:
    assert uu_name(b"begin 644 a.txt\n#86)C\n`\nend\n") == "a.txt"
    assert uu_name(b"begin the meeting") == ""
