"""The comparison with known messages as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from provenance.basics import State
from provenance.origin import Calibration, PointComparison, ValueSeen
from provenance.report.document.values import Json, json_value, record

MOST_LISTED: Final = 200
"""Known messages that are listed beside each message; ``evidence`` has them all."""


def calibration_to_dict(calibration: Calibration, ids: Mapping[str, str]) -> dict[str, Json]:
    """Return one comparison; ``ids`` are the findings of the message by their names."""
    out = record(
        {
            "address": calibration.address or State.ABSENT,
            "reason": calibration.reason,
            "messages": calibration.messages,
            "days": calibration.days,
            "first": calibration.first or State.ABSENT,
            "last": calibration.last or State.ABSENT,
        }
    )
    out["counted"] = [
        {"evidence": evidence, "file": json_value(file)}
        for evidence, file in calibration.counted[:MOST_LISTED]
    ]
    out["left_out"] = [
        {"evidence": one.evidence, "file": json_value(one.file), "reason": one.reason}
        for one in calibration.left_out[:MOST_LISTED]
    ]
    out["counted_more"] = max(0, len(calibration.counted) - MOST_LISTED)
    out["left_out_more"] = max(0, len(calibration.left_out) - MOST_LISTED)
    out["points"] = [_point(one, ids.get(f"calibration.{one.point}")) for one in calibration.points]
    return out


def _point(one: PointComparison, finding: str | None) -> dict[str, Json]:
    out = record(
        {
            "point": one.point,
            "verdict": one.verdict.value,
            "reason": one.reason,
            "value": one.value,
            "like": one.like,
            "messages": one.messages,
            "days": one.days,
            "first": one.first or State.ABSENT,
            "last": one.last or State.ABSENT,
            "bound": one.bound,
            "single_days": one.single_days,
            "chosen_by": one.chosen_by,
            "group": one.group,
            "strength": one.strength,
            "more_values": one.more_values,
            "finding": finding or State.ABSENT,
        }
    )
    out["fields"] = list(one.fields)
    out["values"] = [_value(value) for value in one.values]
    return out


def _value(value: ValueSeen) -> dict[str, Json]:
    return {
        "value": json_value(value.value),
        "messages": value.messages,
        "first": value.first,
        "last": value.last,
        "shown_by": {
            "evidence": value.shown_by.evidence,
            "file": json_value(value.shown_by.file),
            "sha256": value.shown_by.sha256,
            "in_profile": value.shown_by.in_profile,
            "stream": json_value(value.at.stream),
            "line_first": value.at.line_first,
            "line_last": value.at.line_last,
            "start": value.at.start,
            "end": value.at.end,
        },
    }
