"""Findings: every place re-read, every sentence known, every strength under its cap."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import (
    ChainResolver,
    DnsSource,
    RecordedResolver,
    Resolver,
    SuppliedKeys,
    read_dns_file,
)
from provenance.basics import Address, Interest, Text
from provenance.case import Case, EvidenceNote, Organisation, Person
from provenance.evidence import Exhibit
from provenance.message import DefectKind
from provenance.reasoning import AnalysedMessage, Badge, Finding, FindingKind, Reasoning
from provenance.report.catalogue import render, sentence, sentences
from provenance.report.lint import lint_catalogue
from provenance.trace import AttestationClass

Pair = tuple[AnalysedMessage, Exhibit]
Conclude = Callable[..., Reasoning]
Analyse = Callable[..., Pair]


def texts_of(value: object) -> Iterable[Text]:
    """Every sentence inside a record, nested ones too."""
    if isinstance(value, Text):
        yield value
        for _, param in value.params:
            yield from texts_of(param)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts_of(item)
    elif hasattr(value, "__slots__") and not isinstance(value, str | Address):
        for name in value.__slots__:
            yield from texts_of(getattr(value, name))


def assert_sound(reasoning: Reasoning, *pairs: Pair) -> None:
    """What holds for the findings of any input."""
    messages = {analysed.message.id: analysed.message for analysed, _ in pairs}
    content = {exhibit.item.id: exhibit.content for _, exhibit in pairs}
    ids = [finding.id for finding in reasoning.findings]
    assert len(ids) == len(set(ids))
    for finding in reasoning.findings:
        assert finding.where, finding.name
        for where in finding.where:
            raw = messages[finding.message].raw
            source = content[where.evidence] if where.locator == "file" else raw
            quote = source[where.start : where.end]
            assert hashlib.sha256(quote).hexdigest() == where.quote_sha256
            assert source.count(b"\n", 0, where.start) + 1 == where.line_first
            assert where.line_last >= where.line_first >= 1
        if finding.kind is FindingKind.DISCLOSURE:
            assert finding.rung == 0  # beside the five questions
        else:
            assert 1 <= finding.rung <= 4
        # Only a line of the receiving side, or what we saw, has the interest of the supplier.
        if finding.attested_by is not AttestationClass.RECEIVER and not finding.observed:
            assert finding.interest is Interest.UNKNOWN
        assert 0 <= finding.strength <= 2
        if finding.attested_by in {AttestationClass.SENDER_SIDE, AttestationClass.CLIENT}:
            assert finding.strength <= 1
        assert finding.group.startswith(finding.message)
    for rung in reasoning.ladder:
        assert set(rung.findings) <= set(ids)
    for words in texts_of(reasoning):
        pattern = sentence(words.id)
        assert pattern is not None, words.id
        assert "?]" not in render(words), render(words)


def test_findings_of_the_samples_are_sound(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    pairs = tuple(sample_pairs.values())
    assert_sound(conclude(*pairs), *pairs)


def names(reasoning: Reasoning) -> list[str]:
    return [finding.name for finding in reasoning.findings]


def named(reasoning: Reasoning, name: str) -> Finding:
    return next(finding for finding in reasoning.findings if finding.name == name)


def test_an_honest_copy_shows_no_alteration(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    for pair in sample_pairs.values():
        kinds = {finding.kind for finding in conclude(pair).findings}
        assert FindingKind.ALTERATION not in kinds


def test_an_address_that_a_list_lacks_is_a_fact_and_carries_nothing(
    samples: Any, analyse: Analyse, conclude: Conclude
) -> None:
    """The list of an operator's addresses is not complete: no inference is made of it."""
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    documents = conclude(analyse(data)).findings
    assert "route.not-listed" not in {one.name for one in documents}
    findings = conclude(analyse(data.replace(b"198.51.100.94", b"131.253.30.94"))).findings
    found = [one for one in findings if one.name == "route.not-listed"]
    assert [one.strength for one in found] == [0]
    assert found[0].id.startswith("F-")
    words = render(found[0].statement)
    assert "131.253.30.94" in words
    assert "Microsoft" in words
    inferred = {one.name for one in findings if one.id.startswith("I-")}
    assert not {name for name in inferred if name.startswith("route.") and "outside" in name}


def test_an_inference_names_its_assumptions_and_how_often_it_is_seen(
    samples: Any, analyse: Analyse, conclude: Conclude
) -> None:
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    data = data.replace(b"Subject: ", b"Subject: again\r\nSubject: ", 1)
    found = named(conclude(analyse(data)), "tamper.repeated-singleton")
    assert {one.id for one in found.assumptions} == {
        "reasoning.assumption.standards",
        "reasoning.assumption.no-rewriting",
    }
    rates = [render(one) for one in found.rates]
    assert any("public mailing lists" in one for one in rates)
    assert "26 November 2026" in rates[-1]
    assert "annex F" in rates[-1]
    assert not any("sample of" in render(one) for one in found.defeaters)


def test_the_seal_of_the_mass_mailing(sample_pairs: dict[str, Pair], conclude: Conclude) -> None:
    seal = named(conclude(sample_pairs["mass-mailing-gmail"]), "dkim.verified")
    # The key comes from a file that anybody could have written: an untested assumption caps at 1.
    assert (seal.attested_by, seal.strength) == (AttestationClass.SIGNED, 1)
    assert [where.locator for where in seal.where] == ["DKIM-Signature", "body"]
    assert [item.id for item in seal.assumptions] == ["reasoning.assumption.key-recorded"]


def test_no_key_lifts_a_seal_above_a_claim(
    samples: Any, recorded: RecordedResolver, analyse: Analyse, conclude: Conclude
) -> None:
    """The same seal with the same key: how far it carries depends on where the key came from."""
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    dns = read_dns_file(samples / "dns.jsonl")
    strengths = {}
    for source in DnsSource:
        resolver = RecordedResolver(tuple(replace(answer, source=source) for answer in dns))
        reasoning = conclude(analyse(data, resolver=resolver, interest="independent"))
        seal, dmarc = named(reasoning, "dkim.verified"), named(reasoning, "dmarc.pass")
        assumed = f"reasoning.assumption.key-{source.value}"
        assert [item.id for item in seal.assumptions] == [assumed]
        assert assumed in {item.id for item in dmarc.assumptions}
        assert dmarc.strength == seal.strength
        strengths[source] = seal.strength
    assert strengths == dict.fromkeys(DnsSource, 1)


@pytest.mark.parametrize("own", [False, True], ids=["of other messages", "of this message"])
def test_a_recovered_key_says_what_it_shows(
    own: bool, samples: Any, analyse: Analyse, conclude: Conclude
) -> None:
    """The same key as undisputed messages, or a key out of the message itself: that is nothing."""
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    digest = hashlib.sha256(data if own else b"another message").hexdigest()
    keys = tuple(
        replace(
            answer,
            source=DnsSource.SUPPLIED,
            server=f"recovered from a.eml sha256:{digest}",
            grade="recovered",
        )
        for answer in read_dns_file(samples / "dns.jsonl")
    )
    analysed, exhibit = analyse(data, resolver=RecordedResolver(keys), interest="independent")
    reasoning = conclude((analysed, exhibit))
    if own:
        seal = named(reasoning, "dkim.key-from-this-message")
        assert (seal.strength, seal.assumptions) == (0, ())
        assert "dkim.verified" not in {finding.name for finding in reasoning.findings}
        aligned = [one for d in analysed.authentication.dmarc for one in d.aligned_by]
        assert not any(one.startswith("dkim:") for one in aligned)
        assert "reasoning.rung1.not-counted" in {one.id for one in texts_of(reasoning.ladder[0])}
    else:
        seal = named(reasoning, "dkim.verified")
        assert [one.id for one in seal.assumptions] == ["reasoning.assumption.key-recovered"]
        assert seal.strength == 1
        assert "reasoning.key.recovered" in {one.id for one in texts_of(reasoning.ladder)}


def test_a_key_file_against_dns_carries_nothing_and_lifts_nothing(
    samples: Any, analyse: Analyse, conclude: Conclude
) -> None:
    """Whoever made up a message could have made up its key: DNS holds another one."""
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    dns = read_dns_file(samples / "dns.jsonl")
    name = next(a.name for a in dns if a.name.endswith("_domainkey.harbourvale.example"))
    keys = tuple(replace(a, source=DnsSource.SUPPLIED) for a in dns if a.name == name)
    others = tuple(replace(a, data=()) if a.name == name else a for a in dns)
    resolver = ChainResolver([SuppliedKeys(keys), RecordedResolver(others)])
    reasoning = conclude(analyse(data, resolver=resolver))
    seal = named(reasoning, "dkim.verified")
    assert (seal.strength, seal.observed) == (0, True)
    assert seal.attested_by is not AttestationClass.SIGNED
    assert "reasoning.caution.key-disputed" in {item.id for item in seal.cautions}
    assert AttestationClass.SIGNED not in {f.attested_by for f in reasoning.findings}
    assert [rung.badge for rung in reasoning.ladder[:2]] == [Badge.CONFLICTING] * 2
    assert [rung.code.value for rung in reasoning.ladder[:2]] == ["CF", "CF"]
    for rung in reasoning.ladder[:2]:
        assert rung.resolves_by[0].id == "reasoning.resolve.key"
    assert reasoning.main_limit.id == "reasoning.limit.key-conflict"


def test_what_the_program_saw_is_attested_by_nobody(
    sample_pairs: dict[str, Pair], analyse: Analyse, conclude: Conclude
) -> None:
    for pair in (*sample_pairs.values(), analyse(b"Subject: x\n\ny")):
        for finding in conclude(pair).findings:
            if finding.name.startswith(("copy.", "dkim.none", "disclosure.", "limit.")):
                assert finding.observed, finding.name
            if finding.name in {"identity.from", "client.named", "route.handover"}:
                assert not finding.observed, finding.name
    assert not named(conclude(sample_pairs["mass-mailing-gmail"]), "dkim.verified").observed


def test_the_interest_is_that_of_whoever_vouches(
    samples: Any, recorded: RecordedResolver, analyse: Analyse, conclude: Conclude
) -> None:
    """An independent supplier does not make the sending side's own lines independent."""
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    reasoning = conclude(analyse(data, resolver=recorded, interest="independent"))
    assert named(reasoning, "route.handover").interest is Interest.INDEPENDENT
    assert named(reasoning, "copy.file").interest is Interest.INDEPENDENT
    for name in ("dkim.verified", "identity.from", "origin.submission"):
        assert named(reasoning, name).interest is Interest.UNKNOWN


def test_unsealed_recipient_lines_are_named_beside_their_count(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    finding = named(conclude(sample_pairs["mass-mailing-gmail"]), "disclosure.visible")
    caution = next(c for c in finding.cautions if c.id.endswith("recipients-unsealed"))
    assert dict(caution.params) == {"fields": ("To",)}


def test_visible_recipients_are_counted_once(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    finding = named(conclude(sample_pairs["mass-mailing-gmail"]), "disclosure.visible")
    assert dict(finding.statement.params)["count"] == 1500


@pytest.fixture
def changed_text(samples: Any, recorded: Resolver, analyse: Analyse) -> Pair:
    """The Gmail copy with one letter of its text changed after delivery."""
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    at = data.index(b"\r\n\r\n") + 4
    while not chr(data[at]).isalpha():
        at += 1
    swapped = b"q" if data[at : at + 1] != b"q" else b"z"
    return analyse(data[:at] + swapped + data[at + 1 :], resolver=recorded)


def test_a_text_changed_after_arrival_is_found(changed_text: Pair, conclude: Conclude) -> None:
    reasoning = conclude(changed_text)
    assert_sound(reasoning, changed_text)
    found = [f for f in reasoning.findings if f.kind is FindingKind.ALTERATION]
    assert [f.rule for f in found] == ["authentication.body-changed-after-pass"]
    assert found[0].id == "I-1"
    assert found[0].strength == 1  # the receiving side's line stands in a party's copy
    assert found[0].defeaters
    core = dict(reasoning.ladder[0].answer.params)["answer"]
    assert isinstance(core, Text)
    assert core.id == "reasoning.rung1.changed"
    assert found[0].id in reasoning.ladder[0].findings


def test_an_independent_copy_carries_no_more(
    samples: Any, recorded: Resolver, analyse: Analyse, conclude: Conclude
) -> None:
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    strengths = {}
    for interest in Interest:
        pair = analyse(data, resolver=recorded, interest=interest.value)
        strengths[interest] = named(conclude(pair), "route.handover").strength
    assert strengths == dict.fromkeys(Interest, 1)


def test_a_repeated_from_is_found(analyse: Analyse, conclude: Conclude) -> None:
    pair = analyse(b"From: a@example.org\r\nFrom: b@example.net\r\nSubject: s\r\n\r\nx\r\n")
    finding = named(conclude(pair), "tamper.repeated-singleton")
    assert dict(finding.statement.params) == {"count": 2, "name": "From"}
    assert [where.line_first for where in finding.where] == [1, 2]
    assert finding.kind is FindingKind.LIMITATION


def test_dmarc_without_a_domain_names_none(analyse: Analyse, conclude: Conclude) -> None:
    reasoning = conclude(analyse(b"From: undisclosed\r\nSubject: s\r\n\r\nx\r\n"))
    words = render(named(reasoning, "dmarc.permerror").statement)
    assert "names no single usable domain" in words
    assert "could not be interpreted" not in words


LATE = (
    b"Received: from mail.harbourvale.example (mail.harbourvale.example [198.51.100.7])\r\n"
    b"\tby mx.friend.example (Postfix) with ESMTP id 4AB12C3;\r\n"
    b"\tThu, 14 May 2026 14:02:09 +0000\r\n"
    b"Date: Thu, 14 May 2026 16:30:00 +0200\r\nFrom: msc@harbourvale.example\r\n\r\nx\r\n"
)


def test_a_date_after_arrival_is_found(analyse: Analyse, conclude: Conclude) -> None:
    pair = analyse(LATE, receivers=("mx.friend.example",))
    finding = named(conclude(pair), "timestamp.date-after-arrival")
    assert (finding.kind, finding.strength) == (FindingKind.CLOCK, 1)
    assert [where.locator for where in finding.where] == ["Received", "Date"]


def test_sender_and_from_side_by_side(analyse: Analyse, conclude: Conclude) -> None:
    pair = analyse(b"From: a@example.org\r\nSender: b@example.org\r\n\r\nx")
    reasoning = conclude(pair)
    finding = named(reasoning, "identity.sender-differs")
    assert finding.strength == 1
    assert "reasoning.rung3.sender" in {item.id for item in texts_of(reasoning.ladder[2].answer)}


def test_the_sender_field_of_a_list_is_not_taken_for_a_delegate(
    analyse: Analyse, conclude: Conclude
) -> None:
    pair = analyse(b"From: a@example.org\r\nSender: l@list.example\r\nList-Id: <l>\r\n\r\nx")
    answer = conclude(pair).ladder[2].answer
    assert "reasoning.rung3.claim" in {item.id for item in texts_of(answer)}


def test_what_is_not_listed_is_counted(analyse: Analyse, conclude: Conclude) -> None:
    seal = b"DKIM-Signature: v=1; a=rsa-sha256; d=d%d.example; s=s; h=from; bh=; b=\r\n"
    lines = b"".join(seal % number for number in range(150))
    analysed, exhibit = pair = analyse(lines + b"From: a@example.org\r\n\r\nx")
    reasoning = conclude(pair)
    assert_sound(reasoning, pair)
    listed = [name for name in names(reasoning) if name.startswith("dkim.")]
    cut = [finding for finding in reasoning.findings if finding.name == "limit.authentication"]
    left = len(analysed.authentication.dkim) - len(listed)
    assert exhibit.item.id == "E1"
    assert [dict(finding.statement.params)["count"] for finding in cut] == ([left] if left else [])
    assert len(listed) <= 100


def test_every_defect_has_words() -> None:
    known = sentences("reasoning")
    for kind in DefectKind:
        if kind is not DefectKind.REPEATED_SINGLETON:  # said by its rule
            assert f"reasoning.defect.{kind.value}" in known


@pytest.mark.parametrize("room", ["reasoning", "origin", "rule"])
def test_no_sentence_breaks_the_rules_of_words(room: str) -> None:
    assert lint_catalogue(sentences(room)) == []


def test_catalogues_are_sorted(repository: Any) -> None:
    for room in ("reasoning", "origin"):
        path = repository / "provenance" / "report" / "catalogue" / "en" / f"{room}.json"
        loaded = json.loads(path.read_text("utf-8"))
        assert list(loaded) == sorted(loaded)


PEOPLE = (
    Person(id="account-holder", name="Ms C", accounts=("msc@harbourvale.example",)),
    Person(id="person-b", name="Dr Zweig", accounts=("b@harbourvale.example",)),
)


def swapped(words: str) -> str:
    turned = {"Ms C": "Dr Zweig", "Dr Zweig": "Ms C"}
    return re.sub("Ms C|Dr Zweig", lambda found: turned[found[0]], words)


def test_swapped_roles_give_the_same_findings_and_no_name(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    """Mirror: from copies alone nothing depends on who is on which side."""
    note = EvidenceNote(file="1.eml", interest=Interest.SUBMITTING)
    case = Case(
        side="employee",
        organisation=Organisation(domains=("harbourvale.example",)),
        people=PEOPLE,
        evidence=(note,),
    )
    mirrored = replace(
        case,
        side="employer",
        people=(replace(PEOPLE[0], name="Dr Zweig"), replace(PEOPLE[1], name="Ms C")),
        evidence=(replace(note, interest=Interest.OTHER),),
    )
    for pair in sample_pairs.values():
        one, other = conclude(pair, case=case), conclude(pair, case=mirrored)
        assert [render(e.statement) for e in other.explanations] == [
            swapped(render(e.statement)) for e in one.explanations
        ]
        one, other = replace(one, explanations=()), replace(other, explanations=())
        assert one == other
        words = " ".join(render(text) for text in texts_of(one))
        assert "Ms C" not in words.replace("M. Carrow", "")
        assert "Zweig" not in words


@given(
    lines=st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from(
                [
                    b"From: a@example.org",
                    b"From: b@example.org",
                    b"Sender: x",
                    b"Date: Thu, 14 May 2026 14:02:10 +0000",
                    b"Received: from a ([192.0.2.1]) by b with ESMTPSA; 14 May 2026 14:00 Z",
                    b"Authentication-Results: mx; dkim=pass header.d=example.org",
                    b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=; b=",
                    b"To: a@example.org, b@example.org",
                    b"X-Originating-IP: [10.0.0.1]",
                    b"",
                ]
            ),
        ),
        max_size=12,
    )
)
def test_any_message_gives_sound_findings(
    analyse: Analyse, conclude: Conclude, lines: list[bytes]
) -> None:
    pair = analyse(b"\r\n".join(lines))
    reasoning = conclude(pair)
    assert_sound(reasoning, pair)
    assert reasoning.ladder[4].code.value == "ND"


@pytest.mark.parametrize(
    ("peer", "protocol", "handover", "submission"),
    [
        ("h ([203.0.113.9])", " with SMTP", "handover-no-time", "submission-no-time"),
        ("h", " with SMTP", "handover-no-ip-no-time", "submission-no-time"),
        ("h ([203.0.113.9])", "", "handover-no-time", "submission-no-protocol-no-time"),
    ],
)
def test_a_line_without_a_readable_time_says_so(
    analyse: Analyse,
    conclude: Conclude,
    peer: str,
    protocol: str,
    handover: str,
    submission: str,
) -> None:
    """No state stands in the place of a time: "its clock showed could not be interpreted"."""
    line = f"Received: from {peer} by {{}}{protocol} id 1; yesterday\r\n"
    data = line.format("mx.friend.example") + line.format("out.other.example")
    reasoning = conclude(analyse(f"{data}From: a@harbour.example\r\n\r\nx\r\n".encode()))
    for name, case in (("route.handover", handover), ("origin.submission", submission)):
        found = named(reasoning, name).statement
        assert found.id.rpartition(".")[2] == case
        assert "could not" not in render(found)
