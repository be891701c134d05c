"""Claims made when something cites them, and what several of them together may carry.

A chain is as strong as its weakest claim. Several chains support a statement each for itself, the
strongest counts, and only claims that share neither supplier nor system confirm each other
(architecture §3, report standard §1.2 and §1.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from provenance.basics import Interest
from provenance.basics.record import dataclass
from provenance.reasoning.claims import CLAIM, RECORD, cap, weakest
from provenance.trace import Attestation, AttestationClass

_FREE: Final = frozenset({"sender", "client"})
"""Whoever chose the value could have chosen any; a seal over it changes nothing in that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one cited line or source may carry, and on whom it depends.

    ``strength`` is 0..2. ``groups`` are the suppliers that it depends on, ``systems`` the mail or
    log systems that wrote it, "" for one that is not known. ``protected`` tells that something
    else than its holder's word keeps it as it was. ``interest`` is that of its holder,
    ``against_interest`` that it harms the holder.
    """

    cls: AttestationClass
    strength: int
    groups: frozenset[str]
    systems: frozenset[str] = frozenset()
    protected: bool = False
    interest: Interest = Interest.UNKNOWN
    against_interest: bool = False


def claim_of_line(
    line: Attestation, *, supplier: str, system: str = "", seal: int = CLAIM
) -> Claim:
    """The claim of one header field out of a copy that ``supplier`` handed in.

    ``seal`` is what the seal over a class A line may carry. A value that the sender chose freely
    stays a claim however well it is sealed; a line of the receiving side in a copy of one holder
    is that holder's statement (at most 1) until an independent source confirms it.
    """
    limit = cap(line.cls)
    if line.cls is AttestationClass.SIGNED:
        limit = min(limit, seal)
    if line.value_chosen_by in _FREE:
        limit = min(limit, CLAIM)
    return Claim(
        cls=line.cls,
        strength=limit,
        groups=frozenset({supplier}),
        systems=frozenset({system}),
        protected=bool(line.protection),
        interest=line.interest,
    )


def claim_of_source(
    cls: AttestationClass, *, supplier: str, system: str, interest: Interest, against: bool = False
) -> Claim:
    """The claim of a record in a supplied export.

    In the hands of the submitting side it is that side's statement, unless it speaks against it.
    """
    limit = cap(cls)
    if interest is Interest.SUBMITTING and not against:
        limit = min(limit, CLAIM)
    return Claim(
        cls=cls,
        strength=limit,
        groups=frozenset({supplier}),
        systems=frozenset({system}),
        interest=interest,
        against_interest=against,
    )


def chain(claims: Sequence[Claim]) -> Claim:
    """All claims that one statement needs: the weakest decides, and it depends on all of them.

    A chain of nothing is a typed claim that carries nothing.
    """
    if not claims:
        return Claim(cls=AttestationClass.CLIENT, strength=0, groups=frozenset())
    interests = {one.interest for one in claims}
    return Claim(
        cls=weakest(one.cls for one in claims),
        strength=min(one.strength for one in claims),
        groups=frozenset().union(*(one.groups for one in claims)),
        systems=frozenset().union(*(one.systems for one in claims)),
        protected=all(one.protected for one in claims),
        interest=interests.pop() if len(interests) == 1 else Interest.UNKNOWN,
        against_interest=any(one.against_interest for one in claims),
    )


def independent(one: Claim, other: Claim) -> bool:
    """Whether two claims share neither a supplier nor a system; what is not known is shared."""
    if "" in one.systems | other.systems or not one.systems or not other.systems:
        return False
    return not one.groups & other.groups and not one.systems & other.systems


def confirms(line: Claim, other: Claim) -> bool:
    """Whether another claim of the same content lifts a line of the receiving side.

    It has to be a line of another receiving system out of another hand, or a record of a system in
    the hands of another interest than the copy's.
    """
    if line.cls is not AttestationClass.RECEIVER or not other.strength:
        return False
    if other.cls is AttestationClass.RECEIVER:
        return independent(line, other)
    if other.cls is AttestationClass.LOG:
        differ = other.interest is not line.interest and Interest.UNKNOWN not in {
            other.interest,
            line.interest,
        }
        return differ and not line.groups & other.groups
    return False


def together(claims: Sequence[Claim]) -> int:
    """What claims of the same content carry: the strongest, and 2 where they confirm each other.

    A further claim never lowers it, and a copy of one that is there never raises it.
    """
    best = max((one.strength for one in claims), default=0)
    lifted = any(
        confirms(one, other) for one in claims if one.strength for other in claims if one != other
    )
    return max(best, RECORD) if lifted else best
