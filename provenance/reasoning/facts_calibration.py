"""Findings about a message beside known ones of its address: one a point, with its reason.

A mailbox and its programs have habits, a person behind a login has none that a header shows. So
*consistent* never means the same person, and *not consistent* never names another one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from provenance.basics import Address, Instant, Param, State, Text, Value, Where, text
from provenance.decoders.identifiers.registry import decoders
from provenance.origin import Calibration, Consistency, PointComparison, ValueSeen
from provenance.origin.calibration import POINTS_BY_ID
from provenance.origin.calibration.compare import LEAST_DAYS, LONGEST_GAP
from provenance.origin.calibration.observe import DELAY_STEPS, FORM
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_fields, where_header
from provenance.trace import AttestationClass

MOST_FIELDS: Final = 3
"""Lines of the message itself that a finding points to; header order rests on a whole section."""

_FORMS: Final = frozenset(("boundary-form", "message-id-form", "thread-index-layout"))


def calibration_findings(subject: Subject) -> list[Finding]:
    """One finding for each point that the message shows and known messages show too."""
    calibration = subject.analysed.calibration
    if isinstance(calibration, State):
        return []
    if calibration.reason:
        return [_none(subject, calibration)]
    return [
        _of_point(subject, calibration, one)
        for one in calibration.points
        if one.fields and one.messages and one.reason != "not-comparable"
    ]


def _none(subject: Subject, calibration: Calibration) -> Finding:
    """Known messages were given, and none of them may be compared with this message."""
    params: dict[str, Param] = {}
    if calibration.reason == "no-known-message":
        params["address"] = Address(spec=calibration.address)
    return subject.finding(
        "calibration.none",
        FindingKind.LIMITATION,
        3,
        text(f"origin-calibration.none.{calibration.reason}", **params),
        where=(where_header(subject.analysed.message),),
        cls=AttestationClass.CLIENT,
        strength=0,
        group="calibration",
        observed=True,
    )


def _of_point(subject: Subject, calibration: Calibration, one: PointComparison) -> Finding:
    point = POINTS_BY_ID[one.point]
    judged = one.verdict is not Consistency.CANNOT_SAY
    return subject.finding(
        f"calibration.{one.point}",
        FindingKind(point.kind),
        point.rung,
        statement(calibration.address, one),
        fields=one.fields,
        where=_places(subject, one),
        strength=min(one.strength, subject.limit(*one.fields)),
        group=f"calibration:{one.group}",
        observed=True,
        assumptions=(text("origin-calibration.assumption.undisputed"),) if judged else (),
        cautions=_cautions(one) if judged else (),
    )


def _cautions(one: PointComparison) -> tuple[Text, ...]:
    differs = one.verdict is Consistency.NOT_CONSISTENT
    by_chance = one.point == "mailbox-tag" and not differs
    in_profile = any(value.shown_by.in_profile for value in one.values)
    return (
        text("origin-calibration.caution.person"),
        *((text("origin-calibration.caution.profile"),) if in_profile else ()),
        text(f"origin-calibration.caution.{one.chosen_by}"),
        text(f"origin-calibration.caution.group.{one.group}"),
        *((text("origin-calibration.caution.choice"),) if differs else ()),
        *((text("origin-calibration.caution.tag"),) if by_chance else ()),
    )


def statement(address: str, one: PointComparison) -> Text:
    """The sentence of one point; innocent causes come first where it differs."""
    params: dict[str, Param] = {
        "point": text(f"origin-calibration.point.{one.point}"),
        "value": shown_value(one.point, one.value),
        "messages": one.messages,
    }
    if one.verdict is Consistency.CANNOT_SAY:
        params |= {"like": one.like, "reason": reason(one)}
    else:
        params |= {"address": Address(spec=address)}
        params |= {"first": _day(one.first), "last": _day(one.last)}
    if one.verdict is Consistency.CONSISTENT:
        params["like"] = one.like
    elif one.verdict is Consistency.NOT_CONSISTENT:
        params |= {"causes": text(f"origin-calibration.causes.{one.point}"), "days": one.days}
    return text(f"origin-calibration.{one.verdict.value}", **params)


def reason(one: PointComparison) -> Text:
    """Why nothing can be said at a point, as a sentence of its own."""
    params: dict[str, dict[str, Param]] = {
        "too-few": {"days": one.days, "least": LEAST_DAYS},
        "outside-period": {"gap": LONGEST_GAP},
        "changes-often": {"single": one.single_days, "days": one.days},
    }
    return text(f"origin-calibration.reason.{one.reason}", **params.get(one.reason, {}))


def shown_value(point: str, value: Value[str]) -> Param:
    """A value as it is printed: names of steps and forms are ours, all else is quoted."""
    if isinstance(value, State):
        return value
    if point == "sending-delay" and value in DELAY_STEPS:
        return text(f"origin-calibration.delay.{value}")
    if value.startswith(FORM):
        return text("origin-calibration.form.other", shape=value.removeprefix(FORM))
    declared = decoders().get(value) if point in _FORMS else None
    if declared is not None:
        return text("origin-calibration.form", product=declared.product)
    return value


def _day(value: str) -> Param:
    """An ISO day that is printed in words."""
    try:
        midnight = datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value
    return Instant(text=value, utc=midnight, offset_minutes=0, precision_seconds=86_400.0)


def _places(subject: Subject, one: PointComparison) -> tuple[Where, ...]:
    """Lines of the message, then the line of the known message that shows the point first."""
    own = where_fields(subject.analysed.message, one.fields, most=MOST_FIELDS)
    wanted = [
        value
        for value in one.values
        if one.verdict is not Consistency.CONSISTENT or value.value == one.value
    ]
    known = [_known(value) for value in wanted[:1] if not value.shown_by.in_profile]
    return (*own, *known)


def _known(value: ValueSeen) -> Where:
    at = value.at
    return Where(
        evidence=value.shown_by.evidence,
        stream=at.stream,
        locator=at.locator,
        line_first=at.line_first,
        line_last=at.line_last,
        start=at.start,
        end=at.end,
        quote_sha256=at.quote_sha256,
    )
