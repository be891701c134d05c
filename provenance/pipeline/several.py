"""What several messages say together: copies, clocks, related ones, disclosure, ways of copying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from provenance.basics import State, known
from provenance.case import Case
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide, Disclosure, HostOffset, RelatedMessage
from provenance.evidence import Exhibit, winmail_of
from provenance.origin import ExportRoute, find_export_route
from provenance.reasoning import AnalysedMessage, Reasoning


def clock_offsets(
    messages: tuple[AnalysedMessage, ...], copies: CopyComparison
) -> tuple[tuple[str, tuple[HostOffset, ...]], ...]:
    """Clocks of shared hosts by group, where several deliveries bound them."""
    groups = [group for group in copies.groups if group.of > 1]
    if not groups:
        return ()
    from provenance.correlation import host_offsets

    traces = {one.message.id: one.trace for one in messages}
    return tuple((group.id, host_offsets(group, traces)) for group in groups)


def related_messages(
    messages: tuple[AnalysedMessage, ...],
    held: Mapping[str, Exhibit],
    given: frozenset[str],
) -> tuple[RelatedMessage, ...]:
    """Recognise recalls, receipts and answers among several messages, and link them."""
    if len(messages) < 2:
        return ()
    from provenance.correlation import Around, find_related

    winmail = winmail_of(tuple(held.values()))
    around = [
        Around(
            message=one.message,
            trace=one.trace,
            origin=one.origin,
            exhibit=held[one.message.evidence],
            winmail=winmail.get(one.message.evidence, ()),
        )
        for one in messages
    ]
    ids = frozenset(one.message.id for one in around if one.exhibit.item.sha256 in given)
    return find_related(around, given=ids)


def disclose(
    case: Case,
    messages: tuple[AnalysedMessage, ...],
    reasoning: Reasoning,
    copies: CopyComparison,
    audit: AuditSide,
    related: tuple[RelatedMessage, ...],
    held: Mapping[str, Exhibit],
) -> Disclosure:
    """Count whose address the messages in dispute show to whom."""
    asked = set(reasoning.asked)
    if not asked:
        return Disclosure()
    from provenance.correlation import Shown, disclose

    shown = [
        Shown(message=one.message, trace=one.trace, item=held[one.message.evidence].outlook)
        for one in messages
        if one.message.id in asked
    ]
    found = disclose(shown, copies, case, audit)
    if not related:
        return found
    from provenance.correlation import receipts

    return replace(found, receipts=receipts(related))


def compare(messages: tuple[AnalysedMessage, ...], held: Mapping[str, Exhibit]) -> CopyComparison:
    """Compare the messages with each other, where there are several."""
    if len(messages) < 2:
        return CopyComparison()
    from provenance.copies import Copy, compare_copies

    return compare_copies(
        [
            Copy(
                message=one.message,
                trace=one.trace,
                authentication=one.authentication,
                sha256=held[one.message.evidence].item.sha256,
                supplier=known(held[one.message.evidence].item.supplied_by) or "",
            )
            for one in messages
        ]
    )


def export_routes(
    exhibits: tuple[Exhibit, ...], analysed: Sequence[AnalysedMessage]
) -> tuple[ExportRoute, ...]:
    """How each exhibit was made that holds a message, also where its header cannot be read."""
    items = {exhibit.item.id: exhibit.item for exhibit in exhibits}
    read = {one.message.evidence: one for one in analysed}
    routes = []
    for exhibit in exhibits:
        if exhibit.stream is State.NOT_APPLICABLE:
            continue
        item = exhibit.item
        one = read.get(item.id)
        routes.append(
            find_export_route(
                item,
                parent=items.get(item.parent or ""),
                message=one.message if one else None,
                trace=one.trace if one else None,
            )
        )
    return tuple(routes)
