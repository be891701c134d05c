"""Recorded against computed: each situation has its own sentence, only believed lines count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
    SpfCheck,
)
from provenance.authentication.compare import compare
from provenance.basics import State, text
from provenance.trace import Property, ReportedResult


def recorded(method: str, result: str, *properties: str, believed: bool = True) -> ReportedResult:
    made = []
    for one in properties:
        path, _, value = one.partition("=")
        ptype, _, name = path.partition(".")
        made.append(Property(ptype=ptype, name=name, value=value))
    return ReportedResult(
        field=0,
        header="Authentication-Results",
        authserv_id="mx.friend.example",
        method=method,
        result=result,
        properties=tuple(made),
        believed=believed,
        why=text("t"),
    )


def computed(
    result: DkimResult,
    reason: DkimReason,
    header: HeaderSignature = HeaderSignature.NOT_TESTABLE,
    body: BodyHash = BodyHash.MATCH,
    key: KeyState = KeyState.FOUND,
    selector: str = "s1",
) -> SignatureCheck:
    return SignatureCheck(
        field=0,
        header="DKIM-Signature",
        domain="a.example",
        selector=selector,
        identity="",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        result=result,
        reason=reason,
        header_signature=header,
        body_hash=body,
        key=Key(state=key, name="s1._domainkey.a.example"),
    )


R, X, H, B, K = DkimResult, DkimReason, HeaderSignature, BodyHash, KeyState
SIGNATURES: list[tuple[str, SignatureCheck, str]] = [
    ("pass", computed(R.PASS, X.VERIFIED, H.VALID), "agrees"),
    ("fail", computed(R.FAIL, X.BODY_HASH_MISMATCH, H.VALID, B.MISMATCH), "agrees"),
    ("fail", computed(R.PASS, X.VERIFIED, H.VALID), "dkim.holds-now"),
    ("pass", computed(R.FAIL, X.BODY_HASH_MISMATCH, H.VALID, B.MISMATCH), "dkim.body-changed"),
    ("pass", computed(R.FAIL, X.HEADER_SIGNATURE_MISMATCH, H.INVALID), "dkim.header-changed"),
    ("pass", computed(R.FAIL, X.BOTH_MISMATCH, H.INVALID, B.MISMATCH), "dkim.header-changed"),
    (
        "pass",
        computed(R.NEUTRAL, X.BODY_NOT_AVAILABLE, H.VALID, B.NOT_TESTABLE),
        "dkim.body-not-kept",
    ),
    ("pass", computed(R.PERMERROR, X.KEY_MISSING, key=K.MISSING), "dkim.key-gone"),
    ("pass", computed(R.PERMERROR, X.KEY_REVOKED, key=K.REVOKED), "dkim.key-gone"),
    ("pass", computed(R.PERMERROR, X.KEY_UNREADABLE, key=K.UNREADABLE), "dkim.key-unusable"),
    ("pass", computed(R.NOT_TESTED, X.KEY_NOT_ATTEMPTED, key=K.NOT_ATTEMPTED), "not-tested"),
    ("fail", computed(R.NOT_TESTED, X.KEY_NOT_ATTEMPTED, key=K.NOT_ATTEMPTED), "not-tested"),
    ("pass", computed(R.TEMPERROR, X.DNS_TEMPORARY_ERROR, key=K.TEMPORARY_ERROR), "not-tested"),
    ("pass", computed(R.PERMERROR, X.KEY_TOO_SHORT, H.VALID, key=K.TOO_SHORT), "dkim.policy"),
    ("neutral", computed(R.FAIL, X.BODY_HASH_MISMATCH, H.VALID, B.MISMATCH), "differs"),
]


@pytest.mark.parametrize(("result", "check", "case"), SIGNATURES)
def test_signatures(result: str, check: SignatureCheck, case: str) -> None:
    one = recorded("dkim", result, "header.d=a.example", "header.s=s1")
    (told,) = compare((one,), (check,), (), ())
    assert told.id == f"authentication.compare.{case}"
    assert dict(told.params)["recorded"] == result
    assert dict(told.params)["domain"] == "a.example"


def test_the_signature_meant_is_found_by_domain_and_selector() -> None:
    checks = (
        computed(R.PERMERROR, X.KEY_MISSING, key=K.MISSING, selector="old"),
        computed(R.PASS, X.VERIFIED, H.VALID, selector="new"),
    )

    def told(*properties: str) -> str:
        (one,) = compare((recorded("dkim", "pass", *properties),), checks, (), ())
        return one.id.removeprefix("authentication.compare.")

    assert told("header.d=a.example", "header.s=old") == "dkim.key-gone"
    assert told("header.i=@A.example") == "agrees"
    assert told("header.d=b.example") == "dkim.signature-gone"


def test_nothing_is_said_of_signatures_that_nobody_recorded_as_good() -> None:
    one = recorded("dkim", "fail", "header.d=b.example")
    assert compare((one,), (), (), ()) == ()
    (none,) = compare((recorded("dkim", "none"),), (), (), ())
    assert none.id == "authentication.compare.no-signature"


@pytest.mark.parametrize("written", [(), ("header.d=none",)])
def test_a_domain_that_the_line_leaves_out_is_never_an_empty_word(written: tuple[str, ...]) -> None:
    (told,) = compare((recorded("dkim", "pass", *written),), (), (), ())
    assert dict(told.params)["domain"] == text("authentication.compare.unnamed-domain")


@pytest.mark.parametrize(
    ("recorded_as", "found", "case"),
    [
        ("pass", "pass", "agrees"),
        ("pass", "fail", "spf.differs"),
        ("pass", "not-tested", "not-tested"),
        ("fail", "temperror", "not-tested"),
    ],
)
def test_spf(recorded_as: str, found: str, case: str) -> None:
    check = SpfCheck(
        identity="mailfrom",
        ip="192.0.2.1",
        domain="a.example",
        result=found,
        dns_source="live",
        explanation=text("t"),
    )
    (told,) = compare(
        (recorded("spf", recorded_as, "smtp.mailfrom=x@a.example"),), (), (check,), ()
    )
    assert told.id == f"authentication.compare.{case}"
    assert compare((recorded("spf", "pass", "smtp.helo=a.example"),), (), (check,), ()) == ()


@pytest.mark.parametrize(
    ("comment", "properties", "identity"),
    [
        # "helo=" stands there whichever identity was checked (RFC 7208 section 9.1).
        ("p.example: domain of a.example designates 192.0.2.1 as permitted", (), "mailfrom"),
        ("p.example: domain of x@a.example designates 192.0.2.1 as permitted", (), "mailfrom"),
        ("p.example: domain of mta.example designates 192.0.2.1 as permitted", (), "helo"),
        ("", (), "helo"),
        ("", (".identity=mailfrom",), None),
    ],
)
def test_received_spf_is_compared_with_the_identity_that_it_checked(
    comment: str, properties: tuple[str, ...], identity: str | None
) -> None:
    checks = tuple(
        SpfCheck(identity=one, ip="192.0.2.1", domain=domain, result="pass",
                 dns_source="live", explanation=text("t"))
        for one, domain in (("mailfrom", "a.example"), ("helo", "mta.example"))
    )  # fmt: skip
    one = replace(
        recorded("spf", "pass", ".helo=mta.example", *properties),
        comments=(comment,) if comment else (),
    )
    told = compare((one,), (), checks, ())
    wanted = {"mailfrom": "a.example", "helo": "mta.example"}
    if identity is None:
        assert told == ()
    else:
        assert dict(told[0].params)["domain"] == wanted[identity]


@pytest.mark.parametrize(
    ("results", "case"),
    [
        (("fail", "pass"), "agrees"),
        (("fail", "fail"), "dmarc.differs"),
        (("not-tested",) * 2, "not-tested"),
    ],
)
def test_dmarc(results: tuple[str, str], case: str) -> None:
    checks = tuple(
        DmarcCheck(
            rfc=rfc,
            domain="a.example",
            organisational_domain="a.example",
            policy=State.ABSENT,
            aligned_by=(),
            result=result,
            explanation=text("t"),
        )
        for rfc, result in zip((7489, 9989), results, strict=True)
    )
    (told,) = compare((recorded("dmarc", "pass", "header.from=a.example"),), (), (), checks)
    assert told.id == f"authentication.compare.{case}"


def test_lines_that_nobody_vouches_for_are_not_compared() -> None:
    one = recorded("dkim", "pass", "header.d=a.example", believed=False)
    good = computed(R.PASS, X.VERIFIED, H.VALID)
    (told,) = compare((one,), (good,), (), ())
    assert told.id == "authentication.compare.none-believed"
    bad = computed(R.FAIL, X.BOTH_MISMATCH, H.INVALID)
    typed, nobody = compare((one,), (bad,), (), ())
    assert typed.id == "authentication.compare.typed"
    assert nobody == told
    (nothing,) = compare((), (), (), ())
    assert nothing.id == "authentication.compare.none-recorded"


def test_equal_sentences_are_given_once_and_other_methods_are_left_alone() -> None:
    lines: Any = (
        recorded("dkim", "pass", "header.d=a.example"),
        recorded("dkim", "pass", "header.d=a.example"),
        recorded("compauth", "pass"),
    )
    assert len(compare(lines, (computed(R.PASS, X.VERIFIED, H.VALID),), (), ())) == 1
