# ruff: noqa: E501 - header lines are kept whole
from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.basics import State
from provenance.trace import Trace

Make = Callable[..., Trace]
DATE = "; Mon, 1 Jan 2024 10:00:00 +0000"
EDGE = (
    "Received: from c.example (192.0.2.7) by AM5EUR01FT001.mail.protection.outlook.com (10.1.2.3)"
    f" with Microsoft SMTP Server id 15.20.1.1 via Frontend Transport{DATE}"
)
POSTFIX = (
    "Received: from c.example (c.example [192.0.2.7]) by mx.friend.example (Postfix) with SMTP id 1"
    + DATE
)
GMAIL = (
    "Received: from c.example (c.example. [192.0.2.7]) by mx.google.com with ESMTPS id v17si1.4"
    f" for <x@friend.example>{DATE}"
)
MICROSOFT = "Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=c.example"
OURS = "Authentication-Results: mx.friend.example; spf=pass smtp.mailfrom=c.example"
GOOGLE = "Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=c.example"
OTHER = "Authentication-Results: mx.other.example; spf=pass smtp.mailfrom=c.example"
SIGNATURE = "DKIM-Signature: v=1; a=x"

CASES = [
    # name, header fields, receivers, believed, why of the first result
    ("microsoft above its edge", [MICROSOFT, EDGE], (), True, "above-nameless"),
    (
        "microsoft's form below the edge came with the message",
        [EDGE, MICROSOFT],
        (),
        False,
        "below-nameless",
    ),
    ("nameless form above another's server", [MICROSOFT, POSTFIX], (), False, "other-nameless"),
    ("own name above", [OURS, POSTFIX], (), True, "above"),
    ("another name above", [OTHER, POSTFIX], (), False, "other-name"),
    (
        "another name above, named in the case file",
        [OTHER, POSTFIX],
        ("mx.other.example",),
        True,
        "above",
    ),
    ("own name directly below, not named", [POSTFIX, OURS, SIGNATURE], (), False, "below-unnamed"),
    (
        "own name directly below, named",
        [POSTFIX, OURS, SIGNATURE],
        ("mx.friend.example",),
        True,
        "below-named",
    ),
    (
        "named, but not directly below",
        [POSTFIX, SIGNATURE, OURS],
        ("mx.friend.example",),
        False,
        "below",
    ),
    ("google directly below", [GMAIL, GOOGLE, SIGNATURE], (), True, "below-operator"),
    ("google further down", [GMAIL, SIGNATURE, GOOGLE], (), False, "below"),
    ("google's name under another's server", [POSTFIX, GOOGLE], (), False, "below"),
    ("no Received line", [OURS], ("mx.friend.example",), False, "no-boundary"),
]


@pytest.mark.parametrize(
    ("fields", "receivers", "believed", "why"), [pytest.param(*c[1:], id=c[0]) for c in CASES]
)
def test_belief(
    trace: Make, fields: list[str], receivers: tuple[str, ...], believed: bool, why: str
) -> None:
    result = trace("\n".join([*fields, "From: a@c.example"]), *receivers).reported[0]
    assert (result.believed, result.why.id) == (believed, f"trace.reported.{why}")


def test_a_second_google_line_came_with_the_message(trace: Make) -> None:
    read = trace("\n".join([GMAIL, GOOGLE, GOOGLE.replace("spf=pass", "dkim=pass"), SIGNATURE]))
    assert [(r.method, r.believed) for r in read.reported] == [("spf", True), ("dkim", False)]


def test_received_spf(trace: Make) -> None:
    read = trace(
        "\n".join(
            [
                "Received-SPF: Pass (protection.outlook.com: domain of c.example designates 192.0.2.7 as permitted sender) receiver=protection.outlook.com; client-ip=192.0.2.7",
                EDGE,
                "Received-SPF: pass client-ip=192.0.2.7",
                "Received-SPF: (nothing)",
            ]
        )
    )
    first, second = read.reported
    assert (first.header, first.method, first.result, first.believed) == (
        "Received-SPF",
        "spf",
        "pass",
        True,
    )
    assert first.get("", "client-ip") == "192.0.2.7"
    assert first.get("", "helo") is State.ABSENT
    assert (second.authserv_id, second.believed) == (State.ABSENT, False)
    assert len(read.unparsed) == 1


def test_an_explicit_none_is_an_answer(trace: Make) -> None:
    read = trace(f"Authentication-Results: mx.friend.example; none\n{POSTFIX}")
    assert (read.reported, read.unparsed) == ((), ())


def test_order_and_repetition_are_kept(trace: Make) -> None:
    read = trace(
        f"ARC-Authentication-Results: i=1; mx.friend.example; dkim=fail; dkim=pass; dkim=fail\n"
        f"{OURS}\n{POSTFIX}"
    )
    assert [(r.header, r.method, r.result) for r in read.reported] == [
        ("ARC-Authentication-Results", "dkim", "fail"),
        ("ARC-Authentication-Results", "dkim", "pass"),
        ("ARC-Authentication-Results", "dkim", "fail"),
        ("Authentication-Results", "spf", "pass"),
    ]
