"""Runs the stages for one case, in their order."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from provenance import __version__
from provenance.authentication import DnsAnswer, Recorder, annotated, write_dns_lines
from provenance.case import Case
from provenance.case.doubts import doubts_of
from provenance.evidence import item_file, winmail_of
from provenance.pipeline.context import Context
from provenance.pipeline.one_message import analyse_one, second_reading
from provenance.pipeline.reading import read_messages
from provenance.pipeline.several import (
    clock_offsets,
    compare,
    disclose,
    export_routes,
    related_messages,
)
from provenance.pipeline.supplied import beside_known, join_exports
from provenance.reasoning import AnalysedMessage, holder_interest, reason
from provenance.report import Report


def _dns_read(context: Context, answers: tuple[DnsAnswer, ...]) -> str:
    """SHA-256 of the file of DNS answers, "" for none or where it held these answers and no more.

    A replay reads what an earlier run wrote: the report has to come out the same.
    """
    own = hashlib.sha256(write_dns_lines(answers)).hexdigest()
    return "" if context.dns_file == own else context.dns_file


def analyze(case: Case, context: Context) -> Report:
    """Analyse all exhibits of a case and give the one record that every output shows."""
    recorder = Recorder(context.resolver)
    read = context.read or read_messages(case, context.intake, context.known)
    exhibits, messages, warnings = read
    exhibits = tuple(second_reading(one, context, len(exhibits)) for one in exhibits)
    analysed: list[AnalysedMessage] = []
    held = {exhibit.item.id: exhibit for exhibit in exhibits}
    beside = winmail_of(exhibits)
    for message in messages:
        interest = holder_interest(held[message.evidence], held)
        items = tuple(
            (one, item_file(one, held))
            for one in (held[message.evidence], *beside.get(message.evidence, ()))
            if one.outlook is not None
        )
        analysed.append(
            analyse_one(case, context, message, recorder, len(messages), interest, items)
        )
        context.progress(len(analysed), len(messages))
    routes = export_routes(exhibits, analysed)
    by_exhibit = {route.exhibit: route for route in routes}
    verified = tuple(
        replace(one, export_route=by_exhibit[one.message.evidence]) for one in analysed
    )
    audit, of_exports, more = join_exports(case, context, verified, len(exhibits))
    exhibits += of_exports
    warnings += more
    verified, of_known = beside_known(case, context.known, verified, exhibits)
    exhibits += of_known
    held_names = (
        name for one in exhibits for name in (one.item.id, one.item.name, one.item.sha256)
    )
    warnings += doubts_of(case, held_names)
    copies = compare(verified, held)
    related = related_messages(verified, held, context.related)
    reasoning = reason(
        verified,
        exhibits,
        case,
        as_of=context.as_of,
        audit=audit,
        copies=copies,
        aside=frozenset(one.message for one in related),
    )
    answers = annotated(recorder.answers)
    return Report(
        tool_version=__version__,
        as_of=context.as_of.isoformat(),
        case=case,
        exhibits=exhibits,
        unreadable=context.intake.unreadable + context.known.unreadable,
        messages=verified,
        reasoning=reasoning,
        dns=answers,
        dns_mode="answers" if recorder.answers else "none",
        warnings=warnings,
        repeat=context.repeat,
        audit=audit,
        export_routes=routes,
        copies=copies,
        disclosure=disclose(case, verified, reasoning, copies, audit, related, held),
        related=related,
        offsets=clock_offsets(verified, copies),
        jurisdictions=context.jurisdictions,
        supersedes=context.supersedes,
        validation=context.validation,
        beside=context.beside,
        dns_read=_dns_read(context, answers),
    )
