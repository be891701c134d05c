"""Several copies: which belong together, their common route, what differs, which one is odd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import State, Value, known
from provenance.copies import CopyGroup, Difference, Leg, Variant
from provenance.correlation import HostOffset
from provenance.report.catalogue import joint
from provenance.report.copies_map import copies_svg
from provenance.report.records import Report
from provenance.report.view.common import Places, duration, ev, joined, say, t

SHOWN_DIFFERENCES: Final = 80
SHOWN_VARIANTS: Final = 6
SHOWN_MEMBERS: Final = 12
SHOWN_GROUPS: Final = 40


def copies(report: Report, places: Places) -> dict[str, Any] | None:
    """Return the chapter, ``None`` where no message has a second copy."""
    groups = [one for one in report.copies.groups if len(one.members) > 1]
    if not groups:
        return None
    messages = {one.message.id: one.message for one in report.messages}
    of_group = dict(report.offsets)
    held = {one.item.id: one.item.name for one in report.exhibits}
    names = {id_: ev(held.get(one.evidence, "")) for id_, one in messages.items()}
    single = [one.members[0] for one in report.copies.groups if len(one.members) == 1]
    return {
        "groups": [
            _group(one, messages, names, places, of_group.get(one.id, ()))
            for one in groups[:SHOWN_GROUPS]
        ],
        "more": max(0, len(groups) - SHOWN_GROUPS),
        "single": members(single) if single else None,
        "mailings": [joint().join(ids) for ids in report.copies.mailings],
    }


def members(ids: Sequence[str]) -> Markup:
    """Return ids of messages, a long list shortened with its count."""
    shown = Markup(", ").join(Markup("{}").format(id_) for id_ in ids[:SHOWN_MEMBERS])
    rest = len(ids) - SHOWN_MEMBERS
    return Markup("{}, {}").format(shown, t("report.value.more", count=rest)) if rest > 0 else shown


def _group(
    one: CopyGroup,
    messages: dict[str, Any],
    names: dict[str, Markup],
    places: Places,
    offsets: Sequence[HostOffset],
) -> dict[str, Any]:
    unusual = [d for d in one.differences if not d.expected]
    usual = [d for d in one.differences if d.expected]
    return {
        "id": one.id,
        "message_id": ev(one.message_id),
        "count": len(one.members),
        "witnesses": one.of,
        "members": members(one.members),
        "same": [
            {"members": members(w.members), "why": t(f"report.copies.{w.sameness.value}")}
            for w in one.witnesses
            if not isinstance(w.sameness, State)
        ],
        "agreements": [
            {
                "claim": t(f"copies.claim.{a.claim}"),
                "n": a.n,
                "of": a.of,
                "operators": a.operators,
                "suppliers": a.suppliers,
                "independent": a.independent,
            }
            for a in one.agreements
        ],
        "map": copies_svg(one.graph, id_=f"{one.id}-map"),
        "legs": [
            {"start": _stop(leg.start), "end": _stop(leg.end), "copies": leg.copies}
            for leg in _in_order(one)
        ],
        "offsets": [
            {
                "host": ev(host.host),
                "deliveries": host.deliveries,
                "bounds": _bounds(host),
            }
            for host in offsets
        ],
        "odd": [
            {
                "member": odd.member,
                "evidence": messages[odd.member].evidence if odd.member in messages else "",
                "name": names.get(odd.member),
                "fields": joined([ev(name) for name in odd.fields]),
                "why": [say(words) for words in odd.explanations],
            }
            for odd in one.odd[:SHOWN_DIFFERENCES]
        ],
        "odd_more": max(0, len(one.odd) - SHOWN_DIFFERENCES),
        "unusual": [_difference(d, messages, places) for d in unusual[:SHOWN_DIFFERENCES]],
        "usual": [_usual(d) for d in usual],
        "vouched": len(one.vouched),
    }


def _bounds(host: HostOffset) -> Markup:
    """Bounds in words; where they cross, that the receivers' clocks do not agree."""
    if not host.agree:
        return t("report.copies.offset.cross")
    least, most = known(host.at_least), known(host.at_most)
    said = [
        t(f"report.copies.offset.{words}", bound=duration(abs(bound)).removeprefix("+"))
        for words, bound in (
            ("least-behind" if (least or 0.0) <= 0 else "least-ahead", least),
            ("most-ahead" if (most or 0.0) >= 0 else "most-behind", most),
        )
        if bound is not None
    ]
    return joined(said)


def _in_order(one: CopyGroup) -> list[Leg]:
    levels = {stop.id: stop.level for stop in one.graph.stops}
    return sorted(one.graph.legs, key=lambda leg: (levels[leg.start], -leg.copies, leg.start))


def _stop(id_: str) -> Markup:
    return t("report.copies.map.others") if id_ == "*" else ev(id_.partition(":")[2])


def _usual(one: Difference) -> dict[str, Any]:
    return {
        "field": ev(one.field),
        "reason": say(one.reason),
        "variants": _texts(one),
    }


def _texts(one: Difference) -> Markup:
    """How many texts a field has among the copies; not to have the field is none of them."""
    without = [v for v in one.variants if v.value is State.ABSENT]
    count = (one.texts or len(one.variants)) - len(without)
    if not without:
        return t("report.copies.variants.all", count=count)
    lacking = sum(len(v.members) for v in without)
    return t("report.copies.variants.some", count=count, lacking=lacking)


def _difference(one: Difference, messages: dict[str, Any], places: Places) -> dict[str, Any]:
    return {
        "field": ev(one.field),
        "reason": say(one.reason),
        "majority": one.majority,
        "variants": [_variant(v, messages, places) for v in one.variants[:SHOWN_VARIANTS]],
        "more": max(0, max(one.texts, len(one.variants)) - SHOWN_VARIANTS),
    }


def _variant(one: Variant, messages: dict[str, Any], places: Places) -> dict[str, Any]:
    message = messages.get(one.members[0]) if one.members else None
    links = [places.field_link(message, index) for index in one.fields[:3]] if message else []
    value: Markup | None = _shown(one.value)
    if one.value is State.NOT_APPLICABLE:
        value = _lines_of(one, message)
    return {"members": members(one.members), "value": value, "places": joined(links)}


def _shown(value: Value[str]) -> Markup:
    """A text line by line: its line ends are no marks of something hidden."""
    if isinstance(value, State):
        return ev(value)
    return Markup("<br>").join(ev(line) for line in value.split("\n"))


def _lines_of(one: Variant, message: Any) -> Markup | None:
    """The lines of the route that make the difference, as they stand."""
    if message is None or not one.fields:
        return None
    values = [ev(message.fields[index].value[:400]) for index in one.fields[:3]]
    return Markup("<br>").join(values)
