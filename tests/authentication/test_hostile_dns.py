"""Hostile DNS: loops, floods and odd bytes end in a result with a reason, in bounded steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import DnsAnswer, RecordedResolver, check, gather
from provenance.authentication.dmarc import look_up
from provenance.authentication.gather import (
    MAX_CHILDREN,
    MAX_DEPTH,
    MAX_NAMES,
    spf_names,
    zone_questions,
)
from provenance.authentication.spf import evaluate
from provenance.basics import Value
from provenance.trace import trace_message

MEGABYTE = "A" * 1_000_000


class Counting:
    """Answers from a function, and counts: the bound of a test is a number of questions."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def ask(self, name: str, type_: str) -> Value[DnsAnswer]:
        self.asked.append((name, type_))
        data = self.answer(name, type_)
        rcode = "NOERROR" if data else "NXDOMAIN"
        return DnsAnswer(name=name, type=type_, rcode=rcode, data=tuple(data))


class Flood:
    """A live resolver in the eyes of ``gather``: every name that is asked names others."""

    gave_up = False

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self._held: dict[tuple[str, str], DnsAnswer] = {}

    def prefetch(self, questions: Iterable[tuple[str, str]]) -> None:
        for name, type_ in questions:
            data = tuple(self._answer(name, type_))
            self._held[name, type_] = DnsAnswer(name=name, type=type_, rcode="NOERROR", data=data)

    @property
    def answers(self) -> tuple[DnsAnswer, ...]:
        return tuple(self._held.values())


def spf(resolver: Any, domain: str = "a.example") -> Any:
    return evaluate(
        ip="192.0.2.10", sender=f"x@{domain}", helo="h.example", domain=domain, resolver=resolver
    )


def includes(count: int, suffix: str) -> str:
    return "v=spf1 " + " ".join(f"include:i{n}.{suffix}" for n in range(count)) + " -all"


@pytest.mark.parametrize(
    ("case", "record", "result"),
    [
        ("itself", lambda _n: "v=spf1 include:a.example -all", "permerror"),
        ("redirect to itself", lambda _n: "v=spf1 redirect=a.example", "permerror"),
        ("always deeper", lambda n: f"v=spf1 include:x.{n} -all"[:250], "permerror"),
        ("a hundred includes", lambda _n: includes(100, "example"), "permerror"),
        ("thousands of includes", lambda _n: includes(3000, "example"), "not-tested"),
        ("a megabyte", lambda _n: "v=spf1 " + MEGABYTE, "not-tested"),
        ("a megabyte of something else", lambda _n: MEGABYTE, "none"),
        ("odd bytes", lambda _n: "v=spf1 include:\x00\udcff\n.example -all", "permerror"),
        ("many macros", lambda _n: "v=spf1 " + "exists:%{i}%{i}%{i} " * 60 + "-all", "pass"),
    ],
)
def test_spf_ends(case: str, record: Any, result: str) -> None:
    resolver = Counting(lambda name, _type: [record(name)])
    outcome = spf(resolver)
    assert outcome.result == result
    assert outcome.detail or outcome.mechanism or result == "none"
    assert len(resolver.asked) <= 40


def test_an_mx_with_thousands_of_hosts_ends() -> None:
    def answer(name: str, type_: str) -> list[str]:
        if type_ == "MX":
            return [f"1 m{n}.example" for n in range(5000)]
        return ["v=spf1 mx mx:b.example -all"] if type_ == "TXT" else []

    resolver = Counting(answer)
    assert spf(resolver).result == "permerror"
    assert len(resolver.asked) <= 40


def test_recorded_aliases_in_a_circle_end() -> None:
    rows = [
        DnsAnswer(name=a, type="CNAME", rcode="NOERROR", data=(b,))
        for a, b in [("a.example", "b.example"), ("b.example", "a.example")]
    ]
    resolver = RecordedResolver(rows)
    assert resolver.ask_all("a.example", "TXT") == ()
    assert spf(resolver).result == "not-tested"


@pytest.mark.parametrize(
    "record", [MEGABYTE, "v=DMARC1; p=reject; " + MEGABYTE, "v=DMARC1;" * 100_000, "\x00\udcff"]
)
def test_a_huge_dmarc_record_ends(record: str) -> None:
    found = look_up("a.example", Counting(lambda *_: [record]))
    assert found.status in {"none", "found"}


def test_thousands_of_dmarc_records_count_as_none() -> None:
    found = look_up("a.example", Counting(lambda *_: ["v=DMARC1; p=reject"] * 5000))
    assert found.status == "none"


def test_every_record_hostile_at_once(signing: Any) -> None:
    """One megabyte for every question: each check says why it has no answer."""
    data = b"Return-Path: <x@harbourvale.example>\r\n" + signing.MESSAGE
    message = signing.read(signing.sign(data, signing.Recipe()))
    resolver = Counting(lambda *_: [MEGABYTE])
    trace = trace_message(message)
    found = check(message, trace, resolver, as_of=date(2026, 5, 20), cross_check=False)
    assert [one.result.value for one in found.dkim] == ["permerror"]
    assert {one.result for one in found.dmarc} == {"none"}
    assert len(resolver.asked) < 100


@pytest.mark.parametrize(
    "record",
    [
        lambda n: includes(60, n) if len(n) < 200 else "v=spf1 -all",
        lambda n: f"v=spf1 include:{n} redirect={n} a:{n} mx:{n} -all",
        lambda _n: "v=spf1 " + "a " * 1500,
        lambda _n: MEGABYTE,
    ],
)
def test_a_record_that_names_thousands_does_not_make_us_ask_them_all(record: Any) -> None:
    flood = Flood(lambda name, type_: [record(name)] if type_ == "TXT" else [])
    resolver: Any = flood
    gather(resolver, [("a.example", "TXT")], whole=True)
    assert len(flood.answers) <= (MAX_NAMES + MAX_CHILDREN) * 3
    assert MAX_DEPTH < 20


def test_one_record_brings_in_a_few_names_only() -> None:
    record = "v=spf1 " + " ".join(f"include:i{n}.example" for n in range(150)) + " -all"
    assert len(spf_names("a.example", record, whole=True)) == MAX_CHILDREN
    assert spf_names("a.example", "v=spf1 " + "x" * 5000, whole=True) == []


@given(st.text(max_size=200))
def test_no_record_makes_the_reader_raise(record: str) -> None:
    for name, type_ in spf_names("a.example", "v=spf1 " + record, whole=True):
        assert name
        assert type_ in {"TXT", "A", "AAAA", "MX"}
    answer = DnsAnswer(name="a.example", type="TXT", rcode="NOERROR", rrsig=(record,))
    zone_questions((answer,))
