"""How far copies confirm each other, which one stands alone, which a signature vouches for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from provenance.authentication import DkimResult, SignatureCheck
from provenance.basics import Text, text
from provenance.copies.differences import variants_of
from provenance.copies.records import (
    Agreement,
    Difference,
    DifferenceKind,
    OddCopy,
    Vouched,
    Witnessing,
)
from provenance.copies.route import Trunk, key_of
from provenance.copies.view import View, digest
from provenance.trace import registrable

CLAIMS: Final = ("from", "sender", "date", "subject", "message-id", "to", "cc")
"""Header fields whose agreement is counted; the text and the common lines are counted as well."""
MAX_VOUCHED: Final = 2_000


def agreements(
    views: Mapping[str, View], found: Sequence[Witnessing], trunk: Trunk
) -> tuple[Agreement, ...]:
    """For each claim, how many witnesses have the text that most have."""
    out: list[Agreement] = []
    for name in CLAIMS:
        texts = {m: one.fields.get(name, "") for m, one in views.items()}
        if any(texts.values()):
            out.append(_agreement(name, texts, found))
    bodies = {
        m: digest(*(f"{path}={one.body[path]}" for path in sorted(one.body)))
        for m, one in views.items()
        if one.copy.message.body_available
    }
    if bodies:
        out.append(_agreement("body", bodies, found))
    if trunk.keys:
        held = {m: _held(one, trunk) for m, one in views.items()}
        out.append(_agreement("received", held, found))
    return tuple(out)


def _held(one: View, trunk: Trunk) -> str:
    """Digest of the shared lines as this copy has them."""
    own = {key_of(hop): hop.content for hop in one.hops}
    return digest(*(own.get(key, "") for key in trunk.keys))


def _agreement(claim: str, texts: Mapping[str, str], found: Sequence[Witnessing]) -> Agreement:
    ordered, _ = variants_of(texts, found)
    first = set(ordered[0][1])
    asked = [w for w in found if any(member in texts for member in w.members)]
    agree = [w for w in asked if all(m in first for m in w.members if m in texts)]
    return Agreement(
        claim=claim,
        n=len(agree),
        of=len(asked),
        operators=len({w.operator for w in agree if w.operator}),
        suppliers=len({holder(name) for w in agree for name in w.suppliers}),
        independent=independent(agree),
    )


def independent(found: Sequence[Witnessing]) -> int:
    """Largest number of pairs (receiving system, supplier) in which none occurs twice.

    A system that received ten copies is one witness of what it wrote, a person who handed in ten
    files one holder who could have written all of them. Witnesses of unknown system or supplier
    cannot be told apart and count for none.
    """
    pairs = {(w.operator, holder(name)) for w in found if w.operator for name in w.suppliers}
    if len(pairs) < 2:
        return len(pairs)
    import networkx as nx

    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    graph.add_edges_from((("o", operator), ("s", name)) for operator, name in sorted(pairs))
    top = sorted({("o", operator) for operator, _ in pairs})
    return len(nx.bipartite.hopcroft_karp_matching(graph, top_nodes=top)) // 2


def holder(name: str) -> str:
    """A supplier's name as it is counted: without case, blanks, dots and forms of letters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split()) or folded


def odd_copies(views: Mapping[str, View], differences: Sequence[Difference]) -> tuple[OddCopy, ...]:
    """Copies that differ, in something that should be the same, from two agreeing witnesses.

    A copy whose other text a second delivery shows as well does not stand alone. A field that is
    not known here never makes a copy odd: gateways of one recipient write it.
    """
    fields: dict[str, list[Difference]] = {}
    for difference in differences:
        if difference.expected or not difference.majority:
            continue
        if difference.kind is DifferenceKind.UNKNOWN_FIELD:
            continue
        together = set(difference.together)
        for member in (m for m in difference.members if m not in together):
            fields.setdefault(member, []).append(difference)
    return tuple(
        OddCopy(
            member=member,
            fields=tuple(dict.fromkeys(d.field for d in fields[member])),
            explanations=_explanations(fields[member]),
        )
        for member in views
        if member in fields
    )


def _explanations(found: Sequence[Difference]) -> tuple[Text, ...]:
    """The way of saving first, what servers do next, a change last."""
    kinds = {d.kind for d in found}
    names = {d.field.lower() for d in found}
    out = [text("copies.why.saving")]
    if DifferenceKind.ROUTE in kinds:
        out.append(text("copies.why.route"))
    if any(name.startswith("body") for name in names):
        out.append(text("copies.why.body"))
    if names & {"to", "cc"}:
        out.append(text("copies.why.recipients"))
    if names & {"message-id", "date"}:
        out.append(text("copies.why.resent"))
    out.append(text("copies.why.change"))
    return tuple(out)


def vouched(views: Mapping[str, View]) -> tuple[Vouched, ...]:
    """Copies without a passing signature of their own, held against one that has one.

    Compared is what the signature covers: the header fields in ``h=`` without folding (as the
    relaxed form of RFC 6376 §3.4.2 does) and the body without trailing white space.
    """
    passing = {m: check for m, one in views.items() for check in _passing(one)[:1]}
    if not passing:
        return ()
    by, check = next(iter(passing.items()))
    out: list[Vouched] = []
    for member, one in views.items():
        if member not in passing and len(out) < MAX_VOUCHED:
            out.append(_held_against(member, one, by, views[by], check))
    return tuple(out)


def weighed(
    difference: Difference, views: Mapping[str, View], found: Sequence[Witnessing]
) -> Difference:
    """Say how independent a majority is, and take it away where a verified signature is against it.

    Copies without a signature do not outvote one whose signature of the author's domain verifies.
    """
    if difference.expected or not (difference.majority and difference.variants):
        return difference
    name = difference.field.lower()
    usual = difference.variants[0].members
    sealed = tuple(member for member in difference.members if _seals(views[member], name))
    if not sealed or any(_seals(views[member], name) for member in usual):
        agree = [one for one in found if set(usual).issuperset(one.members)]
        return replace(difference, independent=independent(agree))
    return replace(difference, majority=False, sealed=sealed)


def _seals(one: View, name: str) -> bool:
    """Does a signature of the author's domain verify here that covers this field, or the body?"""
    authors = {registrable(address.domain) for address in one.copy.trace.identity.from_}
    for check in _passing(one):
        if registrable(check.domain) not in authors - {""}:
            continue
        if name.startswith("body "):
            if check.body_signed == check.body_total:
                return True
        elif any(one.copy.message.fields[at].lname == name for at in check.covered_fields):
            return True
    return False


def _passing(one: View) -> list[SignatureCheck]:
    return [
        check
        for check in one.copy.authentication.dkim
        if check.result is DkimResult.PASS and not check.key.published_private
    ]


def _held_against(member: str, one: View, by: str, other: View, check: SignatureCheck) -> Vouched:
    fields = other.copy.message.fields
    names = dict.fromkeys(fields[index].lname for index in check.covered_fields)
    same: list[str] = []
    different: list[str] = []
    for name in names:
        equal = one.fields.get(name, "") == other.fields.get(name, "")
        (same if equal else different).append(name)
    if one.copy.message.body_available:
        equal = dict(one.body) == dict(other.body)
        (same if equal else different).append("body")
    return Vouched(
        member=member, by=by, domain=check.domain, same=tuple(same), other=tuple(different)
    )
