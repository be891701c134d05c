"""Which accounts, people, addresses and days a case is about, to find them again in exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Network
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import IpClass, IpRole
from provenance.basics import State, known
from provenance.basics.record import dataclass
from provenance.case import Case, Person
from provenance.case.names import alike
from provenance.correlation.accounts import same_account
from provenance.correlation.door_cards import Card, Key, key_of
from provenance.correlation.door_rows import holder_of
from provenance.correlation.keys import MessageKeys
from provenance.correlation.records import AuditSide, Join, JoinTier
from provenance.correlation.stated_times import Stretch, shifted, stay_of

NEAR_DAYS: Final = timedelta(days=3)
"""Records of the people of the case that stand so near a message are looked at."""
ADDRESS_NEAR: Final = timedelta(hours=12)
CHANGES_BEFORE: Final = timedelta(days=400)
CHANGES_AFTER: Final = timedelta(days=7)
ABSENCES: Final = timedelta(days=14)
STAY_NEAR: Final = timedelta(days=3)
"""A journey to a stay and readings of its time in another zone stand so near it."""

SENDING: Final = frozenset(
    {EventKind.SEND, EventKind.SEND_AS, EventKind.SEND_ON_BEHALF, EventKind.SUBMIT}
)
FIRM: Final = frozenset({JoinTier.S1, JoinTier.S2, JoinTier.S3})
CHANGES: Final = frozenset(
    {
        EventKind.PASSWORD,
        EventKind.PERMISSION,
        EventKind.RULE,
        EventKind.CONSENT,
        EventKind.MAILBOX_SETTING,
        EventKind.AUDIT_SETTING,
    }
)
_PERSONAL: Final = frozenset(
    {
        *SENDING,
        EventKind.SIGN_IN,
        EventKind.SIGN_IN_FAILED,
        EventKind.SIGN_OUT,
        EventKind.SESSION_START,
        EventKind.SESSION_END,
        EventKind.LOCK,
        EventKind.UNLOCK,
        EventKind.NETWORK_SESSION,
        EventKind.BADGE,
        EventKind.ACCESS,
        EventKind.REQUEST,
        EventKind.RECALL,
        EventKind.DRAFT,
        EventKind.DELETE,
    }
)
USES: Final = frozenset(
    {
        *SENDING,
        EventKind.SIGN_IN,
        EventKind.ACCESS,
        EventKind.DRAFT,
        EventKind.DELETE,
        EventKind.REQUEST,
        EventKind.RECALL,
        EventKind.NETWORK_SESSION,
    }
)
"""What is use of an account; what a program fetches by itself (``SYNC``) is none."""
BY_HAND: Final = frozenset({*SENDING, EventKind.DRAFT, EventKind.DELETE, EventKind.RECALL})
"""Uses that no program makes by itself while it signs in and fetches mail."""
_IN_NAMES: Final = frozenset("._%+-")
_OUTER: Final = frozenset({IpClass.PUBLIC, IpClass.DOCUMENTATION})
_CLIENT_ROLES: Final = frozenset(
    {IpRole.ORIGINAL_CLIENT, IpRole.ASSIGNED_OUTSIDE, IpRole.PEER, IpRole.CLAIMED}
)


def names_another(join: Join) -> bool:
    """Whether a row with this Message-ID is the record of another message.

    Subject and time both differ: an identifier can be copied, and the one thing that is equal is
    the one that anybody can type. A subject or a time alone differs for ordinary reasons too.
    """
    return "message-id" in join.agree and {"subject", "time"} <= set(join.disagree)


def mentions(words: str, account: str) -> bool:
    """Whether a text names an account whole: ``msc@x`` does not stand in ``amsc@x``."""
    at = words.find(account)
    while at >= 0:
        before, behind = words[at - 1 : at], words[at + len(account) : at + len(account) + 1]
        if not (before.isalnum() or before in _IN_NAMES) and not (
            behind.isalnum() or behind == "-"
        ):
            return True
        at = words.find(account, at + 1)
    return False


def client_addresses(event: AuditEvent) -> frozenset[str]:
    """Addresses outside any private network that a row names for the client or its connection.

    Servers of providers are no clients; addresses inside a network are many people's.
    """
    return frozenset(
        address
        for ip in event.ips
        if ip.cls in _OUTER and ip.role in _CLIENT_ROLES and (address := known(ip.address))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """What of the case can stand in a log; texts in lower case.

    ``moments`` are all that records are looked for near; ``asked`` those of the messages alone.
    ``stays`` are the stated stays by person, ``domains`` the mail domains of the organisation,
    ``senders`` the accounts that act in the recorded sendings. ``cards`` are those that an export
    of doors has beside one name alone, by export and number.
    """

    accounts: tuple[str, ...]
    people: tuple[Person, ...]
    moments: tuple[datetime, ...]
    addresses: frozenset[str]
    prefixes: frozenset[str] = frozenset()
    asked: tuple[datetime, ...] = ()
    stays: tuple[tuple[str, Stretch], ...] = ()
    domains: tuple[str, ...] = ()
    senders: frozenset[str] = frozenset()
    cards: Mapping[Key, Card] | None = None

    def is_own(self, event: AuditEvent) -> bool:
        """Whether a row is use of an account of a sending, or a door used by its person."""
        if event.kind is EventKind.BADGE:
            person = self.person_of(event)
            return person is not None and any(
                same_account(one, account) for one in person.accounts for account in self.senders
            )
        return (
            event.kind in USES
            and not isinstance(event.time, State)
            and (known(event.actor.account) or "").strip().lower() in self.senders
        )

    def in_stay(self, event: AuditEvent) -> bool:
        """Whether a row stands in a stay that the case file states of anybody."""
        return not isinstance(event.time, State) and any(
            stay.touches(event.time.start, event.time.end) for _, stay in self.stays
        )

    def account_of(self, event: AuditEvent) -> str:
        """The account of the case that acts in a row, "" if none does."""
        logged = known(event.actor.account) or ""
        return next((one for one in self.accounts if same_account(logged, one)), "")

    def person_of(self, event: AuditEvent) -> Person | None:
        """The person of the case whose own account or name a row has; never who really acted.

        Nobody where the row fits two of them, or where it names a login of a foreign machine.
        """
        # What a door has for a holder is a name: written like a login, it may be its person.
        held = event.kind is EventKind.BADGE and "holder-named" in event.flags
        owners = [] if held else [one for one in self.people if self.login_of(event, one)]
        if owners:
            return owners[0] if len(owners) == 1 else None
        written = set(_holders(event))
        named = [one for one in self.people if written & _names_of(one, addresses=held)]
        return named[0] if len(named) == 1 else None

    def login_of(self, event: AuditEvent, person: Person) -> bool:
        """Whether a row names a login of the person that is one of the organisation."""
        logged = (known(event.actor.account) or "").strip()
        return any(same_account(logged, one) for one in person.accounts) and (
            not self._foreign(logged, event, person)
        )

    def _foreign(self, logged: str, event: AuditEvent, person: Person) -> bool:
        r"""Whether ``MACHINE\name`` is a local account of a machine that is not the person's."""
        domain = logged.rpartition("\\")[0].strip().casefold()
        labels = {one.partition(".")[0] for one in self.domains}
        if not domain or domain in self.domains or domain in labels:
            return False
        computer = dict(event.unmapped).get("Computer", "").strip().casefold()
        host, _, suffix = computer.partition(".")
        if domain.partition(".")[0] == host:
            return host not in {one.strip().casefold() for one in person.devices}
        return bool(suffix and self.domains) and not any(
            suffix == one or suffix.endswith(f".{one}") for one in self.domains
        )

    def could_be(self, event: AuditEvent, person: Person) -> bool:
        """Whether a row may mean the person: another spelling, a login as a name, a card alone.

        One rule for doors in every use, and for everybody: nobody is tied by it in one place only.
        """
        logged = (known(event.actor.account) or "").strip()
        if any(same_account(logged, one) for one in person.accounts):
            return True
        if any(_may_mean(one, person) for one in _holders(event)):
            return True
        card = self.card_alone(event)
        return card is not None and person.id in card.people

    def meant(self, name: str) -> frozenset[str]:
        """The ids of the people whom a name at a door may mean."""
        return frozenset(one.id for one in self.people if _may_mean(name, one))

    def card_alone(self, event: AuditEvent) -> Card | None:
        """The card of a door row without a name, if it stands beside one name elsewhere in it."""
        if event.kind is not EventKind.BADGE or holder_of(event):
            return None
        return (self.cards or {}).get(key_of(event))

    def matters(self, event: AuditEvent) -> bool:
        """Whether a row stands near a message or around a stay, whomever it may name."""
        if isinstance(event.time, State):
            return False
        start, end = event.time.start, event.time.end
        return self._within(event, NEAR_DAYS, NEAR_DAYS) or any(
            shifted(stay.start, -STAY_NEAR) <= end and start <= shifted(stay.end, STAY_NEAR)
            for _, stay in self.stays
        )

    def touches(self, event: AuditEvent) -> bool:
        """Whether a change names one of the accounts, as actor, mailbox, target or value."""
        named = [known(event.actor.account), known(event.mailbox.owner), known(event.target)]
        if any(same_account(one or "", account) for one in named for account in self.accounts):
            return True
        values = " ".join(value for _, value in event.params[:50])[:20_000].lower()
        target = (known(event.target) or "")[:20_000].lower()
        return any(
            mentions(values, account) or mentions(target, account) for account in self.accounts
        )

    def wants(self, event: AuditEvent) -> bool:
        """Whether a row is worth keeping beside the joined ones."""
        if event.kind in CHANGES:
            return self._within(event, CHANGES_BEFORE, CHANGES_AFTER) and self.touches(event)
        if event.kind is EventKind.ABSENCE:
            return self._within(event, ABSENCES, ABSENCES)
        personal = event.kind in _PERSONAL and self._within(event, NEAR_DAYS, NEAR_DAYS)
        if personal and (self.account_of(event) or self.person_of(event) is not None):
            return True
        if event.kind is EventKind.BADGE and self._in_stay(event):
            return True
        return (
            bool(self.addresses)
            and self._within(event, ADDRESS_NEAR, ADDRESS_NEAR)
            and self._same_network(event)
        )

    def _in_stay(self, event: AuditEvent) -> bool:
        """Whether a door or gate may name somebody around a stay that the case file states."""
        if isinstance(event.time, State):
            return False
        start, end = event.time.start, event.time.end
        return any(
            shifted(stay.start, -STAY_NEAR) <= end
            and start <= shifted(stay.end, STAY_NEAR)
            and any(one.id == id_ and self.could_be(event, one) for one in self.people)
            for id_, stay in self.stays
        )

    def _same_network(self, event: AuditEvent) -> bool:
        """Whether a client address is one of the case, or has the first half of an IPv6 one."""
        seen = client_addresses(event)
        if seen & self.addresses:
            return True
        return any(":" in one and _prefix(one) in self.prefixes for one in seen)

    def _within(self, event: AuditEvent, before: timedelta, after: timedelta) -> bool:
        """Near one of the moments; a row without a time (a state, a list of rights) is near all."""
        if isinstance(event.time, State):
            return event.kind in CHANGES
        start, end = event.time.start, event.time.end
        return any(
            shifted(moment, -before) <= end and start <= shifted(moment, after)
            for moment in self.moments
        )


def parties_of(case: Case, keys: Sequence[MessageKeys], side: AuditSide) -> Parties:
    """Collect them from the case file, the messages and the rows that name the messages."""
    accounts = [case.account, *(one for person in case.people for one in person.accounts)]
    accounts += sorted(one for key in keys for one in key.accounts)
    moments = [moment for key in keys for moment in (key.date, key.first_hop) if moment]
    addresses = {address for key in keys for address in key.client_ips}
    held = {event.id: event for event in side.events}
    senders = set()
    for join in side.joins:
        event = held[join.event]
        if event.kind in SENDING and join.tier in {*FIRM, JoinTier.M}:
            senders.add((known(event.actor.account) or "").strip().lower())
        if join.tier in FIRM and event.kind in SENDING:
            addresses |= client_addresses(event)
            if not isinstance(event.time, State):
                moments.append(event.time.start)
    return Parties(
        accounts=tuple(dict.fromkeys(one.strip().lower() for one in accounts if one.strip())),
        people=case.people,
        moments=tuple(sorted(set(moments))),
        addresses=frozenset(addresses),
        asked=tuple(sorted({at for key in keys if (at := key.first_hop or key.date)})),
        prefixes=frozenset(_prefix(one) for one in addresses if ":" in one),
        stays=tuple(
            (one.person, stretch)
            for one in case.presence
            if (stretch := stay_of(one.start, one.end, case.timezone)) is not None
        ),
        domains=tuple(one.strip().casefold().rstrip(".") for one in case.organisation.domains),
        senders=frozenset(senders - {""}),
    )


def _prefix(address: str) -> str:
    """The first 64 bits of an IPv6 address, "" for what is none."""
    try:
        return str(IPv6Network((address, 64), strict=False))
    except ValueError:
        return ""


def _names_of(person: Person, *, addresses: bool) -> frozenset[str]:
    """What surely names a person, in lower case: id and name; at a door the whole address too."""
    whole = [one for one in person.accounts if "@" in one] if addresses else []
    return frozenset(one.strip().lower() for one in (person.id, person.name, *whole)) - {""}


def _may_mean(name: str, person: Person) -> bool:
    """Whether a name at a door is written like the person's name, id or login."""
    written = name.strip().lower()
    if not written:
        return False
    if written == person.id.strip().lower() or alike(written, person.name):
        return True
    return any(same_account(written, one) for one in person.accounts)


def _holders(event: AuditEvent) -> tuple[str, ...]:
    """What a row writes for whoever acts, in lower case: an account, a card, its holder.

    A door log may have a number for the card and the holder's name in a column of its own.
    """
    logged = (known(event.actor.account) or "").strip().lower()
    holder = dict(event.params).get("person", "") if "holder-named" in event.flags else ""
    return tuple(one for one in (logged, holder.strip().lower()) if one)
