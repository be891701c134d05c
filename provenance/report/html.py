"""The report as one HTML page: no script, no outside resource, nothing the evidence can change.

The page is laid out by the templates; what they show is prepared in ``view``. Paragraph numbers
run through the whole document, since page numbers change when a bundle is made.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from provenance.report.records import Report

_STYLE = Path(__file__).parent / "templates" / "style.css"


class Numbering:
    """Counts paragraphs through the whole document."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        """Return the anchor of the next paragraph number as HTML."""
        from markupsafe import Markup

        self.count += 1
        return Markup('<a class="pn" id="p{0}" href="#p{0}">{0}</a>').format(self.count)


def to_html(report: Report, *, findings: bytes | None = None) -> bytes:
    """Return ``report.html``.

    ``findings`` are the bytes of ``report.json`` where the caller has them already; the page
    prints their SHA-256, so that page and data can be held against each other.
    """
    from markupsafe import Markup

    from provenance.report.document import id_of, to_json
    from provenance.report.templating import environment
    from provenance.report.view.authentication import authentication
    from provenance.report.view.common import plain, t
    from provenance.report.view.findings import findings as findings_view
    from provenance.report.view.findings import first_page, requests
    from provenance.report.view.frame import (
        cover,
        exhibits,
        glossary,
        limitations,
        messages_index,
        method,
    )
    from provenance.report.view.journey import journey
    from provenance.report.view.origin import origin
    from provenance.report.view.reading import as_read, place_all, raw_header
    from provenance.report.view.route import service_fields

    data = to_json(report) if findings is None else findings
    report_id = id_of(data)
    places = place_all(report.messages)
    concluded = report.reasoning.findings
    children = {
        one.message.evidence: tuple(
            e for e in report.exhibits if e.item.parent == one.message.evidence
        )
        for one in report.messages
    }
    page = (
        environment()
        .get_template("page.html.j2")
        .render(
            t=t,
            plain=plain,
            numbering=Numbering(),
            style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - our own style sheet
            cover=cover(report, report_id),
            first=first_page(report),
            index=messages_index(report),
            exhibits=exhibits(report),
            messages=[
                {
                    "id": one.message.id,
                    "evidence": one.message.evidence,
                    "journey": journey(one, places),
                    "authentication": authentication(one, places),
                    "origin": origin(one, concluded, places),
                    "read": as_read(one, children[one.message.evidence]),
                    "raw": raw_header(one, concluded),
                    "service": service_fields(one, places),
                }
                for one in report.messages
            ],
            findings=findings_view(report, places),
            limitations=limitations(report),
            requests=requests(report),
            method=method(report, hashlib.sha256(data).hexdigest()),
            glossary=glossary(),
        )
    )
    return page.encode("utf-8")
