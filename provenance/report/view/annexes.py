"""Annexes A, D, F, H and I: hashes, custody, validation, redaction, forms; and beliefs of G."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from provenance.authentication import DnsSource
from provenance.basics import State, Value
from provenance.evidence import EvidenceItem
from provenance.report.catalogue import iso_day, sentence, sentences
from provenance.report.forms import CHAPTERS, FORMS, MARKS_FACTOR, NOTES, Form
from provenance.report.records import Report
from provenance.report.view.common import ev, finding_link, present, t, worded
from provenance.report.view.instructions import role_of

MESSAGE_PARTS: Final = ("journey", "clocks", "authentication", "origin", "service")
"""Chapters that each message has of its own."""


def hash_rows(report: Report) -> list[dict[str, Any]]:
    """Return a row for every exhibit of the case, with what the case file says of its receipt."""
    kinds = record_kinds(report)
    return [exhibit_facts(one.item, kinds) for one in report.exhibits]


def beside_rows(report: Report) -> list[tuple[Markup, str]]:
    """Return name and SHA-256 of each file that is no exhibit and decides what the report says."""
    return [(ev(name), digest) for name, digest in report.beside]


def dns_files(report: Report) -> dict[str, Any]:
    """Return both files of DNS answers with their hashes, and that nobody vouches for them.

    What name servers were asked in this run needs no such words.
    """
    if not report.dns:
        return {"rows": [], "words": []}
    rows = [(t("report-outline.hashes.dns-written"), report.dns_written)]
    if report.dns_read:
        rows.insert(0, (t("report-outline.hashes.dns-read"), report.dns_read))
    stored = any(one.source is not DnsSource.LIVE for one in report.dns)
    return {"rows": rows, "words": [t("report-outline.hashes.dns-origin")] if stored else []}


def record_kinds(report: Report) -> dict[str, str]:
    """Return the kind of records that each export was read as, by exhibit."""
    return {one.evidence: one.layout.kind for one in report.audit.sources if one.layout is not None}


def _kind(item: EvidenceItem, kinds: Mapping[str, str]) -> Markup:
    """Return what a file is; records of doors, journeys or a calendar are no log, so each by name.

    The words are those of the table of exports, so that a file has one name in the whole report.
    """
    if (kind := kinds.get(item.id)) is None:
        return t(f"report.exhibit.{item.kind.value}")
    return t("report.exhibit.export.of", kind=worded(f"audit.kind.{kind}", kind))


def exhibit_facts(item: EvidenceItem, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return what a file is, by name, size and hash, and what is stated of its receipt."""
    unstated = isinstance(item.received_on, State)
    return {
        "id": item.id,
        "name": ev(item.name),
        "kind": _kind(item, kinds),
        "size": item.size,
        "sha256": item.sha256,
        "sha512": item.sha512,
        "parent": item.parent,
        "supplied_by": present(item.supplied_by) or t("report.exhibit.not-stated"),
        "received": t("report.exhibit.not-stated") if unstated else _day(str(item.received_on)),
    }


def _day(written: str) -> Markup:
    """A day that is stated, kept on one line; what is no day stays as it is written."""
    return Markup('<span class="num">{}</span>').format(iso_day(written))


def beliefs() -> list[dict[str, Markup]]:
    """Return the beliefs that need correcting, each with what is so."""
    first = "report-outline.beliefs."
    known = sentences("report-outline")
    names = [
        name
        for id_ in sorted(known)
        if id_.startswith(first)
        and f"{first}{(name := id_.removeprefix(first).removesuffix('.said'))}.so" in known
    ]
    return [{"said": t(f"{first}{name}.said"), "so": t(f"{first}{name}.so")} for name in names]


def forms(report: Report) -> list[dict[str, Any]]:
    """Return the empty forms of the jurisdictions that are wanted; a form is printed once."""
    party = role_of(report.case) == "party"
    done: set[str] = set()
    shown = []
    for name in report.jurisdictions:
        wanted = [one for one in FORMS[name] if one.id not in done]
        done |= {one.id for one in wanted}
        shown.append(
            {
                "id": name,
                "title": t(f"report-outline.forms.jurisdiction.{name}"),
                "notes": _numbered(f"report-forms.note.{name}", NOTES.get(name, 0)),
                "forms": [_form(one, report, party=party) for one in wanted],
            }
        )
    return shown


def _numbered(first: str, count: int) -> list[Markup]:
    return [t(f"{first}.{n}") for n in range(1, count + 1)]


def _fields(names: tuple[str, ...]) -> list[Markup]:
    return [t(f"report-forms.field.{name}") for name in names]


def _form(one: Form, report: Report, *, party: bool) -> dict[str, Any]:
    first = f"report-forms.{one.id}"
    withheld = party and one.independent
    tables = {
        "hashes": hash_rows if one.table == "hashes" else None,
        "exhibits": _listed if one.table == "exhibits" else None,
        "factors": _factors if one.table == "factors" else None,
    }
    return {
        "id": f"form-{one.id}",
        "title": t(f"{first}.title"),
        "words": _numbered(f"{first}.words", one.words),
        "withheld": withheld,
        "head": _fields(one.head),
        "fields": [] if withheld else _fields(one.fields),
        "receipt": _fields(one.receipt),
        "beside": _written(report) if one.table == "exhibits" else (),
        **{name: rows(report) if rows and not withheld else [] for name, rows in tables.items()},
    }


def _written(report: Report) -> tuple[str, ...]:
    """Return the names of the files that are written beside the report."""
    return ("report.json", "run.json", *(["dns.jsonl"] if report.dns else []))


def _listed(report: Report) -> list[dict[str, Any]]:
    """Return a row for every exhibit of a list of evidence: what is known; the rest stays empty."""
    kinds = record_kinds(report)
    return [
        {**exhibit_facts(one.item, kinds), "obtained": obtained_words(one.item.obtained)}
        for one in report.exhibits
    ]


def obtained_words(value: Value[str]) -> Markup:
    """Return how a file was obtained; the words of known ways are ours, all else is quoted."""
    known_way = f"report.exhibit.obtained.{value}"
    if isinstance(value, str) and sentence(known_way):
        return t(known_way)
    shown = present(value)
    if shown and isinstance(value, str):
        return t("report.exhibit.obtained-stated", words=shown)
    return shown or t("report.exhibit.not-stated")


def _factors(report: Report) -> list[dict[str, Any]]:
    first = "report-forms.cn-factors"
    return [
        {
            "factor": t(f"{first}.factor.{n}"),
            "here": t(f"{first}.here.{n}"),
            "chapters": [_chapter(name, report) for name in names],
            "findings": _marks_of_editing(report) if n == MARKS_FACTOR else [],
            "missing": t(f"{first}.missing.{n}"),
        }
        for n, names in enumerate(CHAPTERS, start=1)
    ]


def _chapter(name: str, report: Report) -> tuple[str, Markup]:
    """Return the id and the title of a chapter; one that each message has, of the first message."""
    own = name in MESSAGE_PARTS and bool(report.messages)
    id_ = f"{report.messages[0].message.id}-{name}" if own else name
    return id_, t(f"report.heading.{name}")


def _marks_of_editing(report: Report) -> list[Markup]:
    return [
        finding_link(one.id)
        for one in report.reasoning.findings
        if one.statement.id.startswith("reasoning.integrity.")
    ]
