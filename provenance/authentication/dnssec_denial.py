"""Proof that a zone is unsigned: its parent says, signed, that there is no DS record for it.

RFC 4035 §5.2 and RFC 5155 §8.9. Without such a proof an answer without signatures stays
*unknown*: a server on the way may have dropped them.
"""

from __future__ import annotations

from collections.abc import Callable

from provenance.authentication.names import question_name
from provenance.authentication.records import DnsAnswer

MAX_LABELS = 12
MAX_LINES = 60
MAX_ITERATIONS = 150
"""NSEC3 rounds that are still worked through (RFC 9276 §3.2 lets a validator stop there)."""

Lines = tuple[str, ...]
Ask = Callable[[str, str], DnsAnswer]
Proved = Callable[[str, str, Lines, Lines], Lines]


def unsigned_below(answer: DnsAnswer, ask: Ask, proved: Proved) -> Lines | None:
    """Find the unsigned zone that an answer stands in; give the zones that vouch for that.

    ``None`` where nothing proves it. What ``ask`` and ``proved`` raise is passed on.
    """
    labels = question_name(answer.canonical or answer.name).split(".")
    for count in range(1, min(len(labels), MAX_LABELS) + 1):
        if labels[-count].startswith("_"):
            break
        zone = ".".join(labels[-count:])
        found = ask(zone, "DS")
        if found.data:
            continue
        held = _denied(zone, found, proved)
        if held is not None:
            return held
    return None


def _denied(zone: str, answer: DnsAnswer, proved: Proved) -> Lines | None:
    """Zones that vouch for "a delegation without DS"; ``None`` where nobody says so."""
    sets = _sets(answer.authority)
    for (owner, type_), (rows, signatures) in sorted(sets.items()):
        if not rows or not signatures:
            continue
        says = _nsec(zone, owner, rows) if type_ == "NSEC" else _nsec3(zone, owner, rows)
        if says:
            return proved(owner, type_, rows, signatures)
    return None


def _sets(lines: Lines) -> dict[tuple[str, str], tuple[Lines, Lines]]:
    """Sort the lines of an authority section (``owner ttl IN type rdata``) into signed sets."""
    rows: dict[tuple[str, str], list[str]] = {}
    signatures: dict[tuple[str, str], list[str]] = {}
    for line in lines[:MAX_LINES]:
        parts = line.split(None, 4)
        if len(parts) < 5:
            continue
        owner, type_, rdata = question_name(parts[0]), parts[3].upper(), parts[4]
        if type_ in {"NSEC", "NSEC3"}:
            rows.setdefault((owner, type_), []).append(rdata)
        elif type_ == "RRSIG":
            signatures.setdefault((owner, rdata.split(None, 1)[0].upper()), []).append(rdata)
    return {key: (tuple(rows[key]), tuple(signatures.get(key, ()))) for key in rows}


def _delegation(types: list[str]) -> bool:
    """A zone cut without DS: NS stands there, SOA (the zone itself) and DS do not."""
    return "NS" in types and "DS" not in types and "SOA" not in types


def _nsec(zone: str, owner: str, rows: Lines) -> bool:
    return owner == zone and any(_delegation(row.split()[1:]) for row in rows)


def _nsec3(zone: str, owner: str, rows: Lines) -> bool:
    """NSEC3 of the very name, or a span of unsigned delegations (opt-out) that covers it."""
    import dns.dnssec
    import dns.exception

    own, _, apex = owner.upper().partition(".")
    if apex and not zone.upper().endswith("." + apex):
        return False
    for row in rows:
        parts = row.split()
        if len(parts) < 5 or parts[0] != "1" or not parts[2].isdecimal():
            continue
        if int(parts[2]) > MAX_ITERATIONS or not parts[1].isdecimal():
            continue
        salt = None if parts[3] == "-" else parts[3]
        try:
            hashed = dns.dnssec.nsec3_hash(zone, salt, int(parts[2]), 1)
        except (dns.exception.DNSException, ValueError):
            continue
        if hashed == own and _delegation(parts[5:]):
            return True
        # The span speaks of names right below the zone that it stands in (RFC 5155 §7.2.1).
        opted_out = int(parts[1]) & 1 == 1 and zone.upper().partition(".")[2] == apex
        if opted_out and _between(own, hashed, parts[4].upper()):
            return True
    return False


def _between(first: str, middle: str, last: str) -> bool:
    """Tell whether a hash lies in a span; the last span goes round to the first hash."""
    if first < last:
        return first < middle < last
    return middle > first or middle < last
