"""The whole room over one message: questions first, then checks, then the comparison."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    ArcReason,
    Authentication,
    DkimReason,
    DkimResult,
    DnsAnswer,
    HeaderSignature,
    OfflineResolver,
    RecordedResolver,
    Recorder,
    Resolver,
    check,
    questions,
)
from provenance.authentication.check import delivery_time
from provenance.authentication.dkim.differences import KNOWN
from provenance.authentication.dkim.repair import DESTROYED
from provenance.authentication.dkim.repair_edits import CHANGES
from provenance.authentication.records import RepairOutcome
from provenance.authentication.spf import RESULTS
from provenance.basics import Address, Instant, Text, text
from provenance.trace import (
    Hop,
    Identity,
    Property,
    ReportedResult,
    Route,
    Trace,
    TraceField,
    TrustBoundary,
    Witness,
)

AS_OF = date(2026, 11, 22)
WORDS = Path(__file__).parents[2] / "provenance/report/catalogue/en/authentication.json"


def zone(signing: Any) -> RecordedResolver:
    rows = {
        signing.KEY_NAME: signing.key_record(),
        "_dmarc.harbourvale.example": "v=DMARC1; p=reject",
        "_dmarc.example": "",
        "harbourvale.example": "v=spf1 ip4:192.0.2.10 -all",
        "mta.harbourvale.example": "v=spf1 a -all",
    }
    held = [
        DnsAnswer(
            name=name,
            type="TXT",
            rcode="NOERROR" if record else "NXDOMAIN",
            data=(record,) if record else (),
        )
        for name, record in rows.items()
    ]
    held.append(
        DnsAnswer(name="mta.harbourvale.example", type="A", rcode="NOERROR", data=("192.0.2.10",))
    )
    return RecordedResolver(held)


def hop(position: int, hour: int, witness: Witness) -> Hop:
    at = Instant(text="t", utc=datetime(2026, 5, 14, hour, tzinfo=UTC), offset_minutes=0)
    return Hop(
        position=position,
        trace=TraceField(field=0, name="Received", segments=(), time=at),
        delay_seconds=0.0,
        witness=witness,
        reason=text("t"),
    )


def traced(*reported: ReportedResult) -> Trace:
    return Trace(
        identity=Identity(
            from_=(Address(spec="msc@harbourvale.example"),),
            return_path="<msc@harbourvale.example>",
        ),
        route=Route(
            hops=(hop(1, 14, Witness.RECEIVER), hop(2, 15, Witness.RECEIVER)),
            boundary=TrustBoundary(
                position=1, reason=text("t"), ip="192.0.2.10", helo="mta.harbourvale.example"
            ),
        ),
        reported=reported,
    )


def recorded(method: str, result: str, ptype: str, name: str, value: str) -> ReportedResult:
    return ReportedResult(
        field=0,
        header="Authentication-Results",
        authserv_id="mx.friend.example",
        method=method,
        result=result,
        properties=(Property(ptype=ptype, name=name, value=value),),
        believed=True,
        why=text("t"),
    )


BELIEVED = (
    recorded("dkim", "pass", "header", "d", "harbourvale.example"),
    recorded("spf", "pass", "smtp", "mailfrom", "msc@harbourvale.example"),
    recorded("dmarc", "pass", "header", "from", "harbourvale.example"),
)


def run(
    data: bytes, resolver: Resolver, signing: Any, *, cross_check: bool = False
) -> Authentication:
    return check(
        signing.read(data), traced(*BELIEVED), resolver, as_of=AS_OF, cross_check=cross_check
    )


def texts(found: Authentication) -> list[Text]:
    return [
        *(note for c in found.dkim for note in c.notes),
        *(c.explanation for c in found.spf),
        *(c.explanation for c in found.dmarc),
        *found.explanations,
    ]


def test_everything_holds_and_agrees(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe(extra=" x=1779372100;"))
    found = run(data, zone(signing), signing, cross_check=True)
    assert [c.result for c in found.dkim] == [DkimResult.PASS]
    assert [(c.identity, c.result) for c in found.spf] == [("mailfrom", "pass"), ("helo", "pass")]
    assert [(c.rfc, c.result) for c in found.dmarc] == [(7489, "pass"), (9989, "pass")]
    told = [t.id.removeprefix("authentication.compare.") for t in found.explanations]
    assert told == ["dkim.expired-since", "agrees", "agrees"]
    (one,) = found.dkim
    assert [e.name for e in one.engines] == ["provenance", "dkimpy"]
    assert {e.header_signature for e in one.engines} == {HeaderSignature.VALID}
    assert [note.id for note in one.notes[-2:]] == [
        "authentication.dkim.engines.agree",
        "authentication.dkim.engines.expiry",
    ]


def test_a_pass_by_spf_alone_says_what_it_rests_on(signing: Any) -> None:
    found = run(signing.MESSAGE, zone(signing), signing)
    assert {c.result for c in found.dmarc} == {"pass"}
    assert {c.explanation.id for c in found.dmarc} == {"authentication.dmarc.pass-by-spf"}


def test_offline_nothing_is_failed(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe())
    found = run(data, OfflineResolver(), signing)
    assert [c.result for c in found.dkim] == [DkimResult.NOT_TESTED]
    assert {c.result for c in found.spf} == {"not-tested"}
    assert {c.result for c in found.dmarc} == {"not-tested"}
    assert {t.id for t in found.explanations} == {"authentication.compare.not-tested"}
    assert [len(c.engines) for c in found.dkim] == [1]


def test_questions_are_what_the_checks_ask_first(signing: Any) -> None:
    message = signing.read(signing.sign(signing.MESSAGE, signing.Recipe()))
    asked = questions(message, traced())
    assert asked == (
        ("_dmarc.example", "TXT"),
        ("_dmarc.harbourvale.example", "TXT"),
        ("harbourvale.example", "TXT"),
        ("mta.harbourvale.example", "TXT"),
        ("s1._domainkey.harbourvale.example", "TXT"),
    )
    recorder = Recorder(zone(signing))
    check(message, traced(), recorder, as_of=AS_OF, cross_check=False)
    assert {(a.name, a.type) for a in recorder.answers} == set(asked) | {
        ("mta.harbourvale.example", "A")
    }


def test_replay_of_what_was_recorded_gives_the_same_result(signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe())
    recorder = Recorder(zone(signing))
    first = run(data, recorder, signing, cross_check=True)
    again = Recorder(RecordedResolver(recorder.answers))
    assert run(data, again, signing, cross_check=True) == first
    assert again.answers == recorder.answers


def test_delivery_is_the_boundary_hop_then_the_newest_receiver_line() -> None:
    trace = traced()
    assert delivery_time(trace) == datetime(2026, 5, 14, 14, tzinfo=UTC)
    unknown = TrustBoundary(position=9, reason=text("t"))
    other = Trace(identity=trace.identity, route=Route(hops=trace.route.hops, boundary=unknown))
    assert delivery_time(other) == datetime(2026, 5, 14, 15, tzinfo=UTC)
    claims = (hop(1, 14, Witness.CLAIM),)
    nobody = Trace(identity=trace.identity, route=Route(hops=claims, boundary=unknown))
    assert delivery_time(nobody) is None


@pytest.mark.parametrize("edit", [(b"", b""), (b"Dear all", b"Dear few"), (b"disputed", b"other")])
def test_every_sentence_has_words_and_their_values(edit: tuple[bytes, bytes], signing: Any) -> None:
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    data = signing.sign(signing.MESSAGE, signing.Recipe(algorithm="rsa-sha1")).replace(*edit, 1)
    for resolver in (zone(signing), OfflineResolver()):
        for told in texts(run(data, resolver, signing, cross_check=True)):
            assert told.id in words
            wanted = set(re.findall(r"\{(\w+)\}", words[told.id]))
            assert wanted <= {name for name, _ in told.params}, told.id


def test_a_pasted_header_without_its_folds_still_verifies(signing: Any) -> None:
    from provenance.evidence import MessageStream
    from provenance.message import read_message

    data = signing.sign(signing.MESSAGE, signing.Recipe())
    head = data.partition(b"\r\n\r\n")[0].replace(b"\r\n\t", b"\r\n").replace(b"\r\n ", b"\r\n")
    stream = MessageStream(name="file", data=head + b"\r\n", body=False, repaired=True)
    message = read_message(stream, id="M1", evidence="E1")
    found = check(message, traced(), zone(signing), as_of=AS_OF, cross_check=True)
    (one,) = found.dkim
    assert one.header_signature is HeaderSignature.VALID
    notes = {n.id.removeprefix("authentication.dkim.") for n in one.notes}
    assert {"reason.body-not-available", "note.repaired", "engines.agree-header"} <= notes


def test_sentences_are_those_that_the_room_can_say() -> None:
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    assert list(words) == sorted(words)
    folder = WORDS.parents[3] / "authentication"
    source = "".join(p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.py")))
    said = {f"authentication.dkim.reason.{reason.value}" for reason in DkimReason}
    said |= {f"authentication.arc.{case}" for case in ARC_CASES}
    source += (folder / "compare.py").read_text("utf-8")
    dkim_cases = (folder / "compare_dkim.py").read_text("utf-8")
    said |= {
        f"authentication.compare.{case}"
        for case in re.findall(r'"((?:dkim|spf|dmarc|arc)\.[a-z-]+)"', source + dkim_cases)
    }
    said |= {f"authentication.compare.{case}" for case in ("typed", "sealed", "arc.differs")}
    said |= {f"authentication.fact.google-{case}" for case in GOOGLE}
    said |= {f"authentication.fact.{method}" for method in ("bimi", "mta-sts")}
    codes = json.loads((folder / "compauth.json").read_text("utf-8"))["codes"]
    said |= {f"authentication.compauth.{row['case']}" for row in codes}
    said.add("authentication.compauth.unknown")
    said |= {f"authentication.spf.{result}" for result in RESULTS}
    said |= {
        f"authentication.dkim.engines.{case}"
        for case in ("agree", "agree-body", "agree-header", "disagree")
    }
    said |= {f"authentication.dkim.engines.{one.name}" for one in KNOWN}
    said |= {f"authentication.dkim.repair.{one.value}" for one in RepairOutcome}
    said |= {f"authentication.dkim.reason.verified-{case}" for case in ("part", "header")}
    said |= {f"authentication.dkim.repair.{why}" for why in DESTROYED}
    said |= {f"authentication.dkim.repair.undone.{change}" for change in CHANGES}
    said |= {f"authentication.dmarc.permerror.{case}" for case in ("repeated", "no-domain")}
    said |= set(re.findall(r'"(authentication\.[a-z0-9.-]+[a-z0-9])"', source))
    cases = {f"authentication.{room}.{case}" for room, case in (*CASES, *DIAGNOSES)}
    cases |= _chain_cases((folder / "dnssec.py").read_text(encoding="utf-8"))
    cases |= {f"authentication.diagnose.{case}" for case in ("not-done", "incomplete")}
    assert set(words) == said | cases


WITHOUT_SET = (ArcReason.NO_CHAIN, ArcReason.INSTANCE_UNREADABLE, ArcReason.LIMIT_EXCEEDED)
GOOGLE = ("verified", "header", "differs", "untested")
ARC_CASES = [
    *(f"reason.{reason.value}" for reason in ArcReason if reason not in WITHOUT_SET[:2]),
    *(f"reason.{reason.value}.chain" for reason in WITHOUT_SET[1:]),
    *(f"engines.{case}" for case in ("agree", "disagree", "second-could-not")),
    *(f"note.sealed-{case}" for case in ("known", "unknown", "own")),
]


def _chain_cases(source: str) -> set[str]:
    """Every state and reason that a chain of DNS signatures can end with, out of its source."""
    source = source.replace("TOO_MUCH)", '"too-much-work")')
    found = set(re.findall(r'_BrokenError\("(\w+)", "([a-z-]+)"\)', source))
    found |= set(re.findall(r'Chain\(state="(\w+)", reason="([a-z-]+)"', source))
    assert len(found) > 15
    secure = {
        f"authentication.dnssec.secure.{case}" for case in ("covers", "other-time", "undated")
    }
    return secure | {f"authentication.dnssec.{state}.{reason}" for state, reason in found}


DIAGNOSES = [
    *(
        ("diagnose", f"spf.{case}")
        for case in ("pass", "neutral", "softfail", "fail", "open", "redirect", "none", "broken")
    ),
    *(
        ("diagnose", f"dmarc.{case}")
        for case in ("p-none", "p-quarantine", "p-reject", "p-broken", "testing", "none", "broken")
    ),
]
CASES = [
    *(("spf", f"not-tested.{why}") for why in ("dns", "engine")),
    *(("dmarc", case) for case in ("pass", "pass-by-spf", "fail", "none", "temperror")),
    *(("spf", f"not-applicable.{why}") for why in ("submission", "mailbox", "local", "inside")),
    *(("dkim", f"note.key-answer-{source}") for source in ("live", "recorded")),
    *(("dmarc", f"not-tested.{why}") for why in ("dns", "inputs", "submission")),
    *(("compare", case) for case in ("agrees", "differs", "not-tested")),
    *(("compare", f"{method}.differs") for method in ("spf", "dmarc")),
    *(
        ("compare", f"dkim.{case}")
        for case in (
            "signature-gone",
            "holds-now",
            "key-gone",
            "key-unusable",
            "body-not-kept",
            "body-changed",
            "header-changed",
            "policy",
        )
    ),
]
