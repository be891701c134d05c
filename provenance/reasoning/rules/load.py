"""Loads the rules: the compiled file of the wheel, or the sources of a checkout if they differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from provenance.basics import MisuseError
from provenance.basics.record import dataclass, field
from provenance.reasoning.rules.files import source_hashes
from provenance.reasoning.rules.marks import MarkRow, mark_rows
from provenance.reasoning.rules.rates import Rate, rates_of
from provenance.reasoning.rules.vocabulary import FORMAT, STRENGTHS

_PACKAGE: Final = Path(__file__).parent.parent.parent
COMPILED: Final = _PACKAGE / "_compiled" / "rules.json"
SOURCES: Final = _PACKAGE.parent / "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, ready to run. ``strength`` is 0..4; ``logic`` is the compiled mapping.

    ``assumptions`` are names of :data:`vocabulary.ASSUMPTIONS`, ``origins`` the sources of its
    statement, ``rates`` how often it spoke on public material. ``test_cases`` are the tests inside
    the rule; ``source`` is the file as text.
    """

    id: str
    title: str
    status: str
    finding: str
    rung: int
    strength: int
    false_positives: int
    path: str
    sha256: str
    logic: Mapping[str, Any] = field(repr=False)
    test_cases: tuple[Mapping[str, Any], ...] = field(repr=False)
    source: str = field(repr=False)
    assumptions: tuple[str, ...] = ()
    origins: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of marks: the file that says what findings mean under each explanation."""

    id: str
    title: str
    path: str
    sha256: str
    source: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules in order of id, their sentences, and the SHA-256 of the compiled form.

    ``marks`` say what findings mean under the competing explanations, in order of their tables;
    ``tables`` are the files that hold them. ``counted_on`` is the day (ISO) of the rates.
    """

    rules: tuple[Rule, ...]
    texts: Mapping[str, str] = field(repr=False)
    sha256: str
    marks: tuple[MarkRow, ...] = field(default=(), repr=False)
    version: str = str(FORMAT)
    tables: tuple[Table, ...] = ()
    counted_on: str = ""


def parse_compiled(data: bytes) -> Rules:
    """Read the compiled form (made by ``compile_folder``)."""
    compiled = json.loads(data)
    return Rules(
        rules=tuple(_rule(entry, compiled["counts"]) for entry in compiled["rules"]),
        texts=compiled["texts"],
        marks=mark_rows(compiled["explanations"]),
        sha256=hashlib.sha256(data).hexdigest(),
        tables=tuple(
            Table(**{name: one[name] for name in ("id", "title", "path", "sha256", "source")})
            for one in compiled["explanations"]
        ),
        counted_on=compiled["counts"].get("counted_on", ""),
    )


def _rule(entry: Mapping[str, Any], counts: Mapping[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        title=entry["title"],
        status=entry["status"],
        finding=entry["indicates"]["finding"],
        rung=entry["indicates"]["rung"],
        strength=STRENGTHS[entry["strength"]],
        false_positives=len(entry["false_positives"]),
        path=entry["path"],
        sha256=entry["sha256"],
        logic={key: entry.get(key, {}) for key in ("each", "explanation", "let", "when")},
        test_cases=tuple(entry["tests"]),
        source=entry["source"],
        assumptions=tuple(entry["assumptions"]),
        origins=tuple(entry["sources"]),
        rates=rates_of(entry["id"], counts),
    )


def load_bytes(compiled: Path, sources: Path) -> bytes:
    """Bytes of the compiled form: as shipped, or compiled here if the sources say otherwise."""
    shipped = compiled.read_bytes() if compiled.is_file() else b""
    if not (sources / "schema" / "rule.schema.json").is_file():
        if not shipped:
            raise MisuseError(
                "the rules of this installation are missing.",
                place=compiled.name,
                remedy="Install the package again.",
            )
        return shipped
    if shipped and json.loads(shipped)["sources"] == source_hashes(sources):
        return shipped
    from provenance.reasoning.rules.compiler import compile_folder

    return compile_folder(sources)


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Load the built-in rules once; raises ``RulesError`` if a source is wrong."""
    return parse_compiled(load_bytes(COMPILED, SOURCES))


def rule_texts() -> Mapping[str, str]:
    """Sentences of the rules by their ids in the catalogue.

    The ids are ``rule.<id>.title``, ``.explanation``, ``.caution`` and ``.false-positive.<n>``.
    """
    return load_rules().texts


def rule_source(rule_id: str) -> str | None:
    """The YAML text of one rule or table of marks, ``None`` if there is none of that id."""
    rules = load_rules()
    files = {f"explanations.{one.id}": one.source for one in rules.tables}
    files |= {one.id: one.source for one in rules.rules}
    return files.get(rule_id)
