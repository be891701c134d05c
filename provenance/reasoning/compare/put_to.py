"""What the other side would put to a side: every record that names it as used for the sending.

The test is not what a finding weighs. A login, a machine, a device or a network of one side that
stands in the records of the sending is what a cross-examination begins with, also where the record
would look the same under every explanation. Swapping the sides gives the mirrored lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from provenance.basics import Address, Text, text
from provenance.case import Case
from provenance.correlation.accounts import same_account
from provenance.reasoning.answer import day_of
from provenance.reasoning.cited import OPPOSITE
from provenance.reasoning.compare.candidates import holder_of
from provenance.reasoning.records import Finding, Party

_NAMES_ACCOUNT: Final = frozenset({"identity.from", "join.sent"})
"""The From line and the row of the sending: the plainest records that name an account."""
_OF_ACCOUNT: Final = (
    "join.mode.owner",
    "join.session.recall",
    "join.session.delete",
    "join.session.sign-in",
    "usage.address.usual",
    "usage.client.usual",
    "usage.crossed.log-ons-none",
    "usage.device.usual",
    "usage.users.alone",
)
"""The account's own login, its session and its habits: put to whoever the account belongs to."""
_OF_OTHERS: Final = (
    "access.consent.other",
    "access.password.other.",
    "access.rights.other",
    "access.rule.other",
    "chain.other-account.",
    "join.mode.admin",
    "join.mode.delegate",
    "join.mode.other-account",
    "join.mode.service",
    "join.send-as",
    "join.send-on-behalf",
    "presence.office",
    "usage.network.organisation",
    "usage.address.new",
    "usage.client.new",
    "usage.crossed.log-ons",
    "usage.device.new",
    "usage.stay.there-apart",
    "usage.users.shared",
)
"""Another login, a service, rooms of the organisation: put to whoever holds the systems."""
_OF_PERSONS: Final = (
    "presence.badge",
    "presence.machine",
    "presence.network-fits",
    "presence.remote-session",
    "presence.tunnel",
    "usage.device.listed",
    "usage.device.open-login",
    "usage.stay.there",
    "usage.stay.there-same",
)
"""Records of a person's card, machine, device or network: put to that person's side.

Use from the place of a stay is the mirror of use from the organisation's rooms during it.
"""
_OTHERWISE: Final = (
    "presence.calendar-apart",
    "presence.calendar-later",
    "presence.calendar-other",
    "presence.calendar-without",
    "presence.record-against",
    "presence.record-moved",
    "presence.record-perhaps",
)
"""Records against an absence, and calendars without one: put to that person's side."""
_AWAY: Final = ("presence.calendar", "presence.calendar-elsewhere", "presence.stay-record")
"""Records that fit a stay, whoever wrote them: put to the side that the absence does not help."""
DURING_STAY: Final = ("usage.stay.abroad", "usage.stay.elsewhere")
"""Use from other places during a stay: put to both. Either somebody else was at work there, or
the stay was not what the case file says."""
_DOOR_DAYS: Final = "usage.crossed.door-days"
"""Put to the account's side where a door row of that day names its person, else to the other."""
_BY_ACCOUNT: Final = frozenset({"join.item-deleted"})
"""What somebody did to the item afterwards: put to whoever the acting account belongs to."""

TESTED: Final = {
    "usage.crossed.doors": ("presence.office", "presence.stay-act"),
    "usage.crossed.device": ("presence.machine-away", "presence.machine-disputed"),
}
"""Counts that speak for or against an assumption of findings: put to whoever these help or harm."""
_ABSENCES: Final = frozenset(name for names in TESTED.values() for name in names)


def put_to(
    findings: tuple[Finding, ...], case: Case, asked: frozenset[str]
) -> dict[Party, tuple[str, ...]]:
    """Ids of the findings that would be put to each side, in their order."""
    holder = holder_of(case)
    own = holder.id if holder is not None else ""
    found: dict[Party, list[str]] = {Party.HOLDER: [], Party.ORGANISATION: []}
    helped: dict[tuple[str, str], set[Party]] = {}
    for one in findings:
        if one.person and one.name in _ABSENCES:
            side = Party.HOLDER if one.person == own else Party.ORGANISATION
            helped.setdefault((one.name, one.message), set()).add(side)
    for one in findings:
        if one.message and one.message not in asked:
            continue
        if one.name in TESTED:
            parties = _of_test(one, helped)
        elif one.name.startswith(DURING_STAY):
            parties = set(found)
        else:
            party = _whom(one, case.account, own)
            parties = {party} if party is not None else set()
        for each in parties:
            found[each].append(one.id)
    return {party: tuple(ids) for party, ids in found.items()}


def _whom(finding: Finding, account: str, holder: str) -> Party | None:
    if finding.name in _NAMES_ACCOUNT:
        return Party.HOLDER if _names(finding, account) else None
    if finding.name in _BY_ACCOUNT:
        return _side(own=_names(finding, account))
    if finding.name == _DOOR_DAYS:
        rows = dict(finding.statement.params).get("own")
        return _side(own=bool(rows) if isinstance(rows, int) else None)
    if finding.name in (*_OF_PERSONS, *_OTHERWISE):
        return _side(own=finding.person == holder if finding.person else None)
    if finding.name in _AWAY:
        return _side(own=finding.person != holder if finding.person else None)
    if finding.name.startswith(_OF_ACCOUNT):
        return Party.HOLDER
    return Party.ORGANISATION if finding.name.startswith(_OF_OTHERS) else None


def _side(*, own: bool | None) -> Party | None:
    """The account's side or the other; none where the record names nobody."""
    if own is None:
        return None
    return Party.HOLDER if own else Party.ORGANISATION


def _of_test(test: Finding, helped: Mapping[tuple[str, str], set[Party]]) -> set[Party]:
    """Days without what a finding assumes are put to whoever it helps, days with it to the other.

    That somebody was elsewhere helps that person's side.
    """
    sides = {
        side
        for name in TESTED[test.name]
        for side in helped.get((name, test.message), frozenset[Party]())
    }
    lacks = test.statement.id.endswith(".lacking")
    return sides if lacks else {OPPOSITE[side] for side in sides}


def _names(finding: Finding, account: str) -> bool | None:
    """Whether the address of a line, or the account of a row, is that in dispute; None: no such."""
    values = dict(finding.statement.params)
    while isinstance(inner := values.get("words"), Text):
        values = dict(inner.params)
    named = values.get("account", values.get("address"))
    spec = named.spec if isinstance(named, Address) else ""
    return same_account(spec, account.strip()) if spec and account.strip() else None


def stated_ways(case: Case) -> tuple[Text, ...]:
    """What the case file itself states of other people's ways into the account, as stated."""
    holder = holder_of(case)
    found: dict[Text, None] = {}
    for person in case.people:
        if holder is not None and person.id == holder.id:
            continue
        for way in person.access_to:
            found[
                text(
                    f"reasoning.put-to.way{'' if way.source else '.bare'}",
                    person=person.name or person.id,
                    how=text(f"reasoning.explanation.how.{_how(way.how)}"),
                    since=day_of(way.start),
                    **({"source": way.source} if way.source else {}),
                )
            ] = None
    return tuple(found)


def _how(how: str) -> str:
    known = ("admin", "device", "full-access", "knows-password", "on-behalf", "send-as")
    return how if how in known else "unnamed"
