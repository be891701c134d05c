"""What happened on the way: forwarding, list, resending, rewriting of the reverse-path, gateways.

Only marks with a graded source are recognised. A mark is as good as the line it stands in: a
field that came with the message is a claim like any other, and the sentence says what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from provenance.basics import State, Value, known, text
from provenance.message import HeaderField
from provenance.trace.domains import host_name, under
from provenance.trace.gateways import GATEWAYS, Gateway
from provenance.trace.records import Hop, RouteMark, RouteMarkKind

MOST: Final = 40

# Sender Rewriting Scheme: SRS0=hash=day=domain=local and SRS1=hash=domain==rest; seen once in the
# samples. Other forms have no source here.
_SRS: Final = r"(?i)SRS([01])[=+-][^=@]{1,20}=[^=@]{0,255}="
# Bounce Address Tag Validation: prvs=KDDDSSSSSS=local, a digit, the day, six hexadecimal digits
# (draft-levine-smtp-batv, as indimail's batv(1) writes it); seen twice in the samples.
_BATV: Final = r"(?i)(?:^|[<\s])prvs=[0-9]{4}[0-9a-f]{6}=[^=@\s]"
_CAF: Final = r"(?i)\+caf_=([^@=]{1,200})=([^@=]{1,255})@"
_LIST_FIELDS: Final = ("list-id", "mailing-list", "x-mailing-list", "x-beenthere")
_RESENT: Final = ("resent-from", "resent-to", "resent-date")
_FORWARDED: Final = ("x-forwarded-to", "x-forwarded-for")
_LISTED: Final = 120
"""Characters of a list's or product's name that are kept."""


def find_marks(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> tuple[RouteMark, ...]:
    """Recognise what happened on the way.

    Args:
        fields: the header fields by their name in lower case.
        hops: oldest first.

    Returns:
        Marks in order of their first field, then of kind and name.
    """
    found = [
        *_lists(fields, hops),
        *_resent(fields, hops),
        *_forwarded(fields, hops),
        *_rewritten(fields, hops),
        *_delayed(fields, hops),
        *_reinjected(hops),
        *_gateways(fields, hops),
    ]
    return tuple(sorted(found, key=_order)[:MOST])


def _order(mark: RouteMark) -> tuple[int, str, str]:
    return mark.fields[0] if mark.fields else -1, mark.kind.value, mark.name


def _block(hops: tuple[Hop, ...], field: int) -> Value[int]:
    """Position of the hop whose server stamped a field: the next Received line at or below it."""
    below = [hop for hop in hops if hop.trace.field >= field]
    return min(below, key=_line).position if below else State.ABSENT


def _line(hop: Hop) -> int:
    return hop.trace.field


def _lists(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    for name in _LIST_FIELDS:
        for field in fields.get(name, ())[:1]:
            shown = field.value.strip()[:_LISTED]
            yield RouteMark(
                kind=RouteMarkKind.LIST,
                name=shown,
                fields=(field.index,),
                hop=_block(hops, field.index),
                reason=text("trace.mark.list", field=field.name, list=shown),
            )
            return
    for hop in hops:
        if (known(hop.trace.via) or "").lower() == "listexpand":
            by = known(hop.trace.by) or ""
            yield RouteMark(
                kind=RouteMarkKind.LIST,
                name=by,
                fields=(hop.trace.field,),
                hop=hop.position,
                grade="example",
                reason=text("trace.mark.list-expanded", by=by),
            )
            return


def _resent(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    """RFC 5322 §3.6.6: fields of one resending stand together."""
    found = sorted(field.index for name in _RESENT for field in fields.get(name, ()))
    if found:
        who = fields.get("resent-from", ())
        shown = who[0].value.strip()[:_LISTED] if who else ""
        yield RouteMark(
            kind=RouteMarkKind.RESENT,
            name=shown,
            fields=tuple(found[:12]),
            hop=_block(hops, found[0]),
            reason=text("trace.mark.resent", who=shown or State.ABSENT),
        )


def _forwarded(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    """Automatic forwarding of Gmail (field, or ``+caf_=`` in the reverse-path)."""
    for name in _FORWARDED:
        for field in fields.get(name, ())[:1]:
            shown = field.value.strip()[:_LISTED]
            yield RouteMark(
                kind=RouteMarkKind.FORWARDED,
                name=shown,
                fields=(field.index,),
                hop=_block(hops, field.index),
                grade="example",
                reason=text("trace.mark.forwarded-field", field=field.name, value=shown),
            )
    for field in fields.get("return-path", ())[:2]:
        if found := re.search(_CAF, field.value[:1000]):
            target = f"{found.group(1)}@{found.group(2)}"
            yield RouteMark(
                kind=RouteMarkKind.FORWARDED,
                name=target,
                fields=(field.index,),
                hop=_block(hops, field.index),
                grade="example",
                reason=text("trace.mark.forwarded-path", target=target),
            )


def _rewritten(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    for field in fields.get("return-path", ())[:2]:
        if re.search(_SRS, field.value[:1000]):
            yield _srs(field.value.strip("<> ")[:_LISTED], field.index, _block(hops, field.index))
        elif re.search(_BATV, field.value[:1000]):
            path = field.value.strip("<> ")[:_LISTED]
            yield _tagged(path, field.index, _block(hops, field.index))
    for hop in hops:
        sender = known(hop.trace.envelope_from) or ""
        if re.search(_SRS, sender[:1000]):
            yield _srs(sender[:_LISTED], hop.trace.field, hop.position)
        elif re.search(_BATV, sender[:1000]):
            yield _tagged(sender[:_LISTED], hop.trace.field, hop.position)


def _srs(path: str, field: int, hop: Value[int]) -> RouteMark:
    return RouteMark(
        kind=RouteMarkKind.SENDER_REWRITTEN,
        name=path,
        fields=(field,),
        hop=hop,
        grade="example",
        reason=text("trace.mark.rewritten", path=path),
    )


def _tagged(path: str, field: int, hop: Value[int]) -> RouteMark:
    return RouteMark(
        kind=RouteMarkKind.SENDER_REWRITTEN,
        name=path,
        fields=(field,),
        hop=hop,
        grade="example",
        reason=text("trace.mark.tagged", path=path),
    )


def _delayed(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    """Greylisting: a server says itself that it made the sender wait."""
    for field in fields.get("x-greylist", ())[:5]:
        if field.value.lower().startswith("delayed "):
            yield RouteMark(
                kind=RouteMarkKind.DELAYED,
                name="greylisting",
                fields=(field.index,),
                hop=_block(hops, field.index),
                grade="example",
                reason=text("trace.mark.greylisted", value=field.value.strip()[:_LISTED]),
            )


def _reinjected(hops: tuple[Hop, ...]) -> Iterator[RouteMark]:
    for hop in hops:
        if (known(hop.trace.with_) or "").lower() == "mailboxresubmission":
            yield RouteMark(
                kind=RouteMarkKind.REINJECTED,
                name="Microsoft Exchange",
                fields=(hop.trace.field,),
                hop=hop.position,
                grade="measured",
                reason=text("trace.mark.resubmitted", by=known(hop.trace.by) or ""),
            )


def _gateways(
    fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    hosts = [(host_name(known(hop.trace.by) or ""), hop) for hop in hops]
    for gateway in GATEWAYS:
        by_host = [hop for host, hop in hosts if host and under(host, gateway.hosts)]
        for hop in by_host[:4]:
            yield RouteMark(
                kind=RouteMarkKind.GATEWAY,
                name=gateway.name,
                fields=(hop.trace.field,),
                hop=hop.position,
                grade=gateway.grade,
                reason=text(
                    "trace.mark.gateway-host",
                    by=known(hop.trace.by) or "",
                    product=gateway.name,
                ),
            )
        if not by_host:
            yield from _by_field(gateway, fields, hops)


def _by_field(
    gateway: Gateway, fields: Mapping[str, Sequence[HeaderField]], hops: tuple[Hop, ...]
) -> Iterator[RouteMark]:
    """A product that shows only in fields: as many marks as servers stamped them."""
    places: dict[Value[int], list[int]] = {}
    for name, found in fields.items():
        if name.startswith(gateway.fields or ("\0",)):
            for field in found:
                places.setdefault(_block(hops, field.index), []).append(field.index)
    for hop, indexes in sorted(places.items(), key=_first):
        yield RouteMark(
            kind=RouteMarkKind.GATEWAY,
            name=gateway.name,
            fields=tuple(sorted(indexes)[:12]),
            hop=hop,
            grade=gateway.grade,
            reason=text("trace.mark.gateway-field", product=gateway.name),
        )


def _first(place: tuple[Value[int], list[int]]) -> int:
    return min(place[1])
