"""Bounds of a host's clock, put together over several deliveries."""

from __future__ import annotations

from provenance.basics import State, Value, text
from provenance.copies import CopyGroup, Witnessing
from provenance.correlation.offsets import host_offsets
from provenance.trace import ClockOffset, Identity, Route, Trace, TrustBoundary


def trace(host: str, reference: str, at_least: Value[float], at_most: Value[float]) -> Trace:
    clock = ClockOffset(
        host=host,
        reference=reference,
        at_least=at_least,
        at_most=at_most,
        spread=State.ABSENT,
        fields=(0,),
    )
    boundary = TrustBoundary(position=State.ABSENT, reason=text("trace.boundary.none"))
    return Trace(identity=Identity(), route=Route(hops=(), boundary=boundary, clocks=(clock,)))


def group(*members: str) -> CopyGroup:
    return CopyGroup(
        id="C1",
        members=members,
        witnesses=tuple(Witnessing(members=(one,), operator="") for one in members),
        of=len(members),
    )


def test_bounds_are_tightened() -> None:
    traces = {
        "M1": trace("hub.example", "a.example", -5.0, 9.0),
        "M2": trace("HUB.example", "b.example", -2.0, 20.0),
    }
    (one,) = host_offsets(group("M1", "M2"), traces)
    assert (one.host, one.deliveries, one.references) == ("hub.example", 2, 2)
    assert (one.at_least, one.at_most, one.agree) == (-2.0, 9.0, True)
    assert (one.median_at_least, one.median_at_most) == (-3.5, 14.5)


def test_a_wrong_receiver_shows_as_a_contradiction() -> None:
    traces = {
        "M1": trace("hub.example", "a.example", -5.0, 1.0),
        "M2": trace("hub.example", "b.example", 300.0, 320.0),
    }
    (one,) = host_offsets(group("M1", "M2"), traces)
    assert not one.agree


def test_one_delivery_says_it_itself() -> None:
    traces = {"M1": trace("hub.example", "a.example", -5.0, State.ABSENT)}
    assert host_offsets(group("M1"), traces) == ()


def test_a_missing_bound_stays_absent() -> None:
    traces = {
        "M1": trace("hub.example", "a.example", -5.0, State.ABSENT),
        "M2": trace("hub.example", "b.example", -1.0, State.ABSENT),
    }
    (one,) = host_offsets(group("M1", "M2"), traces)
    assert (one.at_least, one.at_most) == (-1.0, State.ABSENT)
    assert one.agree
