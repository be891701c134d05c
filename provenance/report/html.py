"""The report as one HTML page: no script, no outside resource, nothing the evidence can change.

The page is laid out by the templates; what they show is prepared in ``view``. Paragraph numbers
run through the whole document, since page numbers change when a bundle is made.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.report.catalogue import whole_day
from provenance.report.records import Report

if TYPE_CHECKING:
    from provenance.report.view.common import Places

_STYLE = Path(__file__).parent / "templates" / "style.css"


class Numbering:
    """Counts paragraphs through the whole document, and knows where each chapter begins."""

    def __init__(self) -> None:
        self.count = 0
        self.starts: dict[str, int] = {}

    def next(self) -> str:
        """Return the anchor of the next paragraph number as HTML."""
        from markupsafe import Markup

        self.count += 1
        return Markup('<a class="pn" id="p{0}" href="#p{0}">{0}</a>').format(self.count)

    def mark(self, chapter: str) -> str:
        """Note that a chapter begins with the next paragraph; prints nothing."""
        self.starts[chapter] = self.count + 1
        return ""


def to_html(
    report: Report, *, findings: bytes | None = None, languages: tuple[str, ...] = ("en",)
) -> bytes:
    """Return ``report.html``.

    ``findings`` are the bytes of ``report.json`` where the caller has them already; the page
    prints their SHA-256, so that page and data can be held against each other. The page is in the
    first of the ``languages``; a second one puts a summary in both, side by side, before the rest.
    """
    from provenance.report.catalogue import linked, local_time, speaking
    from provenance.report.document import id_of, to_json
    from provenance.report.typeset import typeset

    data = to_json(report) if findings is None else findings
    with local_time(report.case.timezone), speaking(languages[0]), linked("rates"):
        page = _page(report, data, id_of(data), languages)
    return typeset(page, languages).encode("utf-8")


def _footer(report: Report, report_id: str) -> str:
    """Return the rule that prints report and edition at the foot of every sheet."""
    from provenance.report.view.common import plain
    from provenance.report.view.edition import footer_id

    words = plain(footer_id(report), id=report_id).replace("\\", "").replace('"', "")
    return f'@page{{@bottom-left{{content:"{words}";font:8pt sans-serif;color:#555}}}}'


def _compared(report: Report, places: Places) -> dict[str, Any]:
    """What is concluded: facts, inferences, people, time, explanations, what speaks against."""
    from provenance.report.view.against import against
    from provenance.report.view.beside_result import beside_result
    from provenance.report.view.compare import compare
    from provenance.report.view.findings import (
        findings,
        first_page,
        inferences,
        labels,
        requests,
        scale,
    )
    from provenance.report.view.people import people
    from provenance.report.view.requests import kept_by_law
    from provenance.report.view.timeline import timeline_view

    shown = frozenset(one.id for one in report.reasoning.findings)
    notes = beside_result(report)
    return {
        "first": first_page(report),
        "labels": labels(report),
        "findings": findings(report, places, notes),
        "inferences": inferences(report, places, notes),
        "scale": scale(report),
        "people": people(report, shown),
        "timeline": timeline_view(report, places),
        "compare": compare(report),
        "against": against(report),
        "requests": requests(report),
        "requests_from": whole_day(report.as_of),
        "requests_law": kept_by_law(report),
    }


def _framed(whole: Report, report: Report, data: bytes) -> dict[str, Any]:
    """What frames the results: instructions, coverage, limits, annexes, forms."""
    from provenance.report.view.annexes import (
        beliefs,
        beside_rows,
        dns_files,
        forms,
        hash_rows,
    )
    from provenance.report.view.coverage import coverage
    from provenance.report.view.frame import limitations, messages_index, method
    from provenance.report.view.instructions import instructions
    from provenance.report.view.rates import rates
    from provenance.report.view.rules_used import rules_used
    from provenance.report.view.validation import validation

    return {
        "instructions": instructions(report),
        "index": messages_index(whole),
        "left_out": len(whole.messages) - len(report.messages),
        "coverage": coverage(report),
        "limitations": limitations(report),
        "hashes": hash_rows(report),
        "beside": beside_rows(report),
        "dns_files": dns_files(report),
        "method": method(report, hashlib.sha256(data).hexdigest()),
        "rules_used": rules_used(report),
        "rates": rates(report),
        "validation": validation(report),
        "beliefs": beliefs(),
        "forms": forms(report),
    }


def _audit(report: Report, places: Places) -> dict[str, Any] | None:
    """The chapter of records, where there are any: most analyses have none and load nothing."""
    if not report.audit.sources:
        return None
    from provenance.report.view.audit import audit

    return audit(report, places)


def _copies(report: Report, places: Places) -> dict[str, Any] | None:
    """The chapter on several copies, where there are any."""
    if not report.copies.groups:
        return None
    from provenance.report.view.copies import copies

    return copies(report, places)


def _page(whole: Report, data: bytes, report_id: str, languages: tuple[str, ...]) -> str:
    from markupsafe import Markup

    from provenance.report.catalogue import number
    from provenance.report.selection import for_page, further_copies
    from provenance.report.templating import environment
    from provenance.report.view.authentication import authentication
    from provenance.report.view.client import client
    from provenance.report.view.clocks import clocks
    from provenance.report.view.common import plain, t
    from provenance.report.view.disclosure import disclosure
    from provenance.report.view.edition import schedule
    from provenance.report.view.frame import (
        contents,
        cover,
        exhibits,
        glossary,
        listed_exhibits,
        where_findings,
    )
    from provenance.report.view.journey import journey
    from provenance.report.view.languages import two_columns, which_counts
    from provenance.report.view.origin import origin
    from provenance.report.view.reading import as_read, place_all, raw_header
    from provenance.report.view.related import related
    from provenance.report.view.route import service_fields
    from provenance.report.view.stated import stated
    from provenance.report.view.terms import EXPLAINED_IN_SUMMARY, explained

    report = for_page(whole)
    places = place_all(report.messages)
    behind = further_copies(report)
    seen: dict[bytes, str] = {}
    concluded = report.reasoning.findings
    children = {
        one.message.evidence: tuple(
            e for e in report.exhibits if e.item.parent == one.message.evidence
        )
        for one in report.messages
    }
    held = {e.item.id: e for e in report.exhibits}
    told = set(EXPLAINED_IN_SUMMARY)
    return str(
        environment()
        .get_template("page.html.j2")
        .render(
            t=t,
            plain=plain,
            number=number,
            footer=Markup(_footer(whole, report_id)),  # noqa: S704 - our own words and a hex number
            numbering=Numbering(),
            style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - our own style sheet
            cover=cover(whole, report_id) | which_counts(languages),
            two=two_columns(report, languages),
            **_compared(report, places),
            **_framed(whole, report, data),
            explained=lambda page, at_end=False: explained(page, told, at_end=at_end),
            stated=stated(report),
            exhibits=exhibits(report, places),
            listed=listed_exhibits(report),
            messages=[
                {
                    "id": one.message.id,
                    "evidence": one.message.evidence,
                    "further": one.message.id in behind,
                    "journey": journey(one, places),
                    "clocks": clocks(one, places),
                    "authentication": authentication(one, places),
                    "client": client(one, places),
                    "origin": origin(one, concluded, places),
                    "read": as_read(
                        one, children[one.message.evidence], held.get(one.message.evidence)
                    ),
                    "raw": raw_header(one, concluded, seen),
                    "service": service_fields(one, places),
                }
                for one in report.messages
            ],
            copies=_copies(report, places),
            related=related(whole),
            disclosure=disclosure(report),
            audit=_audit(report, places),
            edition=schedule(whole),
            terms=glossary,
            contents=lambda numbering: contents(report, numbering.starts),
            where_findings=lambda numbering: where_findings(report, numbering.starts),
        )
    )
