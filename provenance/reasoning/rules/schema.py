"""The form of a rule, checked with file, line and column, everything at once.

The same form stands as JSON Schema in ``rules/schema/rule.schema.json`` for editors; a test
holds the two together. This check needs no library, since it runs while the wheel is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from provenance.reasoning.rules.problems import RuleProblem
from provenance.reasoning.rules.strict_yaml import Document, Path
from provenance.reasoning.rules.vocabulary import (
    ASSUMPTIONS,
    DECODERS,
    EXPECTATIONS,
    FORMAT,
    GROUPS,
    HYPOTHESES,
    LISTS,
    OCCURRENCES,
    OPERATORS,
    STATUSES,
    STRENGTHS,
)

FINDING_KINDS: Final = (
    "route",
    "authentication",
    "origin",
    "client",
    "clock",
    "alteration",
    "copy",
    "access",
    "limitation",
)
"""Kinds of findings that a rule may give."""

_REQUIRED: Final = (
    "format",
    "id",
    "title",
    "status",
    "created",
    "let",
    "when",
    "indicates",
    "strength",
    "explanation",
    "caution",
    "sources",
    "assumptions",
    "false_positives",
    "tests",
)
_OPTIONAL: Final = ("author", "license", "modified", "replaces", "each")
ID: Final = re.compile(rf"(?:{'|'.join(GROUPS)})(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+\Z")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
FIELD_NAME: Final = re.compile(r"[\x21-\x39\x3B-\x7E]+\Z")
FACT: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
DURATION: Final = re.compile(r"\d{1,6}(?:s|min|h|d)\Z")


class Checker:
    """Collects problems of one document; each method checks one thing at one path."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[RuleProblem] = []

    def problem(self, at: Path, message: str) -> None:
        """Note a problem at the place of ``at``."""
        line, column = self.document.place(at)
        self.problems.append(
            RuleProblem(path=self.document.path, line=line, column=column, message=message)
        )

    def mapping(
        self, value: object, at: Path, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> Mapping[str, Any]:
        """A mapping with exactly these keys; unknown ones are named."""
        if not isinstance(value, dict):
            self.problem(at, f"{_name(at)} has to be a mapping.")
            return {}
        for key in required:
            if key not in value:
                self.problem(at, f"{_name(at)} lacks the key {key}.")
        for key in value:
            if key not in required and key not in optional:
                self.problem((*at, key), f"unknown key {key}.")
        return value

    def names(self, value: object, at: Path, *, most: int = 50) -> Mapping[str, Any]:
        """A mapping from free names to values."""
        if not isinstance(value, dict) or not value or len(value) > most:
            self.problem(at, f"{_name(at)} has to be a mapping with 1 to {most} entries.")
            return {}
        for key in value:
            if not NAME.match(key):
                self.problem((*at, key), f"{key} is no name: lower-case letters, digits and _.")
        return value

    def items(self, value: object, at: Path, *, least: int = 1) -> list[Any]:
        """A list with at least so many entries."""
        if not isinstance(value, list) or len(value) < least:
            self.problem(at, f"{_name(at)} has to be a list with at least {least} entries.")
            return []
        return value

    def words(self, value: object, at: Path, *, least: int = 1, most: int = 4000) -> str:
        """A text of so many characters."""
        if not isinstance(value, str) or not least <= len(value) <= most:
            self.problem(at, f"{_name(at)} has to be a text of {least} to {most} characters.")
            return ""
        return value

    def pattern(self, value: object, at: Path, pattern: re.Pattern[str], form: str) -> str:
        """A text of a fixed form."""
        if not isinstance(value, str) or not pattern.match(value):
            self.problem(at, f"{_name(at)} has to be {form}.")
            return ""
        return value

    def choice(self, value: object, at: Path, allowed: tuple[str, ...]) -> str:
        """One of a closed list."""
        if not isinstance(value, str) or value not in allowed:
            self.problem(at, f"{_name(at)} has to be one of: {', '.join(allowed)}.")
            return ""
        return value


def _name(at: Path) -> str:
    return ".".join(str(step) for step in at) or "the rule"


def check_form(document: Document) -> tuple[RuleProblem, ...]:
    """Check one document against the form of a rule; an empty tuple means that it fits."""
    if document.problems:
        return document.problems
    checker = Checker(document)
    rule = checker.mapping(document.value, (), required=_REQUIRED, optional=_OPTIONAL)
    for key, check in _PARTS.items():
        if key in rule:
            check(checker, rule[key], (key,))
    return tuple(checker.problems)


def _format(checker: Checker, value: object, at: Path) -> None:
    if value != FORMAT or isinstance(value, bool):
        checker.problem(at, f"format has to be {FORMAT}.")


def _id(checker: Checker, value: object, at: Path) -> None:
    checker.pattern(value, at, ID, f"<group>.<name>, the group one of {', '.join(GROUPS)}")


def _day(checker: Checker, value: object, at: Path) -> None:
    checker.pattern(value, at, DAY, "a day, YYYY-MM-DD")


def _texts(checker: Checker, value: object, at: Path) -> None:
    for index, item in enumerate(checker.items(value, at)):
        checker.words(item, (*at, index))


def _each(checker: Checker, value: object, at: Path) -> None:
    for name, item in checker.names(value, at, most=2).items():
        checker.choice(item, (*at, name), tuple(LISTS))


def _let(checker: Checker, value: object, at: Path) -> None:
    for name, item in checker.names(value, at).items():
        here = (*at, name)
        source = checker.mapping(
            item, here, required=(), optional=("field", "fact", "occurrence", "decode", "part")
        )
        if ("field" in source) == ("fact" in source):
            checker.problem(here, f"{_name(here)} needs either field or fact.")
        if "fact" in source:
            checker.pattern(source["fact"], (*here, "fact"), FACT, "a fact path, record.fact")
            for key in ("occurrence", "decode", "part"):
                if key in source:
                    checker.problem((*here, key), f"{key} only goes with field.")
        if "field" in source:
            checker.pattern(source["field"], (*here, "field"), FIELD_NAME, "a field name")
        if "occurrence" in source:
            checker.choice(source["occurrence"], (*here, "occurrence"), OCCURRENCES)
        if "decode" in source:
            checker.choice(source["decode"], (*here, "decode"), tuple(DECODERS))
        if "part" in source:
            checker.words(source["part"], (*here, "part"), most=50)


def _when(checker: Checker, value: object, at: Path, depth: int = 0) -> None:
    if depth > 10:
        checker.problem(at, "conditions are nested deeper than 10.")
        return
    if not isinstance(value, dict):
        checker.problem(at, f"{_name(at)} has to be a condition.")
        return
    if "all" in value or "any" in value:
        key = "all" if "all" in value else "any"
        inner = checker.mapping(value, at, required=(key,))
        for index, item in enumerate(checker.items(inner.get(key), (*at, key))):
            _when(checker, item, (*at, key, index), depth + 1)
    elif "not" in value:
        inner = checker.mapping(value, at, required=("not",))
        _when(checker, inner["not"], (*at, "not"), depth + 1)
    else:
        _comparison(checker, value, at)


def _comparison(checker: Checker, value: Mapping[str, Any], at: Path) -> None:
    checker.mapping(value, at, required=("value",), optional=OPERATORS)
    if "value" in value:
        checker.pattern(value["value"], (*at, "value"), NAME, "a name from let")
    used = [key for key in value if key in OPERATORS]
    if len(used) != 1:
        checker.problem(at, f"{_name(at)} needs exactly one of: {', '.join(OPERATORS)}.")
        return
    _operand(checker, used[0], value[used[0]], (*at, used[0]))


def _operand(checker: Checker, operator: str, value: object, at: Path) -> None:
    if operator == "exists":
        if not isinstance(value, bool):
            checker.problem(at, "exists has to be true or false.")
    elif operator in {"one_of", "in_network"}:
        for index, item in enumerate(checker.items(value, at)):
            if operator == "in_network":
                checker.words(item, (*at, index), most=50)
            else:
                _literal(checker, item, (*at, index))
    elif operator == "later_than":
        inner = checker.mapping(value, at, required=("value", "by"))
        if "value" in inner:
            checker.pattern(inner["value"], (*at, "value"), NAME, "a name from let")
        if "by" in inner:
            checker.pattern(inner["by"], (*at, "by"), DURATION, "a duration: 60s, 5min, 1h, 2d")
    elif operator == "equals":
        _literal(checker, value, at)
    elif operator in {"matches", "contains"}:
        checker.words(value, at, most=500)
    else:
        checker.pattern(value, at, NAME, "a name from let")


def _literal(checker: Checker, value: object, at: Path) -> None:
    if not isinstance(value, bool | int | str):
        checker.problem(at, f"{_name(at)} has to be a text, a number, true or false.")


def _indicates(checker: Checker, value: object, at: Path) -> None:
    part = checker.mapping(
        value, at, required=("finding", "rung"), optional=("values", "supports", "weakens")
    )
    if "finding" in part:
        checker.choice(part["finding"], (*at, "finding"), FINDING_KINDS)
    rung = part.get("rung")
    if "rung" in part and (isinstance(rung, bool) or rung not in {1, 2, 3, 4}):
        # No rule may speak of a person: rung 5 is never answered by a pattern.
        checker.problem((*at, "rung"), "rung has to be 1, 2, 3 or 4.")
    for name, item in (
        checker.names(part["values"], (*at, "values")).items() if ("values" in part) else ()
    ):
        checker.words(item, (*at, "values", name), most=200)
    for key in ("supports", "weakens"):
        if key in part:
            for index, item in enumerate(checker.items(part[key], (*at, key))):
                checker.choice(item, (*at, key, index), HYPOTHESES)


def _strength(checker: Checker, value: object, at: Path) -> None:
    checker.choice(value, at, tuple(STRENGTHS))


def _title(checker: Checker, value: object, at: Path) -> None:
    checker.words(value, at, least=5, most=100)


def _status(checker: Checker, value: object, at: Path) -> None:
    checker.choice(value, at, STATUSES)


def _explanation(checker: Checker, value: object, at: Path) -> None:
    checker.words(value, at, least=40)


def _sources(checker: Checker, value: object, at: Path) -> None:
    for index, item in enumerate(checker.items(value, at)):
        here = (*at, index)
        part = checker.mapping(item, here, required=("url", "says", "grade"), optional=("read_on",))
        if "url" in part:
            checker.words(part["url"], (*here, "url"), least=8, most=500)
        if "says" in part:
            checker.words(part["says"], (*here, "says"), least=10)
        if "grade" in part:
            checker.choice(
                part["grade"], (*here, "grade"), ("measured", "documented", "source-code")
            )
        if "read_on" in part:
            _day(checker, part["read_on"], (*here, "read_on"))


def _assumptions(checker: Checker, value: object, at: Path) -> None:
    listed = checker.items(value, at)
    for index, item in enumerate(listed):
        checker.choice(item, (*at, index), ASSUMPTIONS)
        if item in listed[:index]:
            checker.problem((*at, index), f"the assumption {item} is named twice.")


def _false_positives(checker: Checker, value: object, at: Path) -> None:
    for index, item in enumerate(checker.items(value, at)):
        checker.words(item, (*at, index), least=20)


def _tests(checker: Checker, value: object, at: Path) -> None:
    expected = set()
    for index, item in enumerate(checker.items(value, at, least=2)):
        here = (*at, index)
        part = checker.mapping(
            item, here, required=("name", "expect"), optional=("message", "facts", "values")
        )
        if "name" in part:
            checker.words(part["name"], (*here, "name"), most=200)
        if "expect" in part:
            expected.add(checker.choice(part["expect"], (*here, "expect"), EXPECTATIONS))
        if "message" in part:
            checker.words(part["message"], (*here, "message"), most=20000)
        for key in ("facts", "values"):
            if key in part and not isinstance(part[key], dict):
                checker.problem((*here, key), f"{key} has to be a mapping.")
    for outcome in ("match", "no_match"):
        if outcome not in expected:
            checker.problem(at, f"the tests lack one that expects {outcome}.")


_PARTS: Final[Mapping[str, Callable[[Checker, object, Path], None]]] = {
    "format": _format,
    "id": _id,
    "title": _title,
    "status": _status,
    "author": lambda checker, value, at: void(checker.words(value, at)),
    "license": lambda checker, value, at: void(checker.words(value, at)),
    "created": _day,
    "modified": _day,
    "replaces": _texts,
    "each": _each,
    "let": _let,
    "when": _when,
    "indicates": _indicates,
    "strength": _strength,
    "explanation": _explanation,
    "caution": lambda checker, value, at: void(checker.words(value, at, least=20)),
    "sources": _sources,
    "assumptions": _assumptions,
    "false_positives": _false_positives,
    "tests": _tests,
}


def void(_value: object) -> None:
    """Drop a value, so that a check that gives one back can stand in the table of parts."""
