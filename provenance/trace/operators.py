"""Large mail operators as data: by which host names and networks their own lines are known."""

from __future__ import annotations

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator.

    ``hosts`` are domains of its mail servers, ``edge`` those of the servers that take mail from
    outside. ``networks`` are the addresses of its inside hops (CIDR). ``authserv_ids`` are names
    in its Authentication-Results; ``nameless_results`` tells that it writes them without a name.
    ``results_below`` tells that its servers write their results directly below their own
    Received line.
    """

    id: str
    title: str
    hosts: tuple[str, ...]
    edge: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    nameless_results: bool = False
    results_below: bool = False
    reserved_fields: tuple[str, ...] = ()


OPERATORS: tuple[Operator, ...] = (
    Operator(
        id="exchange-online",
        title="Microsoft (Exchange Online, Outlook.com)",
        hosts=(
            "prod.outlook.com",
            "protection.outlook.com",
            "outlook.office365.com",
            "prod.exchangelabs.com",
        ),
        edge=("mail.protection.outlook.com", "olc.protection.outlook.com"),
        # Hops between Exchange Online servers, as their Received fields show them.
        networks=("2603:1000::/24", "2a01:111::/32"),
        authserv_ids=("mx.microsoft.com", "protection.outlook.com"),
        nameless_results=True,
        # Removed from mail that comes from outside (Exchange header firewall), so what a
        # recipient's copy carries was written by the recipient's own organisation.
        reserved_fields=("x-ms-exchange-organization-", "x-ms-exchange-forest-"),
    ),
    Operator(
        id="google",
        title="Google (Gmail, Workspace)",
        hosts=("google.com", "gmail.com", "googlemail.com"),
        edge=("mx.google.com",),
        authserv_ids=("mx.google.com",),
        results_below=True,
    ),
)
"""In order of asking; no host belongs to two."""
