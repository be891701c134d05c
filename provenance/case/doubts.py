"""What a case file says that is no mistake of form and still has to be told: doubtful entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from itertools import combinations

from provenance.basics import Text, text
from provenance.case.names import skeleton
from provenance.case.records import Case


def doubts_of(case: Case, exhibits: Iterable[str]) -> tuple[Text, ...]:
    """Dangling exhibits, names that a reader cannot tell apart, blocks that lie in each other.

    ``exhibits`` are all numbers, names and hashes under which something was handed in.
    """
    held = set(exhibits)
    return tuple(
        dict.fromkeys((*_dangling(case, held), *_names(case), *_blocks(case), *_stays(case)))
    )


def _dangling(case: Case, held: set[str]) -> Iterator[Text]:
    ways = [way.source for person in case.people for way in person.access_to]
    for source in (*(one.source for one in case.presence), *ways):
        if source.strip() and source.strip() not in held:
            yield text("case.doubt.source", source=source.strip())


def _names(case: Case) -> Iterator[Text]:
    for one, other in combinations(case.people, 2):
        if one.name.strip() and skeleton(one.name) == skeleton(other.name):
            yield text(
                "case.doubt.names", first=one.id, second=other.id,
                name=one.name, other=other.name,
            )  # fmt: skip


def _blocks(case: Case) -> Iterator[Text]:
    for one, other in combinations(case.organisation.networks, 2):
        left, right = (ip_network(block.cidr, strict=False) for block in (one, other))
        if left.version == right.version and left.overlaps(right):
            yield text(
                "case.doubt.networks",
                first=one.name or one.cidr, second=other.name or other.cidr,
            )  # fmt: skip


def _stays(case: Case) -> Iterator[Text]:
    from provenance.case.checks import period_of

    for one, other in combinations(case.presence, 2):
        if one.person != other.person or one.place.casefold() == other.place.casefold():
            continue
        (a, b), (c, d) = (period_of(stay.start, stay.end, case.timezone) for stay in (one, other))
        if (a is None or d is None or a < d) and (c is None or b is None or c < b):
            yield text("case.doubt.stays", person=one.person, first=one.place, second=other.place)
