"""How a copy was made: recognised by its marks, held against what the case file says.

A way of copying destroys some things and leaves others; a check that it takes the ground from must
not count against anybody. Marks show that a program had the copy in its hands, never that nobody
else had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.basics import Span, State, Value, text
from provenance.evidence import EvidenceItem, Kind
from provenance.message import Message, is_message
from provenance.message.quoted_header import QuotedHeader, quoted_header
from provenance.origin.export_marks import CLAIMS, DECISIVE, WAYS, Way
from provenance.origin.records import (
    Agreement,
    ExportRoute,
    FoundRoute,
    RouteMark,
    VoidCheck,
)
from provenance.trace import Trace

MAX_MARKS: Final = 5
"""So many marks of one way are named; a hundred fields of one server say no more."""
_GOOGLE: Final = "Google (Gmail, Workspace)"
_PST: Final = "boundary-LibPST-iamunique-"
_CONTAINERS: Final = {
    Kind.EMLX: "apple-emlx",
    Kind.MSG: "outlook-item",
    Kind.PASTED_HEADERS: "pasted-header",
}
_NO_MESSAGE: Final = frozenset((Kind.EXPORT, Kind.MBOX, Kind.ZIP))


def find_export_route(
    item: EvidenceItem,
    *,
    parent: EvidenceItem | None = None,
    message: Message | None = None,
    trace: Trace | None = None,
) -> ExportRoute:
    """Find how an exhibit was made.

    Args:
        item: the exhibit, with what the case file says of it.
        parent: the exhibit that it lay in or was attached to.
        message: its message, if it holds one that can be read.
        trace: what the header section of that message says.

    Returns:
        The route; ``found`` is empty where the copy has no mark that is known.
    """
    quoted = None if message is None or not message.parts else quoted_header(message)
    found = tuple(
        _route(way, marks)
        for way in WAYS
        if (marks := tuple(_marks(way, item, parent, message, trace, quoted))[:MAX_MARKS])
    )
    return ExportRoute(
        exhibit=item.id,
        found=found,
        claim=item.obtained,
        agreement=_agreement(item.obtained, found, message),
        quoted=(quoted.span,) if quoted is not None else (),
        quoted_path=quoted.path if quoted is not None else "",
    )


def _route(way: Way, marks: tuple[RouteMark, ...]) -> FoundRoute:
    return FoundRoute(
        name=way.name,
        marks=marks,
        rivals=way.rivals,
        lost=text(f"origin.export.lost.{way.name}"),
        voids=tuple(
            VoidCheck(
                check=check,
                effect=effect,
                words=text(f"origin.export.{effect.value}.{check}"),
            )
            for check, effect in way.voids
        ),
    )


def _marks(
    way: Way,
    item: EvidenceItem,
    parent: EvidenceItem | None,
    message: Message | None,
    trace: Trace | None,
    quoted: QuotedHeader | None,
) -> Iterator[RouteMark]:
    """Marks of one way in this exhibit, in order of place."""
    if _CONTAINERS.get(item.kind) == way.name:
        yield _mark(way, "container", item.kind.value, "file", 1, Span(start=0, end=_head(item)))
    if parent is not None and way.name == _of_parent(item, parent):
        yield _mark(way, "parent", f"{parent.id}, {item.locator}", "file", 1, _none())
    if message is None:
        return
    for field in message.fields if way.fields else ():
        if _is_named(field.lname, way.fields):
            yield _mark(way, "field", field.name, message.stream, field.line_first, field.span)
    if way.name == "pst-converter":
        yield from _boundaries(way, message)
    elif way.name == "gmail-mailbox" and trace is not None:
        yield from _gmail(way, message, trace)
    elif way.name == "inline-forward" and quoted is not None and quoted.early:
        line = message.raw.count(b"\n", 0, quoted.span.start) + 1
        yield _mark(way, "text", quoted.mark, message.stream, line, quoted.span)
    elif way.name == "no-delivery" and item.kind is not Kind.PASTED_HEADERS:
        yield from _undelivered(way, message)


def _mark(way: Way, kind: str, detail: str, stream: str, line: int, span: Span) -> RouteMark:
    return RouteMark(
        kind=kind,
        detail=detail,
        stream=stream,
        line=line,
        start=span.start,
        end=span.end,
        grade=way.grade,
        source=way.source,
    )


def _none() -> Span:
    return Span(start=0, end=0)


def _head(item: EvidenceItem) -> int:
    """Bytes at the start of the file that show its form."""
    return min(8, item.size)


def _of_parent(item: EvidenceItem, parent: EvidenceItem) -> str:
    """What it says that an exhibit lay in another one; an archive says nothing."""
    if parent.kind is Kind.MBOX:
        return "mailbox-file"
    return "attached" if item.kind is Kind.ATTACHED_MESSAGE else ""


def _is_named(name: str, wanted: tuple[str, ...]) -> bool:
    return any(name.startswith(one) if one.endswith("-") else name == one for one in wanted)


def _boundaries(way: Way, message: Message) -> Iterator[RouteMark]:
    for part in message.parts:
        if isinstance(part.boundary, str) and _PST in part.boundary:
            at = message.raw.find(_PST.encode(), part.span.start, part.span.end)
            if at >= 0:
                line = message.raw.count(b"\n", 0, at) + 1
                span = Span(start=at, end=at + len(_PST))
                yield _mark(way, "boundary", part.path, message.stream, line, span)


def _gmail(way: Way, message: Message, trace: Trace) -> Iterator[RouteMark]:
    """The newest line is of Google's servers, and the delivery is noted above it."""
    if trace.route.boundary.operator != _GOOGLE or not trace.route.hops:
        return
    newest = message.fields[trace.route.hops[-1].trace.field]
    for field in message.named("Delivered-To"):
        if field.index < newest.index:
            yield _mark(way, "field", field.name, message.stream, field.line_first, field.span)
            yield _mark(way, "field", newest.name, message.stream, newest.line_first, newest.span)
            return


def _undelivered(way: Way, message: Message) -> Iterator[RouteMark]:
    """Neither a line of a server nor a Return-Path, which the delivering server adds."""
    if message.named("Received") or message.named("Return-Path") or not message.named("From"):
        return
    line = message.raw.count(b"\n", 0, max(0, message.header.end - 1)) + 1
    yield _mark(way, "absence", "Received, Return-Path", message.stream, line, message.header)


def _agreement(
    claim: Value[str], found: tuple[FoundRoute, ...], message: Message | None
) -> Value[Agreement]:
    """Hold the word of the case file against the ways that were found.

    Only a way that makes a file of its own can speak against a claim: where a message lay does not
    tell how it was taken out.
    """
    if isinstance(claim, State):
        return State.NOT_APPLICABLE
    fitting = CLAIMS.get("-".join(claim.lower().split()), ())
    names = {route.name for route in found}
    if not fitting:
        return Agreement.CANNOT_SAY
    if "attached" in fitting and message is not None and any(map(is_message, message.parts)):
        return Agreement.AGREES
    if found and found[0].name in DECISIVE:
        if found[0].name in fitting:
            return Agreement.AGREES
        return Agreement.DISAGREES if _came_later(found[0], message) else Agreement.CANNOT_SAY
    return Agreement.AGREES if names & set(fitting) else Agreement.CANNOT_SAY


def _came_later(route: FoundRoute, message: Message | None) -> bool:
    """Whether a mark shows that it did not come with the message: its sender could type a field.

    What stands above the newest line of a server was written behind it; old programs write below.
    """
    lines = message.named("Received") if message is not None else ()
    return any(
        one.kind not in {"field", "boundary"} or not lines or one.line < lines[0].line_first
        for one in route.marks
    )
