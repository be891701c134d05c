"""Compiling is repeatable and needs little; loading notices a source that changed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from provenance.basics import MisuseError
from provenance.reasoning.rules import load_rules, rule_source, rule_texts
from provenance.reasoning.rules.compiler import compile_folder, compile_sources
from provenance.reasoning.rules.files import rule_files, source_hashes
from provenance.reasoning.rules.load import load_bytes, parse_compiled
from provenance.reasoning.rules.problems import RulesError
from provenance.reasoning.rules.vocabulary import ASSUMPTIONS
from provenance.report.catalogue import sentence

ROOT = Path(__file__).parent.parent.parent.parent
RULES = ROOT / "rules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "rules"
    shutil.copytree(RULES, target)
    return target


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    assert compile_folder(folder) == compile_folder(RULES)


def test_a_checkout_with_windows_line_ends_gives_the_same_bytes(folder: Path) -> None:
    for _, path in rule_files(folder):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert compile_folder(folder) == compile_folder(RULES)


def test_the_compiled_form_is_canonical_and_names_its_sources() -> None:
    data = compile_folder(RULES)
    compiled = json.loads(data)
    again = json.dumps(compiled, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert data == again.encode() + b"\n"
    assert compiled["sources"] == source_hashes(RULES)
    assert [rule["id"] for rule in compiled["rules"]] == sorted(
        rule["id"] for rule in compiled["rules"]
    )


def test_an_id_cannot_be_used_twice() -> None:
    data = (RULES / "tamper" / "repeated-singleton.yaml").read_bytes()
    with pytest.raises(RulesError) as caught:
        compile_sources((("a.yaml", data), ("b.yaml", data)))
    assert [str(problem) for problem in caught.value.problems] == [
        "b.yaml:1:1: the id tamper.repeated-singleton is already used in a.yaml."
    ]


def test_problems_of_all_files_come_together() -> None:
    with pytest.raises(RulesError) as caught:
        compile_sources((("a.yaml", b"a: ["), ("b.yaml", b"a: 1\na: 2\n")))
    assert {problem.path for problem in caught.value.problems} == {"a.yaml", "b.yaml"}


def test_compiling_needs_only_the_standard_library_and_yaml() -> None:
    """It runs in the isolated environment that builds the wheel."""
    code = (
        "import sys\n"
        "from provenance.reasoning.rules.compiler import compile_folder\n"
        "heavy = {'re2', 'jsonschema', 'cryptography', 'dkim', 'dns', 'jinja2', 'typer',"
        " 'extract_msg', 'olefile', 'mailparser', 'spf', 'rfc8785', 'publicsuffixlist'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_fresh_compiled_file_is_used_as_it_is(folder: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "rules.json"
    shipped = compile_folder(folder)
    compiled.write_bytes(shipped)
    assert load_bytes(compiled, folder) == shipped
    assert load_bytes(compiled, tmp_path / "nowhere") == shipped


def test_a_changed_source_is_compiled_again(folder: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "rules.json"
    compiled.write_bytes(compile_folder(folder))
    path = folder / "tamper" / "repeated-singleton.yaml"
    path.write_text(path.read_text("utf-8").replace("strength: weak", "strength: informative"))
    rules = parse_compiled(load_bytes(compiled, folder))
    assert {rule.id: rule.strength for rule in rules.rules}["tamper.repeated-singleton"] == 0


def test_an_installation_without_rules_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="Install the package again"):
        load_bytes(tmp_path / "rules.json", tmp_path / "nowhere")


def test_texts_and_sources_of_the_built_in_rules() -> None:
    texts = rule_texts()
    for rule in load_rules().rules:
        for part in ("title", "explanation", "caution", "false-positive.1"):
            assert texts[f"rule.{rule.id}.{part}"]
        assert rule_source(rule.id) == (RULES / rule.path).read_text("utf-8")
    assert rule_source("tamper.no-such-rule") is None


def test_a_table_of_marks_is_shown_and_hashed_like_a_rule() -> None:
    tables = load_rules().tables
    assert [one.id for one in tables] == sorted(one.id for one in tables)
    for one in tables:
        data = (RULES / one.path).read_bytes()
        assert one.sha256 == hashlib.sha256(data).hexdigest()
        assert rule_source(f"explanations.{one.id}") == data.decode()


def test_every_assumption_has_words_and_is_used() -> None:
    used = {name for rule in load_rules().rules for name in rule.assumptions}
    assert used == set(ASSUMPTIONS)
    for name in ASSUMPTIONS:
        assert sentence(f"reasoning.assumption.{name}"), name


def test_innocent_causes_name_no_rate() -> None:
    """How often a sign is seen defeats nothing; it is counted and stands apart."""
    texts = rule_texts()
    causes = [words for id_, words in texts.items() if ".false-positive." in id_]
    assert causes
    rates = [words for words in causes if re.search(r"\bSeen in\b|messages of public", words)]
    assert rates == []


def test_rates_are_those_of_the_counts_beside_the_rules() -> None:
    counts = json.loads((RULES / "STATISTICS.json").read_text("utf-8"))
    assert load_rules().counted_on == counts["counted_on"]
    by_id = {rule.id: rule.rates for rule in load_rules().rules}
    judged, matched = counts["rules"]["route.time-backwards"]["applies_matches"]["lore-sample"]
    first = by_id["route.time-backwards"][0]
    assert (first.sample, first.judged, first.matched) == ("public-lists", judged, matched)
    assert first.messages == counts["corpora"]["lore-sample"]["messages"]
    assert [one.sample for one in by_id["outlook.date-differs"]] == ["items"]
    assert by_id["outlook.winmail-time-differs"] == ()


def test_changed_counts_are_compiled_again(folder: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "rules.json"
    compiled.write_bytes(compile_folder(folder))
    counts = json.loads((folder / "STATISTICS.json").read_text("utf-8"))
    counts["counted_on"] = "2030-01-01"
    (folder / "STATISTICS.json").write_text(json.dumps(counts), "utf-8")
    assert parse_compiled(load_bytes(compiled, folder)).counted_on == "2030-01-01"
