"""Bounds of a host's clock, put together over several deliveries."""

from __future__ import annotations

from provenance.basics import State
from provenance.copies import CopyGroup, Witnessing
from provenance.correlation.copy_clocks import host_offsets
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.trace import Trace, trace_message

COPY = (
    "Received: from hub.harbourvale.example (hub.harbourvale.example [203.0.113.25])\r\n"
    "\tby mx.{name}.example (Postfix) with ESMTPS id {id};\r\n"
    "\tThu, 14 May 2026 14:02:{second} +0000\r\n"
    "Received: from pc.harbourvale.example (192.0.2.5) by hub.harbourvale.example (Postfix)\r\n"
    "\twith ESMTPA id 4VfKq12abcz; Thu, 14 May 2026 14:02:11 +0000\r\n"
    "From: a@harbourvale.example\r\n\r\nhello\r\n"
)


def trace(name: str, second: int) -> Trace:
    data = COPY.format(name=name, id=f"4VfKq{name}", second=f"{second:02d}").encode()
    stream = MessageStream(name="file", data=data, body=True)
    return trace_message(read_message(stream, id="M1", evidence="E1"))


def group(*members: str) -> CopyGroup:
    return CopyGroup(
        id="C1",
        members=members,
        witnesses=tuple(Witnessing(members=(one,), operator="") for one in members),
        of=len(members),
    )


def test_the_fastest_delivery_bounds_the_host_most() -> None:
    traces = {"M1": trace("friend", 16), "M2": trace("oakhall", 13), "M3": trace("tideway", 41)}
    (one,) = host_offsets(group(*traces), traces)
    assert (one.host, one.deliveries, one.references) == ("hub.harbourvale.example", 3, 3)
    assert (one.at_least, one.at_most, one.agree) == (-2.0, State.ABSENT, True)
    assert one.median_at_least == -5.0


def test_a_host_whose_clock_was_ahead() -> None:
    traces = {"M1": trace("friend", 9), "M2": trace("oakhall", 8)}
    (one,) = host_offsets(group(*traces), traces)
    assert one.at_least == 3.0


def test_one_delivery_says_it_itself() -> None:
    traces = {"M1": trace("friend", 16)}
    assert host_offsets(group("M1"), traces) == ()
