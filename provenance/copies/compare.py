"""The comparison of several copies: groups, common route, differences, agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from provenance.basics import State
from provenance.copies.corroboration import agreements, odd_copies, vouched, weighed
from provenance.copies.differences import body_differences, field_differences
from provenance.copies.graph import route_graph
from provenance.copies.grouping import group, mailings, witnesses
from provenance.copies.records import Copy, CopyComparison, CopyGroup
from provenance.copies.route import find_forks, find_trunk, route_differences
from provenance.copies.view import View, view


def compare(copies: Sequence[Copy]) -> CopyComparison:
    """Compare copies; see :func:`provenance.copies.compare_copies`."""
    grouped = group([view(one) for one in copies])
    made = [_group(f"C{number}", own) for number, own in enumerate(grouped, 1)]
    same = mailings([(one.id, own) for one, own in zip(made, grouped, strict=True)])
    numbers = {id_: number for number, ids in enumerate(same, 1) for id_ in ids}
    return CopyComparison(
        groups=tuple(replace(one, mailing=numbers.get(one.id, 0)) for one in made),
        mailings=same,
    )


def _group(id_: str, own: Sequence[View]) -> CopyGroup:
    views = {one.copy.id: one for one in own}
    found = witnesses(own)
    usual = Counter(one.message_id for one in own if one.message_id)
    message_id = max(sorted(usual), key=lambda key: usual[key]) if usual else State.ABSENT
    if len(own) < 2:
        return CopyGroup(
            id=id_, members=tuple(views), message_id=message_id, witnesses=found, of=len(found)
        )
    trunk = find_trunk(views, found)
    differences = [
        *route_differences(views, trunk, found),
        *field_differences(views, found),
        *body_differences(views, found),
    ]
    differences = [weighed(one, views, found) for one in differences]
    differences.sort(key=lambda one: one.expected)
    odd = odd_copies(views, differences)
    alone = {one.member for one in odd}
    return CopyGroup(
        id=id_,
        members=tuple(views),
        message_id=message_id,
        witnesses=found,
        trunk=trunk.positions,
        trunk_of=trunk.of,
        forks=find_forks(views, trunk),
        differences=tuple(differences),
        agreements=agreements(views, found, trunk),
        corroborated=sum(1 for one in found if not alone.intersection(one.members)),
        of=len(found),
        odd=odd,
        vouched=vouched(views),
        graph=route_graph(views, trunk),
    )
