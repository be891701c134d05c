"""Which accounts of the organisation use its stated networks, by the exports' own rows.

A block of addresses is the organisation's because the case file says so. Rows of several of its
accounts out of the same neighbourhood bear that out; those of one account bear out nothing, since
that account is the one in dispute.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import IpSeen
from provenance.basics import known
from provenance.case import Case
from provenance.correlation.accounts import same_account
from provenance.correlation.presence import network_of
from provenance.correlation.records import NetworkUse

ENOUGH: Final = 3
"""So many different accounts of the organisation bear a network out."""
MAX_PLACES: Final = 1_000
"""Neighbourhoods that are told apart in one export."""
MAX_KNOWN: Final = 100_000
"""Sets of addresses whose neighbourhood is kept, so that a large log is read quickly."""
_NEAR: Final = {4: 24, 6: 48}
"""Length of the prefix within which addresses are neighbours: a network of one site."""


def neighbourhood(case: Case, event: AuditEvent) -> str:
    """Where a row's client stands: the organisation's block, or the part of it around the address.

    A block may be written as wide as its author likes, so that accounts elsewhere in it would
    bear out anything. "" for a client in none of the organisation's networks.
    """
    name, address = network_of(case, event)
    return _around(case, name, address) if name else ""


def _around(case: Case, name: str, address: str) -> str:
    ip = ip_address(address)
    blocks = [
        block
        for one in case.organisation.networks
        if name in {one.name, one.cidr}
        and (block := ip_network(one.cidr, strict=False)).version == ip.version
        and ip in block
    ]
    near = ip_network(f"{ip}/{_NEAR[ip.version]}", strict=False)
    return str(max([near, *blocks], key=lambda one: one.prefixlen))


class NetworkWatch:
    """Sees the rows of one export and keeps the first accounts of each neighbourhood."""

    def __init__(self, case: Case, evidence: str) -> None:
        self._case, self._evidence = case, evidence
        named = case.organisation.domains or (case.account.rpartition("@")[2],)
        self._domains = tuple(one.strip().casefold().rstrip(".") for one in named if one.strip())
        self._found: dict[str, list[str]] = {}
        self._known: dict[tuple[IpSeen, ...], str] = {}
        self._watching = bool(case.organisation.networks and self._domains)

    def see(self, event: AuditEvent) -> None:
        """Note the account of a row whose client is in one of the stated networks."""
        account = (known(event.actor.account) or "").strip().casefold()
        if not self._watching or not self._own(account):
            return
        where = self._known.get(event.ips)
        if where is None:
            where = neighbourhood(self._case, event)
            if len(self._known) < MAX_KNOWN:
                self._known[event.ips] = where
        if not where or (where not in self._found and len(self._found) >= MAX_PLACES):
            return
        accounts = self._found.setdefault(where, [])
        if len(accounts) < ENOUGH and account not in accounts:
            accounts.append(account)

    def result(self) -> tuple[NetworkUse, ...]:
        """The neighbourhoods with their accounts, in order of their text."""
        return tuple(
            NetworkUse(evidence=self._evidence, block=block, accounts=tuple(sorted(accounts)))
            for block, accounts in sorted(self._found.items())
        )

    def _own(self, account: str) -> bool:
        # The account in dispute is no witness for the network that it was used from.
        if self._case.account and same_account(account, self._case.account.strip()):
            return False
        domain = account.rpartition("@")[2] if "@" in account else ""
        return any(domain == one or domain.endswith(f".{one}") for one in self._domains)
