"""The table of a message beside known messages of its own address."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import Address, Param, Text
from provenance.message import Message
from provenance.origin import Calibration, Consistency, PointComparison, ValueSeen
from provenance.reasoning import Finding
from provenance.reasoning.facts_calibration import reason, shown_value
from provenance.report.catalogue import whole_day
from provenance.report.view.common import Places, ev, finding_link, joined, line_words, say, t

SHOWN_VALUES = 3
_TONES = {
    Consistency.CONSISTENT: "good",
    Consistency.NOT_CONSISTENT: "bad",
    Consistency.CANNOT_SAY: "open",
}


def calibration(
    message: Message, found: Calibration, findings: tuple[Finding, ...], places: Places
) -> dict[str, Any]:
    """Return who was compared with what, and each point as a row."""
    ids = {one.name: one.id for one in findings if one.message == message.id}
    intro = (
        t("origin-calibration.intro.none")
        if found.reason
        else t(
            "origin-calibration.intro",
            address=Address(spec=found.address),
            messages=found.messages,
            days=found.days,
            first=whole_day(found.first),
            last=whole_day(found.last),
        )
    )
    return {
        "intro": intro,
        "left_out": _left_out(found),
        "rows": [
            _row(one, message, ids.get(f"calibration.{one.point}"), places) for one in found.points
        ],
    }


def _left_out(found: Calibration) -> list[Markup]:
    """Each reason once, with how many known messages it holds for."""
    counts: dict[str, int] = {}
    for one in found.left_out:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    return [
        t(
            "origin-calibration.left-out",
            count=count,
            reason=Text(id=f"origin-calibration.left-out.{reason_}"),
        )
        for reason_, count in sorted(counts.items())
    ]


def _row(
    one: PointComparison, message: Message, finding: str | None, places: Places
) -> dict[str, Any]:
    value = _html(shown_value(one.point, one.value))
    shown = [_seen(seen, one) for seen in one.values[:SHOWN_VALUES]]
    more = len(one.values) - SHOWN_VALUES + one.more_values
    if more > 0:
        shown.append(t("report.value.more", count=more))
    return {
        "point": t(f"origin-calibration.point.{one.point}"),
        "chosen": t(f"origin-calibration.chosen.{one.chosen_by}"),
        "value": value,
        "lines": joined([places.field_link(message, index) for index in one.fields[:3]]),
        "like": _fitting(one),
        "known": shown,
        "verdict": t(f"origin-calibration.verdict.{one.verdict.value}"),
        "tone": _TONES[one.verdict],
        "reason": _why(one),
        "finding": finding_link(finding) if finding else None,
        "strength": one.strength,
    }


def _html(value: Param) -> Markup:
    return say(value) if isinstance(value, Text) else ev(value)  # type: ignore[arg-type]


def _fitting(one: PointComparison) -> Markup | None:
    """How many known messages fit; where the message has nothing, how many show the point."""
    if not one.messages:
        return None
    if one.reason == "not-in-message":
        return t("origin-calibration.shown", messages=one.messages)
    return t("origin-calibration.like", like=one.like, messages=one.messages)


def _why(one: PointComparison) -> Markup:
    """The reason; innocent causes come before a difference."""
    if one.verdict is not Consistency.NOT_CONSISTENT:
        return say(reason(one))
    causes = t(f"origin-calibration.causes.{one.point}")
    return Markup("{} {}").format(causes, say(reason(one)))


def _seen(seen: ValueSeen, one: PointComparison) -> Markup:
    """A value with how many messages show it, and the line of the first one."""
    own = _html(shown_value(one.point, seen.value))
    count = t("origin-calibration.known.value", count=seen.messages, messages=one.messages)
    return Markup("{} ({}; {})").format(own, count, _line(seen))


def _line(seen: ValueSeen) -> Markup:
    at = seen.at
    label = line_words(seen.shown_by.evidence, at.line_first, at.line_last)
    if seen.shown_by.in_profile:
        label = seen.shown_by.evidence
    return Markup('<a class="line" href="#{}">{}</a>').format(seen.shown_by.evidence, label)
