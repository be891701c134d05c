"""Findings about how a copy was made, and about a header that its text quotes."""

from __future__ import annotations

from typing import Final

from provenance.basics import Span, Text, Where, text
from provenance.origin import Agreement, FoundRoute
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_file, where_span
from provenance.trace import AttestationClass

MAX_WAYS: Final = 5


def export_findings(subject: Subject) -> list[Finding]:
    """Ways of copying whose marks stand in the copy; a claim that they do not fit; a quotation."""
    route = subject.analysed.export_route
    found = [_way(subject, one) for one in route.found[:MAX_WAYS] if one.name != "inline-forward"]
    if route.agreement is Agreement.DISAGREES:
        found.append(
            _finding(
                subject,
                "copy.obtained-differs",
                FindingKind.LIMITATION,
                text("reasoning.copy.obtained-differs", way=way_words(route.found[0].name)),
                _places(subject, route.found[0]),
                (text("reasoning.caution.obtained-differs"),),
            )
        )
    if route.quoted:
        places = tuple(
            where_span(subject.analysed.message, span, "quoted header") for span in route.quoted
        )
        found.append(
            _finding(
                subject,
                "copy.quoted-header",
                FindingKind.LIMITATION,
                text("reasoning.copy.quoted-header"),
                places,
                (text("reasoning.caution.quoted-header"),),
            )
        )
    return found


def way_words(name: str) -> Text:
    """A way of copying in words, for use inside a sentence."""
    return text(f"origin.export.name.{name}")


def _way(subject: Subject, one: FoundRoute) -> Finding:
    return _finding(
        subject,
        f"copy.export-route.{one.name}",
        FindingKind.COPY,
        text("reasoning.copy.export-route", way=way_words(one.name)),
        _places(subject, one),
        (one.lost, *(void.words for void in one.voids)),
    )


def _places(subject: Subject, one: FoundRoute) -> tuple[Where, ...]:
    message = subject.analysed.message
    return tuple(
        where_span(message, Span(start=mark.start, end=mark.end), mark.detail)
        if mark.stream == message.stream and mark.kind not in {"container", "parent"}
        else where_file(subject.exhibit)
        for mark in one.marks
    )


def _finding(
    subject: Subject,
    name: str,
    kind: FindingKind,
    statement: Text,
    where: tuple[Where, ...],
    cautions: tuple[Text, ...],
) -> Finding:
    return subject.finding(
        name,
        kind,
        1,
        statement,
        where=where,
        cls=AttestationClass.CLIENT,
        strength=0,
        group="copy",
        observed=True,
        cautions=cautions,
    )
