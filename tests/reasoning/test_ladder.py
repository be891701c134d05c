"""The five rungs: each kind of copy gets its answer or its kind of gap, and never a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    Expiry,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
)
from provenance.basics import State, Text, text
from provenance.case import Case, Organisation, Person, Presence
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, Badge, Code, Reasoning
from provenance.reasoning.subject import Subject
from provenance.report.catalogue import render, sentences
from provenance.report.lint import lint_catalogue

Pair = tuple[AnalysedMessage, Exhibit]
Conclude = Callable[..., Reasoning]
Analyse = Callable[..., Pair]

PLAIN = b"From: msc@harbourvale.example\r\nTo: a@example.org\r\nSubject: s\r\n\r\nx\r\n"


def case_of(answer: Text) -> str:
    """The sentence at the heart of an answer, out of its wrappings."""
    inner = dict(answer.params).get("answer")
    return case_of(inner) if isinstance(inner, Text) else answer.id.removeprefix("reasoning.")


def cases(reasoning: Reasoning) -> list[str]:
    return [case_of(rung.answer) for rung in reasoning.ladder]


def a_check(**changes: Any) -> SignatureCheck:
    check = SignatureCheck(
        field=0,
        header="DKIM-Signature",
        domain="harbourvale.example",
        selector="s",
        identity="",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        result=DkimResult.PASS,
        reason=DkimReason.VERIFIED,
        header_signature=HeaderSignature.VALID,
        body_hash=BodyHash.MATCH,
        key=Key(state=KeyState.FOUND, name="k", source="recorded"),
        covered_fields=(0, 1, 2),
    )
    return replace(check, **changes)


def sealed(pair: Pair, *checks: SignatureCheck) -> Pair:
    analysed, exhibit = pair
    authentication = replace(analysed.authentication, dkim=checks)
    return replace(analysed, authentication=authentication), exhibit


NO_KEY = {"header_signature": HeaderSignature.NOT_TESTABLE, "result": DkimResult.NOT_TESTED}


@pytest.mark.parametrize(
    ("checks", "first", "code", "second"),
    [
        ((), "rung1.unsigned", "NA", "rung2.not-shown"),
        ((a_check(),), "rung1.sealed", "answered", "rung2.sealed"),
        (
            (a_check(uncovered=("Cc", "Reply-To")),),
            "rung1.sealed-gaps",
            "answered",
            "rung2.sealed",
        ),
        ((a_check(uncovered=("Reply-To",)),), "rung1.sealed", "answered", "rung2.sealed"),
        (
            (a_check(domain="list.example.net"),),
            "rung1.sealed-other",
            "NA",
            "rung2.not-shown",
        ),
        (
            (a_check(domain="mail.harbourvale.example"),),
            "rung1.sealed",
            "answered",
            "rung2.sealed",
        ),
        ((a_check(domain="example"),), "rung1.sealed-other", "NA", "rung2.not-shown"),
        (
            (a_check(body_signed=10, body_total=20),),
            "rung1.part",
            "answered",
            "rung2.header-sealed",
        ),
        (
            (
                a_check(
                    body_hash=BodyHash.MISMATCH,
                    result=DkimResult.FAIL,
                    reason=DkimReason.BODY_HASH_MISMATCH,
                ),
            ),
            "rung1.text-differs",
            "answered",
            "rung2.header-sealed",
        ),
        (
            (
                a_check(
                    body_hash=BodyHash.NOT_TESTABLE,
                    result=DkimResult.NEUTRAL,
                    reason=DkimReason.BODY_NOT_AVAILABLE,
                ),
            ),
            "rung1.header-only",
            "answered",
            "rung2.header-sealed",
        ),
        (
            (
                a_check(
                    header_signature=HeaderSignature.INVALID,
                    result=DkimResult.FAIL,
                    reason=DkimReason.HEADER_SIGNATURE_MISMATCH,
                ),
            ),
            "rung1.does-not-verify",
            "ND",
            "rung2.not-shown",
        ),
        (
            (
                a_check(
                    **NO_KEY,
                    reason=DkimReason.KEY_NOT_ATTEMPTED,
                    key=Key(state=KeyState.NOT_ATTEMPTED, name="k"),
                ),
            ),
            "rung1.not-tested",
            "NT",
            "rung2.not-tested",
        ),
        (
            (
                a_check(
                    **NO_KEY,
                    reason=DkimReason.KEY_MISSING,
                    key=Key(state=KeyState.MISSING, name="k"),
                ),
            ),
            "rung1.key-gone",
            "NA",
            "rung2.not-shown",
        ),
        (
            (a_check(**NO_KEY, reason=DkimReason.SYNTAX),),
            "rung1.unusable",
            "UP",
            "rung2.not-shown",
        ),
        # The best seal answers: one that holds beside one that does not.
        (
            (
                a_check(
                    domain="list.example.net",
                    header_signature=HeaderSignature.INVALID,
                    result=DkimResult.FAIL,
                    reason=DkimReason.BOTH_MISMATCH,
                ),
                a_check(),
            ),
            "rung1.sealed",
            "answered",
            "rung2.sealed",
        ),
    ],
)
def test_rungs_one_and_two_by_seal(
    analyse: Analyse,
    conclude: Conclude,
    checks: tuple[SignatureCheck, ...],
    first: str,
    code: str,
    second: str,
) -> None:
    reasoning = conclude(sealed(analyse(PLAIN), *checks))
    assert cases(reasoning)[:2] == [first, second]
    assert reasoning.ladder[0].code.value == code


def test_a_paste_is_low_quality(analyse: Analyse, conclude: Conclude) -> None:
    reasoning = conclude(analyse(PLAIN, body=False, repaired=True))
    assert cases(reasoning)[:2] == ["rung1.pasted", "rung2.pasted"]
    assert [rung.code for rung in reasoning.ladder[:2]] == [Code.LOW_QUALITY, Code.LOW_QUALITY]


def test_the_answers_about_the_mass_mailing(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    reasoning = conclude(sample_pairs["mass-mailing-gmail"])
    assert cases(reasoning) == [
        "rung1.sealed-gaps",
        "rung2.sealed",
        "rung3.sealed",
        "rung4.removed",
        "rung5.not-determinable",
    ]
    assert [rung.code.value for rung in reasoning.ladder] == [
        "answered",
        "answered",
        "NA",
        "NA",
        "ND",
    ]


def test_the_answers_about_the_message_from_elsewhere(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    """A login and an address below the trust boundary are claims, whatever they name."""
    reasoning = conclude(sample_pairs["spoof-outside"])
    assert cases(reasoning) == [
        "rung1.unsigned",
        "rung2.checks-failed",
        "rung3.login-claimed",
        "rung4.claimed",
        "rung5.not-determinable",
    ]
    assert not any(rung.code is Code.ANSWERED for rung in reasoning.ladder)


def test_a_badge_never_says_more_than_the_sentence(
    samples: Any, sample_pairs: dict[str, Pair], analyse: Analyse, conclude: Conclude
) -> None:
    """What a reader takes from the badges alone."""

    def badges(pair: Pair) -> list[str]:
        return [rung.badge.value for rung in conclude(pair).ladder]

    assert badges(sample_pairs["mass-mailing-gmail"]) == [
        "in-part",  # To is not sealed
        "in-part",  # whose key it is was not tested
        "record-needed",
        "not-shown",
        "not-determinable",
    ]
    assert badges(sample_pairs["spoof-outside"]) == [
        "not-shown",
        "not-shown",
        "claimed",
        "claimed",
        "not-determinable",
    ]
    offline = analyse((samples / "mass-mailing-gmail.eml").read_bytes())
    assert badges(offline)[:3] == ["not-tested", "recorded", "claimed"]
    assert badges(analyse(PLAIN, body=False, repaired=True))[:2] == ["low-quality"] * 2
    for changes, first, second in (
        ({}, "in-part", "in-part"),
        ({"key": Key(state=KeyState.FOUND, name="k", source="supplied")}, "in-part", "in-part"),
        ({"uncovered": ("Subject",)}, "in-part", "in-part"),
        ({"body_hash": BodyHash.NOT_TESTABLE}, "in-part", "in-part"),
        ({"body_hash": BodyHash.MISMATCH}, "in-part", "in-part"),
        ({"domain": "list.example.net"}, "not-shown", "not-shown"),
    ):
        assert badges(sealed(analyse(PLAIN), a_check(**changes)))[:2] == [first, second], changes


@pytest.mark.parametrize(
    ("interest", "code"),
    [("independent", "NA"), ("submitting", "NA"), ("other", "NA"), ("unknown", "NA")],
)
def test_a_mere_line_never_answers(
    samples: Any, analyse: Analyse, conclude: Conclude, interest: str, code: str
) -> None:
    """Seals gone, only the receiving side's own line left: a party could have written it."""
    pair = analyse((samples / "mass-mailing-gmail.eml").read_bytes(), interest=interest)
    rung = conclude(sealed(pair)).ladder[1]
    assert case_of(rung.answer) == "rung2.recorded"
    assert (rung.code.value, rung.badge) == (code, Badge.RECORDED)


def test_a_live_answer_without_day_or_server_is_only_what_a_file_says(
    analyse: Analyse, conclude: Conclude
) -> None:
    for asked_at, server in (("", "192.0.2.53"), ("2026-05-20T10:00:00Z", "")):
        key = Key(state=KeyState.FOUND, name="k", source="live", asked_at=asked_at, server=server)
        reasoning = conclude(sealed(analyse(PLAIN), a_check(key=key)))
        assert "names no day or no server" in render(reasoning.ladder[0].answer)
        seal = next(f for f in reasoning.findings if f.name == "dkim.verified")
        assert seal.strength == 1


def test_a_seal_dated_after_delivery_carries_less(analyse: Analyse, conclude: Conclude) -> None:
    key = Key(
        state=KeyState.FOUND, name="k", source="live", asked_at="2026-05-20", server="192.0.2.53"
    )
    for seconds, strength in ((0, 1), (3600, 0)):
        check = a_check(key=key, signed_after_delivery_seconds=seconds)
        reasoning = conclude(sealed(analyse(PLAIN), check))
        seal = next(f for f in reasoning.findings if f.name == "dkim.verified")
        assert seal.strength == strength
        said = "reasoning.caution.signed-after-delivery" in {text.id for text in seal.cautions}
        assert said is bool(seconds)


@pytest.mark.parametrize("expiry", list(Expiry))
def test_a_seal_that_had_run_out_at_delivery_is_said(
    expiry: Expiry, analyse: Analyse, conclude: Conclude
) -> None:
    reasoning = conclude(sealed(analyse(PLAIN), a_check(expiry_at_delivery=expiry)))
    seal = next(f for f in reasoning.findings if f.name == "dkim.verified")
    said = "reasoning.caution.expired-at-delivery" in {text.id for text in seal.cautions}
    assert said is (expiry is Expiry.EXPIRED)


def test_a_limit_of_ours_is_no_rule_that_voids_a_seal(analyse: Analyse, conclude: Conclude) -> None:
    check = a_check(
        reason=DkimReason.LIMIT_EXCEEDED,
        result=DkimResult.NEUTRAL,
        header_signature=HeaderSignature.NOT_TESTABLE,
        body_hash=BodyHash.NOT_TESTABLE,
        domain="",
    )
    reasoning = conclude(sealed(analyse(PLAIN), check))
    assert cases(reasoning)[0] == "rung1.limit"
    assert reasoning.ladder[0].badge is Badge.NOT_TESTED


@pytest.mark.parametrize("source", ["live", "recorded", "supplied", ""])
def test_an_answer_by_seal_says_where_its_key_came_from(
    analyse: Analyse, conclude: Conclude, source: str
) -> None:
    key = Key(
        state=KeyState.FOUND,
        name="k",
        source=source,
        asked_at="2026-05-20T23:30:00-02:00",
        server="192.0.2.53",
    )
    first, second = conclude(sealed(analyse(PLAIN), a_check(key=key))).ladder[:2]
    words = render(first.answer)
    assert "public key" in words
    assert "assumes" in words
    assert "nobody else had the secret key" in words
    if source in {"live", "recorded"}:
        assert f"{source} " in words or f"{source}," in words
        assert "21 May 2026" in words  # in UTC
    # The second answer assumes the same and says so in a few words.
    assert render(second.answer).endswith("the same assumption holds as under question 1.")
    assert "public key" not in render(second.answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"result": DkimResult.PERMERROR},
        {"result": DkimResult.PERMERROR, "reason": DkimReason.KEY_SERVICE_MISMATCH},
        {"result": DkimResult.PERMERROR, "reason": DkimReason.DOMAIN_MISMATCH},
        {"result": DkimResult.PERMERROR, "reason": DkimReason.SYNTAX},
    ],
)
def test_a_signature_that_fits_but_does_not_count_answers_nothing(
    analyse: Analyse, conclude: Conclude, changes: dict[str, Any]
) -> None:
    ladder = conclude(sealed(analyse(PLAIN), a_check(**changes))).ladder
    assert not any(rung.code is Code.ANSWERED for rung in ladder)


def test_a_login_that_is_not_the_account_in_from_is_named(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    words = render(conclude(sample_pairs["spoof-outside"]).ladder[2].answer)
    assert "names the login web18@parcelpost-hosting.example" in words
    assert "The From line names another account: msc@harbourvale.example" in words
    assert "M. Carrow" not in words


def test_rung_four_speaks_of_the_program_too(
    sample_pairs: dict[str, Pair], analyse: Analyse, conclude: Conclude
) -> None:
    words = render(conclude(analyse(b"X-Mailer: Foo 1\r\n" + PLAIN)).ladder[3].answer)
    assert "names its sending program as Foo 1; anybody can type that" in words
    words = render(conclude(analyse(PLAIN)).ladder[3].answer)
    assert "No line names the program or the device." in words


def test_rung_five_rests_on_no_line(sample_pairs: dict[str, Pair], conclude: Conclude) -> None:
    assert conclude(*sample_pairs.values()).ladder[4].findings == ()


def test_no_sentence_of_the_ladder_is_too_long_with_its_gap(
    analyse: Analyse, sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    """Every answer of every rung behind the longest gap that its rung can have."""
    longest = {2: "1", 3: "1-2", 4: "1-2-3", 5: "1-2-3-4"}
    for rung, gap in longest.items():
        gap_words = sentences("reasoning")[f"reasoning.gap.{gap}"]
        for id_, words in sentences("reasoning").items():
            if id_.startswith(f"reasoning.rung{rung}."):
                wrapped = sentences("reasoning")["reasoning.with-gap"]
                whole = wrapped.replace("{gap}", gap_words).replace("{answer}", words)
                assert lint_catalogue({id_: whole}) == []


def test_a_recorded_result_of_the_receiving_side_answers_for_this_copy(
    samples: Any, analyse: Analyse, conclude: Conclude
) -> None:
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    reasoning = conclude(analyse(data))  # offline: no key is asked for
    assert cases(reasoning)[:2] == ["rung1.not-tested", "rung2.recorded"]
    # The organisation's seal could be tested, so a line of the copy does not answer in its place.
    assert reasoning.ladder[1].code is Code.NOT_TESTED
    assert reasoning.ladder[1].badge is Badge.RECORDED
    assert reasoning.ladder[0].resolves_by[0].id == "reasoning.resolve.dns"


def test_a_recorded_pass_against_a_seal_that_does_not_fit_is_a_conflict(
    samples: Any, analyse: Analyse, conclude: Conclude
) -> None:
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    broken = a_check(
        header_signature=HeaderSignature.INVALID,
        result=DkimResult.FAIL,
        reason=DkimReason.HEADER_SIGNATURE_MISMATCH,
    )
    reasoning = conclude(sealed(analyse(data), broken))
    assert cases(reasoning)[:2] == ["rung1.does-not-verify", "rung2.conflict"]
    assert reasoning.ladder[1].code is Code.CONFLICTING


def test_lower_gaps_are_named_in_the_same_sentence(
    analyse: Analyse, sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    for pair in (*sample_pairs.values(), analyse(PLAIN), analyse(b"")):
        ladder = conclude(pair).ladder
        for rung in ladder:
            gaps = [low.rung for low in ladder[: rung.rung - 1] if low.code is not Code.ANSWERED]
            words = render(rung.answer)
            if gaps:
                assert words.startswith("With question")
                named = words.partition(" still open, the answer is:")[0]
                assert [number for number in range(1, 5) if str(number) in named] == gaps
            else:
                assert "still open" not in words


def test_every_open_rung_names_what_would_resolve_it(
    analyse: Analyse, sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    for pair in (*sample_pairs.values(), analyse(PLAIN), analyse(b"")):
        for rung in conclude(pair).ladder:
            assert bool(rung.resolves_by) == (rung.code is not Code.ANSWERED)


def test_no_case_file_makes_copies_name_a_person(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    case = Case(
        account="msc@harbourvale.example",
        organisation=Organisation(domains=("harbourvale.example",)),
        people=(Person(id="b", name="B", accounts=("msc@harbourvale.example",)),),
        presence=(Presence(person="b", start="2026-05-14", end="2026-05-14", attested_by="door"),),
    )
    for pair in sample_pairs.values():
        rung = conclude(pair, case=case).ladder[4]
        assert rung.code is Code.NOT_DETERMINABLE
        assert case_of(rung.answer) == "rung5.not-determinable"
        assert render(rung.answer).endswith(render(text("reasoning.rung5.copies-only")))


def test_copies_that_differ_are_named(sample_pairs: dict[str, Pair], conclude: Conclude) -> None:
    ladder = conclude(*sample_pairs.values()).ladder
    words = render(ladder[0].answer)
    assert words.startswith("M3: Not testable")  # the least favourable first
    assert "M1, M2: Yes" in words
    assert ladder[0].badge is Badge.IN_PART
    assert ladder[0].code is Code.NOT_AVAILABLE  # one copy leaves the rung open
    assert ladder[4].code is Code.NOT_DETERMINABLE


def test_every_different_answer_is_listed(analyse: Analyse, conclude: Conclude) -> None:
    pairs = [
        sealed(analyse(PLAIN, number=1), a_check()),
        sealed(analyse(PLAIN, number=2), a_check(domain="list.example.net")),
        analyse(PLAIN, number=3),
    ]
    words = render(conclude(*pairs).ladder[0].answer)
    assert [f"M{number}: " in words for number in (1, 2, 3)] == [True] * 3
    assert words.index("M1: Yes") > max(words.index("M2: "), words.index("M3: "))


def test_equal_answers_of_many_copies_are_one(analyse: Analyse, conclude: Conclude) -> None:
    pairs = [sealed(analyse(PLAIN, number=number), a_check()) for number in range(1, 6)]
    pairs += [analyse(PLAIN, number=number) for number in range(6, 8)]
    words = render(conclude(*pairs).ladder[0].answer)
    assert words.startswith("M6, M7: Not testable")
    assert "M1, M2, M3, M4, M5: Yes" in words


def test_only_messages_of_the_disputed_account_are_asked_about(
    analyse: Analyse, sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    other = analyse(b"From: rowan@larkmail.example\r\n\r\nFwd\r\n", number=9)
    case = Case(account="MSC@harbourvale.example")
    reasoning = conclude(sample_pairs["mass-mailing-gmail"], other, case=case)
    assert reasoning.asked == ("M1",)
    assert render(reasoning.notes[0]) == (
        "The five answers are about those messages that name MSC@harbourvale.example "
        "in From or Sender: M1."
    )
    assert reasoning.ladder[1].code is Code.ANSWERED
    assert case_of(reasoning.ladder[1].answer) == "rung2.sealed"


def test_without_any_message_nothing_is_answered(conclude: Conclude) -> None:
    ladder = conclude().ladder
    assert [rung.rung for rung in ladder] == [1, 2, 3, 4, 5]
    assert [rung.code for rung in ladder] == [*4 * (Code.NOT_AVAILABLE,), Code.NOT_DETERMINABLE]


@pytest.mark.parametrize(
    ("domain", "aligned"),
    [
        ("harbourvale.example", True),
        ("HARBOURVALE.example.", True),
        ("a.b.harbourvale.example", True),
        ("example", False),
        ("notharbourvale.example", False),
        ("", False),
    ],
)
def test_alignment(
    analyse: Analyse, subject_of: Callable[..., Subject], domain: str, aligned: bool
) -> None:
    assert subject_of(analyse(PLAIN)).aligned(domain) is aligned


def test_alignment_uses_the_domains_of_the_case_file(
    analyse: Analyse, subject_of: Callable[..., Subject]
) -> None:
    case = Case(organisation=Organisation(domains=("Other.example",)))
    subject = subject_of(analyse(PLAIN), case)
    assert subject.aligned("mail.other.example")
    assert not subject.aligned("harbourvale.example")


def test_a_copy_alone_chooses_between_no_persons(analyse: Analyse, conclude: Conclude) -> None:
    reasoning = conclude(analyse(PLAIN))
    comparison = reasoning.comparison
    assert not isinstance(comparison, State)
    assert (comparison.favoured, comparison.step) == (State.ABSENT, "0")
    assert len(reasoning.explanations) == 8
    assert {one.person for one in reasoning.explanations} == {State.ABSENT}
