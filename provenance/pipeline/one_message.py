"""The stages for one message, and when a second engine runs beside ours."""

from __future__ import annotations

from dataclasses import replace

from provenance.authentication import Resolver, check
from provenance.basics import Interest, State
from provenance.case import Case
from provenance.evidence import Exhibit, Kind
from provenance.message import Message
from provenance.origin import find_origin, read_client, read_clocks
from provenance.pipeline.context import Context
from provenance.reasoning import AnalysedMessage
from provenance.trace import read_service_fields, second_readings, trace_message

CROSS_CHECK_MESSAGES = 20
CROSS_CHECK_SIZE = 10 * 1024 * 1024


def second_reading(exhibit: Exhibit, context: Context, total: int) -> Exhibit:
    """Let a second engine read the transport headers of an Outlook item, where engines run."""
    embedded = exhibit.outlook is not None and exhibit.outlook.storage
    if embedded or (exhibit.item.kind is not Kind.MSG and not exhibit.mapi):
        return exhibit
    if context.cross_check is None:
        wanted = total <= CROSS_CHECK_MESSAGES and len(exhibit.content) < CROSS_CHECK_SIZE
    else:
        wanted = context.cross_check
    if not wanted:
        return replace(exhibit, second=State.NOT_ATTEMPTED)
    from provenance.evidence import cross_check_msg

    return replace(exhibit, second=cross_check_msg(exhibit.content, exhibit.stream))


def analyse_one(
    case: Case,
    context: Context,
    message: Message,
    resolver: Resolver,
    total: int,
    interest: Interest,
    items: tuple[tuple[Exhibit, bytes], ...],
) -> AnalysedMessage:
    """Read and check one message; ``items`` are the Outlook items it came in or carries."""
    both = _cross_check(message, context, total)
    trace = trace_message(message, receivers=case.receivers, interest=interest)
    authentication = check(message, trace, resolver, as_of=context.as_of, cross_check=both)
    clocks = read_clocks(message, trace, items)
    return AnalysedMessage(
        message=message,
        trace=trace,
        authentication=authentication,
        origin=find_origin(message, trace, authentication),
        second_readings=second_readings(message, trace.route) if both else (),
        service_fields=read_service_fields(message),
        clocks=clocks,
        client=read_client(message, trace, clocks),
    )


def _cross_check(message: Message, context: Context, total: int) -> bool:
    """Second engines cost more than the analysis: by default only for a handful of messages."""
    if context.cross_check is not None:
        return context.cross_check
    return total <= CROSS_CHECK_MESSAGES and len(message.raw) < CROSS_CHECK_SIZE
