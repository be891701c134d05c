"""Apple Mail's .emlx: the message inside, and what the file does not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence.containers.emlx import read_emlx

MAIL = b"Subject: x\n\nHello\n"
NOTES = b'<?xml version="1.0"?>\n<plist><dict><key>flags</key></dict></plist>\n'


@pytest.mark.parametrize("blanks", [b"\n", b"      \n", b" \r\n"])
def test_message_without_notes(blanks: bytes) -> None:
    head = str(len(MAIL)).encode() + blanks
    found = read_emlx(head + MAIL + NOTES)
    assert (found.data, found.start, found.end) == (MAIL, len(head), len(head) + len(MAIL))
    assert found.body
    assert [loss.id for loss in found.losses] == ["evidence.loss.emlx-place"]


def test_length_beyond_the_file_is_said() -> None:
    found = read_emlx(b"9999\n" + MAIL)
    assert found.data == MAIL
    assert [loss.id for loss in found.losses] == [
        "evidence.loss.emlx-place",
        "evidence.loss.emlx-short",
    ]


def test_parts_stored_apart_leave_no_body_to_check() -> None:
    part = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nX-Apple-Content-Length: 7\n\n\n--b--\n"
    )
    assert not read_emlx(str(len(part)).encode() + b"\n" + part).body
    header = b"X-Apple-Content-Length: 7\n\nbody\n"
    assert read_emlx(str(len(header)).encode() + b"\n" + header).body


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=10**11))
def test_any_length_and_bytes(rest: bytes, declared: int) -> None:
    content = str(declared).encode() + b"\n" + rest
    found = read_emlx(content)
    assert content[found.start : found.end] == found.data
