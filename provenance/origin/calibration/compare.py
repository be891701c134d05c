"""Holds a message against the profile of its own address, point by point.

*Not consistent* is said only where the known messages could have shown the value and did not:
on enough different days, around the time of the message, at a point whose value ordinary mail of
this address does not keep changing. Everything else is *cannot say*, with its reason. Similarity
is about a mailbox and its programs, never about a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from provenance.basics import State
from provenance.origin.calibration.observe import Seen, address_of, observe, sent_at
from provenance.origin.calibration.points import POINTS, Point
from provenance.origin.calibration_records import (
    Calibration,
    Consistency,
    KnownLeftOut,
    Observation,
    PointComparison,
    PointProfile,
    Profile,
)

LEAST_DAYS: Final = 5
"""Different days that known messages show a point on, before an unseen value says anything."""
STRONG_DAYS: Final = 30
"""Days from which the rule of three bounds unseen values at one in ten: strength 2 needs it."""
LONGEST_GAP: Final = 366
"""Days between the message and the nearest known ones, before and after: habits change."""
MOST_CHANGING: Final = 0.05
"""Share of days that may bring a value of their own before a point counts as changing."""
SHOWN_VALUES: Final = 5


def rule_of_three(days: int) -> float:
    """Upper 95 % bound of the share of a value never seen on so many days (Hanley 1983).

    "If nothing goes wrong, is everything all right?", JAMA 249: 1743-1745.
    """
    return min(1.0, 3 / days) if days else 1.0


def compare(
    seen: Seen, profiles: Iterable[Profile], left_out: tuple[KnownLeftOut, ...] = ()
) -> Calibration:
    """Compare one message with the known messages of its address. Never raises."""
    address = address_of(seen.trace)
    profile = next((one for one in profiles if one.address == address), None)
    if not address or profile is None:
        return Calibration(
            address=address,
            reason="no-known-message" if address else "no-one-author",
            messages=0,
            days=0,
            first="",
            last="",
            left_out=left_out,
        )
    own = {one.point: one for one in observe(seen)}
    learnt = {one.point: one for one in profile.points}
    when = sent_at(seen)[:10]
    return Calibration(
        address=address,
        reason="",
        messages=len(profile.messages),
        days=profile.days,
        first=profile.first,
        last=profile.last,
        counted=tuple((one.evidence, one.file) for one in profile.messages),
        left_out=left_out,
        points=tuple(
            _compare(point, own.get(point.id), learnt.get(point.id), when)
            for point in POINTS
            if point.id in own or point.id in learnt
        ),
    )


def _compare(
    point: Point,
    own: Observation | None,
    learnt: PointProfile | None,
    when: str,
) -> PointComparison:
    if own is None or learnt is None:
        reason = "not-in-message" if own is None else "not-in-known"
        return _result(point, own, learnt, Consistency.CANNOT_SAY, reason)
    fitting = [(one, point.fits(one.value, own.value)) for one in learnt.values]
    comparable = [one for one, fits in fitting if fits is not None]
    like = sum(one.messages for one, fits in fitting if fits)
    days = sorted({day for one in comparable for day in one.days})
    verdict, reason = _verdict(point, learnt, like, days, when)
    return _result(
        point,
        own,
        learnt,
        verdict,
        reason,
        like=like,
        messages=sum(one.messages for one in comparable),
        days=tuple(days),
    )


def _verdict(
    point: Point, learnt: PointProfile, like: int, days: list[str], when: str
) -> tuple[Consistency, str]:
    """Judge a point; the first reason that holds is told."""
    if like:
        return Consistency.CONSISTENT, "seen"
    if not days:
        return Consistency.CANNOT_SAY, "not-comparable"
    if not point.judges:
        return Consistency.CANNOT_SAY, "describes-only"
    if len(days) < LEAST_DAYS:
        return Consistency.CANNOT_SAY, "too-few"
    if not _covers(days, when):
        return Consistency.CANNOT_SAY, "outside-period"
    if learnt.single_days > MOST_CHANGING * len(learnt.days):
        return Consistency.CANNOT_SAY, "changes-often"
    return Consistency.NOT_CONSISTENT, "never-seen"


def _covers(days: list[str], when: str) -> bool:
    """Whether known messages lie before and after, both within the longest gap."""
    before = [day for day in days if day <= when]
    after = [day for day in days if day >= when]
    if not when or not before or not after:
        return False
    return all(_apart(when, near) <= LONGEST_GAP for near in (before[-1], after[0]))


def _apart(left: str, right: str) -> int:
    """Days between two ISO days."""
    return abs((date.fromisoformat(left) - date.fromisoformat(right)).days)


def _result(
    point: Point,
    own: Observation | None,
    learnt: PointProfile | None,
    verdict: Consistency,
    reason: str,
    *,
    like: int = 0,
    messages: int = 0,
    days: tuple[str, ...] = (),
) -> PointComparison:
    values = learnt.values if learnt is not None else ()
    if not days and learnt is not None:
        messages, days = learnt.messages, learnt.days
    strength = 0 if verdict is Consistency.CANNOT_SAY else point.strength
    if len(days) < STRONG_DAYS:
        strength = min(strength, 1)
    return PointComparison(
        point=point.id,
        verdict=verdict,
        reason=reason,
        value=own.value if own is not None else State.ABSENT,
        fields=own.fields if own is not None else (),
        like=like,
        messages=messages,
        days=len(days),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        bound=round(rule_of_three(len(days)), 3),
        chosen_by=point.chosen_by,
        group=point.group,
        strength=strength,
        single_days=learnt.single_days if learnt is not None else 0,
        values=values[:SHOWN_VALUES],
        more_values=max(0, len(values) - SHOWN_VALUES),
    )
