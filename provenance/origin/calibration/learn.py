"""Learns from known messages what each address normally shows. The order of files is nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from provenance.origin.calibration.points import POINTS, Fits, Point, same
from provenance.origin.calibration_records import (
    KnownLeftOut,
    KnownMessage,
    Observation,
    PointProfile,
    Profile,
    ValueSeen,
)

MOST_MESSAGES: Final = 5_000
"""Known messages that are counted; further ones are left out, and said to be."""
MOST_FORMS: Final = 300
"""Different values of a point that are compared pair by pair where equality is not enough."""

Shown = tuple[KnownMessage, Observation]


def countable(
    messages: Iterable[KnownMessage], *, disputed: Collection[str] = ()
) -> tuple[tuple[KnownMessage, ...], tuple[KnownLeftOut, ...]]:
    """Choose the known messages that count, each message once, in a total order.

    ``disputed`` holds identities and SHA-256 of what is under examination: such a message never
    stands for the habits that it is compared with.
    """
    ordered = sorted(messages, key=_order)
    kept: list[KnownMessage] = []
    left: list[KnownLeftOut] = []
    seen: set[str] = set()
    for one in ordered:
        reason = ""
        if one.identity in disputed or one.sha256 in disputed:
            reason = "under-examination"
        elif not one.address:
            reason = "no-one-author"
        elif not one.utc:
            reason = "no-time"
        elif one.identity in seen:
            reason = "same-message"
        elif len(kept) >= MOST_MESSAGES:
            reason = "too-many"
        if reason:
            left.append(KnownLeftOut(file=one.file, evidence=one.evidence, reason=reason))
        else:
            seen.add(one.identity)
            kept.append(one)
    return tuple(kept), tuple(left)


def _order(one: KnownMessage) -> tuple[str, bool, str, str, str]:
    """A message at hand comes before what a profile tells of the same message."""
    return one.identity, one.in_profile, one.sha256, one.file, one.evidence


def learn(messages: Iterable[KnownMessage]) -> tuple[Profile, ...]:
    """Make one profile for each address, in order of address; ``messages`` count each."""
    by_address: dict[str, list[KnownMessage]] = {}
    for one in sorted(messages, key=lambda m: (m.utc, *_order(m))):
        by_address.setdefault(one.address, []).append(one)
    return tuple(_profile(address, by_address[address]) for address in sorted(by_address))


def _profile(address: str, messages: list[KnownMessage]) -> Profile:
    shown: dict[str, list[Shown]] = {}
    for message in messages:
        for observation in message.observations:
            shown.setdefault(observation.point, []).append((message, observation))
    days = sorted({day_of(one) for one in messages})
    return Profile(
        address=address,
        messages=tuple(messages),
        days=len(days),
        first=days[0],
        last=days[-1],
        points=tuple(_point(point, shown[point.id]) for point in POINTS if point.id in shown),
    )


def day_of(message: KnownMessage) -> str:
    """The UTC day that it was sent on."""
    return message.utc[:10]


def _point(point: Point, shown: list[Shown]) -> PointProfile:
    values = _values(shown)
    days = {one.value: set(one.days) for one in values}
    return PointProfile(
        point=point.id,
        messages=len(shown),
        days=tuple(sorted(set().union(*days.values()))),
        single_days=single_days(days, point.fits),
        values=values,
    )


def _values(shown: list[Shown]) -> tuple[ValueSeen, ...]:
    """Each value with its counts; ``shown`` is in order of time, so its first is the oldest."""
    by_value: dict[str, list[Shown]] = {}
    for pair in shown:
        by_value.setdefault(pair[1].value, []).append(pair)
    found = [
        ValueSeen(
            value=value,
            messages=len(pairs),
            days=tuple(sorted({day_of(message) for message, _ in pairs})),
            shown_by=pairs[0][0],
            at=pairs[0][1],
        )
        for value, pairs in by_value.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.messages, one.value)))


def single_days(days: dict[str, set[str]], fits: Fits) -> int:
    """Days with a value that no other day shows: how often ordinary mail brings something new.

    What was seen once estimates what will be seen next (Good 1953, "The population frequencies of
    species"). Where there are too many forms to compare pair by pair, every day counts.
    """
    if fits is not same and len(days) > MOST_FORMS:
        return len(set().union(*days.values()))
    alone: set[str] = set()
    for value, own in days.items():
        like = set(own)
        if fits is not same:
            like = set().union(*(others for other, others in days.items() if fits(other, value)))
            like |= own
        if len(like) == 1:
            alone |= like
    return len(alone)
