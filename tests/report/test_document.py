"""``report.json``: valid by its schema, equal bytes for equal input, safe to look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import provenance.report
from provenance.authentication import BodyHash, DkimReason, DkimResult, HeaderSignature, KeyState
from provenance.basics import State
from provenance.evidence import Kind
from provenance.message import DefectKind
from provenance.origin import Mode
from provenance.reasoning import Code, Comparison, Explanation, ExplanationMark, FindingKind, Mark
from provenance.report import Report, to_dict, to_json
from provenance.report.document.values import escape_invisible, layout, string
from provenance.trace import AttestationClass, Witness

SCHEMA_PATH = Path(provenance.report.__file__).parent / "schema" / "report-1.schema.json"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return loaded


def errors(schema: dict[str, Any], report: Report) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    found = validator.iter_errors(json.loads(to_json(report)))
    return [f"{list(error.absolute_path)}: {error.message}" for error in found]


def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_report_is_valid(report: Report, schema: dict[str, Any]) -> None:
    assert errors(schema, report) == []


def test_the_schema_refuses_what_it_does_not_know(report: Report, schema: dict[str, Any]) -> None:
    document = to_dict(report)
    document["messages"][0]["surprise"] = 1
    document["ladder"][0]["code"] = "MAYBE"
    validator = jsonschema.Draft202012Validator(schema)
    assert len(list(validator.iter_errors(document))) == 2


@pytest.mark.parametrize(
    ("path", "enum"),
    [
        (("evidence", "kind"), Kind),
        (("defect", "kind"), DefectKind),
        (("hop", "witness"), Witness),
        (("dkim", "result"), DkimResult),
        (("dkim", "reason"), DkimReason),
        (("dkim", "header_signature"), HeaderSignature),
        (("dkim", "body_hash"), BodyHash),
        (("finding", "kind"), FindingKind),
        (("finding", "attested_by"), AttestationClass),
        (("rung", "code"), Code),
    ],
)
def test_enumerations_of_the_schema_are_those_of_the_records(
    schema: dict[str, Any], path: tuple[str, str], enum: type[Enum]
) -> None:
    listed = schema["$defs"][path[0]]["properties"][path[1]]["enum"]
    assert listed == [member.value for member in enum]


def test_states_and_key_states(schema: dict[str, Any]) -> None:
    listed = schema["$defs"]["states"]["additionalProperties"]["enum"]
    assert set(listed) == {state.value for state in State} - {"absent"}
    key = schema["$defs"]["dkim"]["properties"]["key"]["properties"]["state"]["enum"]
    assert key == [state.value for state in KeyState]
    assert {mode.value for mode in Mode} >= {"own-login", "send-as", "on-behalf"}


def test_every_top_level_name_of_the_contract_is_there(report: Report) -> None:
    names = (
        "schema evidence messages copies disclosure audit findings ladder explanations comparison "
        "requests warnings dns rules tool as_of"
    )
    assert set(names.split()) <= set(to_dict(report))


def test_absence_is_null_and_every_other_reason_is_named(report: Report) -> None:
    document = to_dict(report)
    hop = document["messages"][0]["hops"][-1]
    assert hop["from"]["ip"] is None
    assert "ip" not in hop["from"]["states"]
    assert document["messages"][0]["states"] == {"batch": "not-applicable"}
    assert document["comparison"]["step"] is None
    assert document["comparison"]["favoured"] is None
    assert document["comparison"]["states"]["step"] == "not-attempted"


def test_a_comparison_and_explanations_are_written(report: Report, schema: dict[str, Any]) -> None:
    statement = report.reasoning.ladder[0].answer
    marks = (ExplanationMark(finding="F-1", mark=Mark.EXCLUDED, condition=statement),)
    reasoning = replace(
        report.reasoning,
        comparison=Comparison(
            favoured="account-holder", over="delegate", step="1", statement=statement
        ),
        explanations=(Explanation(id="account-holder", statement=statement, marks=marks),),
    )
    changed = replace(report, reasoning=reasoning)
    assert errors(schema, changed) == []
    assert to_dict(changed)["comparison"]["step"] == "1"


def test_the_id_follows_the_content(report: Report) -> None:
    same, other = to_dict(report)["report_id"], to_dict(replace(report, as_of="2026-06-04"))
    assert to_dict(report)["report_id"] == same
    assert other["report_id"] != same


def test_bytes_repeat_and_end_with_a_newline(report: Report) -> None:
    first = to_json(report)
    assert first == to_json(report)
    assert first.endswith(b"}\n")
    assert json.loads(first) == json.loads(json.dumps(to_dict(report)))


def test_findings_point_to_bytes_that_are_there(report: Report) -> None:
    for finding in to_dict(report)["findings"]:
        for where in finding["where"]:
            assert where["end"] > where["start"]
            assert where["line_first"] >= 1


def test_layout_is_json_with_one_record_a_line() -> None:
    value = {"a": [{"b": [1, 2, {"c": "é\n"}]}], "e": {}, "f": []}
    assert json.loads(layout(value)) == value
    assert layout({"a": 1}) == '{\n "a": 1\n}'


def test_unseen_characters_are_escapes_and_the_value_is_kept() -> None:
    value = "a\u202eb\u200b\x7f\U000e0041é"
    written = escape_invisible(json.dumps(value, ensure_ascii=False))
    assert "\u202e" not in written
    assert "é" in written
    assert json.loads(written) == value


def test_undecodable_bytes_do_not_break_the_file(make_report: Callable[..., Report]) -> None:
    raw = b"Subject: a\xffb\r\nFrom: <x@\xfe.example>\r\n\r\nbody\r\n"
    json.loads(to_json(make_report(raw, name="a\udcffb")).decode("utf-8"))
    assert string("a\udcffb") == "a[byte FF]b"
