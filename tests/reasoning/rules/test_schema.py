"""The form of a rule: own check and JSON Schema agree, and every problem names its place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from provenance.reasoning import FindingKind
from provenance.reasoning.rules import vocabulary
from provenance.reasoning.rules.files import rule_files
from provenance.reasoning.rules.meaning import check_meaning
from provenance.reasoning.rules.schema import FINDING_KINDS, check_form
from provenance.reasoning.rules.strict_yaml import Document, read_document

ROOT = Path(__file__).parent.parent.parent.parent
RULES = ROOT / "rules"
DATA = ROOT / "tests" / "data" / "reasoning" / "rules"
SCHEMA = json.loads((RULES / "schema" / "rule.schema.json").read_text("utf-8"))
BROKEN = json.loads(
    (ROOT / "tests" / "data" / "reasoning" / "broken_rules.json").read_text("utf-8")
)
FILES = [name for name, _ in rule_files(RULES)]


def read(name: str) -> Any:
    return read_document((RULES / name).read_bytes(), name).value


def changed(edits: dict[str, Any]) -> Document:
    """A good rule with some values replaced (path with /) or dropped (``"$drop"``)."""
    name = "authentication/two-lists.yaml"
    rule: Any = read_document((DATA / name).read_bytes(), name).value
    rule = copy.deepcopy(rule)
    for path, value in edits.items():
        *parents, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        at = rule
        for step in parents:
            at = at[step]
        if value == "$drop":
            del at[last]
        else:
            at[last] = value
    return Document(path="r.yaml", value=rule, places={})


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", FILES)
def test_every_rule_fits_the_schema_and_the_own_check(name: str) -> None:
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(read(name))) == []
    document = read_document((RULES / name).read_bytes(), name)
    assert check_form(document) == ()
    assert check_meaning(document) == ()


@pytest.mark.parametrize("name", FILES)
def test_the_id_is_the_path(name: str) -> None:
    assert read(name)["id"] == name.removesuffix(".yaml").replace("/", ".")


@pytest.mark.parametrize("case", BROKEN["form"], ids=lambda case: case["name"])
def test_a_wrong_form_is_refused_by_both(case: dict[str, Any]) -> None:
    document = changed(case["edits"])
    messages = [problem.message for problem in check_form(document)]
    assert any(case["says"] in message for message in messages), messages
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(document.value))


@pytest.mark.parametrize("case", BROKEN["meaning"], ids=lambda case: case["name"])
def test_a_rule_without_sense_is_refused(case: dict[str, Any]) -> None:
    document = changed(case["edits"])
    assert check_form(document) == ()
    messages = [problem.message for problem in check_meaning(document)]
    assert any(case["says"] in message for message in messages), messages


def test_all_problems_come_at_once_with_line_and_column() -> None:
    data = (RULES / "tamper/repeated-singleton.yaml").read_text("utf-8")
    data = data.replace("strength: weak", "strength: enormous").replace("status: ", "statuss: ")
    problems = check_form(read_document(data.encode(), "r.yaml"))
    lines = data.split("\n")
    at = {
        (lines[problem.line - 1][problem.column - 1 :].split(":")[0], problem.message.split()[0])
        for problem in problems
    }
    assert ("strength", "strength") in at
    assert ("statuss", "unknown") in at
    assert len(problems) == 3


def test_lists_of_the_schema_are_those_of_the_code() -> None:
    parts, defs = SCHEMA["properties"], SCHEMA["$defs"]
    assert parts["each"]["additionalProperties"]["enum"] == sorted(vocabulary.LISTS)
    assert parts["assumptions"]["items"]["enum"] == list(vocabulary.ASSUMPTIONS)
    assert parts["strength"]["enum"] == list(vocabulary.STRENGTHS)
    assert parts["status"]["enum"] == list(vocabulary.STATUSES)
    assert parts["indicates"]["properties"]["finding"]["enum"] == list(FINDING_KINDS)
    assert set(FINDING_KINDS) <= {kind.value for kind in FindingKind}
    assert defs["source"]["properties"]["decode"]["enum"] == sorted(vocabulary.DECODERS)
    assert set(defs["comparison"]["properties"]) == {"value", *vocabulary.OPERATORS}
