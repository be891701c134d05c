"""What a file is, by its bytes: kinds that are read, kinds that are refused with a remedy."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import Kind, recognise
from provenance.evidence.recognise import CFB_MAGIC, Refused
from tests.patience import must_end

MAIL = (
    b"Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example with ESMTPS id 1;\r\n"
    b"\tMon, 1 Jun 2026 10:00:00 +0000\r\nFrom: A <a@a.example>\r\nTo: b@b.example\r\n"
    b"Subject: s\r\nMessage-ID: <1@a.example>\r\nDate: Mon, 1 Jun 2026 09:59:00 +0000\r\n"
)
EMPTY_BODY_SIGNED = b"DKIM-Signature: v=1; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=x\r\n"
BODY_SIGNED = b"DKIM-Signature: v=1;\r\n bh=g3zLYH4xKxcPrHOD18z9YfpQcnk/GaJedfustWU5uGs=; b=x\r\n"
MULTIPART = b"Content-Type: multipart/mixed; boundary=b\r\n"
LOST = MAIL.replace(b"\r\n\t", b"\r\n")
WIDE = "__properties_version1.0".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (MAIL + b"\r\nHello\r\n", Kind.EML),
        (MAIL.replace(b"\r\n", b"\n") + b"\nHello\n", Kind.EML),
        (b"\xef\xbb\xbf" + MAIL + b"\r\nHello\r\n", Kind.EML),
        (b"\r\n\r\n" + MAIL + b"\r\nHello\r\n", Kind.EML),
        (b"From a@a.example Mon Jun  1 10:00:00 2026\n" + MAIL + b"\r\nHello\r\n", Kind.EML),
        (b"Subject: x\n\nshort\n", Kind.EML),
        (b"X-Odd: 1\nFoo: 2\nFrom: a@b.example\nTo: b@b.example\n\nx\n", Kind.EML),
        (MAIL + b"junk line\r\nX-A: 1\r\n\r\nHello\r\n", Kind.EML),
        (MAIL + b"\r\n", Kind.EML),
        (MAIL + EMPTY_BODY_SIGNED, Kind.EML),
        (MAIL + EMPTY_BODY_SIGNED + b"\r\n", Kind.EML),
        (b"Content-Type: message/rfc822\n\n" + MAIL + b"\n\nx\n", Kind.EML),
        (MAIL + BODY_SIGNED + b"\r\n", Kind.PASTED_HEADERS),
        (MAIL + MULTIPART + b"\r\n", Kind.PASTED_HEADERS),
        (MAIL, Kind.PASTED_HEADERS),
        (LOST, Kind.PASTED_HEADERS),
        (LOST + b"\r\nHello\r\n", Kind.PASTED_HEADERS),
        (MAIL.replace(b"<", b"&lt;").replace(b">", b"&gt;") + b"\r\nHi", Kind.PASTED_HEADERS),
        (MAIL.replace(b"\r\n", b"\r\n\r\n"), Kind.PASTED_HEADERS),
        (b"These are the headers:\n\n" + MAIL, Kind.PASTED_HEADERS),
        (b"  " + MAIL.replace(b"\r\n", b"\r\n  "), Kind.PASTED_HEADERS),
        (CFB_MAGIC + b"\0" * 500 + WIDE, Kind.MSG),
        (CFB_MAGIC + b"\0" * 500, Refused.OLE_OTHER),
        (b"", Refused.EMPTY),
        (b" \r\n\0\xef\xbb\xbf\n", Refused.EMPTY),
        (b"%PDF-1.7\n", Refused.PDF),
        (b"\x89PNG\r\n\x1a\n\0", Refused.PICTURE),
        (b"\xff\xd8\xff\xe0", Refused.PICTURE),
        (b"GIF89a", Refused.PICTURE),
        (b"II*\0\x08", Refused.PICTURE),
        (b"\0\0\0\x18ftypheic\0", Refused.PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", Refused.PICTURE),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", Refused.OFFICE),
        (b"PK\x03\x04" + b"\0" * 26 + b"mail.eml", Kind.ZIP),
        (b"{\\rtf1\\ansi", Refused.RTF),
        (b"<!DOCTYPE html><p>", Refused.HTML),
        (b"\r\n<HTML lang=en><pre>" + MAIL, Refused.HTML),
        (b"From: <Saved by Blink>\nContent-Type: multipart/related\n\nx", Refused.SAVED_PAGE),
        (b"1234      \n" + MAIL + b"\nx\n", Kind.EMLX),
        (b"From a Mon Jun  1 10:00:00 2026\nA: b\n\nx\n\nFrom b Mon Jun  1 10:00:00 2026\nA: c\n\n",
         Kind.MBOX),
        (b"!BDN\0\0", Refused.PST),
        (b"\x78\x9f\x3e\x22\1\0", Kind.TNEF),
        (b"From: A\nSent: Monday\nTo: B\nSubject: s\n\nHello\n", Refused.INLINE_FORWARD),
        (b"Hello,\n\n> Von: A\n> Gesendet: Montag\nTo: b\nSubject: s\n", Refused.INLINE_FORWARD),
        (b"Dear Sir: I write to you.\n\nYours\n", Refused.PROSE),
        (b"name: x\nversion: 1\non: push\n", Refused.PROSE),
        (b'{"from": "a"}\n{"to": 1}\n{"date": 2}\n', Refused.PROSE),
        (b"\x7fELF\0\0\0\1\2", Refused.BINARY),
    ],
)  # fmt: skip
def test_kinds(content: bytes, expected: Kind | Refused) -> None:
    assert recognise(content) is expected


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_get_an_answer(content: bytes) -> None:
    assert isinstance(recognise(content), (Kind, Refused))


def test_every_refusal_has_words() -> None:
    catalogue = json.loads(
        files("provenance.report").joinpath("catalogue/en/evidence.json").read_bytes()
    )
    for kind in Refused:
        assert f"evidence.refused.{kind.value}" in catalogue
        assert f"evidence.remedy.{kind.value}" in catalogue


@pytest.mark.parametrize(
    "content",
    [b"From " * 400_000, b"\nFrom 1:1 10:00\n" * 200_000, b"&lt;" * 400_000, b"bh=" * 400_000,
     b"A: b\n" * 400_000, b"From a 1:10\nA: b\n\n" * 100_000,
     b"\n" * 2_000_000, b" \n" * 500_000, b"From: \n" * 300_000,
     b"<?xml " * 300_000, b"\r" * 2_000_000, b"From: a\nbh=" + b"A" * 1_000_000],
    ids=range(12),
)  # fmt: skip
def test_time_is_bounded(content: bytes) -> None:
    with must_end():
        recognise(content)
