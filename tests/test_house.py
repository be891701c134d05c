"""House rules as tests: what starts cheaply, what records are, what sentences need."""

from __future__ import annotations

import ast
import json
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "provenance"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "_compiled" not in p.parts)
ROOMS = (
    "basics",
    "case",
    "evidence",
    "message",
    "decoders",
    "trace",
    "authentication",
    "origin",
    "audit",
    "copies",
    "correlation",
    "reasoning",
    "report",
)
HEAVY = {
    "cryptography",
    "dkim",
    "dns",
    "extract_msg",
    "gmpy2",
    "jinja2",
    "mailparser",
    "nacl",
    "networkx",
    "olefile",
    "polib",
    "publicsuffixlist",
    "re2",
    "rich",
    "spf",
    "yaml",
    "email",
    "pydantic",
}
SILENT = re.compile(r"\bnoqa\b(?!: [A-Z]+\d)|\btype: ignore(?!\[)")
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
CATALOGUE = PACKAGE / "report" / "catalogue" / "en"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def _loaded(code: str) -> set[str]:
    """Top-level packages that a fresh interpreter has loaded after running the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; sys.stderr.write(' '.join(sys.modules))"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def _run(*arguments: str) -> str:
    return (
        f"import sys; sys.argv = {['provenance', *arguments]!r}\n"
        "from provenance.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
    )


@pytest.mark.parametrize("arguments", [("--help",), ("analyze", "--help"), ("--version",)])
def test_help_loads_no_heavy_library(arguments: tuple[str, ...]) -> None:
    assert sorted(_loaded(_run(*arguments)) & HEAVY) == []


def test_importing_every_room_loads_no_heavy_library() -> None:
    code = "\n".join(f"import provenance.{room}" for room in ROOMS)
    assert sorted(_loaded(code) & HEAVY) == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_records_and_a_public_face(room: str) -> None:
    face = _tree(PACKAGE / room / "__init__.py")
    assert ast.get_docstring(face)
    assert (PACKAGE / room / "records.py").is_file()


def _decorations(node: ast.ClassDef) -> Iterator[tuple[str, dict[str, object]]]:
    for item in node.decorator_list:
        call = item if isinstance(item, ast.Call) else None
        target = call.func if call else item
        name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        values = (
            {k.arg or "": getattr(k.value, "value", None) for k in call.keywords} if call else {}
        )
        yield name, values


@pytest.mark.parametrize("room", ROOMS)
def test_records_are_frozen_slotted_and_keyword_only(room: str) -> None:
    found = 0
    for node in ast.walk(_tree(PACKAGE / room / "records.py")):
        if isinstance(node, ast.ClassDef):
            decorations = dict(_decorations(node))
            if "dataclass" in decorations:
                found += 1
                wanted = {"frozen": True, "slots": True, "kw_only": True}
                assert decorations["dataclass"] == wanted, node.name
            else:
                assert node.bases, f"{node.name} is neither a record nor an enumeration"
    assert found >= 1


@pytest.mark.parametrize("room", ROOMS)
def test_records_hold_tuples_and_no_lists(room: str) -> None:
    """What is handed on cannot be changed by whoever gets it."""
    for node in ast.walk(_tree(PACKAGE / room / "records.py")):
        if isinstance(node, ast.AnnAssign):
            names = {n.id for n in ast.walk(node.annotation) if isinstance(n, ast.Name)}
            assert not names & {"list", "dict", "set", "bytearray"}, ast.unparse(node)


def test_every_module_says_in_one_sentence_what_it_does() -> None:
    for path in MODULES:
        words = ast.get_docstring(_tree(path))
        assert words, path
        first = words.split("\n\n")[0].replace("\n", " ")
        assert first.endswith((".", "?", ":")), f"{path}: {first!r}"


def test_a_file_does_one_thing() -> None:
    long = {p.name: n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 450}
    assert long == {}


def test_no_exception_is_swallowed_in_silence() -> None:
    """A bare or general ``except`` must do something with what it caught."""
    bad = []
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ExceptHandler):
                general = node.type is None or ast.unparse(node.type) in {
                    "Exception",
                    "BaseException",
                }
                if general and all(isinstance(line, ast.Pass) for line in node.body):
                    bad.append(f"{path}:{node.lineno}")
    assert bad == []


def test_suppressions_carry_a_reason() -> None:
    """``# noqa`` and ``# type: ignore`` name the rule and say why."""
    bad = []
    for path in (*MODULES, *sorted((ROOT / "tests").rglob("*.py"))):
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            comment = line.partition("#")[2]
            if SILENT.search(comment):
                bad.append(f"{path.relative_to(ROOT)}:{number}")
    assert bad == []


def test_nothing_is_left_to_be_done() -> None:
    bad = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNDONE.search(line)
    ]
    assert bad == []


def test_no_file_names_the_place_where_it_was_written() -> None:
    """The folder of this clone stands in no committed file."""
    here = [str(ROOT), str(ROOT.parent / "shared")]
    bad = []
    for folder in ("provenance", "rules", "docs", "sample_messages", "reports", "tests", ".ci"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix not in {".pyc", ".png"}:
                words = path.read_text("utf-8", errors="replace")
                bad += [f"{path.relative_to(ROOT)}: {name}" for name in here if name in words]
    assert bad == []


def _sentences() -> Iterator[tuple[Path, int, str, set[str] | None]]:
    """Every ``text("id", name=...)`` in the source; no names where they are passed with ``**``."""
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            first = node.args[0]
            named = isinstance(node.func, ast.Name) and node.func.id == "text"
            if named and isinstance(first, ast.Constant) and "." in str(first.value):
                names = {keyword.arg for keyword in node.keywords}
                known = None if None in names else {n for n in names if n}
                yield path, node.lineno, str(first.value), known


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    out: dict[str, str] = {}
    for path in sorted(CATALOGUE.glob("*.json")):
        entries = json.loads(path.read_text("utf-8"))
        assert list(entries) == sorted(entries), f"{path.name} is not sorted by id"
        assert not set(entries) & set(out), f"{path.name} repeats an id of another file"
        out.update(entries)
    return out


def test_every_sentence_is_in_the_catalogue_with_its_parameters(catalogue: dict[str, str]) -> None:
    problems = []
    checked = 0
    for path, line, id_, names in _sentences():
        place = f"{path.relative_to(ROOT)}:{line} {id_}"
        if id_ not in catalogue:
            problems.append(f"{place}: no such sentence")
            continue
        checked += 1
        wanted = {field for _, field, _, _ in string.Formatter().parse(catalogue[id_]) if field}
        wanted = {field.partition(":")[0] for field in wanted}
        if names is not None and not wanted <= names:
            problems.append(f"{place}: the sentence needs {sorted(wanted - names)}")
    assert problems == []
    assert checked >= 50


def test_sources_of_prose_stay_in_the_catalogue() -> None:
    """Each catalogue file belongs to a room."""
    owners = {path.stem.partition("-")[0].partition("_")[0] for path in CATALOGUE.glob("*.json")}
    assert owners <= {*ROOMS, "rule", "rules"}
