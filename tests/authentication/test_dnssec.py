"""DNSSEC as of a past time: self-made signed zones under a root key of the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import (
    DnsAnswer,
    RecordedResolver,
    read_dns_file,
    write_dns_lines,
)
from provenance.authentication.changed import changed
from provenance.authentication.dnssec import MAX_CHECKS, prove
from provenance.authentication.dnssec_check import annotated, check_dnssec
from provenance.authentication.root_anchors import root_anchors
from tests.authentication import signed_zones as signed

KEY = ("s1._domainkey.harbourvale.example", "TXT")
TEXTS = {
    ".": "",
    "example": "",
    "harbourvale.example": 's1._domainkey 60 TXT "v=DKIM1; k=rsa; " "p=AAAA"\n'
    "www 60 CNAME Alias\n"
    "away 60 CNAME s1._domainkey.harbourvale.example.\n"
    'alias 60 TXT "x"\n'
    '*.wild 60 TXT "any"\n'
    "mail 60 MX 10 Mx.Example.\n",
    "plain.example": '@ 60 TXT "v=spf1 -all"\n',
}


def zones(**options: Any) -> Any:
    return signed.Zones(TEXTS, unsigned=frozenset({"plain.example"}), **options)


@pytest.fixture(scope="module")
def tree() -> Any:
    return zones()


@pytest.fixture(scope="module")
def answers(tree: Any) -> list[DnsAnswer]:
    return list(tree.answers())


def one(answers: list[DnsAnswer], name: str, type_: str = "TXT") -> DnsAnswer:
    return next(a for a in answers if (a.name, a.type) == (name, type_))


def judge(answers: list[DnsAnswer], answer: DnsAnswer, at: datetime | None = None) -> Any:
    return prove(answer, RecordedResolver(answers), at=at, anchors=(zones().anchor(),))


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        KEY,
        ("mail.harbourvale.example", "MX"),
        ("harbourvale.example", "DNSKEY"),
        ("harbourvale.example", "DS"),
        (".", "DNSKEY"),
    ],
)
def test_a_whole_chain_is_secure(answers: list[DnsAnswer], name: str, type_: str) -> None:
    chain = judge(answers, one(answers, name, type_))
    assert (chain.state, chain.reason, chain.anchor) == ("secure", "verified", "test root")
    assert chain.begins == int(signed.BEGINS.timestamp())
    assert chain.ends == int(signed.ENDS.timestamp())
    assert chain.zones[-1] == "."


def test_the_period_is_the_narrowest_of_the_chain() -> None:
    late = (datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    answers = zones(period={"example": late}).answers()
    chain = judge(answers, one(answers, *KEY))
    assert chain.state == "secure"
    assert (chain.begins, chain.ends) == (int(late[0].timestamp()), int(signed.ENDS.timestamp()))


@pytest.mark.parametrize(
    ("moment", "state", "reason"),
    [
        (signed.BEGINS, "secure", "verified"),
        (signed.ENDS, "secure", "verified"),
        (signed.BEGINS - timedelta(seconds=1), "bogus", "not-yet-valid"),
        (signed.ENDS + timedelta(seconds=1), "bogus", "expired"),
    ],
)
def test_a_signature_counts_only_in_its_period(
    answers: list[DnsAnswer], moment: datetime, state: str, reason: str
) -> None:
    chain = judge(answers, one(answers, *KEY), at=moment)
    assert (chain.state, chain.reason) == (state, reason)


def test_an_expired_signature_above_breaks_the_chain() -> None:
    past = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    answers = zones(period={"example": past}).answers()
    chain = judge(answers, one(answers, *KEY))
    assert (chain.state, chain.reason) == ("bogus", "expired")


def test_changed_data_does_not_fit_its_signature(answers: list[DnsAnswer]) -> None:
    real = one(answers, *KEY)
    other = changed(real, rdata=tuple(row.replace("AAAA", "AAAB") for row in real.rdata))
    chain = judge(answers, other)
    assert (chain.state, chain.reason) == ("bogus", "signature-mismatch")


def test_string_boundaries_are_part_of_what_was_signed(answers: list[DnsAnswer]) -> None:
    real = one(answers, *KEY)
    joined = changed(real, rdata=('"v=DKIM1; k=rsa; p=AAAA"',))
    assert judge(answers, joined).reason == "signature-mismatch"


def test_a_signature_of_another_zone_is_refused(answers: list[DnsAnswer]) -> None:
    """The key of a neighbour, or of a zone below, does not speak for this name."""
    real = one(answers, *KEY)
    moved = changed(real, name="s1._domainkey.other.example")
    chain = judge(answers, moved)
    assert (chain.state, chain.reason) == ("bogus", "wrong-signer")


def test_a_ds_record_signed_by_the_zone_itself_is_refused(answers: list[DnsAnswer]) -> None:
    import dns.dnssec
    import dns.name
    import dns.rdataset
    import dns.rrset

    ds = one(answers, "harbourvale.example", "DS")
    zone = dns.name.from_text("harbourvale.example")
    rrset = dns.rrset.from_text(zone, 60, "IN", "DS", ds.data[0])
    own = dns.dnssec.sign(
        rrset,
        signed.key("harbourvale.example", 0),
        zone,
        signed.public("harbourvale.example"),
        inception=signed.BEGINS,
        expiration=signed.ENDS,
    )
    swapped = [changed(a, rrsig=(own.to_text(),)) if a is ds else a for a in answers]
    chain = judge(swapped, one(swapped, *KEY))
    assert (chain.state, chain.reason) == ("bogus", "wrong-signer")


def test_a_key_that_the_parent_does_not_name_is_refused(answers: list[DnsAnswer]) -> None:
    ds = one(answers, "harbourvale.example", "DS")
    swapped = [
        changed(a, data=one(answers, "example", "DS").data, rrsig=a.rrsig) if a is ds else a
        for a in answers
    ]
    assert judge(swapped, one(swapped, *KEY)).state == "bogus"


def test_another_root_is_no_anchor(answers: list[DnsAnswer]) -> None:
    chain = prove(one(answers, *KEY), RecordedResolver(answers))
    assert (chain.state, chain.reason) == ("bogus", "no-trust-anchor")


@pytest.mark.parametrize("type_", ["DNSKEY", "DS"])
def test_a_missing_link_leaves_it_unknown(answers: list[DnsAnswer], type_: str) -> None:
    left = [a for a in answers if (a.name, a.type) != ("example", type_)]
    chain = judge(left, one(answers, *KEY))
    assert (chain.state, chain.reason) == ("unknown", "chain-not-asked")


def test_an_unsigned_zone_is_insecure_where_its_parent_says_so(answers: list[DnsAnswer]) -> None:
    chain = judge(answers, one(answers, "plain.example"))
    assert (chain.state, chain.reason) == ("insecure", "unsigned-zone")
    assert chain.zones == ("example", ".")


def test_an_unsigned_answer_is_unknown_without_that_proof(answers: list[DnsAnswer]) -> None:
    plain = one(answers, "plain.example")
    assert judge([plain], plain).reason == "unsigned"
    ds = one(answers, "plain.example", "DS")
    bare = [changed(a, authority=()) if a is ds else a for a in answers]
    assert judge(bare, plain).state == "unknown"


def test_dropped_signatures_are_not_called_insecure(answers: list[DnsAnswer]) -> None:
    """The zone is signed, the answer came without: somebody on the way may have dropped them."""
    stripped = changed(one(answers, *KEY), rrsig=(), rdata=())
    chain = judge(answers, stripped)
    assert (chain.state, chain.reason) == ("unknown", "unsigned")


def test_absence_and_wildcards_stay_unknown(answers: list[DnsAnswer]) -> None:
    absent = DnsAnswer(
        name="x.example",
        type="TXT",
        rcode="NXDOMAIN",
        asked_at=signed.ASKED,
        authority=("x. 60 IN NSEC y. A",),
    )
    assert judge(answers, absent).reason == "absence"
    wild = changed(one(answers, "*.wild.harbourvale.example"), name="a.wild.harbourvale.example")
    assert judge(answers, wild).reason == "wildcard"


def test_aliases_are_part_of_the_chain(answers: list[DnsAnswer]) -> None:
    target = one(answers, *KEY)
    through = changed(target, name="away.harbourvale.example", canonical=target.name)
    assert judge(answers, through).state == "secure"
    alias = one(answers, "away.harbourvale.example", "CNAME")
    bare = [changed(a, rrsig=()) if a is alias else a for a in answers]
    assert judge(bare, through).reason == "alias-unsigned"


def test_an_answer_without_a_day_is_not_judged(answers: list[DnsAnswer]) -> None:
    undated = changed(one(answers, *KEY), asked_at="some day")
    assert judge(answers, undated).reason == "no-date"


def test_a_recording_keeps_all_that_the_proof_needs(
    answers: list[DnsAnswer], tmp_path: Path
) -> None:
    file = tmp_path / "dns.jsonl"
    file.write_bytes(write_dns_lines(answers))
    read = list(read_dns_file(file))
    assert write_dns_lines(read) == file.read_bytes()
    assert judge(read, one(read, *KEY)).state == "secure"


def test_annotated_states_come_from_the_lines_themselves(answers: list[DnsAnswer]) -> None:
    lying = [changed(a, dnssec="secure") for a in answers]
    states = {(a.name, a.type): a.dnssec for a in annotated(lying)}
    # The test root is not IANA's: what a file claims of signed lines does not count.
    assert states[KEY] == "bogus"
    assert states[("plain.example", "TXT")] == "secure"


def test_many_keys_of_one_tag_cost_little(answers: list[DnsAnswer]) -> None:
    """A zone can hold hundreds of keys and signatures of one tag (CVE-2023-50387)."""
    real = one(answers, *KEY)
    bad = [
        changed(a, data=tuple(signed.public("flood", n).to_text() for n in range(40)))
        if (a.name, a.type) == ("harbourvale.example", "DNSKEY")
        else a
        for a in answers
    ]
    flooded = changed(real, rrsig=real.rrsig * 500)
    assert judge(bad, flooded).reason == "too-much-work"


def test_a_chain_of_endless_signers_is_cut(answers: list[DnsAnswer]) -> None:
    deep = ".".join(["a"] * 100) + ".example"
    line = one(answers, *KEY).rrsig[0].split()
    rows = []
    for at in range(100):
        zone = deep.split(".", at)[-1]
        parent = ".".join(zone.split(".")[1:])
        line[7] = parent + "."
        for type_ in ("DNSKEY", "DS"):
            line[0], line[2] = type_, str(len(zone.split(".")))
            data = one(answers, "example", type_).data
            rows.append(
                DnsAnswer(
                    name=zone,
                    type=type_,
                    rcode="NOERROR",
                    data=data,
                    asked_at=signed.ASKED,
                    rrsig=(" ".join(line),) * 9,
                )
            )
    line[0], line[7], line[2] = "TXT", deep + ".", "101"
    real = changed(one(answers, *KEY), name=deep, rrsig=(" ".join(line),))
    asked: list[str] = []

    class Counting(RecordedResolver):
        def ask(self, name: str, type: str) -> Any:  # noqa: A002
            asked.append(name)
            return super().ask(name, type)

    prove(real, Counting(rows), anchors=(zones().anchor(),))
    assert len(asked) < 4 * MAX_CHECKS


TEXT = st.text(max_size=60)


@given(
    name=TEXT,
    rows=st.tuples(TEXT),
    signatures=st.lists(TEXT, max_size=3),
    authority=st.lists(TEXT, max_size=3),
    canonical=TEXT,
    type_=st.sampled_from(["TXT", "DNSKEY", "DS", "CNAME", "NSEC", "weird"]),
)
def test_nothing_raises(
    name: str,
    rows: tuple[str, ...],
    signatures: list[str],
    authority: list[str],
    canonical: str,
    type_: str,
) -> None:
    answer = DnsAnswer(
        name=name,
        type=type_,
        rcode="NOERROR",
        data=rows,
        rrsig=tuple(signatures),
        authority=tuple(authority),
        canonical=canonical,
        asked_at=signed.ASKED,
    )
    assert prove(answer, RecordedResolver([answer])).state in {"unknown", "bogus"}


def test_the_root_keys_that_come_with_the_program() -> None:
    assert [a.name for a in root_anchors()] == ["KSK-2017", "KSK-2024"]
    assert [a.ds.split()[:3] for a in root_anchors()] == [
        ["20326", "8", "2"],
        ["38696", "8", "2"],
    ]
    assert root_anchors()[1].valid_from == int(datetime(2024, 7, 18, tzinfo=UTC).timestamp())


def test_nothing_is_said_where_nothing_was_asked() -> None:
    assert check_dnssec((), (), (), RecordedResolver([]), None) == ()
