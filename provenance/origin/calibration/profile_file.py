"""A profile as a file: ``provenance/profile/1``, written by ``calibrate``, read by ``analyze``.

The file keeps what every known message showed, so that profiles of several files join as if
their messages had been given together. The summary in it is for readers: it is made anew from
the messages when the file is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from provenance.basics import MisuseError
from provenance.origin.calibration.learn import MOST_MESSAGES
from provenance.origin.calibration.points import POINTS_BY_ID
from provenance.origin.calibration_records import (
    KnownLeftOut,
    KnownMessage,
    Observation,
    PointProfile,
    Profile,
    ValueSeen,
)

SCHEMA: Final = "provenance/profile/1"
MAX_SIZE: Final = 64 * 1024 * 1024
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_UTC: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])T[0-9:]{8}Z\Z|\Z")
_LONGEST: Final = 1_000
_MOST_NUMBER: Final = 2**53


def write_profile(
    profiles: tuple[Profile, ...], left_out: tuple[KnownLeftOut, ...], *, version: str
) -> bytes:
    """Return the file: ASCII JSON with a fixed order of everything, newline at the end."""
    messages = sorted(
        (message for profile in profiles for message in profile.messages),
        key=lambda one: (one.address, one.utc, one.identity),
    )
    whole = {
        "schema": SCHEMA,
        "tool": {"name": "provenance", "version": version},
        "profiles": [_profile(one) for one in profiles],
        "left_out": [{"file": one.file, "reason": one.reason} for one in left_out],
        "messages": [_message(one) for one in messages],
    }
    return (json.dumps(whole, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "address": profile.address,
        "messages": len(profile.messages),
        "days": profile.days,
        "first": profile.first,
        "last": profile.last,
        "points": [_point(one) for one in profile.points],
    }


def _point(point: PointProfile) -> dict[str, Any]:
    declared = POINTS_BY_ID[point.point]
    return {
        "point": point.point,
        "chosen_by": declared.chosen_by,
        "group": declared.group,
        "judges": declared.judges,
        "messages": point.messages,
        "days": len(point.days),
        "single_days": point.single_days,
        "values": [_value(one) for one in point.values],
    }


def _value(value: ValueSeen) -> dict[str, Any]:
    return {
        "value": value.value,
        "messages": value.messages,
        "first": value.first,
        "last": value.last,
        "shown_by": {
            "file": value.shown_by.file,
            "sha256": value.shown_by.sha256,
            "line_first": value.at.line_first,
            "line_last": value.at.line_last,
            "start": value.at.start,
            "end": value.at.end,
        },
    }


def _message(message: KnownMessage) -> dict[str, Any]:
    return {
        "file": message.file,
        "sha256": message.sha256,
        "identity": message.identity,
        "address": message.address,
        "utc": message.utc,
        "observations": [
            {
                "point": one.point,
                "value": one.value,
                "stream": one.stream,
                "locator": one.locator,
                "line_first": one.line_first,
                "line_last": one.line_last,
                "start": one.start,
                "end": one.end,
                "quote_sha256": one.quote_sha256,
            }
            for one in message.observations
        ],
    }


def read_profile(content: bytes, *, file: str, evidence: str = "") -> tuple[KnownMessage, ...]:
    """Read the messages out of a profile.

    Raises:
        MisuseError: not a profile of this version, or not whole. What is in a file by another
            hand counts as a statement of whoever made it; only its form is checked here.
    """
    try:
        whole = json.loads(content) if len(content) <= MAX_SIZE else None
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise _broken(file, f"it does not say `{SCHEMA}`")
    rows = whole.get("messages")
    if not isinstance(rows, list) or len(rows) > MOST_MESSAGES:
        raise _broken(file, f"`messages` is no list of at most {MOST_MESSAGES}")
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(replace(_read_message(row), evidence=evidence, in_profile=True))
        except (KeyError, TypeError, ValueError):
            raise _broken(file, f"message {number} is not whole") from None
    return tuple(found)


def _broken(file: str, why: str) -> MisuseError:
    return MisuseError(
        f"the profile cannot be read: {why}.",
        place=file,
        remedy="Make it anew with `provenance calibrate`, or give the messages themselves.",
    )


def _read_message(row: Mapping[str, Any]) -> KnownMessage:
    observations = row["observations"]
    if not isinstance(observations, list) or len(observations) > len(POINTS_BY_ID):
        raise ValueError
    read = tuple(_read_observation(one) for one in observations)
    names = {one.point for one in read}
    if len(names) != len(read):
        raise ValueError
    return KnownMessage(
        file=_text(row["file"]),
        sha256=_hash(row["sha256"]),
        identity=_hash(row["identity"]),
        address=_text(row["address"]),
        utc=_time(row["utc"]),
        observations=read,
    )


def _read_observation(row: Mapping[str, Any]) -> Observation:
    if row["point"] not in POINTS_BY_ID:
        raise ValueError
    return Observation(
        point=row["point"],
        value=_text(row["value"]),
        stream=_text(row["stream"]),
        locator=_text(row["locator"]),
        line_first=_number(row["line_first"]),
        line_last=_number(row["line_last"]),
        start=_number(row["start"]),
        end=_number(row["end"]),
        quote_sha256=_hash(row["quote_sha256"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError
    return value


def _hash(value: object) -> str:
    if not isinstance(value, str) or not _HASH.match(value):
        raise ValueError
    return value


def _time(value: object) -> str:
    from datetime import datetime

    if not isinstance(value, str) or not _UTC.match(value):
        raise ValueError
    if value:
        datetime.fromisoformat(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_NUMBER:
        raise ValueError
    return value
