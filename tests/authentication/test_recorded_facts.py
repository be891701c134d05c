"""Facts that are only shown: every reason code of compauth, Google's own seal, BIMI."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from provenance.authentication import OfflineResolver
from provenance.authentication.dkim.verify import Moments
from provenance.authentication.recorded_facts import MAX_FACTS, compauth_case, recorded_facts
from provenance.basics import State, text
from provenance.trace import ReportedResult

MOMENTS = Moments(delivered=None, as_of=date(2026, 11, 26))


def reported(method: str, result: str, reason: str | State = State.ABSENT) -> ReportedResult:
    return ReportedResult(
        field=0,
        header="Authentication-Results",
        authserv_id=State.ABSENT,
        method=method,
        result=result,
        reason=reason,
        believed=True,
        why=text("t"),
    )


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("000", "explicit-fail"),
        ("001", "implicit-fail"),
        ("002", "prohibited-pair"),
        ("010", "own-domain-explicit"),
        ("011", "own-domain-implicit"),
        ("100", "pass"),
        ("109", "pass"),
        ("130", "pass-by-arc"),
        ("201", "softpass"),
        ("301", "not-checked"),
        ("451", "bypassed"),
        ("601", "own-domain-implicit"),
        ("701", "pass"),
        ("905", "bypassed"),
        ("003", "unknown"),
        ("500", "unknown"),
        ("", "unknown"),
        ("6", "unknown"),
        ("6xx", "unknown"),
        ("٦٠١", "unknown"),
        ("1300", "unknown"),
    ],
)
def test_compauth(code: str, case: str, signing: Any) -> None:
    found, source = compauth_case(code)
    assert found == case
    assert bool(source) is (case != "unknown")
    one = reported("compauth", "fail", code or State.ABSENT)
    (fact,) = recorded_facts(signing.read(signing.MESSAGE), (one,), OfflineResolver(), MOMENTS)
    assert (fact.kind, fact.value, fact.code) == ("compauth", "fail", code)
    assert fact.note.id == f"authentication.compauth.{case}"


@pytest.mark.parametrize(
    ("edit", "keys", "case"),
    [
        ((b"", b""), True, "google-verified"),
        ((b"Dear all", b"Dear few"), True, "google-header"),
        ((b"disputed", b"diverted"), True, "google-differs"),
        ((b"", b""), False, "google-untested"),
    ],
)
def test_googles_own_seal(edit: tuple[bytes, bytes], keys: bool, case: str, signing: Any) -> None:
    data = signing.sign(signing.MESSAGE, signing.Recipe(header="X-Google-DKIM-Signature"))
    resolver = signing.answers(signing.key_record()) if keys else OfflineResolver()
    message = signing.read(data.replace(*edit, 1))
    (fact,) = recorded_facts(message, (), resolver, MOMENTS)
    assert fact.note.id == f"authentication.fact.{case}"
    assert (fact.kind, fact.value, fact.field) == ("google-internal", signing.DOMAIN, 0)


def test_bimi_and_mta_sts_are_only_shown(signing: Any) -> None:
    message = signing.read(b"BIMI-Selector: v=BIMI1; s=default\r\n" * 200 + signing.MESSAGE)
    results = (reported("bimi", "pass"), reported("mta-sts", "pass"), reported("spf", "pass"))
    facts = recorded_facts(message, results, OfflineResolver(), MOMENTS)
    assert [fact.note.id for fact in facts[:3]] == [
        "authentication.fact.bimi",
        "authentication.fact.bimi-field",
        "authentication.fact.mta-sts",
    ]
    assert len(facts) == MAX_FACTS
