# ruff: noqa: E501 - header lines are kept whole
from __future__ import annotations

import pytest

from provenance.basics import State
from provenance.trace import TrustBoundary, parse_received
from provenance.trace.boundary import MOST_NAMES, find_boundary

DATE = "; Mon, 1 Jan 2024 10:00:00 -0800 (PST)"
P = "(Postfix) with ESMTP id 1"

EXCHANGE_DELIVERY = (
    "from AM0PR01MB0001.eurprd01.prod.outlook.com (::1) by AM9PR01MB0002.eurprd01.prod.outlook.com"
    " with HTTPS"
)
EXCHANGE_HUB = (
    "from AM5EUR01FT001.eop-EUR01.prod.protection.outlook.com (2603:10a6:20b:49e:cafe::c4) by"
    " AM0PR01MB0001.eurprd01.prod.outlook.com (2603:10a6:20b:49e::18) with Microsoft SMTP Server id"
    " 15.20.7386.26 via Frontend Transport"
)
EXCHANGE_EDGE = (
    "from mail.sender.example (192.0.2.7) by AM5EUR01FT001.mail.protection.outlook.com"
    " (10.152.2.226) with Microsoft SMTP Server id 15.20.7430.21 via Frontend Transport"
)
EXCHANGE_EDGE_INSIDE = EXCHANGE_EDGE.replace(
    "mail.sender.example (192.0.2.7)", "X.outbound.protection.outlook.com (40.107.1.2)"
)
EXCHANGE_EDGE_CLAIMED = EXCHANGE_EDGE.replace(
    "mail.sender.example", "X.outbound.protection.outlook.com"
)
EXCHANGE_MAPI = (
    "from AM0PR01MB0001.eurprd01.prod.outlook.com ([fe80::1]) by"
    " AM0PR01MB0001.eurprd01.prod.outlook.com ([fe80::1%7]) with mapi id 15.20.1.1"
)
EXCHANGE_AUTH = (
    "from AM5EUR01FT001.prod.outlook.com (192.0.2.7) by AM0PR01MB0001.eurprd01.prod.outlook.com"
    " (2603:10a6::1) with Microsoft SMTP Server id 15.20.1.1"
)
GMAIL_INSIDE = "by 2002:a05:640c:18c7:b0:1e8:fc55:c29 with SMTP id h7csp5266637eit"
GMAIL_MX = "from a.example (b.example. [192.0.2.7]) by mx.google.com with ESMTPS id v17si1.4"
GMAIL_GMAIL = (
    "from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with"
    " SMTPS id v17sor1.4"
)
GMAIL_OUT = "by mail-sor-f41.google.com with SMTP id 4fb4d7f45d1cf.3"
GMAIL_CLIENT = "from [192.168.1.3] ([192.0.2.99]) by smtp.gmail.com with ESMTPSA id q5sm1.40"
FAKE = "from trusted.example (trusted.example [192.0.2.200]) by mx.friend.example " + P

CASES = [
    # name, lines newest first, trusted lines, boundary ip, reason
    (
        "postfix from outside",
        [f"from c.example (c.example [192.0.2.7]) by mx.friend.example {P}", FAKE],
        1,
        "192.0.2.7",
        "outside",
    ),
    (
        "own relay with a confirmed name",
        [
            f"from mx.friend.example (mx.friend.example [203.0.113.1]) by imap.friend.example {P}",
            f"from c.example (c.example [192.0.2.7]) by mx.friend.example {P}",
            FAKE,
        ],
        2,
        "192.0.2.7",
        "outside",
    ),
    (
        "a reverse name counts only where the server confirms it",
        [
            "from mx.friend.example (mx.friend.example [203.0.113.1]) by imap.friend.example with ESMTP id 1",
            f"from c.example (c.example [192.0.2.7]) by mx.friend.example {P}",
        ],
        1,
        "203.0.113.1",
        "outside",
    ),
    (
        "a HELO of our own name is not our own host",
        [f"from mx.friend.example (unknown [192.0.2.7]) by mx.friend.example {P}", FAKE],
        1,
        "192.0.2.7",
        "outside",
    ),
    (
        "private network, then outside",
        [
            f"from relay.friend.example (relay.friend.example [10.0.0.1]) by imap.friend.example {P}",
            f"from c.example (c.example [192.0.2.7]) by relay.friend.example {P}",
        ],
        2,
        "192.0.2.7",
        "outside",
    ),
    (
        "short names on a private network",
        [
            "from director-6 ([10.81.8.246]) by backend-15 with LMTP id A",
            f"from c.example (c.example [192.0.2.7]) by director-6 {P}",
        ],
        2,
        "192.0.2.7",
        "outside",
    ),
    (
        "content filter on loopback",
        [
            f"from localhost (localhost [127.0.0.1]) by mx.friend.example {P}",
            "from mx.friend.example ([127.0.0.1]) by localhost (mx.friend.example [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id x",
            f"from c.example (c.example [192.0.2.7]) by mx.friend.example {P}",
            FAKE,
        ],
        3,
        "192.0.2.7",
        "outside",
    ),
    (
        "qmail queue notes",
        [
            "(qmail 4441 invoked by uid 89)",
            "(qmail 4440 invoked from network)",
            "from unknown (HELO c.example) (192.0.2.7) by mx.friend.example with SMTP",
        ],
        3,
        "192.0.2.7",
        "outside",
    ),
    (
        "a login ends it, even from a private address",
        [
            "from PC-07 (unknown [192.168.1.20]) (Authenticated sender: msc@friend.example) by mx.friend.example (Postfix) with ESMTPSA id 1",
            FAKE,
        ],
        1,
        "192.168.1.20",
        "submission",
    ),
    (
        "a program on the machine ends it",
        ["by mx.friend.example (Postfix, from userid 33) id 1", FAKE],
        1,
        State.NOT_APPLICABLE,
        "local",
    ),
    (
        "private address but the next line is another's",
        [
            f"from x.friend.example (x.friend.example [10.0.0.1]) by imap.friend.example {P}",
            f"from c.example (c.example [192.0.2.7]) by mx.other.example {P}",
        ],
        1,
        "10.0.0.1",
        "names-end",
    ),
    (
        "all lines are ours",
        [f"from relay.friend.example (relay.friend.example [10.0.0.1]) by imap.friend.example {P}"],
        1,
        "10.0.0.1",
        "oldest-line",
    ),
    (
        "exchange online",
        [EXCHANGE_DELIVERY, EXCHANGE_HUB, EXCHANGE_EDGE, FAKE],
        3,
        "192.0.2.7",
        "outside",
    ),
    (
        "exchange to exchange",
        [EXCHANGE_DELIVERY, EXCHANGE_HUB, EXCHANGE_EDGE_INSIDE, EXCHANGE_MAPI],
        3,
        "40.107.1.2",
        "same-operator",
    ),
    (
        "an exchange name in the HELO is no exchange host",
        [EXCHANGE_DELIVERY, EXCHANGE_HUB, EXCHANGE_EDGE_CLAIMED, EXCHANGE_MAPI],
        3,
        "192.0.2.7",
        "outside",
    ),
    (
        "exchange mailbox to mailbox",
        [EXCHANGE_DELIVERY, EXCHANGE_MAPI, EXCHANGE_EDGE],
        2,
        State.NOT_APPLICABLE,
        "mailbox-submission",
    ),
    (
        "exchange login whose HELO claims to be Microsoft",
        [EXCHANGE_DELIVERY, EXCHANGE_AUTH, EXCHANGE_EDGE],
        2,
        "192.0.2.7",
        "outside",
    ),
    ("gmail", [GMAIL_INSIDE, GMAIL_MX, FAKE], 2, "192.0.2.7", "outside"),
    (
        "gmail to gmail stops at the front door",
        [GMAIL_INSIDE, GMAIL_GMAIL, GMAIL_OUT, GMAIL_CLIENT],
        2,
        "209.85.220.41",
        "same-operator",
    ),
    (
        "google lines below another's are not ours",
        [
            f"from c.example (c.example [192.0.2.7]) by mx.friend.example {P}",
            GMAIL_INSIDE,
            GMAIL_MX,
        ],
        1,
        "192.0.2.7",
        "outside",
    ),
    (
        "no peer address known",
        [f"from c.example (unknown [unknown]) by mx.friend.example {P}", FAKE],
        1,
        State.ABSENT,
        "outside-no-ip",
    ),
    (
        "newest line names nobody",
        ["from c.example ([192.0.2.7]) with SMTP", FAKE],
        1,
        "192.0.2.7",
        "no-host",
    ),
]


def boundary(lines: list[str], *receivers: str) -> tuple[TrustBoundary, int]:
    fields = tuple(parse_received(line + DATE, field=n) for n, line in enumerate(lines))
    return find_boundary(fields, receivers)


@pytest.mark.parametrize(
    ("lines", "trusted", "ip", "reason"), [pytest.param(*c[1:], id=c[0]) for c in CASES]
)
def test_boundary(lines: list[str], trusted: int, ip: str | State, reason: str) -> None:
    found, count = boundary(lines)
    assert (count, found.ip, found.reason.id) == (trusted, ip, f"trace.boundary.{reason}")
    assert found.position == len(lines) - trusted + 1


def test_no_received_line() -> None:
    found, count = boundary([])
    assert (found.position, found.ip, count) == (State.ABSENT, State.ABSENT, 0)
    assert found.reason.id == "trace.boundary.no-received"


def test_a_lower_line_never_widens_trust() -> None:
    """Whatever is typed below the boundary, the boundary stays where it is."""
    top = [f"from c.example (c.example [192.0.2.7]) by mx.friend.example {P}"]
    for lower in ([FAKE], [EXCHANGE_MAPI], [GMAIL_INSIDE], ["(qmail 1 invoked from network)"], top):
        found, count = boundary(top + lower, "friend.example")
        assert (found.ip, count) == ("192.0.2.7", 1)


def test_case_file_names_another_system() -> None:
    lines = [
        f"from mx.forwarder.example (mx.forwarder.example [10.0.0.3]) by imap.friend.example {P}",
        f"from c.example (c.example [192.0.2.7]) by mx.gate.example {P}",
    ]
    assert boundary(lines)[1] == 1
    found, count = boundary(lines, "mx.gate.example")
    assert (count, found.ip) == (2, "192.0.2.7")
    assert "mx.gate.example" in found.names


@pytest.mark.parametrize("address", ["10.0.0.3", "127.0.0.1", "fd00::3"])
def test_a_helo_from_an_inside_address_is_never_learnt(address: str) -> None:
    """Behind address translation every client comes from inside, and a client chooses its HELO."""
    lines = [
        f"from mail.evil.example (mail.evil.example [{address}]) by mx.friend.example {P}",
        f"from bank.example (bank.example [192.0.2.7]) by mail.evil.example {P}",
    ]
    found, count = boundary(lines)
    assert (count, found.ip) == (1, address)
    assert "mail.evil.example" not in found.names
    assert found.reason.id == "trace.boundary.inside-unconfirmed"


def test_an_inside_host_of_our_own_domain_is_ours() -> None:
    lines = [
        f"from relay.friend.example (unknown [10.0.0.3]) by mx.friend.example {P}",
        f"from c.example (c.example [192.0.2.7]) by relay.friend.example {P}",
    ]
    found, count = boundary(lines)
    assert (count, found.ip) == (2, "192.0.2.7")
    assert "relay.friend.example" in found.names


def test_shared_suffixes_do_not_make_a_family() -> None:
    """Two customers under one public suffix are two parties."""
    lines = [
        f"from b.co.uk (b.co.uk [192.0.2.7]) by mx.a.co.uk {P}",
        f"from c.example (c.example [192.0.2.8]) by mx.b.co.uk {P}",
    ]
    assert boundary(lines)[0].ip == "192.0.2.7"


def test_names_are_capped() -> None:
    host = "h{}.friend.example".format
    lines = [f"from {host(n)} ({host(n)} [10.0.0.1]) by {host(n - 1)} {P}" for n in range(1, 300)]
    assert len(boundary(lines)[0].names) == MOST_NAMES


def test_sentences_have_words_for_what_a_line_leaves_out() -> None:
    """A name or address that is missing is said so, never as an empty word."""
    for line in (
        f"from x.example (x.example [nonsense]) by mx.friend.example {P.replace('ESMTP', 'ESMTPA')}",
        "from x.example ([192.0.2.7]) with ESMTP id 1",
        "(qmail 1 invoked from network)",
    ):
        params = dict(boundary([line])[0].reason.params)
        assert all(value and not isinstance(value, State) for value in params.values()), params
