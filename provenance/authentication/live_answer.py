"""What is kept of a live answer: records, signatures, aliases, and the proof of what is absent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from provenance.authentication.names import ascii_name
from provenance.authentication.records import DnsAnswer

if TYPE_CHECKING:
    import dns.resolver


def content(found: dns.resolver.Answer, key: tuple[str, str]) -> dict[str, Any]:
    """What an answer holds, in the fields of a record."""
    server = str(found.nameserver or "")
    owner = ascii_name(found.canonical_name.to_text()) or "."
    canonical = owner if owner != key[0] else ""
    if found.rrset is None:
        return {
            "server": server,
            "canonical": canonical,
            "authority": _proofs(found.response.authority),
        }
    signatures = _signatures(found.response, found.canonical_name, found.rrset.rdtype)
    written = sorted((_row(key[1], one), one.to_text()) for one in found.rrset)
    return {
        "server": server,
        "canonical": canonical,
        "data": tuple(row for row, _ in written),
        "ttl": int(found.rrset.ttl),
        "rrsig": signatures,
        # Only TXT loses something in ``data``: where one signed string ended and the next began.
        "rdata": tuple(text for _, text in written) if signatures and key[1] == "TXT" else (),
    }


def _signatures(response: Any, name: Any, rdtype: Any) -> tuple[str, ...]:
    """The signatures over one set of records of a response, sorted."""
    import dns.rdataclass
    import dns.rdatatype

    found = response.get_rrset(
        response.answer, name, dns.rdataclass.IN, dns.rdatatype.RRSIG, rdtype
    )
    return tuple(sorted(one.to_text() for one in found or ()))


def aliases(found: dns.resolver.Answer, made: Callable[..., DnsAnswer]) -> list[DnsAnswer]:
    """The aliases (CNAME) that led from the question to the answer, each an answer of its own."""
    found_aliases = []
    for link in found.chaining_result.cnames:
        name = ascii_name(link.name.to_text())
        held = {
            "data": tuple(sorted(_row("CNAME", one) for one in link)),
            "ttl": int(link.ttl),
            "server": str(found.nameserver or ""),
            "rrsig": _signatures(found.response, link.name, link.rdtype),
        }
        if name:
            found_aliases.append(made((name, "CNAME"), "NOERROR", **held))
    return found_aliases


def denial(error: Any) -> tuple[str, ...]:
    """The signed proof that came with "no such name", if any."""
    try:
        responses = list(error.responses().values())
    except KeyError:
        return ()
    return _proofs(responses[-1].authority) if responses else ()


def _proofs(authority: Any) -> tuple[str, ...]:
    """NSEC and NSEC3 records (RFC 4034 §4, RFC 5155) and their signatures, one a line, sorted."""
    lines = set()
    for rrset in authority:
        kind = rrset.covers if rrset.rdtype.name == "RRSIG" else rrset.rdtype
        if kind.name in {"NSEC", "NSEC3"}:
            lines.update(rrset.to_text().split("\n"))
    return tuple(sorted(lines))


def _row(type_: str, record: Any) -> str:
    """One record as text: TXT strings joined (RFC 7208 §3.3), names without final dot."""
    if type_ == "TXT":
        return b"".join(record.strings).decode("utf-8", "backslashreplace")
    if type_ == "MX":
        return f"{record.preference} {record.exchange.to_text(omit_final_dot=True)}"
    if type_ in {"PTR", "CNAME", "NS"}:
        return str(record.target.to_text(omit_final_dot=True))
    return str(record.to_text())
