"""Tables of marks: each fits the schema and the own check, and every mistake is named."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from provenance.reasoning.rules import load_rules
from provenance.reasoning.rules.files import all_files, is_marks
from provenance.reasoning.rules.marks_form import GRADES, MARKS, WHEN, marks_problems
from provenance.reasoning.rules.strict_yaml import Document, read_document
from provenance.reasoning.rules.vocabulary import HYPOTHESES

RULES = Path(__file__).parents[3] / "rules"
SCHEMA = json.loads((RULES / "schema" / "explanations.schema.json").read_text("utf-8"))
FILES = [name for name, _ in all_files(RULES) if is_marks(name)]
ROW = {
    "finding": "a.b",
    "reason": "Because.",
    "source": {"work": "RFC 1", "grade": "documented"},
    "marks": [{"of": ["all"], "mark": "excluded", "if": "k"}],
}
TABLE = {
    "format": 1, "id": "t", "title": "T", "created": "2026-11-26",
    "conditions": {"k": "K holds."}, "rows": [ROW],
}  # fmt: skip


def fits(value: Any) -> bool:
    return not list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(value))


@pytest.mark.parametrize("name", FILES)
def test_every_table_fits_the_schema_and_the_own_check(name: str) -> None:
    document = read_document((RULES / name).read_bytes(), name)
    assert marks_problems(document) == ()
    assert fits(document.value)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("format", 2, "format has to be 1"),
        ("id", "Not Good", "lower-case words"),
        ("created", "today", "a day"),
        ("surprise", 1, "unknown key surprise"),
        ("rows", [], "at least 1"),
        ("rows/0/carries", 3, "0, 1 or 2"),
        ("rows/0/floor", True, "0, 1 or 2"),
        ("rows/0/confirmed", "yes", "true or false"),
        ("rows/0/source/grade", "known", "one of: measured"),
        ("rows/0/marks/0/of", ["nobody"], "one of: all"),
        ("rows/0/marks/0/mark", "proves", "one of: expected"),
        ("rows/0/marks/0/when", "full-moon", "one of: about-self"),
        ("rows/0/finding", "A b", "a name of findings"),
        ("conditions/k", "", "a text of 1"),
    ],
)
def test_a_mistake_is_named_and_refused_by_both(path: str, value: Any, said: str) -> None:
    table: Any = copy.deepcopy(TABLE)
    *parents, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    at = table
    for step in parents:
        at = at[step]
    at[last] = value
    problems = marks_problems(Document(path="t.yaml", value=table, places={}))
    assert any(said in str(problem) for problem in problems), problems
    assert not fits(table)


def test_an_exclusion_names_what_has_to_hold() -> None:
    table: Any = copy.deepcopy(TABLE)
    del table["rows"][0]["marks"][0]["if"]
    problems = marks_problems(Document(path="t.yaml", value=table, places={}))
    assert any("only excluded if" in str(problem) for problem in problems)
    assert any("is not used" in str(problem) for problem in problems)
    assert not fits(table)


def test_lists_of_the_schema_are_those_of_the_code() -> None:
    mark = SCHEMA["$defs"]["mark"]["properties"]
    assert mark["mark"]["enum"] == list(MARKS)
    assert mark["when"]["enum"] == list(WHEN)
    assert mark["of"]["items"]["enum"] == ["all", *HYPOTHESES]
    grades = SCHEMA["$defs"]["row"]["properties"]["source"]["properties"]["grade"]["enum"]
    assert grades == list(GRADES)


def test_no_two_rows_speak_of_the_same_finding() -> None:
    seen = [(row.finding, row.says) for row in load_rules().marks]
    assert len(seen) == len(set(seen))


def test_every_row_with_a_reason_has_its_words() -> None:
    texts = load_rules().texts
    for row in load_rules().marks:
        assert texts[row.reason]
        assert all(texts[id_] for one in row.entries for id_ in one.conditions)
