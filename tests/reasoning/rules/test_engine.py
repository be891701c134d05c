"""The engine: three outcomes, joins by hash, caps, and the tests inside every rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import MisuseError, State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.reasoning.rules import Rule, check_rules, load_rules
from provenance.reasoning.rules.compiler import compile_folder
from provenance.reasoning.rules.engine import MAX_MATCHES, Outcome, evaluate
from provenance.reasoning.rules.facts import FactBase, FactRecord
from provenance.reasoning.rules.load import parse_compiled
from provenance.reasoning.rules.operators import judge
from provenance.reasoning.rules.self_test import run_case
from provenance.trace import AttestationClass
from tests.patience import must_end

CASES = [
    pytest.param(rule, case, id=f"{rule.id}: {case['name']}")
    for rule in load_rules().rules
    for case in rule.test_cases
]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_the_tests_inside_the_rules(rule: Rule, case: dict[str, Any]) -> None:
    assert run_case(rule, case) == ()


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_the_tests_inside_the_rules_can_fail(rule: Rule, case: dict[str, Any]) -> None:
    for other in {"match", "no_match", "not_applicable"} - {case["expect"]}:
        assert run_case(rule, {**case, "expect": other})


def test_each_rule_shows_all_three_outcomes() -> None:
    for rule in load_rules().rules:
        assert {case["expect"] for case in rule.test_cases} == {
            "match",
            "no_match",
            "not_applicable",
        }


def test_checking_the_built_in_rules_finds_nothing() -> None:
    result = check_rules()
    rules = (Path(__file__).resolve().parents[3] / "rules").glob("[!s]*/*.yaml")
    shipped = len([path for path in rules if path.parent.name != "explanations"])
    assert (result.rules, result.problems) == (shipped, ())
    assert result.tests == len(CASES)


def test_checking_a_file_names_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("a: 1\na: 2\n", encoding="utf-8")
    assert check_rules((path,)).problems == (f"{path.as_posix()}:2:1: the key a is given twice.",)
    with pytest.raises(MisuseError, match="no such file"):
        check_rules((tmp_path / "nowhere.yaml",))


def test_a_test_that_does_not_hold_is_a_problem(tmp_path: Path) -> None:
    source = load_rules().rules[0].source.replace("expect: match", "expect: no_match", 1)
    source = source.replace("expect: no_match", "expect: match", 2)
    path = tmp_path / "mine.yaml"
    path.write_text(source, encoding="utf-8")
    assert any("expected" in line for line in check_rules((tmp_path,)).problems)


VALUES: dict[str, Any] = {
    "word": "Example.ORG",
    "mail": "A B <Msc@Harbourvale.example>",
    "bare": "msc@harbourvale.example",
    "id": "<abc@host>",
    "id2": " abc@host",
    "number": 3,
    "flag": True,
    "ip": "192.0.2.77",
    "bytes": "\udcff\udcfe",
    "gone": State.ABSENT,
}


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"value": "word", "equals": "example.org"}, True),
        ({"value": "word", "equals": "example.or"}, False),
        ({"value": "number", "equals": 3}, True),
        ({"value": "flag", "equals": True}, True),
        ({"value": "word", "one_of": ["a", "EXAMPLE.org"]}, True),
        ({"value": "word", "one_of": ["a"]}, False),
        ({"value": "word", "contains": "PLE.o"}, True),
        ({"value": "word", "contains": "ple-o"}, False),
        ({"value": "word", "matches": "^Ex.*G$"}, True),
        ({"value": "word", "matches": "^ex"}, False),
        ({"value": "bytes", "matches": "a"}, False),
        ({"value": "mail", "same_mailbox_as": "bare"}, True),
        ({"value": "mail", "same_as": "bare"}, False),
        ({"value": "id", "same_msg_id_as": "id2"}, True),
        ({"value": "ip", "in_network": ["192.0.2.64/26"]}, True),
        ({"value": "ip", "in_network": ["192.0.2.0/28", "2001:db8::/32"]}, False),
        ({"value": "word", "in_network": ["192.0.2.0/28"]}, False),
        ({"value": "gone", "exists": True}, False),
        ({"value": "gone", "exists": False}, True),
        ({"value": "word", "exists": True}, True),
        ({"value": "gone", "equals": "x"}, State.ABSENT),
        ({"value": "word", "same_as": "gone"}, State.ABSENT),
        ({"not": {"value": "gone", "equals": "x"}}, State.ABSENT),
        ({"not": {"value": "flag", "equals": True}}, False),
        # A false part decides "all", a true one "any", whatever else is missing.
        ({"all": [{"value": "gone", "equals": 1}, {"value": "flag", "equals": False}]}, False),
        (
            {"all": [{"value": "gone", "equals": 1}, {"value": "flag", "equals": True}]},
            State.ABSENT,
        ),
        ({"any": [{"value": "gone", "equals": 1}, {"value": "flag", "equals": True}]}, True),
        (
            {"any": [{"value": "gone", "equals": 1}, {"value": "flag", "equals": False}]},
            State.ABSENT,
        ),
    ],
)
def test_operators(condition: dict[str, Any], answer: object) -> None:
    assert judge(condition, VALUES) is answer


@given(st.text(), st.text())
def test_operators_take_any_text(left: str, right: str) -> None:
    values = {"a": left, "b": right}
    for operator in ("same_as", "same_mailbox_as", "same_msg_id_as"):
        same = judge({"value": "a", operator: "b"}, values)
        assert same == judge({"value": "b", operator: "a"}, values)
        assert judge({"value": "a", operator: "a"}, values) is True
    assert isinstance(judge({"value": "a", "matches": "a+"}, values), bool)
    assert isinstance(judge({"value": "a", "in_network": ["10.0.0.0/8"]}, values), bool)


def body_rule() -> Rule:
    """A rule that joins two lists; none of the shipped ones does."""
    data = compile_folder(Path(__file__).parents[2] / "data" / "reasoning" / "rules")
    return parse_compiled(data).rules[0]


def a_base(reported: int, signatures: int, *, domain: str = "d{}.example") -> FactBase:
    return FactBase(
        lists={
            "reported": tuple(
                FactRecord(
                    facts={
                        "method": "dkim",
                        "result": "pass",
                        "domain": domain.format(number),
                        "believed": True,
                    },
                    fields=(number,),
                    cls=AttestationClass.RECEIVER,
                )
                for number in range(reported)
            ),
            "dkim": tuple(
                FactRecord(
                    facts={
                        "domain": domain.format(number),
                        "header_signature": "valid",
                        "body_hash": "mismatch",
                    },
                    fields=(reported + number,),
                    cls=AttestationClass.SIGNED,
                    group=f"M1:signature:{number}",
                )
                for number in range(signatures)
            ),
        },
        records={},
    )


def test_a_join_pairs_equal_keys_only() -> None:
    result = evaluate(body_rule(), a_base(5, 3))
    assert result.outcome is Outcome.MATCH
    assert [match.fields for match in result.matches] == [(0, 5), (1, 6), (2, 7)]
    assert result.matches[0].classes == (AttestationClass.SIGNED, AttestationClass.RECEIVER)


def test_a_join_of_thousands_is_no_double_loop() -> None:
    with must_end():
        result = evaluate(body_rule(), a_base(40_000, 40_000, domain="{}.example"))
    assert result.capped
    assert len(result.matches) == MAX_MATCHES


def test_thousands_of_equal_keys_are_capped() -> None:
    with must_end():
        base = a_base(20_000, 20_000, domain="same.example")
        assert evaluate(body_rule(), base).capped


def test_a_missing_value_is_not_a_no() -> None:
    base = a_base(1, 1)
    facts = {**base.lists["dkim"][0].facts, "body_hash": State.NOT_ATTEMPTED}
    lists = {**base.lists, "dkim": (FactRecord(facts=facts),)}
    result = evaluate(body_rule(), FactBase(lists=lists, records={}))
    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, "body_hash: not-attempted")


def field_rule(let: dict[str, str], when: dict[str, Any]) -> Rule:
    return Rule(
        id="client.test",
        title="test",
        status="test",
        finding="client",
        rung=4,
        strength=1,
        false_positives=1,
        path="t.yaml",
        sha256="",
        logic={"each": {}, "let": {"x": let}, "when": when, "explanation": ""},
        test_cases=(),
        source="",
    )


@pytest.mark.parametrize(
    ("let", "when", "outcome"),
    [
        ({"field": "X-Mailer"}, {"value": "x", "contains": "one"}, Outcome.NOT_APPLICABLE),
        (
            {"field": "X-Mailer", "occurrence": "first"},
            {"value": "x", "contains": "one"},
            Outcome.MATCH,
        ),
        (
            {"field": "x-mailer", "occurrence": "last"},
            {"value": "x", "contains": "one"},
            Outcome.NO_MATCH,
        ),
        ({"field": "X-None"}, {"value": "x", "contains": "one"}, Outcome.NOT_APPLICABLE),
        ({"field": "X-None"}, {"value": "x", "exists": False}, Outcome.MATCH),
        ({"field": "Subject"}, {"value": "x", "exists": False}, Outcome.NO_MATCH),
        (
            {"field": "Date", "decode": "date_time"},
            {"value": "x", "later_than": {"value": "x", "by": "1s"}},
            Outcome.NO_MATCH,
        ),
        (
            {"field": "Subject", "decode": "date_time"},
            {"value": "x", "later_than": {"value": "x", "by": "1s"}},
            Outcome.NOT_APPLICABLE,
        ),
    ],
)
def test_values_from_header_fields(
    let: dict[str, str], when: dict[str, Any], outcome: Outcome
) -> None:
    data = (
        b"X-Mailer: one\r\nX-Mailer: two\r\nSubject: s\r\n"
        b"Date: Thu, 14 May 2026 14:02:10 +0000\r\n\r\nx"
    )
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    base = FactBase(lists={}, records={}, fields=message.fields)
    assert evaluate(field_rule(let, when), base).outcome is outcome
