"""The edition and its redaction schedule as JSON."""

from __future__ import annotations

from provenance.report.document.values import Json, json_value, record
from provenance.report.editions.records import (
    Edition,
    EditionName,
    Pseudonym,
    ScheduleRow,
    Together,
)


def redaction_to_dict(one: Edition) -> dict[str, Json]:
    """Return how third parties were counted and what was replaced.

    Only the full edition says whom a pseudonym stands for, and the plain hash of the list.
    """
    return record(
        {
            "third_parties": one.third_parties,
            "method": "HMAC-SHA-256",
            "key_source": one.key_source,
            "key_fingerprint": one.key_fingerprint,
            "commitment": one.commitment,
            "notes": one.notes,
        }
    ) | {
        "list_sha256": one.list_sha256 or None,
        "schedule": [_row(row) for row in one.rows],
        "pseudonyms": [
            _pseudonym(each, whole=one.name is EditionName.FULL) for each in one.pseudonyms
        ],
        "together": [_together(each) for each in one.together],
    }


def _together(one: Together) -> dict[str, Json]:
    ids: list[Json] = list(one.ids)
    return {"pseudonyms": ids, "evidence": one.evidence, "row": one.row, "rows": one.count}


def _row(one: ScheduleRow) -> dict[str, Json]:
    return record(
        {
            "category": one.category.value,
            "different": one.different,
            "places": one.places,
            "reason": one.reason,
        }
    )


def _pseudonym(one: Pseudonym, *, whole: bool) -> dict[str, Json]:
    out: dict[str, Json] = {"id": one.id, "category": one.category.value, "tag": one.tag}
    if one.possibly_same:
        out["possibly_same"] = list(one.possibly_same)
    return out | {"value": json_value(one.value)} if whole else out
