"""Findings about an export itself: marks of editing, cutting and saving again; its organisation.

What was found comes first, its causes after it, harmless and other. No mark shows who wrote
anything, none is needed for a careful edit, so none carries more than a claim does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.audit.records import IntegritySign
from provenance.basics import Param, Text, Where, text
from provenance.correlation import AuditSide, AuditSource
from provenance.correlation.records import ExportMarks
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_fields
from provenance.trace import AttestationClass

TENANT_FIELD: Final = "x-ms-exchange-crosstenant-id"
AUTH_FIELD: Final = "x-ms-exchange-crosstenant-authas"
"""Of mail from outside (``Anonymous``) the line names the receiving tenant: in 235 of 246 copies
of consumer mailboxes it is the consumer tenant. Of ``Internal`` mail it is the sending one."""
_SHOWN: Final = 3
_REPEATED: Final = "id-repeated"
_CITED: Final = 5
"""Rows of an export that are cited for its tenant; ``report.json`` counts all."""
_SAVED_AGAIN: Final = frozenset(
    {
        "cell-limit",
        "date-without-seconds",
        "delimiter",
        "details-spaced",
        "mixed-line-ends",
        "mixed-quoting",
        "number-as-power",
        "number-rounded",
        "organisations-several",
        "row-cap",
        *("card-two-holders", "client-words", "day-holders", "fraction-constant"),
        *("holder-two-cards", "id-digits-alike", "id-repeated", "log-on-number-again"),
        *("numbers-whole", "passage-unpaired", "time-order"),
    }
)
"""Marks of everyday handling: they limit what an export can show and choose between nobody."""


def file_where(source: AuditSource) -> Where:
    """The export as a whole: no row can be named for what is not there."""
    return Where(
        evidence=source.evidence,
        stream="file",
        locator="file",
        line_first=1,
        line_last=source.lines,
        start=0,
        end=source.size,
        quote_sha256=source.sha256,
    )


def export_findings(side: AuditSide) -> list[Finding]:
    """What each export shows of its own making, once for all messages."""
    sources = {source.evidence: source for source in side.sources}
    found: list[Finding] = []
    for marks in side.marks:
        source = sources[marks.integrity.source]
        found += [_sign(source, marks, sign) for sign in marks.integrity.signs]
        if not marks.integrity.signs:
            statement = text(
                "reasoning.integrity.none",
                exhibit=source.evidence,
                examined=marks.integrity.examined,
                done=sum(one.result != "not-tested" for one in marks.integrity.tests),
                of=len(marks.integrity.tests),
            )
            found.append(_made(source, "none", statement, 0, ()))
        if not marks.integrity.whole:
            found.append(_part(source, marks))
    return found


def _sign(source: AuditSource, marks: ExportMarks, sign: IntegritySign) -> Finding:
    values = values_of(sign)
    statement = text(
        f"reasoning.integrity.{sign.name}",
        exhibit=source.evidence,
        count=sign.count,
        of=sign.of,
        values=values,
    )
    caution = text(f"reasoning.caution.integrity.{sign.name}", values=values)
    strength = 0 if sign.name in _SAVED_AGAIN else CLAIM
    places = dict(marks.places).get(sign.name, ())
    made = _made(source, sign.name, statement, strength, places, caution)
    # Where no row is kept, the whole file is the place: nothing of it is left out.
    return replace(made, counted=sign.seen if places and sign.seen > len(places) else 0)


def values_of(sign: IntegritySign) -> Param:
    """The first values of a mark; rows that repeat others as words, ``row 5 repeats row 4``."""
    values = tuple(value for _, value in sign.values[:_SHOWN])
    if sign.name != _REPEATED:
        return values
    said: list[Text] = []
    for value in values:
        row, _, first = value.partition(" = ")
        said.append(text("reasoning.integrity.repeats", row=row, first=first))
    if not said:
        return values
    words = said.pop()
    while said:
        words = text("reasoning.rows.list", first=said.pop(), rest=words)
    return words


def _part(source: AuditSource, marks: ExportMarks) -> Finding:
    statement = text(
        "reasoning.integrity.part-searched" if marks.searched else "reasoning.integrity.part",
        exhibit=source.evidence,
        examined=marks.integrity.examined,
    )
    made = _made(source, "part", statement, 0, ())
    return replace(made, kind=FindingKind.LIMITATION, name="limit.export-part")


def _made(
    source: AuditSource,
    name: str,
    statement: Text,
    strength: int,
    places: tuple[Where, ...],
    *cautions: Text,
) -> Finding:
    return Finding(
        id="",
        name=f"export.{name}",
        kind=FindingKind.EXPORT_INTEGRITY,
        rung=0,
        statement=statement,
        attested_by=AttestationClass.LOG,
        where=places or (file_where(source),),
        strength=strength,
        group=f"export:{source.evidence}:integrity",
        interest=source.interest,
        observed=True,
        cautions=(*cautions, text("reasoning.caution.integrity")),
    )


def _rows_of(side: AuditSide, source: str, tenants: tuple[str, ...]) -> tuple[Where, ...]:
    """Rows about the case that name one of the tenants; the whole file where none of them does."""
    places = dict(side.places)
    rows = [
        places[event.id]
        for event in (*side.events, *side.about, *side.own)
        if event.source == source
        and dict(event.unmapped).get("OrganizationId", "").lower() in tenants
    ]
    return tuple(rows[:_CITED]) or tuple(
        file_where(one) for one in side.sources if one.evidence == source
    )


def tenant_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """The organisation that records name against the one that a line of the message names."""
    message = subject.analysed.message
    fields = message.named(TENANT_FIELD)
    named = {field.value.strip().lower() for field in fields}
    modes = {field.value.strip().lower() for field in message.named(AUTH_FIELD)}
    if len(named) != 1 or modes != {"internal"}:
        return []
    tenant = named.pop()
    places = where_fields(message, tuple(field.index for field in fields))
    found = []
    for marks in side.marks:
        ids = tuple(one for one, _ in marks.integrity.organisations)
        if not ids:
            continue
        case = "agrees" if tenant in ids else "differs"
        values: dict[str, str | tuple[str, ...]] = {
            "exhibit": marks.integrity.source,
            "copy": subject.exhibit.item.id,
            "tenant": tenant,
        }
        if case == "differs":
            values["organisations"] = (*ids[:_SHOWN], "…") if len(ids) > _SHOWN else ids
        caution = "integrity.tenant-agrees" if case == "agrees" else "integrity.tenant"
        found.append(
            subject.finding(
                f"export.tenant-{case}",
                FindingKind.EXPORT_INTEGRITY,
                0,
                text(f"reasoning.integrity.tenant-{case}", **values),
                where=(*places, *_rows_of(side, marks.integrity.source, ids)),
                cls=AttestationClass.CLIENT,
                strength=0 if case == "agrees" else CLAIM,
                group=f"tenant:{marks.integrity.source}",
                observed=True,
                cautions=(text(f"reasoning.caution.{caution}"),),
            )
        )
    return found
