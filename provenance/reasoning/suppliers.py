"""Who supplied each exhibit: whatever one supplier handed in depends on one hand.

Exports of the same system are one source, whoever supplied them: those of one kind that name the
same tenant, and those that share a record, by its own id or by time, actor, act and Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from provenance.basics import State, known
from provenance.correlation import AuditSide
from provenance.reasoning.rules.facts import boundary_hop
from provenance.reasoning.subject import Subject, plain

if TYPE_CHECKING:
    from provenance.audit import AuditEvent


def receiving_system(subject: Subject) -> str:
    """The receiving system of a copy by the last two labels of its host, "" if none is known."""
    hop = boundary_hop(subject.analysed.trace)
    host = known(hop.trace.by) if hop is not None else None
    return ".".join((host or "").lower().rstrip(".").split(".")[-2:])


def suppliers(side: AuditSide, subjects: tuple[Subject, ...]) -> dict[str, str]:
    """The source of each exhibit by name; exports with a record in common are one source."""
    found = {one.exhibit.item.id: one.supplier for one in subjects}
    for source in side.sources:
        named = plain(source.supplied_by)
        found[source.evidence] = f"supplied:{named}" if named else f"exports:{source.interest}"
    return _joined(found, side)


def _joined(found: dict[str, str], side: AuditSide) -> dict[str, str]:
    """Give exports that hold one and the same record the name of the first of them."""
    seen: dict[str, str] = {}
    same: dict[str, str] = {}

    def root(name: str) -> str:
        while name in same:
            name = same[name]
        return name

    for source in sorted(side.sources, key=lambda one: one.evidence):
        _unite(seen.setdefault(source.sha256, source.evidence), source.evidence, found, same, root)
    for tenant, evidence in _tenants(side):
        _unite(seen.setdefault(tenant, evidence), evidence, found, same, root)
    for event in (*side.events, *side.about):
        for record in _records(event):
            _unite(seen.setdefault(record, event.source), event.source, found, same, root)
    return {exhibit: root(name) for exhibit, name in found.items()}


def _tenants(side: AuditSide) -> Iterator[tuple[str, str]]:
    """Tenant of a system as its records name it, with the export; both in a fixed order."""
    kinds = {one.evidence: one.layout.kind for one in side.sources if one.layout is not None}
    for marks in sorted(side.marks, key=lambda one: one.integrity.source):
        evidence = marks.integrity.source
        for tenant, _count in marks.integrity.organisations:
            yield f"tenant:{kinds.get(evidence, '')}:{tenant}", evidence


def _records(event: AuditEvent) -> Iterator[str]:
    """What tells that two rows are one record: an export made anew has new ids for old records."""
    for record in (known(event.native_id), event.record_hash):
        if record:
            yield record
    actor = known(event.actor.account)
    if actor is None or isinstance(event.time, State):
        return
    start = event.time.start.isoformat()
    for message in event.messages:
        named = known(message.id)
        if named:
            yield "\x00".join(("record", start, actor.lower(), event.operation.lower(), named))


def _unite(
    first: str, second: str, found: dict[str, str], same: dict[str, str], root: Callable[[str], str]
) -> None:
    one, other = root(found.get(first, "")), root(found.get(second, ""))
    if one and other and one != other:
        same[max(one, other)] = min(one, other)
