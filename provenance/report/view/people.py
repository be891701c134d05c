"""The chapter of people: who could have used the account, by what means, and where they were."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import Instant, State
from provenance.case import Presence
from provenance.report.catalogue import sentence
from provenance.report.people import Candidate, Means, People, people_of
from provenance.report.records import Report
from provenance.report.view.common import ev, finding_link, joined, t, when
from provenance.report.view.stated import attested, period_words, place_words


def people(report: Report, shown: frozenset[str]) -> dict[str, Any]:
    """Return the chapter; ``shown`` are ids of the findings that the page has."""
    found = people_of(report)
    absent = sum(not one.had_means for one in found.candidates)
    moment = None
    if found.moment is not None:
        moment = when(
            Instant(text=found.moment.isoformat(), utc=found.moment, offset_minutes=State.ABSENT)
        )
    return {
        "counts": t("report-outline.people.counts", means=found.with_means)
        if found.candidates
        else t("report-outline.people.counts.none"),
        "outside": t("report-outline.people.counts.outside", count=absent) if absent else None,
        "placed": _placed(found, report),
        "logins": t("report-outline.people.logins", count=found.logins) if found.logins else None,
        "moment_words": t(f"report-outline.people.moment.{found.basis or 'none'}"),
        "moment": moment,
        "doors": _has_doors(report),
        "rows": [_row(one, report, shown) for one in found.candidates],
        "ways": _links(found.ways, shown),
    }


def _has_doors(report: Report) -> bool:
    """Whether any record of doors or journeys was supplied."""
    return any(one.coverage and one.coverage.kind == "door" for one in report.audit.sources)


def _placed(found: People, report: Report) -> Markup | None:
    """Whom records of presence name; that nobody is named says something only of such records."""
    if not found.candidates:
        return None
    if not _has_doors(report):
        return t("report-outline.people.placed.not-supplied")
    if not found.placed:
        return t("report-outline.people.placed.none")
    return t("report-outline.people.placed", placed=found.placed)


def _links(ids: tuple[str, ...], shown: frozenset[str]) -> Markup | None:
    held = [finding_link(one) for one in ids if one in shown]
    return joined(held) if held else None


def _row(one: Candidate, report: Report, shown: frozenset[str]) -> dict[str, Any]:
    return {
        "who": ev(one.name or one.person),
        "means": [_means(way, report) for way in one.means],
        "stays": [_stay(stay, report) for stay in one.stays],
        "findings": _links(one.findings, shown),
    }


def _means(way: Means, report: Report) -> dict[str, Markup]:
    how = f"report.stated.how.{way.how}"
    words = t("report-outline.people.how.none")
    if way.how == "own":
        words = t("report.stated.access.own")
    elif way.how:
        words = t(how) if sentence(how) else ev(way.how)
    return {
        "how": words,
        "account": ev(way.account),
        "period": period_words(way.start, way.end),
        "at": t(f"report-outline.people.at.{way.at_the_time}"),
        "evidence": _evidence(way.source, report),
    }


def _evidence(source: str, report: Report) -> Markup:
    """The exhibit that the case file names, or who states it: never more than that."""
    if source:
        return t("report-outline.people.exhibit", source=source)
    by = report.case.prepared_by
    if by:
        return t("report-outline.people.stated-by", name=by)
    return t("report-outline.people.stated-by-nobody")


def _stay(stay: Presence, report: Report) -> dict[str, Any]:
    return {
        "place": place_words(stay) or t("report.stated.none"),
        "attested": attested(stay, report),
        "evidence": _evidence(stay.source, report),
    }
