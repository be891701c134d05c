"""The edition on the page: cover, footer, redaction schedule."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.report.addresses import shown_addresses
from provenance.report.catalogue import joint
from provenance.report.editions.records import EditionName, Together
from provenance.report.records import Report
from provenance.report.view.common import say, t


def footer_id(report: Report) -> str:
    """Return the name of the sentence at the foot of every sheet."""
    name = report.edition.name
    if name is EditionName.FULL:
        return "report.cover.footer"
    return f"report.cover.footer.{name.value}"


def cover_lines(report: Report) -> dict[str, Any]:
    """Return what the cover says of the edition."""
    one = report.edition
    return {
        "name": t(f"report.cover.edition.{one.name.value}"),
        "warning": _warning(report),
    }


def _warning(report: Report) -> Markup | None:
    one = report.edition
    if one.name is not EditionName.FULL:
        return t("report.cover.privacy.redacted", count=one.third_parties)
    count = shown_addresses(report)
    return t("report.cover.privacy", count=count) if count else None


def schedule(report: Report) -> dict[str, Any] | None:
    """Return the redaction schedule; the full edition has none."""
    one = report.edition
    if one.name is EditionName.FULL:
        return None
    return {
        "rows": [
            {
                "category": t(f"report.edition.category.{row.category.value}"),
                "different": row.different,
                "places": row.places,
                "reason": say(row.reason),
            }
            for row in one.rows
        ],
        "notes": [say(note) for note in one.notes],
        "same": [
            (each.id, joint().join(each.possibly_same))
            for each in one.pseudonyms
            if each.possibly_same
        ][:200],
        "together": [_together(each) for each in one.together[:200]],
    }


def _together(one: Together) -> Markup:
    """One line of the list: which pseudonyms, and the first row that has them together."""
    if one.count == 1:
        return t("report.edition.together.one", ids=one.ids, exhibit=one.evidence, row=one.row)
    return t(
        "report.edition.together.several",
        ids=one.ids,
        count=one.count,
        exhibit=one.evidence,
        row=one.row,
    )
