"""Compiles a folder of rules into one canonical JSON file.

It runs while the wheel is built, with nothing but the standard library and PyYAML. The same
folder always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from provenance.reasoning.rules.files import STATISTICS, folder_sources, is_marks
from provenance.reasoning.rules.marks_form import marks_problems, marks_words
from provenance.reasoning.rules.meaning import check_meaning
from provenance.reasoning.rules.problems import RuleProblem, RulesError
from provenance.reasoning.rules.schema import check_form
from provenance.reasoning.rules.strict_yaml import read_document
from provenance.reasoning.rules.vocabulary import FORMAT

_KEPT: Final = (
    "assumptions",
    "caution",
    "created",
    "each",
    "explanation",
    "false_positives",
    "id",
    "indicates",
    "let",
    "sources",
    "status",
    "strength",
    "tests",
    "title",
    "when",
)


def compile_rule(data: bytes, name: str) -> tuple[dict[str, Any] | None, tuple[RuleProblem, ...]]:
    """Compile one file: the rule, or ``None`` with everything that is wrong."""
    document = read_document(data, name)
    problems = check_form(document) or check_meaning(document)
    if problems:
        return None, problems
    value: Any = document.value
    rule = {key: value[key] for key in _KEPT if key in value}
    rule["path"] = name
    rule["sha256"] = hashlib.sha256(data).hexdigest()
    rule["source"] = data.decode("utf-8")
    return rule, ()


def compile_marks(data: bytes, name: str) -> tuple[dict[str, Any] | None, tuple[RuleProblem, ...]]:
    """Compile one table of marks: the table, or ``None`` with everything that is wrong."""
    document = read_document(data, name)
    problems = marks_problems(document)
    if problems:
        return None, problems
    value: Any = document.value
    table = {key: value.get(key, {}) for key in ("id", "title", "conditions", "rows")}
    beside = {
        "path": name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "source": data.decode("utf-8"),
    }
    return table | beside, ()


def compile_sources(sources: tuple[tuple[str, bytes], ...]) -> bytes:
    """Compile (name, bytes) of files; raises ``RulesError`` with all problems of all files."""
    rules: list[dict[str, Any]] = []
    tables: list[dict[str, Any]] = []
    problems: list[RuleProblem] = []
    seen: dict[str, str] = {}
    counts: dict[str, Any] = {}
    for name, data in sources:
        if name == STATISTICS:
            counts = json.loads(data)
            continue
        if is_marks(name):
            table, wrong = compile_marks(data, name)
            problems.extend(wrong)
            tables += [table] if table is not None else []
            continue
        rule, wrong = compile_rule(data, name)
        problems.extend(wrong)
        if rule is None:
            continue
        if rule["id"] in seen:
            message = f"the id {rule['id']} is already used in {seen[rule['id']]}."
            problems.append(RuleProblem(path=name, line=1, column=1, message=message))
        seen[rule["id"]] = name
        rules.append(rule)
    if problems:
        raise RulesError(tuple(problems))
    tables.sort(key=lambda table: str(table["id"]))
    words_of_tables = {key: words for table in tables for key, words in marks_words(table).items()}
    compiled = {
        "explanations": tables,
        "format": FORMAT,
        "counts": counts,
        "rules": sorted(rules, key=lambda rule: str(rule["id"])),
        "sources": {name: hashlib.sha256(data).hexdigest() for name, data in sources},
        "texts": words_of_tables
        | {key: words for rule in rules for key, words in rule_words(rule).items()},
    }
    words = json.dumps(compiled, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return words.encode("utf-8") + b"\n"


def compile_folder(folder: Path) -> bytes:
    """Compile all rules of a folder; the build hook writes the result into the wheel."""
    return compile_sources(folder_sources(folder))


def rule_words(rule: dict[str, Any]) -> dict[str, str]:
    """Sentences of a rule by their catalogue ids."""
    base = f"rule.{rule['id']}"
    words = {
        f"{base}.title": rule["title"],
        f"{base}.explanation": rule["explanation"],
        f"{base}.caution": rule["caution"],
    }
    for number, cause in enumerate(rule["false_positives"], 1):
        words[f"{base}.false-positive.{number}"] = cause
    return {key: " ".join(value.split()) for key, value in words.items()}
