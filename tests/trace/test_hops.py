# ruff: noqa: E501 - header lines are kept whole
from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.basics import State
from provenance.report.catalogue import render
from provenance.trace import Trace, Witness, parse_received
from provenance.trace.hops import build_route

Make = Callable[..., Trace]

LIST_COPY = """
Return-Path: <list-owner@lists.example>
Received: from lists.example (lists.example [192.0.2.5]) by mx.friend.example (Postfix) with ESMTP id 1; Mon, 1 Jan 2024 10:00:10 +0000
Received: from localhost.localdomain (localhost.localdomain [127.0.0.1]) by lists.example (Postfix) with ESMTP id 2; Mon, 1 Jan 2024 10:00:08 +0000
Received: from out.protection.outlook.com (out.protection.outlook.com [192.0.2.6]) by lists.example (Postfix) with ESMTPS id 3; Mon, 1 Jan 2024 10:00:09 +0000
Received: from A.prod.outlook.com (2001:db8::1) by B.prod.outlook.com (2001:db8::2) with Microsoft SMTP Server id 15.20.1.1; Mon, 1 Jan 2024 10:00:01 +0000
Received: from A.prod.outlook.com ([fe80::1]) by A.prod.outlook.com ([fe80::1%3]) with mapi id 15.20.1.1; Mon, 1 Jan 2024 10:00:00 +0000
From: a@author.example
"""


def witnesses(trace: Trace) -> list[str]:
    return [hop.witness.value for hop in reversed(trace.route.hops)]


def test_list_copy(trace: Make) -> None:
    read = trace(LIST_COPY)
    assert witnesses(read) == [
        "receiver",
        "intermediary",
        "intermediary",
        "sender-side",
        "sender-side",
    ]
    assert [hop.position for hop in read.route.hops] == [1, 2, 3, 4, 5]
    assert [hop.delay_seconds for hop in read.route.hops] == [
        State.NOT_APPLICABLE,
        1.0,
        8.0,
        -1.0,
        2.0,
    ]
    assert read.route.hops[3].remarks == ()


def test_after_a_gap_everything_is_a_claim(trace: Make) -> None:
    gap = LIST_COPY.replace(
        "by lists.example (Postfix) with ESMTPS", "by other.example (Postfix) with ESMTPS"
    )
    assert witnesses(trace(gap)) == ["receiver", "sender-side", "claim", "claim", "claim"]


def test_a_link_by_the_helo_alone_makes_no_intermediary(trace: Make) -> None:
    """The sender chooses the HELO, so lines below it can be typed to fit."""
    helo = LIST_COPY.replace(
        "from lists.example (lists.example [192.0.2.5])", "from lists.example (unknown [192.0.2.5])"
    )
    assert set(witnesses(trace(helo))[1:]) == {"sender-side"}


def test_the_authors_own_domain_is_the_sending_side(trace: Make) -> None:
    own = LIST_COPY.replace("a@author.example", "a@lists.example")
    assert set(witnesses(trace(own))[1:]) == {"sender-side"}


def test_a_line_typed_below_is_a_claim(trace: Make) -> None:
    read = trace(
        """
Received: from pc.example (unknown [192.0.2.5]) by mx.friend.example (Postfix) with ESMTP id 1; Mon, 1 Jan 2024 10:00:10 +0000
Received: from mx.bank.example (mx.bank.example [192.0.2.9]) by mx.bank.example (Postfix) with ESMTP id 2; Mon, 1 Jan 2024 10:00:08 +0000
From: a@bank.example
"""
    )
    assert witnesses(read) == ["receiver", "claim"]
    assert read.route.hops[0].reason.id == "trace.hop.claim"


@pytest.mark.parametrize(
    ("newer", "older", "delay"),
    [
        ("; Mon, 1 Jan 2024 10:00:10 +0000", "; Mon, 1 Jan 2024 11:00:08 +0100", 2.0),
        ("; Mon, 1 Jan 2024 10:00:00 +0000", "; Mon, 1 Jan 2024 10:05:00 +0000", -300.0),
        ("; Mon, 1 Jan 2024 10:00:10 +0000", "; yesterday", State.UNPARSABLE),
        ("; Mon, 1 Jan 2024 10:00:10 CET", "; Mon, 1 Jan 2024 10:00:10 +0000", State.UNPARSABLE),
        ("", "; Mon, 1 Jan 2024 10:00:10 +0000", State.ABSENT),
    ],
)
def test_delay_is_a_number_or_says_why_not(
    trace: Make, newer: str, older: str, delay: float | State
) -> None:
    line = (
        "Received: from a.example (a.example [192.0.2.5]) by mx.friend.example (Postfix) with SMTP"
    )
    hop = trace(f"{line}{newer}\n{line}{older}").route.hops[1]
    assert hop.delay_seconds == delay
    backwards = isinstance(delay, float) and delay < -60
    clock = [remark.id for remark in hop.remarks if "clock" in remark.id]
    assert clock == (["trace.hop.clock-backwards"] if backwards else [])


def test_synthetic_lines_are_no_hops(trace: Make) -> None:
    read = trace(
        """
Received: by 2002:a05:640c:18c7:b0:1e8:fc55:c29 with SMTP id h7csp5266637eit; Wed, 13 Dec 2023 05:57:58 -0800 (PST)
X-Received: by 2002:a05:640c:18c7:b0:1e8:fc55:c29 with SMTP id h7mr1.1; Wed, 13 Dec 2023 05:57:58 -0800 (PST)
"""
    )
    assert len(read.route.hops) == 1
    assert [(line.name, line.dialect) for line in read.synthetic] == [("X-Received", "google")]


def test_every_hop_has_a_witness_with_a_reason(trace: Make) -> None:
    for hop in trace(LIST_COPY).route.hops:
        assert isinstance(hop.witness, Witness)
        assert hop.reason.id.startswith("trace.hop.")


GOOGLE = (
    "from a.example (b.example. [192.0.2.7]) by mx.google.com with ESMTPS id v17si1.4",
    "by 2002:a05:640c:18c7:b0:1e8:fc55:c29 with SMTP id h7csp5266637eit",
)
EXCHANGE = (
    (
        "from X.outbound.protection.outlook.com (192.0.2.7) by AM5EUR01FT001.mail.protection.outlook.com"
        " (10.152.2.226) with Microsoft SMTP Server id 15.20.7430.21 via Frontend Transport"
    ),
    (
        "from AM5EUR01FT001.eop-EUR01.prod.protection.outlook.com (2603:10a6:20b:49e:cafe::c4) by"
        " AM0PR01MB0001.eurprd01.prod.outlook.com (2603:10a6:20b:49e::18) with Microsoft SMTP Server id"
        " 15.20.7386.26 via Frontend Transport"
    ),
)
OWN = (
    "from c.example (c.example [192.0.2.7]) by mx.friend.example (Postfix) with ESMTP id 1",
    (
        "from mx.friend.example (mx.friend.example [198.51.100.9]) by box.friend.example (Postfix) with"
        " ESMTP id 2"
    ),
)


@pytest.mark.parametrize(
    ("lines", "receivers", "reasons"),
    [
        (GOOGLE, (), ["service", "newest"]),
        (EXCHANGE, (), ["service", "newest"]),
        (OWN, (), ["domain", "newest"]),
        (OWN, ("friend.example",), ["listed", "newest-listed"]),
    ],
)
def test_why_a_host_counts_as_the_receiving_side(
    lines: tuple[str, ...], receivers: tuple[str, ...], reasons: list[str]
) -> None:
    """The newest line by its place, the others by name, service or the case file."""
    fields = tuple(
        parse_received(line + "; Mon, 1 Jan 2024 10:00:00 -0800 (PST)", field=n)
        for n, line in enumerate(reversed(lines))
    )
    hops = build_route(fields, receivers=receivers).hops
    found = [hop.reason.id.removeprefix("trace.hop.receiver-") for hop in hops]
    assert found == reasons
    for hop in hops:
        assert render(hop.reason)
