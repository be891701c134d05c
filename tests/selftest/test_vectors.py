"""The vectors in the program are those of the tests; the computed ones are as they are made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.selftest.tally import VECTORS
from tests.selftest.make_vectors import SIGNED, computed

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"


def _rows(path: Path) -> list[Any]:
    loaded = json.loads(path.read_text(encoding="utf-8"))
    rows: list[Any] = loaded["decode"] if isinstance(loaded, dict) else loaded
    return rows


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("dkim.json", "authentication/rfc_messages.json"),
        ("dates.json", "decoders/dates.json"),
        ("identifiers.json", "decoders/identifiers.json"),
    ],
)
def test_a_vector_is_one_that_the_tests_have(name: str, table: str) -> None:
    held = _rows(DATA / table)
    rows = _rows(VECTORS / name)
    assert rows
    assert [row for row in rows if row not in held] == []


def test_signed_messages_have_the_results_that_the_tests_want() -> None:
    wanted = {case["id"]: case["expect"] for case in _rows(DATA / "authentication/verify.json")}
    rows = json.loads((VECTORS / "dkim-own.json").read_text(encoding="utf-8"))["cases"]
    assert {row["id"] for row in rows} == set(SIGNED)
    for row in rows:
        ((result, reason, header, body),) = row["expect"]
        held = {"result": result, "reason": reason, "header_signature": header, "body_hash": body}
        for key in held.keys() & wanted[row["id"]].keys():
            assert held[key] == wanted[row["id"]][key], (row["id"], key)


@pytest.mark.parametrize("folder", ["sample", "audit"])
def test_samples_are_copies(folder: str) -> None:
    source = ROOT / "sample_messages" if folder == "sample" else DATA / "audit"
    names = sorted(path.name for path in (VECTORS / folder).iterdir())
    assert names
    for name in names:
        assert (VECTORS / folder / name).read_bytes() == (source / name).read_bytes(), name


def test_computed_vectors_are_as_they_are_made() -> None:
    for name, content in computed().items():
        assert (VECTORS / name).read_bytes() == content, name
