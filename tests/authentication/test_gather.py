"""Which questions a set of messages raises, and which of them only ``--live-all`` asks."""

from __future__ import annotations

from typing import Any

import pytest

from provenance.authentication import DnsAnswer, questions
from provenance.authentication.gather import (
    domains_of,
    more_questions,
    spf_names,
    zone_questions,
)
from provenance.trace import trace_message

HEAD = (
    b"Return-Path: <bounce@bounces.harbourvale.example>\r\n"
    b"Received: from mta.harbourvale.example (mta.harbourvale.example [203.0.113.7])\r\n"
    b"\tby mx.friend.example with ESMTPS id 1; Thu, 14 May 2026 14:02:10 +0000\r\n"
    b"Received: from [10.0.0.5] (unknown [10.0.0.5])\r\n"
    b"\tby mta.harbourvale.example with ESMTP id 2; Thu, 14 May 2026 14:02:08 +0000\r\n"
    b"ARC-Seal: i=1; a=rsa-sha256; d=arc.friend.example; s=seal; cv=none; b=AA==\r\n"
    b"ARC-Message-Signature: i=1; a=rsa-sha256; d=arc.friend.example; s=ams; h=from; b=AA==\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; d=signer.example; s=k1; h=from; bh=AA==; b=AA==\r\n"
    b"From: x@harbourvale.example\r\n\r\n"
)


def test_the_keys_of_dkim_and_arc_are_asked_for(signing: Any) -> None:
    message = signing.read(HEAD)
    asked = questions(message, trace_message(message))
    assert {
        ("k1._domainkey.signer.example", "TXT"),
        ("seal._domainkey.arc.friend.example", "TXT"),
        ("ams._domainkey.arc.friend.example", "TXT"),
        ("_dmarc.harbourvale.example", "TXT"),
        ("bounces.harbourvale.example", "TXT"),
        ("mta.harbourvale.example", "TXT"),
    } <= set(asked)
    assert {type_ for _, type_ in asked} == {"TXT"}


def test_a_full_record_has_hosts_and_hops_too(signing: Any) -> None:
    message = signing.read(HEAD)
    trace = trace_message(message)
    assert domains_of(message, trace) == (
        "bounces.harbourvale.example",
        "harbourvale.example",
        "mta.harbourvale.example",
    )
    more = more_questions(message, trace)
    assert ("harbourvale.example", "MX") in more
    assert ("_dmarc.signer.example", "TXT") in more
    assert ("7.113.0.203.in-addr.arpa", "PTR") in more
    # Nobody on the internet knows the name of an address inside a network.
    assert not any("10.in-addr.arpa" in name for name, _ in more)


@pytest.mark.parametrize(
    ("record", "whole", "expected"),
    [
        ("v=spf1 include:b.example ~all", False, [("b.example", "TXT")]),
        ("V=SPF1 +INCLUDE:B.example -all", False, [("b.example", "TXT")]),
        ("v=spf1 redirect=c.example", False, [("c.example", "TXT")]),
        ("v=spf1 a mx -all", False, []),
        ("v=spf1 a/24 -all", True, [("a.example", "A"), ("a.example", "AAAA")]),
        ("v=spf1 mx:m.example/24//64 -all", True, [("m.example", "MX")]),
        ("v=spf1 include:%{d}.x.example exists:%{i}.y.example ptr -all", True, []),
        ("v=spf1 include: redirect= -all", True, []),
        ("v=spf10 include:b.example", True, []),
        ("spf2.0/pra include:b.example", True, []),
    ],
)  # fmt: skip
def test_names_in_an_spf_record(record: str, whole: bool, expected: list[tuple[str, str]]) -> None:
    assert spf_names("a.example", record, whole=whole) == expected


def test_zones_above_a_signature_are_asked_for() -> None:
    line = "TXT 13 3 60 20260601000000 20260501000000 1 Harbourvale.example. AAAA"
    signed = DnsAnswer(name="x.harbourvale.example", type="TXT", rcode="NOERROR", rrsig=(line,))
    root = DnsAnswer(
        name="example",
        type="DS",
        rcode="NOERROR",
        rrsig=("DS 13 1 60 20260601000000 20260501000000 1 . AAAA",),
    )
    plain = DnsAnswer(name="s._domainkey.b.test", type="TXT", rcode="NOERROR", data=("x",))
    assert zone_questions((signed, root, plain)) == (
        (".", "DNSKEY"),
        ("b.test", "DS"),
        ("harbourvale.example", "DNSKEY"),
        ("harbourvale.example", "DS"),
        ("test", "DS"),
    )
