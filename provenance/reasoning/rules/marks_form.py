"""The form of a table of marks (``rules/explanations/*.yaml``), checked with line and column.

The same form stands as JSON Schema in ``rules/schema/explanations.schema.json``; a test holds the
two together. It needs no library, since it runs while the wheel is built.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from provenance.reasoning.rules.marks import EVERY
from provenance.reasoning.rules.problems import RuleProblem
from provenance.reasoning.rules.schema import DAY, Checker
from provenance.reasoning.rules.strict_yaml import Document, Path
from provenance.reasoning.rules.vocabulary import FORMAT, HYPOTHESES

MARKS: Final = ("expected", "possible", "neutral", "unexpected", "excluded")
WHEN: Final = (
    "about-self",
    "about-other",
    "about-holder",
    "about-nobody",
    "named-other",
    "other-copy-suspect",
    "gathered-by-party",
    "named",
    "of-organisation",
    "not-of-organisation",
    "through-list",
)
"""Conditions: of whom the finding is, whether the explanation names somebody, whose domain.

``about-holder`` holds where the person is the account holder, whatever the explanation;
``named-other`` where both name a person of the case file and not the same one,
``through-list`` where the message came through a mailing list, ``other-copy-suspect`` where
another copy in dispute, or the copies as a group, show what is to be expected of a changed one,
``gathered-by-party`` where a party ran the program and so had all the copies in hand.
"""
GRADES: Final = ("measured", "documented", "source-code", "example", "logic")
_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_FINDING: Final = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*(?:\.\*)?\Z")
_SAYS: Final = re.compile(r"[a-z0-9][a-z0-9.-]*\Z")
_TABLE: Final = ("format", "id", "title", "created", "rows")
_ROW: Final = ("finding", "reason", "source", "marks")
_ROW_MORE: Final = ("says", "carries", "floor", "about_person", "confirmed", "contradicts")


def marks_problems(document: Document) -> tuple[RuleProblem, ...]:
    """Check one table; an empty tuple means that it fits."""
    if document.problems:
        return document.problems
    checker = Checker(document)
    table = checker.mapping(document.value, (), required=_TABLE, optional=("conditions",))
    if table.get("format") != FORMAT or isinstance(table.get("format"), bool):
        checker.problem(("format",), f"format has to be {FORMAT}.")
    checker.pattern(table.get("id"), ("id",), _ID, "lower-case words joined by hyphens")
    checker.words(table.get("title"), ("title",), most=200)
    checker.pattern(table.get("created"), ("created",), DAY, "a day, YYYY-MM-DD")
    conditions = _conditions(checker, table)
    used: set[str] = set()
    for index, row in enumerate(checker.items(table.get("rows"), ("rows",))):
        used |= _row(checker, row, ("rows", index), conditions)
    for name in sorted(conditions - used):
        checker.problem(("conditions", name), f"the condition {name} is not used.")
    return tuple(checker.problems)


def _conditions(checker: Checker, table: Mapping[str, Any]) -> set[str]:
    if "conditions" not in table:
        return set()
    value = table["conditions"]
    if not isinstance(value, dict) or not value:
        checker.problem(("conditions",), "conditions has to be a mapping with entries.")
        return set()
    for name, words in value.items():
        checker.pattern(name, ("conditions", name), _ID, "lower-case words joined by hyphens")
        checker.words(words, ("conditions", name), most=300)
    return set(value)


def _row(checker: Checker, value: object, at: Path, conditions: set[str]) -> set[str]:
    """Check one row; gives the conditions that it names."""
    row = checker.mapping(value, at, required=_ROW, optional=_ROW_MORE)
    checker.pattern(
        row.get("finding"), (*at, "finding"), _FINDING, "a name of findings, or one with .*"
    )
    checker.words(row.get("reason"), (*at, "reason"), most=600)
    source = checker.mapping(row.get("source"), (*at, "source"), required=("work", "grade"))
    checker.words(source.get("work"), (*at, "source", "work"), most=300)
    checker.choice(source.get("grade"), (*at, "source", "grade"), GRADES)
    if "says" in row:
        checker.pattern(row["says"], (*at, "says"), _SAYS, "the end of the id of a sentence")
    for name in ("carries", "floor"):
        number = row.get(name, 0)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 2:
            checker.problem((*at, name), f"{name} has to be 0, 1 or 2.")
    for name in ("about_person", "confirmed", "contradicts"):
        if not isinstance(row.get(name, False), bool):
            checker.problem((*at, name), f"{name} has to be true or false.")
    used: set[str] = set()
    for index, entry in enumerate(checker.items(row.get("marks"), (*at, "marks"))):
        used |= _entry(checker, entry, (*at, "marks", index), conditions)
    return used


def _entry(checker: Checker, value: object, at: Path, conditions: set[str]) -> set[str]:
    entry = checker.mapping(value, at, required=("of", "mark"), optional=("when", "if"))
    for index, one in enumerate(checker.items(entry.get("of"), (*at, "of"))):
        checker.choice(one, (*at, "of", index), (EVERY, *HYPOTHESES))
    mark = checker.choice(entry.get("mark"), (*at, "mark"), MARKS)
    if "when" in entry:
        checker.choice(entry["when"], (*at, "when"), WHEN)
    if mark == "excluded" and "if" not in entry:
        checker.problem(at, "an explanation is only excluded if something holds: name it (if).")
    if "if" not in entry:
        return set()
    if not isinstance(entry["if"], list):
        name = checker.choice(entry["if"], (*at, "if"), tuple(sorted(conditions)))
        return {name} if name else set()
    # Each is needed; the order is that of the rule and ranks nothing.
    names = [
        checker.choice(one, (*at, "if", index), tuple(sorted(conditions)))
        for index, one in enumerate(checker.items(entry["if"], (*at, "if")))
    ]
    return {name for name in names if name}


def marks_words(table: Mapping[str, Any]) -> dict[str, str]:
    """Sentences of a table by their catalogue ids: reasons of its rows, assumptions of marks."""
    base = f"rule.explanations.{table['id']}"
    words = {f"{base}.reason.{n}": row["reason"] for n, row in enumerate(table["rows"], 1)}
    words |= {f"{base}.if.{name}": said for name, said in table["conditions"].items()}
    return {key: " ".join(value.split()) for key, value in words.items()}
