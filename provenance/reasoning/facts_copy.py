"""Findings about the copy itself: which file it is, what it has lost, who is visible in it."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from provenance.basics import Address, Span, Text, text
from provenance.message import Defect, DefectKind
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_file, where_header, where_span
from provenance.trace import AttestationClass

MAX_PLACES: Final = 20
# Defects that are said elsewhere, or that every mail program makes.
_QUIET: Final = frozenset((DefectKind.REPEATED_SINGLETON,))


def copy_findings(subject: Subject) -> list[Finding]:
    """The file, its losses, its irregularities."""
    return [*_file(subject), *_losses(subject), *_defects(subject)]


def _file(subject: Subject) -> list[Finding]:
    item = subject.exhibit.item
    return [
        subject.finding(
            "copy.file",
            FindingKind.COPY,
            1,
            text(
                "reasoning.copy.file",
                exhibit=item.id,
                name=item.name,
                sha256=item.sha256,
                size=item.size,
            ),
            where=(where_file(subject.exhibit),),
            cls=AttestationClass.CLIENT,
            strength=0,
            group="copy",
            observed=True,
            cautions=(text("reasoning.caution.hash"),),
        )
    ]


def _losses(subject: Subject) -> list[Finding]:
    message, item = subject.analysed.message, subject.exhibit.item
    found: list[tuple[str, Text, tuple[Text, ...]]] = []
    header = (where_header(message),)
    if message.repaired:
        found.append(("copy.pasted", text("reasoning.copy.pasted"), ()))
    elif not message.body_available:
        found.append(("copy.no-body", text("reasoning.copy.no-body"), ()))
    if item.losses:
        statement = text("reasoning.copy.losses", count=len(item.losses))
        found.append(("copy.losses", statement, item.losses))
    return [
        subject.finding(
            name,
            FindingKind.LIMITATION,
            1,
            statement,
            where=header,
            cls=AttestationClass.CLIENT,
            strength=0,
            group="copy",
            observed=True,
            cautions=cautions,
        )
        for name, statement, cautions in found
    ]


def _defects(subject: Subject) -> list[Finding]:
    message = subject.analysed.message
    kinds: dict[DefectKind, list[Defect]] = defaultdict(list)
    for defect in message.defects:
        if defect.kind not in _QUIET:
            kinds[defect.kind].append(defect)
    return [
        subject.finding(
            f"copy.defect.{kind.value}",
            FindingKind.LIMITATION,
            1,
            text(f"reasoning.defect.{kind.value}", count=len(kinds[kind])),
            where=tuple(
                where_span(message, _inside(defect.span, len(message.raw)), kind.value)
                for defect in kinds[kind][:MAX_PLACES]
            ),
            counted=len(kinds[kind]),
            cls=AttestationClass.CLIENT,
            strength=0,
            group="copy",
            observed=True,
            cautions=(text("reasoning.caution.defect"),),
        )
        for kind in sorted(kinds, key=lambda kind: kind.value)
    ]


def _inside(span: Span, size: int) -> Span:
    start = min(max(0, span.start), size)
    return Span(start=start, end=min(max(start, span.end), size))


def disclosure_findings(subject: Subject) -> list[Finding]:
    """How many different addresses every reader of this copy can see in To and Cc.

    The count is ours and stands beside the five questions (rung 0); who wrote the lines and what
    protects them is said with it.
    """
    message, identity = subject.analysed.message, subject.analysed.trace.identity
    visible = visible_addresses((*identity.to, *identity.cc))
    fields = tuple(field.index for field in message.fields if field.lname in {"to", "cc"})
    if not visible or not fields:
        return []
    cautions = [text("reasoning.caution.disclosure")]
    sealed = {index for check in subject.verified() for index in check.covered_fields}
    loose = tuple(message.fields[index].name for index in fields if index not in sealed)
    if loose:
        names = tuple(dict.fromkeys(loose))
        cautions.append(text("reasoning.caution.recipients-unsealed", fields=names))
    return [
        subject.finding(
            "disclosure.visible",
            FindingKind.DISCLOSURE,
            0,
            text("reasoning.disclosure.visible", count=len(visible)),
            fields=fields,
            group="recipients",
            cautions=tuple(cautions),
            observed=True,
        )
    ]


def visible_addresses(addresses: tuple[Address, ...]) -> tuple[str, ...]:
    """Different addr-specs, compared without case, in order."""
    return tuple(sorted({address.spec.strip().lower() for address in addresses if address.spec}))
