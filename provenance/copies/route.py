"""The common run of Received lines (trunk), and lines that break it in a copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from provenance.basics import State, text
from provenance.basics.record import dataclass
from provenance.copies.records import Difference, DifferenceKind, Fork, Variant, Witnessing
from provenance.copies.view import HopKey, View

MAX_DIFFERENCES: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """Keys of the shared lines, oldest first, with the content that most witnesses have."""

    keys: tuple[str, ...] = ()
    contents: Mapping[str, str]
    of: str = ""
    positions: tuple[int, ...] = ()


def key_of(hop: HopKey) -> str:
    """What makes a line the same line in another copy: host and id, else all that it says."""
    return hop.name or hop.content


def find_trunk(views: Mapping[str, View], found: Sequence[Witnessing]) -> Trunk:
    """Lines that the witnesses share: all of them, of three and more all but one in ten.

    One copy that lacks a line, or ten of a hundred, do not make the others' line disappear.
    """
    holders: Counter[str] = Counter()
    contents: dict[str, Counter[str]] = {}
    systems: dict[tuple[str, str], set[str]] = {}
    numbered: set[str] = set()
    for witness in found:
        held = {key_of(hop): hop for m in witness.members for hop in views[m].hops}
        holders.update(held.keys())
        for key, hop in held.items():
            contents.setdefault(key, Counter())[hop.content] += 1
            systems.setdefault((key, hop.content), set()).add(witness.operator)
            if hop.transaction:
                numbered.add(key)
    total = len(found)
    needed = max(2, total - (max(1, total // 10) if total > 2 else 0))

    def one_line(key: str) -> bool:
        """Did a server write it once? One system's hosts write the like for every recipient."""
        usual = _most(contents[key])
        return key in numbered or len(contents[key]) == 1 or len(systems[key, usual] - {""}) > 1

    shared = {key for key, count in holders.items() if count >= needed and one_line(key)}
    if not shared:
        return Trunk(contents={})
    of = max(views, key=lambda m: len(shared.intersection(map(key_of, views[m].hops))))
    hops = views[of].hops
    positions = tuple(at for at, hop in enumerate(hops, 1) if key_of(hop) in shared)
    return Trunk(
        keys=tuple(dict.fromkeys(key_of(hops[at - 1]) for at in positions)),
        contents={key: _most(contents[key]) for key in shared},
        of=of,
        positions=positions,
    )


def _most(counted: Counter[str]) -> str:
    return max(sorted(counted), key=lambda key: counted[key])


def route_differences(
    views: Mapping[str, View], trunk: Trunk, found: Sequence[Witnessing]
) -> list[Difference]:
    """Lines inside the common run that a copy has more, lacks, has changed or in another order."""
    kinds: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for member, one in views.items():
        for kind, positions in _breaks(one.hops, trunk):
            kinds.setdefault(kind, []).append((member, positions))
    return [_difference(kind, of, views, trunk, found) for kind, of in sorted(kinds.items())]


def _breaks(hops: Sequence[HopKey], trunk: Trunk) -> list[tuple[str, tuple[int, ...]]]:
    order = {key: at for at, key in enumerate(trunk.keys)}
    held = [(at, order[key_of(hop)]) for at, hop in enumerate(hops) if key_of(hop) in order]
    if not held:
        return []
    last_at, newest = max(at for at, _ in held), max(level for _, level in held)
    own = {level for _, level in held}
    more = tuple(at + 1 for at, hop in enumerate(hops[:last_at]) if key_of(hop) not in order)
    changed = tuple(
        at + 1
        for at, hop in enumerate(hops)
        if key_of(hop) in order and hop.content != trunk.contents[key_of(hop)]
    )
    out: list[tuple[str, tuple[int, ...]]] = []
    if more:
        out.append(("line-more", more))
    if any(level not in own for level in range(newest)):
        out.append(("line-missing", ()))
    if changed:
        out.append(("line-changed", changed))
    if [level for _, level in held] != sorted(own):
        out.append(("line-order", tuple(at + 1 for at, _ in held)))
    return out


def _difference(
    kind: str,
    of: Sequence[tuple[str, tuple[int, ...]]],
    views: Mapping[str, View],
    trunk: Trunk,
    found: Sequence[Witnessing],
) -> Difference:
    members = tuple(member for member, _ in of)
    rest = tuple(m for m in views if m not in members)
    differ = sum(1 for one in found if not set(members).isdisjoint(one.members))
    agree = len(found) - differ
    variants = [Variant(value=State.NOT_APPLICABLE, sha256="", members=rest, fields=())]
    for member, positions in of[:MAX_DIFFERENCES]:
        hops = views[member].copy.trace.route.hops
        fields = tuple(hops[at - 1].trace.field for at in positions if at <= len(hops))
        variants.append(
            Variant(value=State.NOT_APPLICABLE, sha256="", members=(member,), fields=fields)
        )
    return Difference(
        field="Received",
        kind=DifferenceKind.ROUTE,
        expected=False,
        members=members,
        reason=text(f"copies.route.{kind}", count=len(members), lines=len(trunk.keys)),
        variants=tuple(variants),
        texts=1 + len(members),
        together=members if differ > 1 else (),
        majority=agree > differ and agree >= 2,
    )


def find_forks(views: Mapping[str, View], trunk: Trunk) -> tuple[Fork, ...]:
    """Who took each copy over behind its newest shared line, in order of the first copy."""
    shared = set(trunk.keys)
    found: dict[str, list[str]] = {}
    for member, one in views.items():
        last = max((at for at, hop in enumerate(one.hops) if key_of(hop) in shared), default=-1)
        following = one.hops[last + 1 :]
        name = following[0].operator if following else ""
        found.setdefault(one.operator or name, []).append(member)
    return tuple(Fork(operator=name, members=tuple(own)) for name, own in found.items())
