"""Which accounts an address of the organisation's network stands with, in each export.

A sentence that a whole office can share an address is true of some networks and untrue of others:
what the export itself shows is counted instead, whichever side it helps. An address that stands
with one account alone is what a fixed lease of one machine looks like; no person is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import IpSeen, Outcome
from provenance.basics import State, known
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation.parties import USES
from provenance.correlation.presence import network_of
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of
from provenance.correlation.stay import from_afar

MAX_KEPT: Final = 20_000
"""Accounts, addresses and days of one export that are told apart; beyond it nothing is said."""
MAX_NAMED: Final = 4
MAX_CITED: Final = 20
LEAST_DAYS: Final = 2
"""Days with that address before it says anything of a habit."""
_Key = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressDay:
    """The first row of an account with an address of a network on one day (UTC), and how many."""

    account: str
    address: str
    network: str
    day: date
    event: AuditEvent
    count: int
    devices: tuple[str, ...]


class AddressWatch:
    """Sees the rows of one export, each once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        named = case.organisation.domains or (case.account.rpartition("@")[2],)
        self._domains = tuple(one.strip().casefold().rstrip(".") for one in named if one.strip())
        self._watching = bool(case.organisation.networks and self._domains)
        self._first: dict[_Key, AuditEvent] = {}
        self._counts: Counter[_Key] = Counter()
        self._devices: dict[_Key, dict[str, None]] = {}
        self._known: dict[tuple[IpSeen, ...], tuple[str, str]] = {}
        self._full = False

    def see(self, event: AuditEvent) -> None:
        """Note account and address of a use from one of the organisation's networks."""
        if not self._watching or self._full or event.kind not in USES:
            return
        if isinstance(event.time, State) or event.outcome is Outcome.FAILURE:
            return
        account = (known(event.actor.account) or "").strip().casefold()
        if not self._own(account):
            return
        network, address = self._network(event)
        if not network:
            return
        key = (account, address, network, event.time.start.date())
        if key not in self._first and len(self._first) >= MAX_KEPT:
            self._full = True
            return
        self._first.setdefault(key, event)
        self._counts[key] += 1
        device = known(event.device.name) or known(event.device.id)
        devices = self._devices.setdefault(key, {})
        if device and len(devices) < MAX_NAMED:
            devices[device] = None

    def result(self) -> tuple[AddressDay, ...]:
        """What was kept, in the order of the file; nothing where not all of it could be."""
        if self._full:
            return ()
        return tuple(
            AddressDay(
                account=key[0], address=key[1], network=key[2], day=key[3], event=event,
                count=self._counts[key], devices=tuple(self._devices[key]),
            )
            for key, event in self._first.items()
        )  # fmt: skip

    def _network(self, event: AuditEvent) -> tuple[str, str]:
        """The network that is no exit for access from afar, and the address in it."""
        held = self._known.get(event.ips)
        if held is None:
            held = network_of(self._case, event)
            held = ("", "") if held[0] and from_afar(self._case, event) else held
            if len(self._known) < MAX_KEPT:
                self._known[event.ips] = held
        return held

    def _own(self, account: str) -> bool:
        domain = account.rpartition("@")[2] if "@" in account else ""
        return any(domain == one or domain.endswith(f".{one}") for one in self._domains)


def address_users(
    side: AuditSide, case: Case, seen: Mapping[str, tuple[AddressDay, ...]]
) -> tuple[Circumstance, ...]:
    """For each sending out of the organisation's network, the accounts that show its address."""
    found: dict[Circumstance, None] = {}
    made: dict[str, tuple[Circumstance, ...]] = {}
    for message, sending in variants_of(side):
        if sending.id not in made:
            made[sending.id] = tuple(_of_sending(sending, case, seen))
        found |= dict.fromkeys(replace(one, message=message) for one in made[sending.id])
    return tuple(found)


def _of_sending(
    sending: AuditEvent, case: Case, seen: Mapping[str, tuple[AddressDay, ...]]
) -> Iterator[Circumstance]:
    network, address = network_of(case, sending)
    own = (known(sending.actor.account) or "").strip().casefold()
    if not network or not own or from_afar(case, sending):
        return
    for evidence, rows in sorted(seen.items()):
        here = [one for one in rows if one.address == address]
        there = {one.account for one in rows if one.network == network and one.address != address}
        users = sorted({one.account for one in here})
        mine = [one for one in here if one.account == own]
        others = there - {own}
        days = {one.day for one in mine}
        if len(days) < LEAST_DAYS or not (others or len(users) > 1):
            continue
        alone = users == [own]
        shown = mine if alone else [*mine, *(one for one in here if one.account != own)]
        moved = {one.address for one in rows if one.account == own and one.network == network}
        yield Circumstance(
            kind="users.alone" if alone else "users.shared",
            message="",
            events=tuple(dict.fromkeys(one.event.id for one in shown))[:MAX_CITED],
            values=(
                ("exhibit", evidence), ("ip", address), ("network", network), ("account", own),
                ("count", sum(one.count for one in mine)), ("days", len(days)),
                ("others", len(others)), ("addresses", len(moved)),
                ("users", "\n".join(one for one in users if one != own)),
                ("devices", "\n".join(
                    sorted({name for one in mine for name in one.devices})[:MAX_NAMED]
                )),
            ),
        )  # fmt: skip
