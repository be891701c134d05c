"""SPF over our own resolver: nothing that was not asked becomes a verdict."""

from __future__ import annotations

from typing import Any

import pytest

from provenance.authentication import DnsAnswer, OfflineResolver, RecordedResolver
from provenance.authentication.spf import RESULTS, check_spf, evaluate, spf_domains
from provenance.basics import State, Value, text
from provenance.trace import Identity, Route, Trace, TrustBoundary
from tests.patience import must_end

ZONE = {
    ("a.example", "TXT"): ("unrelated", "v=spf1 ip4:192.0.2.0/24 include:b.example -all"),
    ("b.example", "TXT"): ("v=spf1 a:mail.b.example ~all",),
    ("mail.b.example", "A"): ("198.51.100.7",),
    ("helo.example", "TXT"): ("v=spf1 ip4:192.0.2.10 -all",),
    ("mx.example", "TXT"): ("v=spf1 mx -all",),
    ("macro.example", "TXT"): ("v=spf1 exists:%{i}._spf.macro.example -all",),
    ("192.0.2.10._spf.macro.example", "A"): ("127.0.0.2",),
    ("two.example", "TXT"): ("v=spf1 -all", "v=spf1 +all"),
    ("loop.example", "TXT"): ("v=spf1 include:loop.example -all",),
    ("clock.example", "TXT"): ("v=spf1 exists:%{t}.clock.example -all",),
    ("exp.example", "TXT"): ("v=spf1 -all exp=never.asked.example",),
    ("bytes.example", "TXT"): ("v=spf1 ip4:192.0.2.10 \udce9 -all",),
}


def resolver(*dead: str) -> RecordedResolver:
    held = [
        DnsAnswer(name=name, type=type_, rcode="NOERROR", data=data)
        for (name, type_), data in ZONE.items()
    ]
    held += [DnsAnswer(name="none.example", type="TXT", rcode="NXDOMAIN")]
    held += [DnsAnswer(name=name, type="TXT", rcode="TIMEOUT") for name in dead]
    return RecordedResolver(held)


@pytest.mark.parametrize(
    ("domain", "ip", "result"),
    [
        ("a.example", "192.0.2.10", "pass"),
        ("a.example", "198.51.100.7", "pass"),
        ("b.example", "203.0.113.1", "softfail"),
        ("a.example", "203.0.113.1", "fail"),
        ("a.example", "::ffff:192.0.2.10", "pass"),
        ("none.example", "192.0.2.10", "none"),
        ("two.example", "192.0.2.10", "permerror"),
        ("loop.example", "192.0.2.10", "permerror"),
        ("dead.example", "192.0.2.10", "temperror"),
        ("not-asked.example", "192.0.2.10", "not-tested"),
        ("mx.example", "192.0.2.10", "not-tested"),
        ("macro.example", "192.0.2.10", "pass"),
        ("macro.example", "192.0.2.11", "not-tested"),
        ("clock.example", "192.0.2.10", "permerror"),
        ("exp.example", "192.0.2.10", "fail"),
        ("bytes.example", "192.0.2.10", "permerror"),
        ("a.example", "no address", "not-tested"),
    ],
)
def test_results(domain: str, ip: str, result: str) -> None:
    found = evaluate(
        ip=ip,
        sender=f"x@{domain}",
        helo="helo.example",
        domain=domain,
        resolver=resolver("dead.example"),
    )
    assert found.result == result, found
    if domain in {"not-asked.example", "mx.example"}:
        assert found.needed == domain
    if result == "pass":
        assert found.mechanism


def test_macro_names_are_not_asked_of_a_resolver_that_refuses_them() -> None:
    class Careful:
        def ask(self, name: str, type_: str) -> Value[DnsAnswer]:
            return resolver().ask(name, type_)

        def ask_macro(self, _name: str, _type: str) -> Value[DnsAnswer]:
            return State.NOT_ATTEMPTED

    found = evaluate(
        ip="192.0.2.10",
        sender="x@macro.example",
        helo="",
        domain="macro.example",
        resolver=Careful(),
    )
    assert (found.result, found.needed) == ("not-tested", "192.0.2.10._spf.macro.example")


HOSTILE = {
    "long-name": "a:" + "a." * 1500 + "com",
    "macros": "exists:" + "%{i}." * 800 + "com",
    "more-macros": "exists:" + "%{i}." * 8000 + "com",
    "colons": "ip6:" + ":" * 4000,
    "brackets": "exists:%{" + "i" * 4000 + "}.com",
    "digits": "exists:%{i" + "1" * 4090 + "}.com",
    "modifiers": " ".join(f"m{n}=%{{i}}" for n in range(400)),
    "blanks": " " * 4000,
    "includes": "include:x.example " * 200,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_records_end_in_a_result(name: str) -> None:
    class Everything:
        def ask(self, name_: str, type_: str) -> Value[DnsAnswer]:
            spf = f"v=spf1 {HOSTILE[name]} -all"
            data = (spf,) if type_ == "TXT" else ("192.0.2.1",) * 2000
            return DnsAnswer(name=name_, type=type_, rcode="NOERROR", data=data)

    with must_end():
        found = evaluate(
            ip="198.51.100.1",
            sender="x@x.example",
            helo="",
            domain="x.example",
            resolver=Everything(),
        )
    assert found.result in {*RESULTS, "not-tested"}
    if name == "more-macros":
        assert (found.result, found.needed) == ("not-tested", "")
        assert "4096" in found.detail


def trace(
    *, path: Value[str], ip: Value[str] = "192.0.2.10", helo: Value[str] = "helo.example"
) -> Trace:
    boundary = TrustBoundary(position=1, reason=text("t"), ip=ip, helo=helo)
    return Trace(identity=Identity(return_path=path), route=Route(hops=(), boundary=boundary))


@pytest.mark.parametrize(
    ("given", "results", "domains"),
    [
        ({"path": "<x@a.example>"}, ["pass", "pass"], ["a.example", "helo.example"]),
        ({"path": "x@A.EXAMPLE."}, ["pass", "pass"], ["a.example", "helo.example"]),
        ({"path": "<>"}, ["pass", "pass"], ["helo.example", "helo.example"]),
        ({"path": State.ABSENT}, ["not-tested", "pass"], [State.ABSENT, "helo.example"]),
        ({"path": "<x@a.example>", "helo": "[192.0.2.10]"}, ["pass"], ["a.example"]),
        ({"path": "<>", "helo": State.ABSENT}, ["not-tested"], [State.ABSENT]),
        (
            {"path": "<x@a.example>", "ip": State.ABSENT},
            ["not-tested", "not-tested"],
            ["a.example", "helo.example"],
        ),
    ],
)
def test_identities(given: Any, results: list[str], domains: list[Any]) -> None:
    checks = check_spf(trace(**given), resolver())
    assert [c.result for c in checks] == results
    assert [c.domain for c in checks] == domains
    assert [c.identity for c in checks] == ["mailfrom", "helo"][: len(checks)]
    assert spf_domains(trace(**given)) == tuple(d for d in domains if isinstance(d, str))


@pytest.mark.parametrize(
    ("reason", "ip", "case"),
    [
        ("trace.boundary.submission", "192.0.2.99", "submission"),
        ("trace.boundary.mailbox-submission", State.NOT_APPLICABLE, "mailbox"),
        ("trace.boundary.local", State.NOT_APPLICABLE, "local"),
        ("trace.boundary.outside", "10.0.0.7", "inside"),
        ("trace.boundary.names-end", "127.0.0.1", "inside"),
    ],
)
def test_spf_judges_no_message_that_was_handed_in(reason: str, ip: Value[str], case: str) -> None:
    """A login is not another system's server: neither fail nor pass, and nothing is asked."""
    boundary = TrustBoundary(position=1, reason=text(reason), ip=ip, helo="helo.example")
    identity = Identity(return_path="<x@a.example>")
    given = Trace(identity=identity, route=Route(hops=(), boundary=boundary))
    (check,) = check_spf(given, resolver())
    assert (check.result, check.applicable) == ("not-tested", False)
    assert check.explanation.id == f"authentication.spf.not-applicable.{case}"
    assert spf_domains(given) == ()


def test_offline_is_not_tested_and_does_not_load_the_engine() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from provenance.authentication import OfflineResolver;"
        "from provenance.authentication.spf import evaluate;"
        "r = evaluate(ip='192.0.2.1', sender='a@a.example', helo='', domain='a.example',"
        " resolver=OfflineResolver());"
        "assert r.result == 'not-tested';"
        "heavy = {'spf', 'dns', 'dkim', 'cryptography', 'publicsuffixlist', 'email'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    (check, _) = check_spf(trace(path="<x@a.example>"), OfflineResolver())
    assert (check.result, check.dns_source) == ("not-tested", "")
    assert check.explanation.id == "authentication.spf.not-tested.dns"
