from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.evidence.records import MessageStream
from provenance.message import read_message
from provenance.trace import Trace, registrable, same_domain, trace_message

Make = Callable[..., Trace]


def test_identity(trace: Make) -> None:
    identity = trace(
        """
Return-Path: <bounce@c.example>
Delivered-To: <x@friend.example>
Message-ID: <1@c.example>
Subject: =?utf-8?q?caf=C3=A9?=
Date: Mon, 1 Jan 2024 10:00:00 +0100
From: "A. Author" <a@c.example>, b@c.example
Sender: s@c.example
To: Friends: x@friend.example, y@friend.example;
Cc: z@friend.example
"""
    ).identity
    assert identity.message_id == "<1@c.example>"
    assert identity.subject == "café"
    assert isinstance(identity.date, Instant)
    assert identity.date.utc.isoformat() == "2024-01-01T09:00:00+00:00"
    assert [a.spec for a in identity.from_] == ["a@c.example", "b@c.example"]
    assert identity.from_[0].display == "A. Author"
    assert not isinstance(identity.sender, State)
    assert identity.sender.spec == "s@c.example"
    assert [a.spec for a in identity.to] == ["x@friend.example", "y@friend.example"]
    assert identity.return_path == "bounce@c.example"
    assert identity.delivered_to == ("x@friend.example",)


def test_what_is_missing_or_doubled_is_said(trace: Make) -> None:
    identity = trace(
        "Subject: a\nSubject: b\nReturn-Path: <>\nSender: a@b.example, c@d.example"
    ).identity
    assert identity.subject is State.REPEATED
    assert identity.message_id is State.ABSENT
    assert identity.date is State.ABSENT
    assert identity.sender is State.REPEATED
    assert identity.return_path == ""


def test_both_froms_are_shown(trace: Make) -> None:
    identity = trace("From: a@c.example\nFrom: b@d.example").identity
    assert [a.spec for a in identity.from_] == ["a@c.example", "b@d.example"]


@given(
    st.binary(max_size=300),
    st.lists(
        st.sampled_from(
            [
                b"Received: by a; x\r\n",
                b"Authentication-Results: \xff;\r\n",
                b"Received-SPF:\r\n",
                b"From: \r\n",
                b"Received: from a (b [192.0.2.1]) by c (Postfix); 1 Jan 2024 10:00:00 +0000\r\n",
                b"Sender: <\r\n",
            ]
        ),
        max_size=6,
    ),
)
def test_no_bytes_raise(noise: bytes, lines: list[bytes]) -> None:
    data = b"".join(lines) + noise
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    read = trace_message(message, receivers=("c",))
    assert read == trace_message(message, receivers=("c",))
    assert len(read.attestations) == len(message.fields)


def test_registered_domains() -> None:
    assert registrable("mx.a.co.uk") == "a.co.uk"
    assert registrable("co.uk") == ""
    assert registrable("not a host") == ""
    assert same_domain("mx1.a.co.uk", "MX2.a.co.uk.")
    assert not same_domain("a.co.uk", "b.co.uk")
    assert not same_domain("com", "example.com")
    assert same_domain("localhost", "localhost")


def test_every_sentence_is_in_the_catalogue(repository: Path) -> None:
    room = repository / "provenance/trace"
    used = {
        found
        for path in sorted(room.rglob("*.py"))
        for found in re.findall(r'"(trace\.[a-z]+\.[a-z-]+)"', path.read_text("utf-8"))
    }
    catalogue = repository / "provenance/report/catalogue/en/trace.json"
    sentences = json.loads(catalogue.read_text("utf-8"))
    assert used == set(sentences)
    assert list(sentences) == sorted(sentences)
