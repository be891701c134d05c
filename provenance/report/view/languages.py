"""What a page says of its languages: which one counts, and the summary in two, side by side."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.report.catalogue import ENGLISH, direction, speaking, tag, title
from provenance.report.records import Report
from provenance.report.view.common import t
from provenance.report.view.findings import first_page


def which_counts(languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the cover's lines on languages; none for a report in English alone."""
    if languages == (ENGLISH,):
        return {"languages": [], "which_counts": []}
    two = len(languages) > 1
    rows = [(t("report.cover.authoritative"), _named(languages[0]))]
    if two:
        rows.append((t("report.cover.second-language"), _named(languages[1])))
    notes = ["report.cover.which-counts.two" if two else "report.cover.which-counts.one"]
    return {"languages": rows, "which_counts": [t(id_) for id_ in notes]}


def _named(name: str) -> Markup:
    """A language under the name that it gives itself."""
    return Markup("<span {}>{}</span>").format(_attributes(name), title(name))


def _attributes(name: str) -> Markup:
    turned = Markup(' dir="rtl"') if direction(name) == "rtl" else Markup("")
    return Markup('lang="{}"').format(tag(name)) + turned


def two_columns(report: Report, languages: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the summary in both languages, row by row; ``None`` for a report in one.

    Both columns come from the same sentences by id, so neither can say more than the other.
    """
    if len(languages) < 2:
        return None
    columns = []
    for name in languages:
        with speaking(name):
            rows = _rows(first_page(report))
        columns.append({"attributes": _attributes(name), "title": title(name), "rows": rows})
    first, second = columns
    return {
        "first": first,
        "second": second,
        "rows": list(zip(first["rows"], second["rows"], strict=True)),
    }


def _rows(page: dict[str, Any]) -> list[dict[str, Any]]:
    """One language's summary in the order of the first page: a label and its paragraphs."""

    def row(label: Markup, *words: Markup) -> dict[str, Any]:
        return {"label": label, "words": words}

    rows = [
        row(
            t("report.first.question"),
            page["question"],
            page["short"],
            *page["because"],
            *page["scale"],
        )
    ]
    rows += [row(one["question"], one["answer"]) for one in page["rungs"]]
    rows.append(row(t("report-outline.summary.comparison"), *page["comparisons"]))
    rows.append(row(t("report.first.limit"), page["main_limit"], *page["skipped"]))
    changes = page["change"] or [t("report-outline.summary.change.none")]
    return [*rows, row(t("report-outline.summary.change"), *changes)]
