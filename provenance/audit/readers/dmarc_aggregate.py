"""DMARC aggregate reports: how much mail in a domain's name came from which address on a day.

Source: RFC 7489 §7.2 and appendix C (XML). Only the uncompressed XML is read. One row is a count of
one address over the whole period of the report: it names no message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    AuditEvent,
    EventKind,
    EventTime,
    IpRole,
    Layout,
    Locator,
    MessageRef,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.xml_elements import content, elements, local, parse, refused_doctype
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CLOCK = Clock(basis=TimeBasis.DOCUMENTED_UTC)


class _Reader:
    kind = "dmarc-aggregate"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by its elements."""
        head = export.head[:65_536]
        if "<feedback" not in head or "<report_metadata" not in head:
            return None
        return Layout(
            kind=self.kind,
            wrapper="rfc7489-xml",
            encoding=export.text.encoding.name,
            reason="elements feedback and report_metadata",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row of the report."""
        del layout
        yield from refused_doctype(export.text)
        period, reporter = _metadata(export.head)
        for found in elements(export.text, "record"):
            if isinstance(found, RowProblem):
                yield found
            else:
                locator, element = found
                yield _event(element, locator, export, period, reporter)


def _metadata(head: str) -> tuple[Value[EventTime], str]:
    """The period of the report as one interval, and who made it."""
    start, end = head.find("<report_metadata"), head.find("</report_metadata>")
    found = parse(head[start:end] + "</report_metadata>") if 0 <= start < end else ""
    if isinstance(found, str):
        return State.ABSENT, ""
    bounds = next((child for child in found if local(child.tag) == "date_range"), None)
    if bounds is None:
        return State.ABSENT, content(found, "org_name")
    first = read_time(content(bounds, "begin"), _CLOCK)
    last = read_time(content(bounds, "end"), _CLOCK)
    if isinstance(first, State) or isinstance(last, State):
        return State.UNPARSABLE, content(found, "org_name")
    whole = EventTime(
        start=first.start,
        end=max(first.end, last.end),
        raw=f"{first.raw} {last.raw}",
        basis=TimeBasis.EXPLICIT_ZONE,
    )
    return whole, content(found, "org_name")


def _event(
    record: Element, locator: Locator, export: Export, period: Value[EventTime], reporter: str
) -> AuditEvent:
    leaves = dict(_leaves("", record, 0))
    raw = leaves.get("row.source_ip", "")
    count = leaves.get("row.count", "")
    number = int(count) if count.isdigit() and len(count) < 13 else 1
    from_ = leaves.get("identifiers.header_from", "")
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=EventKind.RECEIVE,
        operation=f"disposition {leaves.get('row.policy_evaluated.disposition', '')}".strip(),
        time=period,
        ips=(read_ip(raw, "source_ip", IpRole.PEER),) if raw else (),
        messages=(MessageRef(from_=from_),) if from_ else (),
        params=tuple(leaves.items()),
        count=number,
        flags=("aggregated",),
        unmapped=(("org_name", reporter),) if reporter else (),
    )


def _leaves(prefix: str, element: Element, depth: int) -> Iterator[tuple[str, str]]:
    for child in element:
        name = f"{prefix}{local(child.tag)}"
        if len(child) and depth < 8:
            yield from _leaves(f"{name}.", child, depth + 1)
        else:
            yield name, (child.text or "").strip()


READER = _Reader()
