"""Claims made when something cites them, and what several of them together may carry.

A chain is as strong as its weakest claim. Several chains support a statement each for itself, the
strongest counts, and only claims that share neither supplier nor system confirm each other
(architecture §3, report standard §1.2 and §1.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from provenance.basics import Interest
from provenance.reasoning.claims import CLAIM, RECORD, cap, weakest
from provenance.reasoning.records import Claim
from provenance.trace import Attestation, AttestationClass

_FREE: Final = frozenset({"sender", "client"})
"""Whoever chose the value could have chosen any; a seal over it changes nothing in that."""


def claim_of_line(
    line: Attestation,
    *,
    supplier: str,
    system: str = "",
    seal: int = CLAIM,
    interest: Interest = Interest.UNKNOWN,
    against: bool = False,
) -> Claim:
    """The claim of one header field out of a copy that ``supplier`` handed in.

    ``seal`` is what the seal over a class A line may carry, ``interest`` that of the supplier
    where the line itself does not have it, ``against`` that it harms the supplier. A value that
    the sender chose freely stays a claim however well it is sealed; a line of the receiving side
    in a copy of one holder is that holder's statement (at most 1) until an independent source
    confirms it.
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
        protection=frozenset({line.protection} if line.protection else ()),
        interest=interest if line.interest is Interest.UNKNOWN else line.interest,
        against_interest=against,
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

    A chain of nothing is a typed claim that carries nothing. It is protected where each of its
    links is, and against the interest of its suppliers where no link serves one of them.
    """
    if not claims:
        return Claim(cls=AttestationClass.CLIENT, strength=0, groups=frozenset())
    return Claim(
        cls=weakest(one.cls for one in claims),
        strength=min(one.strength for one in claims),
        groups=frozenset().union(*(one.groups for one in claims)),
        systems=frozenset().union(*(one.systems for one in claims)),
        protection=(
            frozenset().union(*(one.protection for one in claims))
            if all(one.protection for one in claims)
            else frozenset()
        ),
        interest=_interest({one.interest for one in claims}),
        against_interest=_against(claims),
    )


def _interest(interests: set[Interest]) -> Interest:
    """The interest of all that a statement needs: that of a side stays beside an outsider's."""
    if len(interests) > 1:
        interests = interests - {Interest.INDEPENDENT}
    return interests.pop() if len(interests) == 1 else Interest.UNKNOWN


def _against(claims: Sequence[Claim]) -> bool:
    """Whether all that a side supplied harms that side, and something was supplied by one."""
    return any(one.against_interest for one in claims) and all(
        one.against_interest or one.interest is Interest.INDEPENDENT for one in claims
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
