"""Who asked what in which role, who answers for it, what was left out, which report it replaces."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from provenance.basics import text
from provenance.case import Case, Person
from provenance.report.catalogue import whole_day
from provenance.report.former import difference, version_of
from provenance.report.forms import COVER
from provenance.report.records import Report
from provenance.report.view.common import ev, finding_link, joined, t, worded

MOST: Final = 100
"""Findings of a former report that are listed; ``report.json`` has all."""
_BRITISH: Final = frozenset({"uk-et", "uk-cpr35"})
ROLES: Final = frozenset({"party", "investigator", "expert"})


def role_of(case: Case) -> str:
    """The stated role, ``none`` if the case file names none."""
    return case.role if case.sha256 and case.role in ROLES else "none"


def cover_facts(report: Report) -> dict[str, Any]:
    """Return what the cover says beside what identifies the report."""
    case, former = report.case, report.supersedes
    return {
        "version_line": t("report-outline.cover.version.value", number=version_of(report)),
        "supersedes": (
            t("report-outline.cover.supersedes.none")
            if former is None
            else t(
                "report-outline.cover.supersedes.value",
                id=former.report_id,
                number=former.version,
            )
        ),
        "question": ev(case.question) if case.question else t("report.first.default-question"),
        "asked_by": _stated(case.asked_by),
        "asked_role": ev(case.asked_role) if case.asked_role else None,
        "responsible": _stated(case.responsible),
        "left_out": left_out(case),
        "code": _code(report),
        "notice": (
            t("report-outline.cover.notice.party")
            if role_of(case) == "party"
            else t("report.cover.notice")
        ),
        "forms": Markup("<br>").join(
            t(f"report-outline.forms.jurisdiction.{name}") for name in report.jurisdictions
        )
        or t("report-outline.cover.forms.none"),
        "notice_of_places": [
            t(f"report-forms.cover.{name}.{n}")
            for name in report.jurisdictions
            for n in range(1, COVER.get(name, 0) + 1)
        ],
    }


def _code(report: Report) -> Markup | None:
    """Whether the code of a British regulator was followed; of no interest to courts elsewhere."""
    if report.case.fsr_code == "yes":
        return t("report-outline.cover.code.yes")
    elsewhere = report.jurisdictions and not set(report.jurisdictions) & _BRITISH
    return None if elsewhere else t("report-outline.cover.code.no")


def _stated(value: str) -> Markup:
    return ev(value) if value else t("report-outline.cover.not-stated")


def _side(value: str) -> Markup:
    """The side in words, where it is one of those that ``provenance case`` offers."""
    return worded(f"report.side.{value}", value) if value else _stated(value)


def left_out(case: Case) -> Markup:
    """The answer to whether anything known was left out, as given."""
    answer = case.left_out.strip()
    word = answer.casefold().rstrip(".")
    if not answer:
        return t("report-outline.cover.left-out.none")
    if word in {"no", "yes"}:
        return t(f"report-outline.cover.left-out.{word}")
    return t("report-outline.cover.left-out.text", words=answer)


def instructions(report: Report) -> dict[str, Any]:
    """Return the chapter: question, who put it, who ran the program, what the report replaces."""
    case = report.case
    rows = [
        (t("report-outline.instructions.asked-by"), _stated(case.asked_by)),
        (t("report-outline.instructions.run-by"), _stated(case.prepared_by)),
        (t("report-outline.instructions.role"), t(f"report.role.{role_of(case)}")),
        (t("report-outline.instructions.side"), _side(case.side)),
        (t("report-outline.instructions.responsible"), _stated(case.responsible)),
    ]
    if case.asked_role:
        rows.insert(1, (t("report-outline.cover.asked-role"), ev(case.asked_role)))
    return {
        "question": ev(case.question) if case.question else t("report.first.default-question"),
        "own": not case.question,
        "rows": rows,
        "left_out": left_out(case),
        "supersedes": _supersedes(report),
        "people": [_person(one) for one in case.people],
    }


def _person(one: Person) -> dict[str, Markup]:
    return {
        "who": ev(one.name or one.id),
        "position": _stated(one.position),
        "accounts": joined([ev(each) for each in one.accounts])
        if one.accounts
        else t("report-outline.cover.not-stated"),
    }


def _supersedes(report: Report) -> dict[str, Any] | None:
    former, found = report.supersedes, difference(report)
    if former is None or found is None:
        return None
    none = text("report-outline.instructions.supersedes.no-step")
    held = {one.id for one in report.reasoning.findings}
    fresh = [id_ for id_ in found.fresh if id_ in held][:MOST]
    return {
        "intro": t(
            "report-outline.instructions.supersedes.intro",
            id=former.report_id,
            number=former.version,
            day=whole_day(former.as_of),
        ),
        "counts": t(
            "report-outline.instructions.supersedes.counts",
            kept=found.kept,
            gone=len(found.gone),
            fresh=len(found.fresh),
        ),
        "exhibits": t(
            "report-outline.instructions.supersedes.exhibits",
            gone=found.exhibits_gone,
            fresh=found.exhibits_new,
        ),
        "step": t(
            "report-outline.instructions.supersedes.step",
            before=found.steps[0] or none,
            now=found.steps[1] or none,
        )
        if found.steps
        else None,
        "file": t("report-outline.instructions.supersedes.file", file=former.file),
        "sha256": former.sha256,
        "gone": [{"id": ev(one.id), "words": ev(one.words)} for one in found.gone[:MOST]],
        "gone_more": max(0, len(found.gone) - MOST),
        "fresh": joined([finding_link(id_) for id_ in fresh]) if fresh else None,
        "fresh_more": len(found.fresh) - len(fresh),
        "answers": [{"rung": rung, "words": ev(words)} for rung, words in found.answers],
    }
