"""ARC: every validation case of the public suite, and chains of our own making."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import (
    ArcCheck,
    ArcReason,
    ArcResult,
    BodyHash,
    DnsAnswer,
    DnsSource,
    HeaderSignature,
    OfflineResolver,
    RecordedResolver,
)
from provenance.authentication.arc import chain as chain_module
from provenance.authentication.arc.sealers import sealer_of, sealers
from provenance.authentication.arc.second_engine import agreement, second_verdict
from provenance.authentication.arc.verify import validate_chain
from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message

DATA = Path(__file__).parent.parent / "data" / "authentication"
SUITE = DATA / "arc_suite" / "validation.yml"
CHAINS = json.loads((DATA / "arc.json").read_text(encoding="utf-8"))
AS_OF = date(2026, 11, 26)


class Zone:
    """The DNS of one group of the suite: every other name does not exist."""

    def __init__(self, records: dict[str, str]) -> None:
        self.records = {name.lower(): record for name, record in records.items()}

    def ask(self, name: str, type: str) -> DnsAnswer:  # noqa: A002
        data = (self.records[name],) if name in self.records else ()
        return DnsAnswer(name=name, type=type, rcode="NOERROR" if data else "NXDOMAIN", data=data)


@cache
def suite() -> dict[str, tuple[bytes, str, Zone]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    cases: dict[str, tuple[bytes, str, Zone]] = {}
    for group in yaml.load_all(SUITE.read_text(encoding="utf-8"), Loader=loader):
        zone = Zone(group.get("txt-records") or {})
        for name, case in group["tests"].items():
            data = case["message"].replace("\n", "\r\n").encode()
            cases[name] = data, (case["cv"] or "fail").lower(), zone
    return cases


def test_the_suite_is_whole() -> None:
    assert len(suite()) == 171


@pytest.mark.parametrize("name", sorted(suite()))
def test_suite(name: str, signing: Any) -> None:
    data, expected, zone = suite()[name]
    message = signing.read(data)
    found = validate_chain(message, zone)
    assert found.result.value == expected
    assert bool(found.notes) is (expected != "none")
    other = second_verdict(message, found, as_of=AS_OF)
    assert {note.id.rpartition(".")[2] for note in agreement(found, other)} <= {
        "agree",
        "second-could-not",
    }


def relaxed(name: str, value: bytes) -> bytes:
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.lower().encode() + b":" + value


def seal(message: bytes, signing: Any, **change: Any) -> bytes:
    """Put one ARC set on top, in the way that RFC 8617 §5.1 describes."""
    held = re.findall(rb"(?im)^arc-seal:.*?i=(\d+);", message)
    number = change.get("i", max((int(n) for n in held), default=0) + 1)
    status = change.get("cv", "none" if number == 1 else "pass")
    domain, kind = change.get("domain", "list.example"), change.get("key", "rsa2048")
    results = change.get("results", "mx.list.example; spf=pass smtp.mailfrom=a.example; dkim=pass")
    stamp = change.get("t", "1778767400")
    aar = f"ARC-Authentication-Results: i={number}; {results}\r\n".encode()
    names = change.get("names", "from:to:subject:date:message-id")
    recipe = signing.Recipe(
        header="ARC-Message-Signature",
        version=f"i={number}; ",
        domain=domain,
        names=names,
        key=kind,
        extra=f" t={stamp};" + change.get("extra", ""),
    )
    with_ams = signing.sign(message, recipe)
    ams = with_ams[: len(with_ams) - len(message)]
    value = f" i={number}; a=rsa-sha256; cv={status}; d={domain}; s=s1; t={stamp}; b=".encode()
    found = {}
    for field in re.findall(rb"(?im)^arc-[^\r\n]+(?:\r\n[ \t][^\r\n]*)*\r\n", aar + ams + message):
        name, _, rest = field.partition(b":")
        at = int(re.search(rb"i=(\d+)", rest).group(1))  # type: ignore[union-attr]
        found[at, name.lower()] = relaxed(name.decode(), rest)
    low = number if status == "fail" else 1
    order = (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
    covered = [
        found[n, kind_] for n in range(low, number + 1) for kind_ in order[: 2 + (n < number)]
    ]
    data = b"".join(one + b"\r\n" for one in covered) + relaxed("ARC-Seal", value)
    signed = signing.private_key(kind).sign(data, padding.PKCS1v15(), hashes.SHA256())
    top: bytes = b"ARC-Seal:" + value + base64.b64encode(signed) + b"\r\n" + ams + aar + message
    return top


def zone(signing: Any, *domains: str) -> RecordedResolver:
    return RecordedResolver(
        DnsAnswer(
            name=f"s1._domainkey.{domain}",
            type="TXT",
            rcode="NOERROR",
            data=(signing.key_record(),),
            asked_at="2026-05-20T10:00:00Z",
            server="192.0.2.53",
        )
        for domain in domains or ("list.example", "other.example")
    )


def chain(case: dict[str, Any], signing: Any) -> bytes:
    data: bytes = signing.MESSAGE
    for step in case["sets"]:
        for old, new in step.get("edits", ()):
            assert old.encode() in data, old
            data = data.replace(old.encode(), new.encode(), 1)
        data = seal(data, signing, **{k: v for k, v in step.items() if k != "edits"})
    for old, new in case.get("edits", ()):
        assert old.encode() in data, old
        data = data.replace(old.encode(), new.encode(), 1)
    return data


@pytest.mark.parametrize("case", CHAINS, ids=[case["id"] for case in CHAINS])
def test_chains(case: dict[str, Any], signing: Any) -> None:
    message = signing.read(chain(case, signing), body=case.get("body", True))
    resolver = zone(signing, *case["keys"]) if "keys" in case else zone(signing)
    found = validate_chain(message, resolver, authors=("harbourvale.example",))
    expect = case["expect"]
    assert (found.result.value, found.reason.value) == (expect["result"], expect["reason"])
    assert (None if isinstance(found.at, State) else found.at) == expect.get("at")
    if "oldest_pass" in expect:
        shown = found.oldest_pass
        assert (shown.value if isinstance(shown, State) else shown) == expect["oldest_pass"]
    answers = [
        [
            "-" if isinstance(one, State) else one.reason.value
            for one in (instance.message_signature, instance.seal)
        ]
        for instance in found.instances
    ]
    assert answers == expect["answers"]
    notes = [note.id.removeprefix("authentication.arc.") for note in found.notes]
    assert notes[1:] == expect.get("notes", [])
    other = second_verdict(message, found, as_of=AS_OF)
    assert {note.id.rpartition(".")[2] for note in agreement(found, other)} <= {"agree"}


def test_what_a_set_holds(signing: Any) -> None:
    message = signing.read(seal(signing.MESSAGE, signing))
    (one,) = validate_chain(message, zone(signing)).instances
    assert not isinstance(one.seal, State)
    assert not isinstance(one.message_signature, State)
    assert not isinstance(one.recorded, State)
    assert (one.seal.domain, one.seal.selector, one.chain_status) == ("list.example", "s1", "none")
    assert [(r.method, r.result) for r in one.recorded.results] == [
        ("spf", "pass"),
        ("dkim", "pass"),
    ]
    assert one.recorded.authserv_id == "mx.list.example"
    assert one.seal.key.server == "192.0.2.53"
    assert one.message_signature.header_signature is HeaderSignature.VALID
    assert one.message_signature.body_hash is BodyHash.MATCH
    names = [message.fields[i].lname for i in one.message_signature.covered_fields]
    assert sorted(names) == ["date", "from", "message-id", "subject", "to"]
    sealed = [message.fields[i].lname for i in one.seal.covered_fields]
    assert sealed == ["arc-message-signature", "arc-authentication-results"]
    assert one.sealer is State.ABSENT


def test_keys_that_contradict_each_other_are_said(signing: Any) -> None:
    message = signing.read(seal(signing.MESSAGE, signing))
    name = "s1._domainkey.list.example"
    answers = [
        DnsAnswer(name=name, type="TXT", rcode="NOERROR", data=(record,), server=server)
        for record, server in (
            (signing.key_record(), "192.0.2.53"),
            (signing.key_record("rsa1024"), "192.0.2.54"),
        )
    ]
    found = validate_chain(message, RecordedResolver(answers))
    assert found.result is ArcResult.PASS
    assert "authentication.arc.note.key-conflict" in {note.id for note in found.notes}
    (one,) = found.instances
    assert not isinstance(one.seal, State)
    assert one.seal.key.contradicted


def supplied(signing: Any, *, server: str = "archive", grade: str = "archive") -> DnsAnswer:
    return DnsAnswer(
        name="s1._domainkey.list.example",
        type="TXT",
        rcode="NOERROR",
        data=(signing.key_record(),),
        server=server,
        source=DnsSource.SUPPLIED,
        grade=grade,
    )


@pytest.mark.parametrize("grades", [("published-private",), ("archive", "published-private")])
def test_a_chain_of_a_published_private_key_shows_nothing(
    grades: tuple[str, ...], signing: Any
) -> None:
    message = signing.read(seal(signing.MESSAGE, signing))
    held = RecordedResolver(supplied(signing, grade=grade) for grade in grades)
    found = validate_chain(message, held)
    assert (found.result, found.reason.value) == (ArcResult.NOT_TESTED, "key-private-published")
    (one,) = found.instances
    assert not isinstance(one.seal, State)
    assert one.seal.key.published_private
    assert one.seal.header_signature is HeaderSignature.VALID
    assert not one.verified
    changed = signing.read(seal(signing.MESSAGE, signing).replace(b"spf=pass", b"spf=fail"))
    assert validate_chain(changed, held).result is ArcResult.FAIL


def test_a_chain_is_not_tested_with_a_key_computed_from_this_message(signing: Any) -> None:
    data = seal(signing.MESSAGE, signing)
    digest = hashlib.sha256(data).hexdigest()
    own = f"recovered from a.eml sha256:{digest} header.b:x; confirmed by no further message"
    held = RecordedResolver([supplied(signing, server=own, grade="recovered")])
    found = validate_chain(signing.read(data), held)
    assert (found.result, found.reason.value) == (ArcResult.NOT_TESTED, "key-from-this-message")
    assert not any(one.verified for one in found.instances)
    other = RecordedResolver([supplied(signing, server=own.replace(digest, "0" * 64))])
    assert validate_chain(signing.read(data), other).result is ArcResult.PASS


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (["ARC-Seal: i={i}; a=rsa-sha256; cv=pass; d=a.example; s=s; b=QQ=="] * 10_000, "limit"),
        (["ARC-Authentication-Results: i={i}; mx.example; none"] * 51, "instance-unreadable"),
        (["ARC-Seal: i=1; " + "x=1; " * 200_000], "instance-unreadable"),
        (["ARC-Message-Signature: i=1; h=" + "from:" * 12_000 + "; b=QQ=="], "field-missing"),
        (["ARC-Authentication-Results:" + " " * 500_000 + "i=1; none"], "instance-unreadable"),
        (["ARC-Seal: i=0", "ARC-Seal: i=51", "ARC-Seal: i=1x"], "instance-unreadable"),
        (["ARC-Seal: i=²; a=rsa-sha256"], "instance-unreadable"),
    ],
    ids=["10000", "51", "many-tags", "many-names", "blanks", "numbers", "digits"],
)
def test_hostile_fields_end_in_a_reason(fields: list[str], reason: str, signing: Any) -> None:
    lines = "".join(f.replace("{i}", str(n)) + "\r\n" for n, f in enumerate(fields, start=1))
    message = signing.read(lines.encode() + signing.MESSAGE)
    asked: list[str] = []

    class Counting:
        def ask(self, name: str, type: str) -> State:  # noqa: A002, ARG002
            asked.append(name)
            return State.NOT_ATTEMPTED

    found = validate_chain(message, Counting())
    assert found.result is ArcResult.FAIL
    assert found.reason.value.startswith(reason)
    assert len(found.instances) <= chain_module.MAX_INSTANCES
    assert len(asked) <= 2 * chain_module.MAX_INSTANCES
    assert second_verdict(message, found, as_of=AS_OF).name == "dkimpy"


def test_work_is_bounded_over_all_sets(signing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain whose sets together cover more than the budget: the newest is tested, not all."""
    from provenance.authentication.arc import verify

    monkeypatch.setattr(verify, "MAX_HEADER_WORK", 4_000)
    data = signing.MESSAGE
    for _ in range(3):
        data = seal(data, signing)
    found = validate_chain(signing.read(data), zone(signing))
    reasons = [one.seal.reason for one in found.instances if not isinstance(one.seal, State)]
    assert reasons[-1] is ArcReason.VERIFIED
    assert reasons[0] is ArcReason.LIMIT_EXCEEDED
    assert (found.result, found.reason) == (ArcResult.NOT_TESTED, ArcReason.LIMIT_EXCEEDED)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", "arc-seal"]
            ),
            st.text(alphabet='i=12;a-rsh56cvd.b/ \t"()é', max_size=60),
        ),
        max_size=8,
    )
)
def test_nothing_raises(fields: list[tuple[str, str]]) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields) + "From: a@a.example\r\n\r\n"
    stream = MessageStream(name="file", data=head.encode(), body=True)
    message = read_message(stream, id="M1", evidence="E1")
    found = validate_chain(message, OfflineResolver())
    assert isinstance(found, ArcCheck)
    assert found.result is (ArcResult.NONE if not fields else found.result)
    assert found.result is not ArcResult.PASS


def test_the_list_of_sealers_is_sorted_and_sourced() -> None:
    domains = [one.domain for one in sealers()]
    assert domains == sorted(domains)
    assert all(
        one.source and one.grade and re.fullmatch(r"\d{4}-\d\d-\d\d", one.read_on)
        for one in sealers()
    )
    found = sealer_of("GOOGLE.com.")
    assert not isinstance(found, State)
    assert found.operator.startswith("Google")
    assert sealer_of("notgoogle.com") is State.ABSENT
    assert sealer_of("google.com.other.example") is State.ABSENT
