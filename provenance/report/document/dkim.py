"""Parts of a signature in report.json: what ``l=`` leaves open, and the search for a change."""

from __future__ import annotations

from provenance.authentication import (
    BodyHash,
    HeaderSignature,
    Repair,
    SignatureCheck,
    Undone,
    UnsignedTail,
)
from provenance.basics import State, known
from provenance.origin import ExportRoute
from provenance.report.document.values import Json, json_value, record


def tail_json(check: SignatureCheck) -> dict[str, Json] | None:
    """Bytes and lines that ``l=`` leaves unsigned, ``None`` where there are none."""
    if not isinstance(check.tail, UnsignedTail):
        return None
    return {
        "start": check.tail.start,
        "end": check.tail.end,
        "line_first": check.tail.line_first,
        "line_last": check.tail.line_last,
    }


def expected_json(check: SignatureCheck, route: ExportRoute) -> str | None:
    """The way of copying that explains a failure of this seal first, ``None`` if none does."""
    if check.body_hash is BodyHash.MISMATCH:
        return known(route.explains("body-hash"))
    if check.header_signature is HeaderSignature.INVALID:
        return known(route.explains("header-seal"))
    return None


def repair_json(check: SignatureCheck) -> dict[str, Json] | None:
    """The search: its outcome, what was undone, every kind of attempt, and its bound."""
    repair = check.repair
    if not isinstance(repair, Repair):
        return None
    return record({"notes": repair.notes}) | {
        "outcome": repair.outcome.value,
        "undone": [_undone(one) for one in repair.undone],
        "attempts": [
            {
                "changes": list(one.changes),
                "part": one.part,
                "candidates": one.candidates,
                "verified": one.verified,
            }
            for one in repair.attempts
        ],
        "octets": repair.octets,
        "limit": repair.limit,
        "complete": repair.complete,
    }


def _undone(one: Undone) -> dict[str, Json]:
    return {
        "change": one.change,
        "where": one.where,
        "field": None if isinstance(one.field, State) else one.field,
        "start": one.start,
        "end": one.end,
        "line_first": one.line_first,
        "line_last": one.line_last,
        "octets": one.octets,
        "removed": json_value(one.removed),
        "restored": json_value(one.restored),
    }
