# ruff: noqa: E501 - header lines are kept whole
from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Interest
from provenance.evidence.records import MessageStream
from provenance.message import Message, read_message
from provenance.trace import AttestationClass, Trace, trace_message

Read = Callable[[str], Message]
DATE = "; Mon, 1 Jan 2024 10:00:00 +0000"

COPY = f"""
Return-Path: <a@author.example>
Delivered-To: x@friend.example
Received: from imap.friend.example (imap.friend.example [10.0.0.1]) by store.friend.example (Postfix) with ESMTP id 1{DATE}
X-Spam-Score: 1
Received: from lists.example (lists.example [192.0.2.5]) by imap.friend.example (Postfix) with ESMTP id 2{DATE}
Authentication-Results: imap.friend.example; spf=pass smtp.mailfrom=a@author.example
X-List-Stamp: a
Received: from out.author.example (out.author.example [192.0.2.6]) by lists.example (Postfix) with ESMTP id 3{DATE}
DKIM-Signature: v=1; d=author.example
X-Out-Stamp: a
Received: from pc (unknown [192.0.2.9]) (Authenticated sender: a) by out.author.example (Postfix) with ESMTPSA id 4{DATE}
X-Below: a
From: a@author.example
To: x@friend.example
Subject: s
X-Mailer: m
"""


def classes(message: Message, trace: Trace) -> list[tuple[str, str, str]]:
    return [
        (field.name, attestation.cls.value, attestation.writer)
        for field, attestation in zip(message.fields, trace.attestations, strict=True)
    ]


def test_each_line_by_its_block(message: Read) -> None:
    made = message(COPY)
    read = trace_message(made)
    assert classes(made, read) == [
        ("Return-Path", "B", "store.friend.example"),
        ("Delivered-To", "B", "store.friend.example"),
        ("Received", "B", "store.friend.example"),
        ("X-Spam-Score", "B", "imap.friend.example"),
        ("Received", "B", "imap.friend.example"),
        ("Authentication-Results", "E", ""),
        ("X-List-Stamp", "C", "lists.example"),
        ("Received", "C", "lists.example"),
        ("DKIM-Signature", "D", "out.author.example"),
        ("X-Out-Stamp", "D", "out.author.example"),
        ("Received", "D", "out.author.example"),
        ("X-Below", "E", ""),
        ("From", "E", ""),
        ("To", "E", ""),
        ("Subject", "E", ""),
        ("X-Mailer", "E", ""),
    ]


def test_case_file_lifts_the_results_below_the_boundary(message: Read) -> None:
    made = message(COPY)
    read = trace_message(made, receivers=("imap.friend.example",))
    assert read.attestations[5].cls is AttestationClass.RECEIVER
    assert read.attestations[5].writer == "imap.friend.example"
    assert read.attestations[6].cls is AttestationClass.INTERMEDIARY


def test_one_copy_protects_nothing(message: Read) -> None:
    for attestation in trace_message(message(COPY)).attestations:
        assert attestation.protection == ""
        assert attestation.interest is Interest.UNKNOWN


def test_what_the_sender_chose(message: Read) -> None:
    made = message(COPY)
    chosen = {
        field.name
        for field, attestation in zip(made.fields, trace_message(made).attestations, strict=True)
        if attestation.value_chosen_by == "sender"
    }
    assert {"Return-Path", "From", "To", "Subject", "X-Mailer", "DKIM-Signature"} <= chosen
    assert not {"Delivered-To", "Received", "X-Spam-Score"} & chosen


def test_author_fields_above_the_boundary_stay_the_authors(message: Read) -> None:
    made = message("Subject: s\n" + COPY.strip())
    assert trace_message(made).attestations[0].cls is AttestationClass.CLIENT


def test_reserved_names_of_the_receiving_service(message: Read) -> None:
    edge = (
        "Received: from c.example (192.0.2.7) by AM5EUR01FT001.mail.protection.outlook.com"
        f" (10.1.2.3) with Microsoft SMTP Server id 15.20.1.1 via Frontend Transport{DATE}"
    )
    header = (
        "\nFrom: a@c.example\nX-MS-Exchange-Organization-AuthAs: Anonymous\nX-Sender-IP: 192.0.2.7"
    )
    made = message(edge + header)
    assert [a.cls.value for a in trace_message(made).attestations] == ["B", "E", "B", "E"]
    other = message(edge.replace("mail.protection.outlook.com", "friend.example") + header)
    assert [a.cls.value for a in trace_message(other).attestations] == ["B", "E", "E", "E"]


def test_no_received_line_no_receiver(message: Read) -> None:
    read = trace_message(message("Return-Path: <a@c.example>\nX-A: b\nFrom: a@c.example"))
    assert {a.cls for a in read.attestations} == {AttestationClass.CLIENT}


LINES = st.sampled_from([*COPY.strip().splitlines(), "junk", "X: (", "Received:", ": x"])


@given(st.lists(LINES, max_size=12))
def test_exactly_one_attestation_a_field(lines: list[str]) -> None:
    data = "\r\n".join(lines).encode() + b"\r\n\r\n"
    made = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    read = trace_message(made, receivers=("imap.friend.example",))
    assert [a.field for a in read.attestations] == [f.index for f in made.fields]
    # Nothing below the boundary's block is ever the receiving side's word.
    boundary = read.route.boundary.position
    if isinstance(boundary, int):
        last = read.route.hops[boundary - 1].trace.field
        stamped = [a.field for a in read.attestations if a.cls is AttestationClass.RECEIVER]
        later = [n for n in stamped if n > last]
        assert later == list(range(last + 1, last + 1 + len(later)))
