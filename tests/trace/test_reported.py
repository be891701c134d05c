# ruff: noqa: E501 - header lines are kept whole
from __future__ import annotations

from collections.abc import Callable

import pytest

from provenance.basics import State
from provenance.trace import AttestationClass, Trace
from tests.patience import must_end

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

GOOGLE_ARC = "ARC-Authentication-Results: i=1; mx.google.com; spf=pass smtp.mailfrom=c.example"

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
    (
        "ARC results below google's line came with the message",
        [GMAIL, GOOGLE_ARC, SIGNATURE],
        (),
        False,
        "below",
    ),
    (
        "ARC results below a named server's line, too",
        [POSTFIX, "ARC-" + OURS.replace("mx", "i=1; mx", 1), SIGNATURE],
        ("mx.friend.example",),
        False,
        "below",
    ),
    ("google's ARC results above its line", [GOOGLE_ARC, GMAIL], (), True, "above"),
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


def beliefs(read: Trace) -> list[tuple[str, str, bool]]:
    return [(r.method, r.result, r.believed) for r in read.reported]


def test_an_arc_line_behind_googles_own_results_is_not_googles(trace: Make) -> None:
    """The sender can type an ARC line that names the receiver right where Google's lines end."""
    typed = "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.d=b.example"
    read = trace("\n".join([GMAIL, GOOGLE, typed, "From: a@b.example"]))
    assert beliefs(read) == [("spf", "pass", True), ("dkim", "pass", False)]
    assert read.attestations[2].cls is not AttestationClass.RECEIVER


def test_results_above_the_line_leave_none_below_it(trace: Make) -> None:
    below = OURS.replace("spf=pass smtp.mailfrom=c.example", "dkim=pass header.d=c.example")
    read = trace("\n".join([OURS, POSTFIX, below]), "mx.friend.example")
    assert beliefs(read) == [("spf", "pass", True), ("dkim", "pass", False)]
    assert read.reported[1].why.id == "trace.reported.below-of-above"


def test_google_says_the_same_above_and_below(trace: Make) -> None:
    typed = GOOGLE + "; dkim=pass header.d=bank.example"
    read = trace("\n".join([GOOGLE_ARC, GMAIL, typed]))
    assert beliefs(read) == [("spf", "pass", True), ("spf", "pass", True), ("dkim", "pass", False)]


@pytest.mark.parametrize(
    ("first", "second", "believed"),
    [
        ("spf=pass smtp.mailfrom=a@c.example", "spf=fail smtp.mailfrom=b@C.example", False),
        ("spf=pass smtp.mailfrom=c.example", "spf=softfail smtp.mailfrom=c.example", False),
        ("dkim=pass header.d=c.example", "dkim=fail header.i=@c.example header.s=x", False),
        ("dmarc=pass header.from=c.example", "dmarc=fail header.from=c.example", False),
        ("dmarc=pass header.from=c.example", "dmarc=fail header.from=d.example", True),
        ("spf=pass smtp.mailfrom=c.example", "spf=pass smtp.mailfrom=c.example", True),
        (
            "dkim=pass header.d=c.example header.s=a",
            "dkim=fail header.d=c.example header.s=b",
            True,
        ),
        ("spf=pass smtp.mailfrom=c.example", "dkim=fail header.d=c.example", True),
    ],
)
def test_pass_and_fail_of_one_thing_are_both_not_believed(
    trace: Make, first: str, second: str, believed: bool
) -> None:
    lines = [f"Authentication-Results: mx.friend.example; {said}" for said in (first, second)]
    read = trace("\n".join([*lines, POSTFIX]))
    assert [r.believed for r in read.reported] == [believed, believed]
    if not believed:
        assert {r.why.id for r in read.reported} == {"trace.reported.contradictory"}


def test_two_signatures_in_one_line_may_differ(trace: Make) -> None:
    said = "dkim=pass header.d=c.example header.s=a; dkim=fail header.d=c.example header.s=b"
    lines = [f"Authentication-Results: mx.friend.example; {said}"] * 2
    assert all(r.believed for r in trace("\n".join([*lines, POSTFIX])).reported)


def test_many_contradictions_cost_no_square(trace: Make) -> None:
    many = "; ".join(
        f"dkim={'pass' if n % 2 else 'fail'} header.d=c.example header.s=s{n}" for n in range(3000)
    )
    with must_end():
        read = trace(f"Authentication-Results: mx.friend.example; {many}\n{POSTFIX}")
    assert not any(r.believed for r in read.reported)
