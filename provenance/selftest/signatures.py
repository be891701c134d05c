"""Known answers of DKIM, canonicalization and SPF."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from provenance.selftest.records import Group
from provenance.selftest.tally import Tally, vectors

if TYPE_CHECKING:
    from provenance.authentication import Resolver
    from provenance.authentication.dkim.verify import Moments
    from provenance.message import Message

DELIVERED: Final = datetime(2018, 6, 10, tzinfo=UTC)
"""After the printed message of RFC 8463 was signed (2018-06-10 13:38 UTC is its ``t=``)."""
CHANGES: Final = (
    ("subject changed", "Is dinner ready?", "Is dinner cold?", "fail invalid match"),
    ("text changed", "We lost the game.", "We won the game.", "fail valid mismatch"),
)


def dkim() -> Group:
    """The signed messages that the standards print, whole and with one change."""
    tally = Tally("dkim", "RFC 6376 Appendix A, RFC 8463 Appendix A")
    for case in vectors("dkim.json"):
        whole = [f"{algorithm} {result} valid match" for algorithm, result in case["expect"]]
        tally.same(case["id"], whole, partial(_checked, case))
        for name, old, new, result in CHANGES:
            changed = [f"{algorithm} {result}" for algorithm, _ in case["expect"]]
            tally.same(f"{case['id']}, {name}", changed, partial(_checked, case, old, new))
    return tally.done()


def _checked(case: dict[str, Any], old: str = "", new: str = "") -> list[str]:
    """Algorithm, result, header signature and body hash of each signature."""
    from provenance.authentication import DnsAnswer, RecordedResolver
    from provenance.authentication.dkim.verify import Moments, verify_signatures
    from provenance.evidence import MessageStream
    from provenance.message import read_message

    written = "\r\n".join((*case["lines"], ""))
    data = (written.replace(old, new) if old else written).encode()
    stream = MessageStream(name="file", data=data, body=True)
    message = read_message(stream, id="M1", evidence="E1")
    keys = RecordedResolver(
        DnsAnswer(name=name, type="TXT", rcode="NOERROR", data=(record,))
        for name, record in case["records"].items()
    )
    moments = Moments(delivered=DELIVERED, as_of=date(2018, 6, 11))
    return [
        f"{one.algorithm} {one.result.value} {one.header_signature.value} {one.body_hash.value}"
        for one in verify_signatures(message, keys, moments)
    ]


def dkim_own() -> Group:
    """Signed messages of this project: whole, changed, and with keys of every state."""
    table = vectors("dkim-own.json")
    tally = Tally("dkim-own", "own messages; keys made for them and thrown away")
    moments = {
        "delivered": datetime.fromisoformat(table["delivered"]),
        "as_of": date.fromisoformat(table["as_of"]),
    }
    for case in table["cases"]:
        tally.same(case["id"], case["expect"], partial(_own, case, table["name"], moments))
    return tally.done()


def _own(case: dict[str, Any], name: str, moments: dict[str, Any]) -> list[list[str]]:
    from provenance.authentication import DnsAnswer, OfflineResolver, RecordedResolver
    from provenance.authentication.dkim.verify import Moments
    from provenance.evidence import MessageStream
    from provenance.message import read_message

    stream = MessageStream(name="file", data=case["message"].encode(), body=True)
    message = read_message(stream, id="M1", evidence="E1")
    answer = DnsAnswer(name=name, type="TXT", rcode=case["rcode"], data=tuple(case["data"]))
    resolver = RecordedResolver([answer]) if case["rcode"] else OfflineResolver()
    return verdict(message, resolver, Moments(**moments))


def verdict(message: Message, resolver: Resolver, moments: Moments) -> list[list[str]]:
    """Result, reason, header signature and body hash of each signature of a message."""
    from provenance.authentication.dkim.verify import verify_signatures

    return [
        [one.result.value, one.reason.value, one.header_signature.value, one.body_hash.value]
        for one in verify_signatures(message, resolver, moments)
    ]


def canonical() -> Group:
    """Both ways of writing a body and a field before it is signed."""
    from provenance.authentication.dkim.canonical import relaxed_body, relaxed_field, simple_body

    table = vectors("canonical.json")
    tally = Tally("canonical", table["source"])
    for case in table["bodies"]:
        body = case["body"].encode("latin-1")
        for name, made in (("simple", simple_body), ("relaxed", relaxed_body)):
            wanted = case[name].encode("latin-1")
            tally.same(f"{case['id']} {name}", wanted, partial(made, body))
    for case in table["fields"]:
        name, value = case["name"].encode(), case["value"].encode()
        tally.same(case["id"], case["relaxed"].encode(), partial(relaxed_field, name, value))
    return tally.done()


def spf() -> Group:
    """Results for one client address and one recorded zone each; nothing is asked."""
    from provenance.authentication import DnsAnswer, RecordedResolver
    from provenance.authentication.spf import evaluate

    table = vectors("spf.json")
    rows = [
        DnsAnswer(name=name, type=type_, rcode="NOERROR", data=tuple(data))
        for name, type_, data in table["zone"]
    ]
    rows += [DnsAnswer(name=name, type="TXT", rcode="NXDOMAIN") for name in table["none"]]
    rows += [DnsAnswer(name=name, type="TXT", rcode="TIMEOUT") for name in table["timeout"]]
    resolver = RecordedResolver(rows)
    tally = Tally("spf", table["source"])

    def result(domain: str, ip: str) -> str:
        return evaluate(
            ip=ip, sender=f"x@{domain}", helo="h.example", domain=domain, resolver=resolver
        ).result

    for domain, ip, wanted in table["cases"]:
        tally.same(f"{domain} {ip}", wanted, partial(result, domain, ip))
    return tally.done()
