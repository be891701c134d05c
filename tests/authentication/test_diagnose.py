"""What a domain publishes, out of a recording: no network, and one day never mixes with another."""

from __future__ import annotations

import sys

import pytest

from provenance.authentication import DnsAnswer, diagnose
from provenance.authentication.diagnose import load_checkdmarc
from provenance.basics import MisuseError

pytest.importorskip("checkdmarc", reason="the diagnosis is an extra (dns)")
DAY = "2026-05-20T10:00:00Z"


def answer(
    name: str, *data: str, type_: str = "TXT", day: str = DAY, rcode: str = "NOERROR"
) -> DnsAnswer:
    return DnsAnswer(name=name, type=type_, rcode=rcode, data=data, ttl=60, asked_at=day)


@pytest.mark.parametrize(
    ("record", "case", "lookups"),
    [
        ("v=spf1 +all", "pass", 0),
        ("v=spf1 ?all", "neutral", 0),
        ("v=spf1 include:b.example ~all", "softfail", 1),
        ("v=spf1 ip4:192.0.2.0/24 -all", "fail", 0),
        ("v=spf1 ip4:192.0.2.0/24", "open", 0),
        ("v=spf1 ip4:no-address -all", "broken", 0),
        ("something else", "none", 0),
    ],
)
def test_spf(record: str, case: str, lookups: int) -> None:
    answers = [answer("a.example", record), answer("b.example", "v=spf1 -all")]
    (found,) = (d for d in diagnose(answers, ["a.example"]) if d.kind == "spf")
    assert found.summary.id == f"authentication.diagnose.spf.{case}"
    assert found.lookups == lookups
    assert found.day == "2026-05-20"


def test_too_many_lookups_are_an_error() -> None:
    chain = [answer(f"l{n}.example", f"v=spf1 include:l{n + 1}.example -all") for n in range(14)]
    answers = [
        answer("a.example", "v=spf1 include:l0.example -all"),
        *chain,
        answer("l14.example", "v=spf1 -all"),
    ]
    (found,) = diagnose(answers, ["a.example"])
    assert not found.valid
    assert "lookup" in found.error


@pytest.mark.parametrize(
    ("record", "case"),
    [
        ("v=DMARC1; p=none; rua=mailto:x@a.example", "p-none"),
        ("v=DMARC1; p=quarantine", "p-quarantine"),
        ("v=DMARC1; p=reject", "p-reject"),
        ("v=DMARC1; p=reject; t=y", "testing"),
        ("v=spf1 -all", "none"),
    ],
)
def test_dmarc(record: str, case: str) -> None:
    answers = [answer("_dmarc.a.example", record), answer("_dmarc.example", rcode="NXDOMAIN")]
    (found,) = (d for d in diagnose(answers, ["a.example"]) if d.kind == "dmarc")
    assert found.summary.id == f"authentication.diagnose.dmarc.{case}"


def test_a_name_that_was_not_recorded_is_told_and_not_called_absent() -> None:
    (found,) = diagnose([answer("a.example", "v=spf1 include:b.example -all")], ["a.example"])
    assert "b.example TXT" in found.missing


def test_days_do_not_mix() -> None:
    """Checkdmarc keeps answers for the whole process; each day must see its own."""
    later = "2026-06-20T10:00:00Z"
    answers = [
        answer("_dmarc.a.example", "v=DMARC1; p=none"),
        answer("_dmarc.a.example", "v=DMARC1; p=reject", day=later),
    ]
    found = diagnose(answers, ["a.example"])
    assert [(d.day, d.summary.id.rpartition(".")[2]) for d in found] == [
        ("2026-05-20", "p-none"),
        ("2026-06-20", "p-reject"),
    ]


@pytest.mark.parametrize(
    "record", ["v=spf1 " + "x" * 60_000, "v=spf1 \x00\udcff\n", "v=spf1 include:a.example -all"]
)
def test_hostile_records_end(record: str) -> None:
    (found,) = diagnose([answer("a.example", record)], ["a.example"])
    assert not found.valid
    assert len(found.error) <= 500


@pytest.fixture
def without_checkdmarc(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.partition(".")[0] == "checkdmarc"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "checkdmarc", None)


@pytest.mark.usefixtures("without_checkdmarc")
def test_a_missing_package_is_told() -> None:
    with pytest.raises(MisuseError, match="checkdmarc"):
        load_checkdmarc()
