"""Cover, exhibits, limitations, method, glossary: what frames the results."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from provenance.basics import Instant, State, Text, Value
from provenance.evidence import Exhibit, Kind, MsgCrossCheck
from provenance.reasoning import Finding, FindingKind
from provenance.report.catalogue import ENGLISH, LANGUAGE, iso_day, sentences, whole_day
from provenance.report.records import Report
from provenance.report.selection import further_copies
from provenance.report.view.annexes import (
    MESSAGE_PARTS,
    beside_rows,
    exhibit_facts,
    obtained_words,
    record_kinds,
)
from provenance.report.view.common import Places, ev, say, t, when
from provenance.report.view.edition import cover_lines, footer_id
from provenance.report.view.examples import examples
from provenance.report.view.export_route import route_of
from provenance.report.view.instructions import cover_facts, role_of
from provenance.report.view.moments import times_said
from provenance.report.view.packages import packages
from provenance.report.view.terms import names_of_terms
from provenance.report.view.unanswered import unanswered

SHOWN_DNS_DATA = 700
MOST_LISTED = 500
"""Findings whose paragraphs the contents list; a message made to flood has more."""
_LISTED_WHOLE = 4
EXHIBITS_WHOLE = 40
"""So many exhibits are described whole; of more, those of the messages that are shown."""
_TEXT = frozenset({Kind.EML, Kind.EMLX, Kind.PASTED_HEADERS})
"""Exhibits whose line ends are those of a message as it was kept."""
_CHAPTERS = (
    *("instructions", "exhibits", "stated", "copies", "related", "findings", "inferences"),
    *("people", "timeline", "compare", "against", "coverage", "limitations", "disclosure"),
    *("requests", "reading", "adoption"),
)
_ANNEXES = {
    "hashes": "A",
    "details": "A2",
    "raw": "B",
    "audit": "C",
    "custody": "D",
    "method": "E",
    "validation": "F",
    "glossary": "G",
    "redaction": "H",
    "forms": "I",
}
"""Letters of the annexes (report standard §6); the details belong to the exhibits."""


def exhibits(report: Report, places: Places) -> list[dict[str, Any]]:
    """Return the exhibits that are described whole, each with how it was made.

    All of them, or of many those of the messages that are shown.
    """
    routes = {route.exhibit: route for route in report.export_routes}
    kinds = record_kinds(report)
    shown = [
        _exhibit(exhibit, kinds) | {"route": route_of(routes.get(exhibit.item.id), places)}
        for exhibit in _described(report)
    ]
    items = {one.item.id: one for one in report.exhibits if one.outlook is not None}
    if items:
        from provenance.report.view.outlook import add_tables

        add_tables(shown, items)
    return shown


def _described(report: Report) -> tuple[Exhibit, ...]:
    if len(report.exhibits) <= EXHIBITS_WHOLE:
        return report.exhibits
    held = {one.message.evidence for one in report.messages}
    held |= {source.evidence for source in report.audit.sources}
    return tuple(one for one in report.exhibits if one.item.id in held)


def listed_exhibits(report: Report) -> list[dict[str, Any]]:
    """Return a line for each exhibit that is not described whole."""
    described = {one.item.id for one in _described(report)}
    return [
        {
            "id": one.item.id,
            "name": ev(one.item.name),
            "size": one.item.size,
            "sha256": one.item.sha256,
        }
        for one in report.exhibits
        if one.item.id not in described
    ]


def _exhibit(exhibit: Exhibit, kinds: Mapping[str, str]) -> dict[str, Any]:
    item = exhibit.item
    ends = item.line_ends
    return {
        **exhibit_facts(item, kinds),
        "locator": item.locator,
        "obtained": obtained_words(item.obtained),
        "interest": t(f"report.interest.{item.interest}"),
        "line_ends": {"crlf": ends.crlf, "lf": ends.lf, "cr": ends.cr},
        "losses": [say(loss) for loss in item.losses],
        "second": _second(exhibit.second),
        "winmail": item.kind is Kind.TNEF,
        "is_text": item.kind in _TEXT,
        "mapi": (),
        "outlook_rest": None,
        "recipients": (),
        "attachments": (),
    }


def _second(reading: Value[MsgCrossCheck]) -> Markup | None:
    """Say whether another program reads the same transport headers in an Outlook item."""
    if isinstance(reading, State):
        return None
    if isinstance(reading.agrees, State):
        return t("report.exhibit.second.none", engine=reading.engine)
    words = "agrees" if reading.agrees else "differs"
    return t(f"report.exhibit.second.{words}", engine=reading.engine)


def _once(texts: list[tuple[str, Text]]) -> list[dict[str, Any]]:
    """Return every sentence once, with the messages or exhibits that it speaks of."""
    about: dict[Text, list[str]] = {}
    for id_, one in texts:
        about.setdefault(one, []).append(id_)
    return [
        {"words": say(one), "findings": [], "ids": list(dict.fromkeys(id_ for id_ in ids if id_))}
        for one, ids in about.items()
    ]


def _limiting(report: Report) -> list[dict[str, Any]]:
    """Return the findings that limit, equal statements together with all their messages."""
    groups: dict[Text, list[Finding]] = {}
    for one in report.reasoning.findings:
        if one.kind is FindingKind.LIMITATION:
            groups.setdefault(one.statement, []).append(one)
    return [
        {
            "words": say(statement),
            "findings": [one.id for one in members],
            "ids": list(dict.fromkeys(one.message for one in members if one.message)),
        }
        for statement, members in groups.items()
    ]


def limitations(report: Report) -> dict[str, Any]:
    """Return the general limits, and those of this case."""
    own: list[tuple[str, Text]] = []
    for analysed in report.messages:
        limits = (*analysed.origin.limits, *analysed.message.notes)
        own += [(analysed.message.id, one) for one in limits]
    for exhibit in report.exhibits:
        own += [(exhibit.item.id, one) for one in exhibit.item.losses]
    own += [("", one) for one in report.warnings]
    general = [id_ for id_ in sentences("report") if id_.startswith("report.limit.")]
    return {
        "general": [t(id_) for id_ in sorted(general)],
        "own": [*unanswered(report), *examples(report), *_once(own)],
        "findings": _limiting(report),
        "defects": [
            {
                "message": analysed.message.id,
                "kind": t(f"report.defect.{defect.kind.value}"),
                "line": defect.line,
                "detail": ev(defect.detail) if defect.detail else None,
            }
            for analysed in report.messages
            for defect in analysed.message.defects[:50]
        ],
        "unreadable": [
            {"name": ev(one.name), "reason": say(one.reason), "remedy": say(one.remedy)}
            for one in report.unreadable
        ],
    }


def _handed_in(report: Report) -> list[Exhibit]:
    """Exhibits that are files of their own; of many the page names those that it describes."""
    return [one for one in _described(report) if one.item.parent is None]


def _command_language() -> Markup | None:
    """Return how to get the page in this language; the command names none (decision 0026)."""
    return None if LANGUAGE.get() == ENGLISH else t("report.check.command.language")


def method(report: Report, findings_sha256: str) -> dict[str, Any]:
    """Return how the result was made and how to get it again."""
    rules = report.reasoning.rules
    steps = [id_ for id_ in sentences("report") if id_.startswith("report.method.step.")]
    in_annex = t("report-outline.method.needs.in-annex")
    return {
        "steps": [t(id_) for id_ in sorted(steps)],
        "tool": report.tool_version,
        "as_of": iso_day(report.as_of),
        "rules": {"version": rules.version, "sha256": rules.sha256, "count": rules.count},
        "case_sha256": report.case.sha256,
        "findings_sha256": findings_sha256,
        "command": ev(shlex.join(report.repeat), whole=True),
        "command_language": _command_language(),
        "needs": [
            *((one.item.id, ev(one.item.name), in_annex) for one in _handed_in(report)),
            *(("", name, digest) for name, digest in beside_rows(report)),
            ("", ev("dns.jsonl"), report.dns_written),
        ],
        "packages": packages(),
        "dns_mode": report.dns_mode,
        "dns": [
            {
                "name": ev(one.name),
                "type": one.type,
                "rcode": one.rcode,
                "data": [ev(piece[:SHOWN_DNS_DATA], whole=True) for piece in one.data[:20]],
                "asked_at": one.asked_at,
                "server": ev(one.server) if one.server else None,
                "source": t(f"report.key.source.{one.source.value}"),
                "dnssec": one.dnssec,
            }
            for one in report.dns
        ],
    }


_TAG = re.compile(r"<[^>]*>")


def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """One of the names where a word begins: "proof" holds no "OOF"."""
    found = (f"(?<![a-z0-9]){one}" if one[0].isascii() else one for one in map(re.escape, names))
    return re.compile("|".join(found))


def glossary(page: str) -> list[dict[str, Any]]:
    """Return the terms that a page uses, in order of their names, each with its plain words.

    A term counts as used where one of its names stands in the text of the page, or in the words
    of another term that is used.
    """
    words = sentences("report")
    names = names_of_terms()
    used: set[str] = set()
    read = [_TAG.sub(" ", page).casefold()]
    while read:
        text_ = read.pop()
        fresh = {id_ for id_ in sorted(names.keys() - used) if _any_of(names[id_]).search(text_)}
        used |= fresh
        read += [words[f"{id_}.words"].casefold() for id_ in sorted(fresh)]
    return [
        {"id": id_.split(".")[2], "term": t(f"{id_}.term"), "words": t(f"{id_}.words")}
        for id_ in sorted(used, key=lambda one: words[f"{one}.term"].casefold())
    ]


def contents(report: Report, starts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the chapters in order, each with the number of its first paragraph.

    Page numbers change when a bundle is made; paragraph numbers do not.
    """

    def entry(id_: str, title: Markup) -> dict[str, Any]:
        first = starts.get(id_)
        return {
            "id": id_,
            "title": title,
            "paragraph": t("report.contents.paragraph", number=first) if first else None,
            "inner": [],
            "letter": (t(f"report-outline.annex.{_ANNEXES[id_]}") if id_ in _ANNEXES else None),
        }

    def message(name: str) -> dict[str, Any]:
        parts = MESSAGE_PARTS if len(report.messages) <= _LISTED_WHOLE else ()
        inner = [
            entry(f"{name}-{part}", t(f"report.heading.{part}"))
            for part in parts
            if part != "service" or f"{name}-{part}" in starts
        ]
        return entry(name, t("report.heading.message", id=name)) | {"inner": inner}

    listed: list[dict[str, Any]] = [entry("first", t("report.heading.first"))]
    listed[0]["paragraph"] = t("report.contents.paragraph", number=1)
    behind = further_copies(report)
    ids = [one.message.id for one in report.messages]
    for id_ in (*_CHAPTERS, *_ANNEXES):
        if id_ == "copies":
            listed += [message(name) for name in ids if name not in behind]
        if id_ in starts:
            listed.append(entry(id_, t(f"report.heading.{id_}")))
        if id_ == "details":
            letter = t("report-outline.annex.A2")
            listed += [message(name) | {"letter": letter} for name in ids if name in behind]
    return listed


def where_findings(report: Report, starts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return every finding by number with its paragraph; the chapter has another order."""
    held = [one.id for one in report.reasoning.findings if one.id in starts]
    return [
        {"id": id_, "paragraph": t("report.contents.paragraph", number=starts[id_])}
        for id_ in sorted(held, key=lambda one: (one[0], int(one.rpartition("-")[2])))
    ][:MOST_LISTED]


def cover(report: Report, report_id: str) -> dict[str, Any]:
    """Return the cover's lines."""
    case = report.case
    return {
        **cover_facts(report),
        "report_id": report_id,
        "case_id": ev(case.id) if case.id else None,
        "title": ev(case.title) if case.title else None,
        "prepared_by": ev(case.prepared_by) if case.prepared_by else None,
        "role": t(f"report.role.{role_of(case)}"),
        "as_of_words": t("report-outline.cover.as-of.why", day=whole_day(report.as_of)),
        "tables": t(
            "report-outline.cover.tables.value",
            version=report.tool_version,
            day=whole_day(report.as_of),
        ),
        "times": times_said(report),
        "version": report.tool_version,
        "edition": cover_lines(report),
        "footer": footer_id(report),
    }


def _date(value: Value[Instant]) -> dict[str, Markup | None]:
    if isinstance(value, State):
        return {"written": ev(value), "utc": None}
    return {"written": ev(value.text), "utc": when(value)}


def messages_index(report: Report) -> list[dict[str, Any]]:
    """Return what each message says of itself, for the first page."""
    rows = []
    for analysed in report.messages:
        identity = analysed.trace.identity
        rows.append(
            {
                "id": analysed.message.id,
                "evidence": analysed.message.evidence,
                "subject": ev(identity.subject),
                "from": [ev(str(one)) for one in identity.from_[:3]] or [ev(State.ABSENT)],
                "date": _date(identity.date),
            }
        )
    return rows
