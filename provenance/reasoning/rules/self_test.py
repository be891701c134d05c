"""Runs the tests that every rule carries, and checks rule files as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from provenance.basics import Instant, MisuseError, State, Value
from provenance.basics.record import dataclass
from provenance.message import HeaderField
from provenance.reasoning.rules.compiler import compile_sources
from provenance.reasoning.rules.engine import Evaluation, Outcome, evaluate
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord, field_counts
from provenance.reasoning.rules.files import all_files, source_bytes
from provenance.reasoning.rules.load import Rule, Rules, load_rules, parse_compiled
from provenance.reasoning.rules.problems import RulesError
from provenance.reasoning.rules.vocabulary import LISTS, RECORDS, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCheck:
    """Result of checking rules: how many rules and tests, and every problem as a line."""

    rules: int
    tests: int
    problems: tuple[str, ...]


def check_rules(paths: tuple[Path, ...] = ()) -> RuleCheck:
    """Check rule files or folders (the built-in rules if none): form, meaning, own tests."""
    if not paths:
        return _run(load_rules(), ())
    sources: list[tuple[str, bytes]] = []
    for path in paths:
        if not path.exists():
            raise MisuseError("there is no such file or folder.", place=str(path))
        if path.is_dir():
            sources.extend(
                (f"{path.as_posix()}/{name}", source_bytes(file)) for name, file in all_files(path)
            )
        else:
            sources.append((path.as_posix(), source_bytes(path)))
    try:
        rules = parse_compiled(compile_sources(tuple(sources)))
    except RulesError as error:
        found = tuple(str(problem) for problem in error.problems)
        return RuleCheck(rules=len(sources), tests=0, problems=found)
    return _run(rules, ())


def _run(rules: Rules, problems: tuple[str, ...]) -> RuleCheck:
    found, count = list(problems), 0
    for rule in rules.rules:
        for case in rule.test_cases:
            count += 1
            found.extend(
                f"{rule.path}: test '{case['name']}': {why}" for why in run_case(rule, case)
            )
    return RuleCheck(rules=len(rules.rules), tests=count, problems=tuple(found))


def run_case(rule: Rule, case: Mapping[str, Any]) -> tuple[str, ...]:
    """Run one test of a rule; the answer says what is wrong, an empty one that all is well."""
    base, problems = _base(case)
    result = evaluate(rule, base)
    if result.outcome.value != case["expect"]:
        problems.append(f"expected {case['expect']}, got {result.outcome.value} {result.reason}")
    elif result.outcome is Outcome.MATCH:
        problems.extend(_check_values(case.get("values", {}), result))
    return tuple(problems)


def _check_values(expected: Mapping[str, Any], result: Evaluation) -> list[str]:
    values = {
        name: value.text if isinstance(value, Instant) else value
        for name, value in result.matches[0].values.items()
    }
    return [
        f"value {name}: expected {wanted}, got {values.get(name)}"
        for name, wanted in expected.items()
        if values.get(name) != wanted
    ]


def _base(case: Mapping[str, Any]) -> tuple[FactBase, list[str]]:
    from provenance.evidence import MessageStream
    from provenance.message import read_message

    problems: list[str] = []
    given: Mapping[str, Any] = case.get("facts", {})
    lists: dict[str, tuple[FactRecord, ...]] = dict.fromkeys(LISTS, ())
    records = {name: _record({}, types, problems) for name, types in RECORDS.items()}
    for name, value in given.items():
        if name in LISTS and isinstance(value, list):
            lists[name] = tuple(_record(item, LISTS[name], problems) for item in value)
        elif name in RECORDS and isinstance(value, dict):
            records[name] = _record(value, RECORDS[name], problems)
        else:
            problems.append(f"there are no facts called {name}")
    fields: Sequence[HeaderField] = ()
    if "message" in case:
        stream = MessageStream(name="file", data=case["message"].encode("utf-8"))
        message = read_message(stream, id="M1", evidence="E1")
        fields = message.fields
        lists["fields"] = lists["fields"] or field_counts(message, ())
    return FactBase(lists=lists, records=records, fields=fields), problems


def _record(given: Mapping[str, Any], types: Mapping[str, Type], problems: list[str]) -> FactRecord:
    facts: dict[str, Value[Fact]] = dict.fromkeys(types, State.ABSENT)
    for name, value in given.items():
        if name not in types:
            problems.append(f"there is no fact {name}")
            continue
        facts[name] = _time(value, problems) if types[name] is Type.TIME else value
    return FactRecord(facts=facts)


def _time(value: object, problems: list[str]) -> Value[Fact]:
    """A time of a test: ISO 8601 with its offset."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problems.append(f"{value} is no ISO 8601 time with an offset")
        return State.UNPARSABLE
    offset = moment.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset is not None else 0
    return Instant(text=str(value), utc=moment.astimezone(UTC), offset_minutes=minutes)
