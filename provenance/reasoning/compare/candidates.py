"""The competing explanations of a case: the eight, and each for whoever the case file names.

Who is named comes from the case file alone, and so do their ways into the account (class W):
an explanation is compared because somebody can give it, not because anything speaks for it.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Text, text
from provenance.case import Access, Case, Person
from provenance.correlation.accounts import same_account
from provenance.reasoning.answer import day_of
from provenance.reasoning.records import Explanation

HOLDER: Final = "account-holder"
SOMEBODY: Final = "person-with-access"
IDS: Final = (
    HOLDER,
    SOMEBODY,
    "delegate",
    "administrator",
    "automation",
    "outside-compromise",
    "outside-system",
    "copy-altered",
)
"""All explanations of architecture §4 in their order, which ranks nothing."""
OWN_LOGIN: Final = frozenset({HOLDER, SOMEBODY, "outside-compromise"})
"""Explanations in which the account's own login is used: only persons tell them apart."""
OF_THE_COPY: Final = frozenset({"outside-system", "copy-altered"})
"""Explanations about the text and not about an account: nobody is pointed to by either."""
CASES: Final = {
    HOLDER: ("afar", "delayed"),
    SOMEBODY: ("leave", "both"),
    "automation": ("timer",),
}
"""Ways within an explanation that are easily forgotten; each is said in words."""
_TELLING: Final = {
    "afar": (
        "presence.tunnel", "presence.remote-session", "presence.remote-network",
        "usage.network.remote", "presence.network-fits", "presence.machine-away",
    ),
    "delayed": ("manner.written-before",),
    "timer": ("manner.written-before", "manner.daily"),
    "both": (
        "presence.together", "presence.stay-act", "presence.stay-session", "presence.countries",
        "chain.other-account.", "usage.stay.abroad", "usage.stay.elsewhere",
        "usage.stay.there-apart",
    ),
    "leave": (),
}  # fmt: skip
"""Begins of the names of findings that bear on such a way; nothing that is read shows leave."""
MAX_PEOPLE: Final = 12
_WAYS: Final = {
    "knows-password": SOMEBODY,
    "device": SOMEBODY,
    "full-access": "delegate",
    "send-as": "delegate",
    "on-behalf": "delegate",
    "admin": "administrator",
}

Key = tuple[str, str]
"""Id of an explanation and of its person, "" for nobody named."""


LEAVE: Final = text("reasoning.explanation.case.leave")
"""Somebody who sent with leave: a case of *another person* that nothing read here ever shows."""


def holder_of(case: Case) -> Person | None:
    """The person of the case file whose account is in dispute."""
    account = case.account.strip()
    return next(
        (
            person
            for person in case.people
            if account and any(same_account(account, one) for one in person.accounts)
        ),
        None,
    )


def candidates(case: Case, recorded: frozenset[str] = frozenset()) -> tuple[Explanation, ...]:
    """Every explanation without a name, then those for named people, in order of the case file.

    There is room for some people only: whoever has a way into the account, or is ``recorded`` in
    a finding, does not give way to people of whom nothing is said.
    """
    holder = holder_of(case)
    found = [
        _named(HOLDER, holder) if id_ == HOLDER and holder is not None else _unnamed(id_)
        for id_ in IDS
    ]
    others = [person for person in case.people if holder is None or person.id != holder.id]
    nearest = sorted(
        others, key=lambda one: (not _ways(case, one), one.id not in recorded, others.index(one))
    )[:MAX_PEOPLE]
    for person in sorted(nearest, key=others.index):
        ways = _ways(case, person)
        kinds = {SOMEBODY, *(_WAYS[way.how] for way in ways if way.how in _WAYS)}
        found += [_named(id_, person, _best(ways, id_)) for id_ in IDS if id_ in kinds]
    return tuple(found)


def left_out(case: Case) -> int:
    """How many people of the case file get no explanation of their own."""
    holder = holder_of(case)
    others = [person for person in case.people if holder is None or person.id != holder.id]
    return max(0, len(others) - MAX_PEOPLE)


def _ways(case: Case, person: Person) -> list[Access]:
    return [way for way in person.access_to if _of_account(case, way)]


def _of_account(case: Case, way: Access) -> bool:
    account = case.account.strip()
    return not account or same_account(way.account, account)


def _unnamed(id_: str) -> Explanation:
    return Explanation(
        id=id_,
        statement=text(f"reasoning.explanation.{id_}"),
        best=(text(f"reasoning.explanation.{id_}.best"),),
        cases=_cases(id_),
    )


def _cases(id_: str) -> tuple[Text, ...]:
    return tuple(text(f"reasoning.explanation.case.{case}") for case in CASES.get(id_, ()))


def open_cases(names: frozenset[str]) -> tuple[Text, ...]:
    """Ways within the explanations that no finding of these names tells apart from the rest."""
    return tuple(
        text(f"reasoning.explanation.case.{case}")
        for cases in CASES.values()
        for case in cases
        if not any(name.startswith(_TELLING[case]) for name in names if _TELLING[case])
    )


def _named(id_: str, person: Person, more: tuple[Text, ...] = ()) -> Explanation:
    return Explanation(
        id=id_,
        person=person.id,
        statement=text(f"reasoning.explanation.{id_}.named", person=person.name or person.id),
        best=(text(f"reasoning.explanation.{id_}.best"), *more),
        cases=_cases(id_),
    )


def _best(ways: list[Access], id_: str) -> tuple[Text, ...]:
    """The stated ways into the account that this explanation rests on, each as stated.

    Whoever is weighed as a user of the login without a stated way to it is told so.
    """
    if id_ == SOMEBODY and all(_WAYS.get(way.how, SOMEBODY) != id_ for way in ways):
        return (text(f"reasoning.explanation.way.{'no-password' if ways else 'none'}"),)
    return tuple(
        text(
            f"reasoning.explanation.way.{'exhibit' if way.source else 'stated'}",
            how=text(f"reasoning.explanation.how.{way.how if way.how in _WAYS else 'unnamed'}"),
            since=day_of(way.start),
            source=way.source or State.ABSENT,
        )
        for way in ways
        if _WAYS.get(way.how, SOMEBODY) == id_
    )
