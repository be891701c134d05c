"""Whose hand supplied a record, and whether whoever gains by it could have made it.

That somebody is independent is a word of the case file. It does not stand against the file's own
names: whoever prepared the case, the holder of the account and the organisation are no outsiders.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.basics import Interest, State, Value
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.cited import OPPOSITE, party_of, submitting_party
from provenance.reasoning.compare.candidates import holder_of
from provenance.reasoning.records import Party
from provenance.reasoning.subject import Subject, plain

_SUBMITTED: Final = frozenset({Interest.SUBMITTING})


def interest_of_hand(case: Case, supplied_by: str, stated: Interest) -> Interest:
    """The interest that is printed: names override the label *independent* and fill in none.

    Where the label names a side it is printed as stated, and weighed by ``hand_by_name``.
    """
    if stated in {Interest.SUBMITTING, Interest.OTHER}:
        return stated
    return hand_by_name(case, supplied_by, stated)


def hand_by_name(case: Case, supplied_by: str, stated: Interest) -> Interest:
    """The interest of whoever supplied an exhibit, by the name wherever the case file knows it.

    Another person of the case file has a view of his or her own, which is not known, and is not
    independent.
    """
    name = plain(supplied_by)
    if not name:
        return stated
    if name == plain(case.prepared_by):
        return Interest.SUBMITTING
    party = _party_named(case, name)
    submitting = submitting_party(case)
    if party is not None and isinstance(submitting, Party):
        return Interest.SUBMITTING if party is submitting else Interest.OTHER
    people = {plain(one) for who in case.people for one in (who.id, who.name, *who.accounts)}
    if stated is Interest.INDEPENDENT and (party is not None or name in people):
        return Interest.UNKNOWN
    return stated


def _party_named(case: Case, name: str) -> Party | None:
    holder = holder_of(case)
    if holder is not None and name in {
        plain(one) for one in (holder.id, holder.name, *holder.accounts) if one
    }:
        return Party.HOLDER
    return Party.ORGANISATION if name == plain(case.organisation.name) else None


def with_hands(side: AuditSide, case: Case) -> AuditSide:
    """The exports with the interest of the hands that the case file names for them."""
    return replace(
        side,
        sources=tuple(
            replace(one, interest=interest_of_hand(case, one.supplied_by, one.interest))
            for one in side.sources
        ),
    )


def subjects_with_hands(subjects: tuple[Subject, ...], case: Case) -> tuple[Subject, ...]:
    """The copies with the interest of the hands that the case file names for them."""
    return tuple(
        replace(
            one,
            interest=interest_of_hand(case, one.supplier.removeprefix("supplied:"), one.interest)
            if one.supplier.startswith("supplied:")
            else one.interest,
        )
        for one in subjects
    )


def could_be_made(
    interests: frozenset[Interest], harmed: Value[Party], submitting: Value[Party]
) -> Interest | None:
    """The interest of a hand that could have made a record for its own good; ``None`` for none.

    ``harmed`` is the party that the record speaks against; the other one gains by it. A hand that
    nobody names counts as the one that gains, so that saying nothing never carries more than the
    truth. Which side hands the report in changes nothing for a record that harms one of the two.
    """
    if Interest.UNKNOWN in interests:
        return Interest.UNKNOWN
    for interest in sorted(interests):
        party = party_of(interest, submitting)
        gains = isinstance(harmed, Party) and party is OPPOSITE[harmed]
        untold = party is State.ABSENT and (isinstance(harmed, Party) or interest in _SUBMITTED)
        if gains or untold:
            return interest
    return None
