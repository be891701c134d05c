"""What was learnt from known messages, for a terminal: at most 25 lines."""

from __future__ import annotations

from provenance.basics import Address, Param, Text, text
from provenance.origin import KnownLeftOut, PointProfile, Profile
from provenance.origin.calibration import POINTS_BY_ID
from provenance.origin.calibration.compare import LEAST_DAYS
from provenance.reasoning.facts_calibration import shown_value
from provenance.report.catalogue import render, whole_day
from provenance.report.marks import visible

MOST_LINES = 25
COLUMNS = 100
_LONGEST_VALUE = 40
_OTHER_ADDRESSES = 2


def calibration_lines(
    profiles: tuple[Profile, ...], left_out: tuple[KnownLeftOut, ...]
) -> list[str]:
    """Return the lines: the address with most messages point by point, others by their counts."""
    ordered = sorted(profiles, key=lambda one: (-len(one.messages), one.address))
    lines = [
        _say(
            "origin-calibration.file.title",
            messages=sum(len(one.messages) for one in profiles),
            addresses=len(profiles),
            left=len(left_out),
        )
    ]
    for reason in sorted({one.reason for one in left_out}):
        count = sum(one.reason == reason for one in left_out)
        words = Text(id=f"origin-calibration.left-out.{reason}")
        lines.append("  " + _say("origin-calibration.left-out", count=count, reason=words))
    lines += [_address(profile) for profile in ordered[1 : 1 + _OTHER_ADDRESSES]]
    if len(ordered) > 1 + _OTHER_ADDRESSES:
        rest = len(ordered) - 1 - _OTHER_ADDRESSES
        lines.append(_say("origin-calibration.file.more-addresses", count=rest))
    if ordered:
        lines.append(_address(ordered[0]))
        if ordered[0].days < LEAST_DAYS:
            lines.append("  " + _say("origin-calibration.file.judges-few", least=LEAST_DAYS))
        lines += _points(ordered[0], MOST_LINES - 1 - len(lines))
    return [_cut(line) for line in lines[: MOST_LINES - 1]]


def _points(profile: Profile, room: int) -> list[str]:
    """As many points as there is room for; those that only describe give way first."""
    judging = [one for one in profile.points if POINTS_BY_ID[one.point].judges]
    others = [one for one in profile.points if not POINTS_BY_ID[one.point].judges]
    shown = [*judging, *others]
    lines = ["  " + _point(one) for one in shown[: max(0, room)]]
    if len(shown) > len(lines) and lines:
        lines[-1] = "  " + _say("report.value.more", count=len(shown) - len(lines) + 1)
    return lines


def _address(profile: Profile) -> str:
    return _say(
        "origin-calibration.file.address",
        address=Address(spec=profile.address),
        messages=len(profile.messages),
        days=profile.days,
        first=whole_day(profile.first),
        last=whole_day(profile.last),
    )


def _point(point: PointProfile) -> str:
    most = point.values[0]
    value = shown_value(point.point, most.value)
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:
        value = value[:_LONGEST_VALUE].rstrip() + " …"
    params: dict[str, Param] = {
        "point": text(f"origin-calibration.point.{point.point}"),
        "value": value,
        "count": most.messages,
        "messages": point.messages,
    }
    if len(point.values) == 1:
        return _say("origin-calibration.file.point", **params)
    return _say("origin-calibration.file.point-more", more=len(point.values) - 1, **params)


def _cut(line: str) -> str:
    return line if len(line) <= COLUMNS else line[: COLUMNS - 2].rstrip() + " …"


def _say(id_: str, /, **params: Param) -> str:
    return visible(render(text(id_, **params)))
