"""Annexes A, D, F, H and I: hashes, custody, validation, redaction, forms; and beliefs of G."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import State
from provenance.evidence import EvidenceItem
from provenance.report.catalogue import iso_day, sentences
from provenance.report.forms import FACTORS, FORMS, Form
from provenance.report.records import Report
from provenance.report.view.common import ev, present, t
from provenance.report.view.instructions import role_of


def hash_rows(report: Report) -> list[dict[str, Any]]:
    """Return a row for every exhibit of the case, with what the case file says of its receipt."""
    return [exhibit_facts(one.item) for one in report.exhibits]


def beside_rows(report: Report) -> list[tuple[Markup, str]]:
    """Return name and SHA-256 of each file that is no exhibit and decides what the report says."""
    return [(ev(name), digest) for name, digest in report.beside]


def exhibit_facts(item: EvidenceItem) -> dict[str, Any]:
    """Return what a file is, by name, size and hash, and what is stated of its receipt."""
    unstated = isinstance(item.received_on, State)
    return {
        "id": item.id,
        "name": ev(item.name),
        "kind": t(f"report.exhibit.{item.kind.value}"),
        "size": item.size,
        "sha256": item.sha256,
        "sha512": item.sha512,
        "parent": item.parent,
        "supplied_by": present(item.supplied_by) or t("report.exhibit.not-stated"),
        "received": t("report.exhibit.not-stated") if unstated else iso_day(str(item.received_on)),
    }


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
                "forms": [_form(one, report, party=party) for one in wanted],
            }
        )
    return shown


def _form(one: Form, report: Report, *, party: bool) -> dict[str, Any]:
    first = f"report-forms.{one.id}"
    withheld = party and one.independent
    return {
        "id": f"form-{one.id}",
        "title": t(f"{first}.title"),
        "words": [t(f"{first}.words.{n}") for n in range(1, one.words + 1)],
        "withheld": withheld,
        "fields": [] if withheld else [t(f"report-forms.field.{name}") for name in one.fields],
        "hashes": hash_rows(report) if one.table == "hashes" and not withheld else [],
        "factors": [
            {
                "factor": t(f"{first}.factor.{n}"),
                "here": t(f"{first}.here.{n}"),
                "missing": t(f"{first}.missing.{n}"),
            }
            for n in range(1, FACTORS + 1)
        ]
        if one.table == "factors"
        else [],
    }
