"""Recorded answers behind the interface of dnspython's resolver, for libraries that want one."""

from __future__ import annotations

from typing import Any

from provenance.authentication.records import DnsAnswer
from provenance.authentication.resolver import Resolver
from provenance.basics import State


def dnspython_resolver(snapshot: Resolver, missing: set[str]) -> Any:
    """A resolver of dnspython's kind that answers from a recording and from nothing else."""
    import dns.exception
    import dns.message
    import dns.name
    import dns.rdata
    import dns.rdataclass
    import dns.rdatatype
    import dns.resolver

    # Typed loosely: dnspython's exceptions take their details as free keywords.
    library: Any = dns.resolver

    class NotRecordedError(dns.exception.DNSException):
        """The name is not in this recording."""

    class Offline(dns.resolver.Resolver):
        def resolve(self, qname: Any, rdtype: Any = "A", *_: Any, **__: Any) -> Any:
            name = dns.name.from_text(str(qname)) if not isinstance(qname, dns.name.Name) else qname
            kind = dns.rdatatype.RdataType.make(rdtype)
            held = snapshot.ask(name.to_text(), kind.name)
            query = dns.message.make_query(name, kind)
            response = dns.message.make_response(query)
            if isinstance(held, State):
                if kind.name in {"SPF", "CNAME"}:
                    # Never asked by mail servers today (RFC 7208 §3.1); an alias would be here.
                    raise library.NoAnswer(response=response)
                missing.add(f"{name.to_text(omit_final_dot=True)} {kind.name}")
                raise NotRecordedError
            if held.rcode == "NXDOMAIN":
                raise library.NXDOMAIN(qnames=[name], responses={name: response})
            if held.rcode != "NOERROR":
                raise library.LifetimeTimeout(timeout=0.0, errors=[])
            rrset = response.find_rrset(response.answer, name, dns.rdataclass.IN, kind, create=True)
            for row in _rows(held, kind):
                rrset.add(row, held.ttl)
            if not rrset:
                raise library.NoAnswer(response=response)
            return library.Answer(name, kind, dns.rdataclass.IN, response)

    resolver = Offline(configure=False)
    # Never used: whatever asked it would find no such server.
    resolver.nameservers = ["192.0.2.1"]
    return resolver


def _rows(answer: DnsAnswer, kind: Any) -> list[Any]:
    import dns.exception
    import dns.name
    import dns.rdata
    import dns.rdataclass
    import dns.rdtypes.ANY.TXT

    if kind.name == "TXT":
        found = []
        for row in answer.data:
            data = row.encode("utf-8", "surrogateescape")[:60_000]
            pieces = [data[at : at + 255] for at in range(0, len(data), 255)] or [b""]
            found.append(dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, kind, pieces))
        return found
    rows = []
    for row in answer.data:
        try:
            rows.append(
                dns.rdata.from_text("IN", kind, row, origin=dns.name.root, relativize=False)
            )
        except (dns.exception.DNSException, ValueError):
            continue
    return rows
