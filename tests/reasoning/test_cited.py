"""The claim of a finding: made of the places that it cites, and never exceeded by it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from provenance.authentication import Resolver
from provenance.basics import Interest, State, Value, Where, text
from provenance.case import Case, Person
from provenance.correlation import AuditSide, AuditSource
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, Claim, Finding, FindingKind, Party
from provenance.reasoning.cited import Cited, party_of, submitting_party
from provenance.reasoning.claims import weakest
from provenance.trace import AttestationClass

Pair = tuple[AnalysedMessage, Exhibit]
Analyse = Callable[..., Pair]
HOLDER = Person(id="holder", name="Ms C", accounts=("MSC@harbourvale.example",))
DISPUTE = Case(side="employee", account="msc@harbourvale.example", people=(HOLDER,))
FIELD = Where(
    evidence="E9", stream="file", locator="row 2", line_first=2, line_last=2, start=10, end=20,
    quote_sha256="0" * 64,
)  # fmt: skip


@pytest.mark.parametrize(
    ("case", "party"),
    [
        (DISPUTE, Party.HOLDER),
        (replace(DISPUTE, side="Employer "), Party.ORGANISATION),
        (replace(DISPUTE, side="other"), State.ABSENT),
        (replace(DISPUTE, side=""), State.ABSENT),
        (replace(DISPUTE, account=""), State.ABSENT),
        (replace(DISPUTE, people=()), State.ABSENT),
        (replace(DISPUTE, account="somebody@harbourvale.example"), State.ABSENT),
    ],
)
def test_who_submits_is_told_by_the_case_file_alone(case: Case, party: Value[Party]) -> None:
    assert submitting_party(case) is party


@pytest.mark.parametrize(
    ("interest", "submitting", "party"),
    [
        (Interest.SUBMITTING, Party.HOLDER, Party.HOLDER),
        (Interest.OTHER, Party.HOLDER, Party.ORGANISATION),
        (Interest.SUBMITTING, Party.ORGANISATION, Party.ORGANISATION),
        (Interest.OTHER, Party.ORGANISATION, Party.HOLDER),
        (Interest.INDEPENDENT, Party.HOLDER, State.NOT_APPLICABLE),
        (Interest.INDEPENDENT, State.ABSENT, State.NOT_APPLICABLE),
        (Interest.UNKNOWN, Party.HOLDER, State.ABSENT),
        (Interest.OTHER, State.ABSENT, State.ABSENT),
    ],
)
def test_the_party_behind_an_interest(
    interest: Interest, submitting: Value[Party], party: Value[Party]
) -> None:
    assert party_of(interest, submitting) is party


def source(interest: Interest, evidence: str = "E9", by: str = "IT") -> AuditSource:
    digest = hashlib.sha256(evidence.encode()).hexdigest()
    return AuditSource(
        evidence=evidence, name=f"{evidence}.csv", sha256=digest, size=40,
        layout=None, coverage=None, supplied_by=by, interest=interest,
    )  # fmt: skip


def record(*places: Where, strength: int = 2, name: str = "join.sent") -> Finding:
    return Finding(
        id="F-1", name=name, kind=FindingKind.JOIN, rung=3, statement=text("reasoning.dkim.none"),
        attested_by=AttestationClass.LOG, where=places or (FIELD,), strength=strength, group="g",
    )  # fmt: skip


LOGS: list[tuple[str, Interest, Value[Party] | None, int, Value[bool]]] = [
    ("employee", Interest.SUBMITTING, Party.HOLDER, 2, True),
    ("employee", Interest.SUBMITTING, Party.ORGANISATION, 1, False),
    ("employee", Interest.SUBMITTING, State.ABSENT, 1, False),
    ("employee", Interest.SUBMITTING, None, 1, State.NOT_APPLICABLE),
    ("employee", Interest.OTHER, Party.ORGANISATION, 2, True),
    ("employee", Interest.OTHER, Party.HOLDER, 2, False),
    ("employee", Interest.INDEPENDENT, Party.HOLDER, 2, False),
    ("employee", Interest.UNKNOWN, Party.HOLDER, 2, State.ABSENT),
    ("", Interest.SUBMITTING, Party.HOLDER, 1, State.ABSENT),
    ("", Interest.OTHER, Party.HOLDER, 2, State.ABSENT),
]
"""Side, interest of the supplier, whom the finding speaks against; strength, against interest."""


def cited(side: str, *sources: AuditSource) -> Cited:
    return Cited(replace(DISPUTE, side=side), AuditSide(sources=sources), ())


@pytest.mark.parametrize(("side", "interest", "speaks", "strength", "against"), LOGS)
def test_a_log_is_its_holders_word_unless_it_harms_the_holder(
    side: str, interest: Interest, speaks: Value[Party] | None, strength: int, against: Value[bool]
) -> None:
    harmed = {} if speaks is None else {"F-1": speaks}
    made = cited(side, source(interest)).with_claim(record(), harmed)
    assert (made.strength, made.against_interest) == (strength, against)
    assert made.interest is interest


TURNED = {"employee": "employer", "": ""}
SWAPPED = {Interest.SUBMITTING: Interest.OTHER, Interest.OTHER: Interest.SUBMITTING}


@pytest.mark.parametrize(("side", "interest", "speaks", "strength", "against"), LOGS)
def test_the_other_side_submitting_the_same_gives_the_same_answer(
    side: str, interest: Interest, speaks: Value[Party] | None, strength: int, against: Value[bool]
) -> None:
    """Mirror: whose interest a record harms does not hang on who hands the report in."""
    del strength
    harmed = {} if speaks is None else {"F-1": speaks}
    turned = cited(TURNED[side], source(SWAPPED.get(interest, interest)))
    assert turned.with_claim(record(), harmed).against_interest == against


def test_several_exports_are_as_good_as_the_weakest_of_them() -> None:
    places = (FIELD, replace(FIELD, evidence="E8"))
    made = cited(
        "employee", source(Interest.OTHER), source(Interest.SUBMITTING, "E8", "Ms C")
    ).with_claim(record(*places), {"F-1": Party.ORGANISATION})
    assert isinstance(made.claim, Claim)
    assert made.claim.groups == {"supplied:it", "supplied:ms c"}
    # The submitting side's own half serves it, so that the whole is not against anybody's interest.
    assert (made.strength, made.against_interest, made.interest) == (1, False, Interest.UNKNOWN)


def test_a_lower_strength_is_never_raised() -> None:
    for interest in Interest:
        made = cited("employee", source(interest)).with_claim(
            record(strength=0), {"F-1": Party.HOLDER}
        )
        assert made.strength == 0


def test_no_finding_of_the_samples_says_more_than_its_places(
    sample_pairs: dict[str, Pair], conclude: Callable[..., Any]
) -> None:
    found = [one for pair in sample_pairs.values() for one in conclude(pair).findings]
    assert len(found) > 40
    for one in found:
        assert isinstance(one.claim, Claim), one.name
        assert one.strength <= one.claim.strength, one.name
        # A check of this program is vouched for by what it checked, not by who typed From.
        if not one.observed and not one.name.startswith("dmarc."):
            assert weakest((one.attested_by, one.claim.cls)) is one.attested_by, one.name


def test_a_seal_protects_what_it_covers_and_nothing_else(
    samples: Any, recorded: Resolver, analyse: Analyse, conclude: Callable[..., Any]
) -> None:
    pair = analyse((samples / "mass-mailing-gmail.eml").read_bytes(), resolver=recorded)
    claims = {one.name: one.claim for one in conclude(pair).findings}
    assert claims["identity.from"].protection == {"dkim:harbourvale.example"}
    assert claims["dkim.verified"].protection == {"dkim:harbourvale.example"}
    assert claims["dkim.verified"].cls is AttestationClass.SIGNED
    assert claims["route.handover"].protection == frozenset()
    assert claims["route.handover"].cls is AttestationClass.RECEIVER


def test_the_claim_names_the_hand_the_copy_came_from(
    samples: Any, analyse: Analyse, conclude: Callable[..., Any]
) -> None:
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    for by, supplier in (("", "copies"), (" A.  Field", "supplied:a. field")):
        reasoning = conclude(analyse(data, interest="other", supplied_by=by), case=Case())
        for one in reasoning.findings:
            assert one.claim.groups == {supplier}
            assert one.claim.interest is Interest.OTHER
