"""Where a log and a copy do not say the same: something that needs explaining, and no more.

Client address, time, number of recipients, size, and one Message-ID in several sending records
(signs T47, T48, T49 and T52 of the list of artefacts, as far as log against copy goes).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import Param, State, Where, known, text
from provenance.correlation import AuditSide
from provenance.correlation.parties import SENDING, client_addresses
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, instant_of, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_fields

_NAMING: Final = frozenset({*SENDING, EventKind.RECEIVE, EventKind.DELIVER, EventKind.TRANSFER,
                            EventKind.EXPAND})  # fmt: skip
_ONE_EACH: Final = "m365-ual"
"""The kind of export that has one record for each sending; servers write several on the way."""
LEAST_SIZE: Final = 0.95
MOST_SIZE: Final = 1.4
HEADER_ROOM: Final = 40_000
"""Octets that lines added on the way may take up beside the encoding of attachments."""


def contradiction_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Differences between the copy and the rows that name its message."""
    mine = Exports(side, subject.analysed.message.id)
    firm = mine.firm()
    return [
        *_recipients(subject, mine, [event for _, event in firm]),
        *_repeated(subject, mine, [event for _, event in mine.with_id()]),
        *_sizes(subject, mine, [event for _, event in firm]),
    ]


def difference(subject: Subject, mine: Exports, name: str, event: AuditEvent) -> Finding:
    """One field of a joined row that says another thing than the copy, with both values."""
    values: dict[str, Param] = {"exhibit": event.source, "row": event.locator.row}
    cautions = [text(f"reasoning.caution.differs-{name}")]
    id_ = f"reasoning.join.differs.{name}"
    more: tuple[Where, ...] = ()
    if name == "client-ip":
        origin = subject.analysed.origin.ip
        logged, named = min(client_addresses(event), default=""), known(origin.value) or ""
        values |= {"logged": logged, "named": named}
        more = where_fields(subject.analysed.message, origin.fields)
        if (":" in logged) != (":" in named):
            cautions.append(text("reasoning.caution.two-protocols"))
    elif name == "time":
        values |= {"time": instant_of(event), "seconds": _apart(subject, event)}
    return log_finding(
        subject, mine, f"join.differs.{name}", FindingKind.JOIN,
        4 if name == "client-ip" else 3, text(id_, **values), (event,),
        strength=CLAIM, cautions=tuple(cautions), more=more,
    )  # fmt: skip


def _apart(subject: Subject, event: AuditEvent) -> Param:
    """Seconds between the record and the nearest of Date and first line of the copy."""
    if isinstance(event.time, State):
        return event.time
    trace = subject.analysed.trace
    moments = [known(trace.identity.date), *(known(hop.trace.time) for hop in trace.route.hops[:1])]
    gaps = [_gap(event.time.start, event.time.end, one.utc) for one in moments if one is not None]
    return int(min(gaps)) if gaps else State.ABSENT


def _gap(start: datetime, end: datetime, moment: datetime) -> float:
    if start <= moment <= end:
        return 0.0
    return min(abs((moment - start).total_seconds()), abs((moment - end).total_seconds()))


def _recipients(subject: Subject, mine: Exports, events: list[AuditEvent]) -> list[Finding]:
    """T49: how many addresses the copy shows, against how many recipients a log counts."""
    identity = subject.analysed.trace.identity
    visible = {one.spec.lower() for one in (*identity.to, *identity.cc) if one.spec}
    found = []
    for source in dict.fromkeys(event.source for event in events):
        own = [event for event in events if event.source == source and event.kind in _NAMING]
        named = {one.lower() for e in own for ref in e.messages for one in ref.recipients if one}
        counts = [
            count
            for event in own
            for ref in event.messages
            if (count := known(ref.recipient_count)) is not None
        ]
        logged = max(len(named), *counts, 0) if counts else len(named)
        if not logged or logged == len(visible):
            continue
        case = "more" if logged > len(visible) else "fewer"
        if case == "fewer" and not counts:
            continue  # a server on the way names its own recipients only
        rows = tuple(
            e for e in own if any(r.recipients or known(r.recipient_count) for r in e.messages)
        )
        found.append(
            log_finding(
                subject, mine, f"log.recipients.{case}", FindingKind.JOIN, 2,
                text(f"reasoning.log.recipients.{case}", visible=len(visible), exhibit=source,
                     logged=logged),
                rows, strength=CLAIM if case == "more" else 0, more=_fields(subject, "to", "cc"),
                cautions=(text(f"reasoning.caution.recipients-{case}"),),
            )
        )  # fmt: skip
    return found


def _repeated(subject: Subject, mine: Exports, events: list[AuditEvent]) -> list[Finding]:
    """T48: several sending records of one export with this Message-ID, in the log's own words."""
    found = []
    for source in dict.fromkeys(event.source for event in events):
        layout = mine.sources[source].layout
        if layout is None or layout.kind != _ONE_EACH:
            continue
        own = [event for event in events if event.source == source and event.kind in SENDING]
        records = {known(event.native_id) or event.id for event in own}
        if len(records) < 2:
            continue
        subjects = {s for e in own for ref in e.messages if (s := known(ref.subject))}
        case = "subjects" if len(subjects) > 1 else "same"
        found.append(
            log_finding(
                subject, mine, f"log.repeated-id.{case}", FindingKind.JOIN, 2,
                text(f"reasoning.log.repeated-id.{case}", exhibit=source, count=len(records)),
                tuple(own), strength=CLAIM,
                cautions=(text("reasoning.caution.repeated-id"),),
            )
        )  # fmt: skip
    return found


def _sizes(subject: Subject, mine: Exports, events: list[AuditEvent]) -> list[Finding]:
    """T47/T48: octets on the way against those of the copy; items of a store are not compared."""
    message = subject.analysed.message
    if message.repaired or not message.body_available:
        return []
    here = len(message.raw)
    for event in events:
        for ref in event.messages:
            logged = known(ref.size)
            if not logged or ref.size_kind != "smtp-bytes":
                continue
            if LEAST_SIZE * logged <= here <= MOST_SIZE * logged + HEADER_ROOM:
                continue
            case = "smaller" if here < logged else "larger"
            statement = text(
                f"reasoning.log.size.{case}", exhibit=event.source, row=event.locator.row,
                logged=logged, here=here,
            )  # fmt: skip
            return [
                log_finding(
                    subject, mine, f"log.size.{case}", FindingKind.JOIN, 1, statement, (event,),
                    strength=CLAIM, cautions=(text("reasoning.caution.size"),),
                )
            ]  # fmt: skip
    return []


def _fields(subject: Subject, *names: str) -> tuple[Where, ...]:
    message = subject.analysed.message
    indexes = tuple(field.index for name in names for field in message.named(name))
    return where_fields(message, indexes)
