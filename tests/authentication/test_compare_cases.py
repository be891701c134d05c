"""Recorded against computed, case by case, as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import (
    ArcCheck,
    ArcInstance,
    ArcReason,
    ArcResult,
    ArcSignature,
    BodyHash,
    DkimReason,
    DkimResult,
    DmarcCheck,
    Expiry,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
    SpfCheck,
)
from provenance.authentication.compare import comparisons, explanations
from provenance.basics import State, text
from provenance.trace import Property, ReportedResult, RouteMark, RouteMarkKind

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "authentication" / "compare.json").read_text("utf-8")
)
R, X, H, B, E = DkimResult, DkimReason, HeaderSignature, BodyHash, Expiry
KINDS: dict[str, tuple[DkimResult, DkimReason, HeaderSignature, BodyHash, Expiry, Expiry]] = {
    "pass": (R.PASS, X.VERIFIED, H.VALID, B.MATCH, E.NONE, E.NONE),
    "gone": (R.PERMERROR, X.KEY_MISSING, H.NOT_TESTABLE, B.MATCH, E.NONE, E.NONE),
    "body": (R.FAIL, X.BODY_HASH_MISMATCH, H.VALID, B.MISMATCH, E.NONE, E.NONE),
    "header": (R.FAIL, X.HEADER_SIGNATURE_MISMATCH, H.INVALID, B.MATCH, E.NONE, E.NONE),
    "key-contradicted": (R.FAIL, X.HEADER_SIGNATURE_MISMATCH, H.INVALID, B.MATCH, E.NONE, E.NONE),
    "expired-since": (R.PASS, X.VERIFIED, H.VALID, B.MATCH, E.NOT_EXPIRED, E.EXPIRED),
    "expired-then": (R.PASS, X.VERIFIED, H.VALID, B.MATCH, E.EXPIRED, E.EXPIRED),
}


def recorded(case: dict[str, Any]) -> ReportedResult:
    method, result, *properties = case["recorded"]
    made = []
    for one in properties:
        path, _, value = one.partition("=")
        ptype, _, name = path.partition(".")
        made.append(Property(ptype=ptype, name=name, value=value))
    return ReportedResult(
        field=7,
        header="Authentication-Results",
        authserv_id="mx.friend.example",
        method=method,
        result=result,
        properties=tuple(made),
        comments=tuple(case.get("comments", ())),
        believed=case.get("believed", True),
        why=text("t"),
    )


def signature(index: int, row: list[str]) -> SignatureCheck:
    domain, selector, _, kind = row
    result, reason, header, body, then, now = KINDS[kind]
    state = KeyState.MISSING if kind == "gone" else KeyState.FOUND
    return SignatureCheck(
        field=index,
        header="DKIM-Signature",
        domain=domain,
        selector=selector,
        identity="",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        result=result,
        reason=reason,
        header_signature=header,
        body_hash=body,
        key=Key(state=state, name="k", contradicted=kind == "key-contradicted"),
        expiry_at_delivery=then,
        expiry_as_of=now,
    )


def chain(case: dict[str, Any]) -> ArcCheck | State:
    if "arc" not in case:
        return State.NOT_ATTEMPTED
    result, reason = case["arc"]
    seal = ArcSignature(
        field=6,
        header="ARC-Seal",
        domain="list.example",
        selector="s1",
        algorithm="rsa-sha256",
        canonicalization="relaxed",
        reason=ArcReason.VERIFIED,
        header_signature=H.VALID,
        body_hash=B.NOT_TESTABLE,
        key=Key(state=KeyState.FOUND, name="k"),
    )
    one = ArcInstance(
        number=1,
        results_field=7,
        recorded=State.ABSENT,
        message_signature=State.ABSENT,
        seal=seal,
    )
    return ArcCheck(
        result=ArcResult(result),
        reason=ArcReason(reason),
        instances=(one,) if case.get("sealed") else (),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    rows = case.get("ours", [])
    spf = SpfCheck(
        identity="mailfrom",
        ip="192.0.2.1",
        domain="a.example",
        result=case.get("spf", "none"),
        dns_source="live",
        explanation=text("t"),
    )
    result, policy = case.get("dmarc", ("none", "none"))
    dmarc = DmarcCheck(
        rfc=7489,
        domain="a.example",
        organisational_domain="a.example",
        policy=policy,
        aligned_by=(),
        result=result,
        explanation=text("t"),
    )
    one = recorded(case)
    (found,) = comparisons(
        (one,),
        tuple(signature(index, row) for index, row in enumerate(rows)),
        (spf,),
        (dmarc,),
        arc=chain(case),
        signed=tuple((index, row[2]) for index, row in enumerate(rows)),
        marks=tuple(
            RouteMark(kind=RouteMarkKind(kind), name="", fields=(), reason=text("t"))
            for kind in case.get("marks", ())
        ),
    )
    assert (found.case, found.by) == (case["case"], case["by"])
    assert (found.recorded, found.believed, found.field) == (one.result, one.believed, 7)
    if "signature" in case:
        index = None if isinstance(found.signature, State) else found.signature
        assert index == case["signature"]
    if case.get("silent"):
        assert found.explanation is State.NOT_APPLICABLE
    else:
        assert not isinstance(found.explanation, State)
        assert found.explanation.id == f"authentication.compare.{case['case']}"
        assert explanations((one,), (found,))[0] == found.explanation


def test_the_number_of_comparisons_is_bounded() -> None:
    from provenance.authentication.compare import MAX_COMPARED

    one = recorded({"recorded": ["dkim", "pass", "header.d=a.example"], "believed": False})
    kept = recorded({"recorded": ["dkim", "pass", "header.d=a.example"]})
    found = comparisons((one,) * 2_000 + (kept,), (), (), ())
    assert len(found) == MAX_COMPARED + 1
    assert found[-1].believed
