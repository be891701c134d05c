"""How a copy was made: each mark gives its way and its bytes, and a claim is held against it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State, Value
from provenance.case.interview import OBTAINED
from provenance.evidence import EvidenceItem, Kind, MessageStream
from provenance.message import read_message
from provenance.origin import Agreement, Effect, ExportRoute, find_export_route
from provenance.origin.export_marks import CHECKS, CLAIMS, DECISIVE, WAYS
from provenance.report.catalogue import sentences
from provenance.trace import trace_message

OBTAINED_AS = "report.exhibit.obtained."
RECEIVED = b"Received: from a.example by mx.friend.example; Thu, 14 May 2026 14:02:10 +0000\r\n"
GOOGLE = (
    b"Received: by 2002:a05:6214:1c0a:b0:5f7:a:b with SMTP id x10csp123456qvb;"
    b" Thu, 14 May 2026 07:02:11 -0700 (PDT)\r\n"
    b"Received: from a.example (a.example. [192.0.2.1]) by mx.google.com with ESMTPS id"
    b" x1si1.1.2026.05.14.07.02.10 for <b@gmail.com>; Thu, 14 May 2026 07:02:10 -0700 (PDT)\r\n"
)
AUTHOR = b"From: a@example.org\r\nTo: b@friend.example\r\nSubject: x\r\n"
PST = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n"
    b'\tboundary="--boundary-LibPST-iamunique-1_-_-"\r\n\r\n'
    b"----boundary-LibPST-iamunique-1_-_-\r\n\r\nx\r\n----boundary-LibPST-iamunique-1_-_---\r\n"
)
FORWARD = (
    b"\r\nPlease see below.\r\n\r\n-----Original Message-----\r\nFrom: Ms C <c@example.org>\r\n"
    b"Sent: Thursday, 14 May 2026 15:02\r\nTo: All\r\nSubject: Summer briefing\r\n\r\nText\r\n"
)


def item_of(kind: Kind, obtained: Value[str] = State.ABSENT, size: int = 100) -> EvidenceItem:
    return EvidenceItem(
        id="E2", name="x", kind=kind, sha256="", sha512="", size=size, obtained=obtained
    )


def route_of(
    data: bytes,
    kind: Kind = Kind.EML,
    obtained: Value[str] = State.ABSENT,
    parent: Kind | None = None,
) -> ExportRoute:
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E2")
    above = None if parent is None else replace(item_of(parent), id="E1")
    return find_export_route(
        replace(item_of(kind, obtained, len(data)), locator="3"),
        parent=above,
        message=message,
        trace=trace_message(message),
    )


WAY_CASES = [
    (RECEIVED + AUTHOR + b"\r\nx\r\n", Kind.EML, None, []),
    (RECEIVED + AUTHOR + b"\r\nx\r\n", Kind.MSG, None, ["outlook-item"]),
    (RECEIVED + AUTHOR + b"\r\nx\r\n", Kind.EMLX, None, ["apple-emlx"]),
    (AUTHOR, Kind.PASTED_HEADERS, None, ["pasted-header"]),
    (RECEIVED + AUTHOR + b"\r\nx\r\n", Kind.EML, Kind.MBOX, ["mailbox-file"]),
    (RECEIVED + AUTHOR + b"\r\nx\r\n", Kind.EML, Kind.ZIP, []),
    (RECEIVED + AUTHOR + b"\r\nx\r\n", Kind.ATTACHED_MESSAGE, Kind.EML, ["attached"]),
    (b"X-Mozilla-Status: 0001\r\n" + RECEIVED + AUTHOR + b"\r\nx", Kind.EML, None, ["thunderbird"]),
    (
        b"X-GM-THRID: 1\r\nX-Gmail-Labels: Inbox\r\n" + RECEIVED + AUTHOR + b"\r\nx",
        Kind.EML,
        Kind.MBOX,
        ["google-takeout", "mailbox-file"],
    ),
    (RECEIVED + b"X-UID: 7\r\n" + AUTHOR + b"\r\nx", Kind.EML, None, ["unix-mailbox"]),
    (b"X-Unsent: 1\r\n" + AUTHOR + b"\r\nx", Kind.EML, None, ["unsent-draft", "no-delivery"]),
    (AUTHOR + b"\r\nx", Kind.EML, None, ["no-delivery"]),
    (b"Return-Path: <a@example.org>\r\n" + AUTHOR + b"\r\nx", Kind.EML, None, []),
    (RECEIVED + AUTHOR + PST, Kind.EML, None, ["pst-converter"]),
    (
        RECEIVED + b"X-MS-Exchange-Organization-SCL: 1\r\n" + AUTHOR + b"\r\nx",
        Kind.EML,
        None,
        ["exchange-mailbox"],
    ),
    (
        b"Delivered-To: b@gmail.com\r\n" + GOOGLE + AUTHOR + b"\r\nx",
        Kind.EML,
        None,
        ["gmail-mailbox"],
    ),
    (GOOGLE + AUTHOR + b"\r\nx", Kind.EML, None, []),
    (RECEIVED + AUTHOR + FORWARD, Kind.EML, None, ["inline-forward"]),
]


@pytest.mark.parametrize(("data", "kind", "parent", "ways"), WAY_CASES)
def test_marks_give_ways(data: bytes, kind: Kind, parent: Kind | None, ways: list[str]) -> None:
    route = route_of(data, kind, parent=parent)
    assert [one.name for one in route.found] == ways
    assert route.name == (ways[0] if ways else State.ABSENT)
    for one in route.found:
        assert one.marks
        for mark in one.marks:
            assert mark.grade in {"documented", "measured", "source-code"}
            assert mark.source.startswith("https://")
            assert 0 <= mark.start <= mark.end <= len(data)
            if mark.kind == "field":
                assert data[mark.start : mark.end].startswith(mark.detail.encode())
                assert mark.line == data.count(b"\n", 0, mark.start) + 1


@pytest.mark.parametrize(
    ("claim", "data", "kind", "agreement"),
    [
        (State.ABSENT, RECEIVED + AUTHOR + b"\r\nx", Kind.MSG, State.NOT_APPLICABLE),
        ("outlook-msg", RECEIVED + AUTHOR + b"\r\nx", Kind.MSG, Agreement.AGREES),
        ("Outlook drag", RECEIVED + AUTHOR + b"\r\nx", Kind.MSG, Agreement.AGREES),
        ("outlook-save-as", RECEIVED + AUTHOR + b"\r\nx", Kind.MSG, Agreement.AGREES),
        ("gmail-download-original", RECEIVED + AUTHOR + b"\r\nx", Kind.MSG, Agreement.DISAGREES),
        (
            "gmail-download-original",
            b"Delivered-To: b@gmail.com\r\n" + GOOGLE + AUTHOR + b"\r\nx",
            Kind.EML,
            Agreement.AGREES,
        ),
        ("gmail-download-original", RECEIVED + AUTHOR + b"\r\nx", Kind.EML, Agreement.CANNOT_SAY),
        ("by post", RECEIVED + AUTHOR + b"\r\nx", Kind.MSG, Agreement.CANNOT_SAY),
        (
            "owa-download",
            b"Delivered-To: b@gmail.com\r\n" + GOOGLE + AUTHOR + b"\r\nx",
            Kind.EML,
            Agreement.CANNOT_SAY,
        ),
        (
            "forward-as-attachment",
            RECEIVED + AUTHOR + b"Content-Type: message/rfc822\r\n\r\n" + AUTHOR + b"\r\nx",
            Kind.EML,
            Agreement.AGREES,
        ),
    ],
)
def test_the_claim_of_the_case_file(
    claim: Value[str], data: bytes, kind: Kind, agreement: Value[Agreement]
) -> None:
    assert route_of(data, kind, claim).agreement is agreement


def test_what_a_way_voids() -> None:
    route = route_of(RECEIVED + AUTHOR + b"\r\nx", Kind.MSG)
    touched = route.touching("body-hash")
    assert touched is not None
    assert touched[1].effect is Effect.NOT_TESTABLE
    # What cannot be tested is no explanation of a failure.
    assert route.explains("body-hash") is State.ABSENT
    stored = route_of(b"X-Mozilla-Status: 0001\r\n" + RECEIVED + AUTHOR + b"\r\nx")
    assert stored.explains("body-hash") == "thunderbird"
    assert stored.explains("header-seal") is State.ABSENT
    assert ExportRoute().touching("body-hash") is None


def test_an_exhibit_whose_header_cannot_be_read_still_has_its_form() -> None:
    assert find_export_route(item_of(Kind.MSG)).name == "outlook-item"


@pytest.mark.parametrize(
    ("data", "agreement"),
    [
        (b"X-Mozilla-Status: 0001\r\n" + RECEIVED + AUTHOR, Agreement.DISAGREES),
        (b"X-Unsent: 1\r\n" + AUTHOR, Agreement.DISAGREES),
        (RECEIVED + AUTHOR + b"X-Mozilla-Status: 0001\r\n", Agreement.CANNOT_SAY),
        (RECEIVED + AUTHOR + b"X-Unsent: 1\r\n", Agreement.CANNOT_SAY),
        (RECEIVED + AUTHOR + PST.partition(b"\r\n\r\n")[0] + b"\r\n", Agreement.CANNOT_SAY),
    ],
)
def test_what_the_sender_could_type_does_not_speak_against_the_holder(
    data: bytes, agreement: Agreement
) -> None:
    assert route_of(data + b"\r\nx", Kind.EML, "owa-download").agreement is agreement


def test_every_word_that_is_offered_or_printed_is_known() -> None:
    """A word without a way would read as if the marks said nothing, whatever they say."""
    printed = {one.rpartition(".")[2] for one in sentences("report") if one.startswith(OBTAINED_AS)}
    assert printed >= set(OBTAINED)
    # How a file left a server, or in which other way, no mark can tell.
    assert printed - set(CLAIMS) == {"from-server", "other"}


def test_the_tables_go_together() -> None:
    names = {way.name for way in WAYS}
    assert len(names) == len(WAYS)
    assert names >= DECISIVE
    assert all(set(fitting) <= names for fitting in CLAIMS.values())
    assert {check for way in WAYS for check, _ in way.voids} <= set(CHECKS)


@given(st.binary(max_size=300), st.sampled_from(list(Kind)))
def test_any_bytes_give_a_route(data: bytes, kind: Kind) -> None:
    route = route_of(data, kind)
    for span in route.quoted:
        assert 0 <= span.start <= span.end <= len(data)
