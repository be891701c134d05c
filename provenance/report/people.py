"""Who could have used the account, from the case file and the findings alone.

A means is what the case file states; a record about a person is a finding that names the person.
Nobody is left out because of the one, or chosen because of the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from provenance.basics import Address, Text
from provenance.basics.record import dataclass
from provenance.case import Access, Case, Person, Presence
from provenance.correlation.stated_times import stretch_of
from provenance.reasoning import FindingKind
from provenance.report.records import Report
from provenance.report.timeline import anchor

PLACING: Final = frozenset({"presence.badge"})
"""Findings in which records of doors name a person near the sending."""
LOGINS: Final = frozenset(
    f"presence.{name}" for name in ("machine", "machine-away", "machine-credentials", "tunnel")
)
"""Findings in which records of machines or a VPN name a login: an account, and no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """One way into the account, as stated. ``how`` is ``own`` or a word of the case file.

    ``at_the_time`` is ``yes``, ``no``, ``not-stated`` (no period), ``not-readable`` (no dates), or
    ``no-moment`` (nothing says when it was sent).
    """

    account: str
    how: str
    start: str = ""
    end: str = ""
    source: str = ""
    at_the_time: str = "not-stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person of the case file with a means; ``stays`` are those stated for that time.

    ``findings`` are ids of the findings about presence that name the person, ``placed`` tells that
    one of them is a record of a door, ``login`` that one is of a machine or a VPN.
    """

    person: str
    name: str
    means: tuple[Means, ...]
    stays: tuple[Presence, ...] = ()
    findings: tuple[str, ...] = ()
    placed: bool = False
    login: bool = False

    @property
    def had_means(self) -> bool:
        """Whether a stated means is not stated to lie outside that time."""
        return any(one.at_the_time != "no" for one in self.means)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The candidates at one moment; ``basis`` is ``sending``, ``date`` or "" for no moment.

    ``ways`` are ids of findings on ways into the account that name nobody of the case file.
    """

    moment: datetime | None
    basis: str
    candidates: tuple[Candidate, ...] = ()
    ways: tuple[str, ...] = ()

    @property
    def with_means(self) -> int:
        """How many candidates are stated to have had a means at that time."""
        return sum(one.had_means for one in self.candidates)

    @property
    def placed(self) -> int:
        """How many of these records of doors name near that time."""
        return sum(one.had_means and one.placed for one in self.candidates)

    @property
    def logins(self) -> int:
        """Of how many of these records of machines or a VPN name the login near that time."""
        return sum(one.had_means and one.login for one in self.candidates)


def people_of(report: Report) -> People:
    """Return the candidates in the order of the case file."""
    found = anchor(report)
    moment, basis = found if found is not None else (None, "")
    findings = report.reasoning.findings
    candidates = []
    for person in report.case.people:
        means = _means(person, report.case, moment)
        if not means:
            continue
        about = [
            one for one in findings
            if one.person == person.id and one.kind is FindingKind.PRESENCE
        ]  # fmt: skip
        named = {one.id for one in about} | {
            one.id for one in findings if _names(one.statement, person.name.strip())
        }
        candidates.append(
            Candidate(
                person=person.id,
                name=person.name,
                means=means,
                stays=_stays(person, report.case, moment),
                findings=tuple(one.id for one in findings if one.id in named),
                placed=any(one.name in PLACING for one in about),
                login=any(one.name in LOGINS for one in about),
            )
        )
    ways = tuple(one.id for one in findings if one.kind is FindingKind.ACCESS and not one.person)
    return People(moment=moment, basis=basis, candidates=tuple(candidates), ways=ways)


def _names(words: Text, name: str) -> bool:
    """Whether a sentence, or one in it, has the name among its values."""
    if not name:
        return False
    for _, value in words.params:
        if isinstance(value, Text):
            if _names(value, name):
                return True
        elif isinstance(value, Address):
            if value.display.strip() == name:
                return True
        elif isinstance(value, str) and value.strip() == name:
            return True
    return False


def _means(person: Person, case: Case, moment: datetime | None) -> tuple[Means, ...]:
    """Ways into the account in dispute; into any account where none is named."""
    wanted = case.account.casefold()
    own = [
        Means(account=account, how="own")
        for account in person.accounts
        if not wanted or account.casefold() == wanted
    ]
    other = [
        _stated(access, case.timezone, moment)
        for access in person.access_to
        if not wanted or access.account.casefold() == wanted
    ]
    return (*own, *other)


def _stated(access: Access, zone: str, moment: datetime | None) -> Means:
    return Means(
        account=access.account,
        how=access.how,
        start=access.start,
        end="" if access.end == "null" else access.end,
        source=access.source,
        at_the_time=_at(access, zone, moment),
    )


def _at(access: Access, zone: str, moment: datetime | None) -> str:
    if not access.start and access.end in {"", "null"}:
        return "not-stated"
    if moment is None:
        return "no-moment"
    stretch = stretch_of(access.start, access.end, zone)
    if stretch is None:
        return "not-readable"
    return "yes" if stretch.holds(moment, moment) else "no"


def _stays(person: Person, case: Case, moment: datetime | None) -> tuple[Presence, ...]:
    if moment is None:
        return ()
    found = []
    for one in case.presence:
        stretch = stretch_of(one.start, one.end, case.timezone)
        if one.person == person.id and stretch is not None and stretch.holds(moment, moment):
            found.append(one)
    return tuple(found)
