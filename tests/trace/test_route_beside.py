"""Nodes, clocks, marks of the journey, and the tests of single lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.trace import ClockOffset, RouteMarkKind, Trace, line_tests, parse_received
from provenance.trace.exchange_calendar import earliest_day
from provenance.trace.plausible import handover_address_fits, server_name_fits

Make = Callable[..., Trace]


def line(source: str, by: str, time: str, *, ip: str = "192.0.2.5") -> str:
    return (
        f"Received: from {source} ({source} [{ip}]) by {by} (Postfix) with ESMTP id 4Q1;"
        f" Thu, 14 May 2026 {time} +0000\n"
    )


def test_nodes_have_their_own_name_and_the_one_the_next_host_saw(trace: Make) -> None:
    read = trace(
        line("out.example.org", "mx.friend.example", "14:00:20")
        + line("pc.example.org", "in.example.org", "14:00:10", ip="198.51.100.9")
    )
    first, second, last = read.route.nodes
    assert (first.position, first.helo, first.seen_ip) == (0, "pc.example.org", "198.51.100.9")
    assert (second.own_name, second.seen_name) == ("in.example.org", "out.example.org")
    assert second.same_name is True
    assert (last.own_name, last.helo) == ("mx.friend.example", State.NOT_APPLICABLE)


def test_another_name_is_a_remark_and_never_more(trace: Make) -> None:
    read = trace(
        line("out.example.org", "mx.friend.example", "14:00:20")
        + line("pc.example.org", "host.other.example", "14:00:10")
    )
    assert read.route.nodes[1].same_name is False
    assert [remark.id for remark in read.route.hops[1].remarks] == ["trace.hop.other-name"]


@pytest.mark.parametrize(
    ("times", "low", "high"),
    [
        (("14:00:20", "14:00:15", "14:00:10"), -5.0, 5.0),  # right within five seconds
        (("14:00:20", "14:10:15", "14:00:10"), 595.0, 605.0),  # ten minutes ahead
        (("14:00:20", "13:50:15", "14:00:10"), -605.0, -595.0),  # ten minutes behind
    ],
)
def test_a_clock_between_two_lines_of_one_host_has_both_bounds(
    trace: Make, times: tuple[str, str, str], low: float, high: float
) -> None:
    read = trace(
        line("filter.example", "mx.friend.example", times[0])
        + line("mx.friend.example", "filter.example", times[1])
        + line("out.example.org", "mx.friend.example", times[2])
    )
    (clock,) = read.route.clocks
    assert (clock.host, clock.reference) == ("filter.example", "mx.friend.example")
    assert (clock.at_least, clock.at_most, clock.spread) == (low, high, 10.0)
    assert clock.fields == (0, 1, 2)


def test_one_bound_counts_only_beyond_chance(trace: Make) -> None:
    def clocks(older: str) -> tuple[ClockOffset, ...]:
        newest = line("out.example.org", "mx.friend.example", "14:00:20")
        return trace(newest + line("pc.example.org", "out.example.org", older)).route.clocks

    assert clocks("14:00:10") == ()
    assert clocks("14:00:22") == ()
    (ahead,) = clocks("14:02:20")
    assert (ahead.at_least, ahead.at_most, ahead.spread) == (120.0, State.ABSENT, State.ABSENT)


@pytest.mark.parametrize(
    ("older", "ids"),
    [
        ("14:01:20", []),
        ("14:01:21", ["trace.hop.clock-backwards"]),
        ("14:05:20", ["trace.hop.clock-backwards"]),
        ("14:05:21", ["trace.hop.clock-backwards-far"]),
    ],
)
def test_steps_back_are_noted_and_from_five_minutes_warned(
    trace: Make, older: str, ids: list[str]
) -> None:
    read = trace(
        line("out.example.org", "mx.friend.example", "14:00:20")
        + line("pc.example.org", "out.example.org", older)
    )
    assert [remark.id for remark in read.route.hops[1].remarks] == ids


TOP = line("out.example.org", "mx.friend.example", "14:00:20")


@pytest.mark.parametrize(
    ("header", "kind", "name", "hop"),
    [
        (TOP + "List-Id: <a.example.org>\n", RouteMarkKind.LIST, "<a.example.org>", State.ABSENT),
        ("List-Id: <a.example.org>\n" + TOP, RouteMarkKind.LIST, "<a.example.org>", 1),
        ("Resent-From: a@b.example\n" + TOP, RouteMarkKind.RESENT, "a@b.example", 1),
        (
            "Return-Path: <u+caf_=x=y.example@gmail.com>\n" + TOP,
            RouteMarkKind.FORWARDED,
            "x@y.example",
            1,
        ),
        (
            "Return-Path: <SRS0=hHhH=TT=b.example=a@fwd.example>\n" + TOP,
            RouteMarkKind.SENDER_REWRITTEN,
            "SRS0=hHhH=TT=b.example=a@fwd.example",
            1,
        ),
        (
            "Return-Path: <prvs=0891a9abd5=a@b.example>\n" + TOP,
            RouteMarkKind.SENDER_REWRITTEN,
            "prvs=0891a9abd5=a@b.example",
            1,
        ),
        ("X-Forwarded-To: a@b.example\n" + TOP, RouteMarkKind.FORWARDED, "a@b.example", 1),
        ("X-Mimecast-Spam-Score: 1\n" + TOP, RouteMarkKind.GATEWAY, "Mimecast", 1),
        ("X-Proofpoint-GUID: x\n" + TOP, RouteMarkKind.GATEWAY, "Proofpoint", 1),
        (
            TOP + line("a.example", "mx1.pphosted.com", "14:00:10"),
            RouteMarkKind.GATEWAY,
            "Proofpoint",
            1,
        ),
        (
            "X-Greylist: delayed 698 seconds by postgrey-1.27 at v.example; x\n" + TOP,
            RouteMarkKind.DELAYED,
            "greylisting",
            1,
        ),
    ],
)
def test_what_happened_on_the_way_is_recognised(
    trace: Make, header: str, kind: RouteMarkKind, name: str, hop: object
) -> None:
    (mark,) = trace(header).route.marks
    assert (mark.kind, mark.name, mark.hop) == (kind, name, hop)
    assert mark.fields


@pytest.mark.parametrize(
    "header",
    [
        "Return-Path: <srs@example.org>\n",
        "Return-Path: <SRS0@example.org>\n",
        "Return-Path: <prvs@example.org>\n",
        "Return-Path: <x-prvs=0891a9abd5=a@b.example>\n",
        "Return-Path: <bounces+SRS=abcde=T1@contoso.example>\n",
        "X-Greylist: Sender passed SPF test\n",
        "Precedence: bulk\n",
    ],
)
def test_ordinary_mail_has_no_marks(trace: Make, header: str) -> None:
    assert trace(header + TOP).route.marks == ()


def test_each_field_knows_the_hop_it_was_stamped_with(trace: Make) -> None:
    read = trace(
        "X-A: 1\n" + TOP + "X-B: 2\n" + line("a.example", "b.example", "14:00:10") + "X-C: 3\n"
    )
    assert [item.hop for item in read.attestations] == [2, 2, 1, 1, State.ABSENT]


EXO = (
    "from SA3PR19MB7370.namprd19.prod.outlook.com ({ip}) by {by} with Microsoft SMTP Server"
    " (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id {build};"
    " Tue, 19 Sep 2023 18:36:46 +0000"
)


def exchange(
    by: str = "MN0PR19MB6312.namprd19.prod.outlook.com",
    ip: str = "2603:10b6:806:31f::8",
    build: str = "15.20.6792.26",
) -> str:
    return EXO.format(by=by, ip=ip, build=build)


def test_a_line_is_tested_against_its_own_operator() -> None:
    tests = line_tests(parse_received(exchange()))
    assert (tests.own_dialect, tests.inner_address, tests.server_name) == (True, True, True)
    assert isinstance(tests.build_since, Instant)
    assert tests.build_since.utc.date().isoformat() == "2023-07-12"
    outside = line_tests(parse_received(exchange(ip="198.51.100.9")))
    assert outside.inner_address is False
    other = line_tests(parse_received(exchange(by="MN0PR19MB6312.namprd04.prod.outlook.com")))
    assert other.server_name is False
    foreign = line_tests(
        parse_received(
            "from a.example (a.example [192.0.2.1]) by mx.google.com (Postfix) with ESMTP id 4Q1;"
            " Tue, 19 Sep 2023 18:36:46 +0000"
        )
    )
    assert foreign.own_dialect is False


@pytest.mark.parametrize(
    ("build", "day"),
    [
        ("8.3.485.1", "2010-06-07"),
        ("15.1.1713.5", "2015-07-22"),
        ("15.20.1878.4", "2019-03-23"),
        ("15.20.99999.1", "2026-02-27"),
        ("15.20.12.1", None),
        ("15.2.1118.7", None),
        ("4Q1", None),
        ("15.20.6792", None),
        ("", None),
    ],
)
def test_a_build_has_an_earliest_day(build: str, day: str | None) -> None:
    found = earliest_day(build)
    assert (found.utc.date().isoformat() if isinstance(found, Instant) else None) == day


@given(st.text(max_size=40))
def test_any_build_text_gives_an_answer(text: str) -> None:
    assert isinstance(earliest_day(text), Instant | State)


@pytest.mark.parametrize(
    ("host", "fits"),
    [
        ("SN6PR0102MB3453.namprd01.prod.outlook.com", True),
        ("SY0P300MB0801.AUSP300.PROD.OUTLOOK.COM", True),
        ("AM7EUR03FT054.eop-EUR03.prod.protection.outlook.com", True),
        ("AM7EUR03FT054.eop-NAM04.prod.protection.outlook.com", False),
        ("SY0P300MB0801.AUSP301.PROD.OUTLOOK.COM", False),
        ("AM2PEPF0001C708.eurprd05.prod.outlook.com", State.NOT_APPLICABLE),
        ("mail.example.org", State.NOT_APPLICABLE),
        (State.ABSENT, State.NOT_APPLICABLE),
    ],
)
def test_both_parts_of_a_server_name_are_compared(host: str | State, fits: object) -> None:
    assert server_name_fits(host) is fits


@pytest.mark.parametrize(
    ("ip", "fits"), [("209.85.160.170", True), ("198.51.100.9", False), ("", State.NOT_APPLICABLE)]
)
def test_a_greeting_of_a_large_operator_is_compared_with_its_blocks(
    trace: Make, ip: str, fits: object
) -> None:
    seen = f"[{ip}]" if ip else ""
    read = trace(
        f"Received: from mail-qt1-f170.google.com (unknown {seen}) by mx.friend.example (Postfix)"
        " with ESMTPS id 4Q1; Thu, 14 May 2026 14:00:20 +0000\n"
    )
    assert handover_address_fits(read.route.boundary) is fits
