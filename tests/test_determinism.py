"""Same evidence, case file, DNS answers and day: the same bytes, whatever the machine is like."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

COPIES = (
    "mass-mailing-gmail.eml",
    "mass-mailing-postfix.eml",
    "spoof-outside.eml",
    "forwarded-as-attachment.eml",
)
RESULTS = ("report.json", "report.html", "dns.jsonl")


class Bench:
    """Analyses the same copies again and again, and hands out the bytes of the results."""

    def __init__(self, command_line: Any, samples: Path, folder: Path) -> None:
        self.command_line = command_line
        self.samples = samples
        self.folder = folder
        self.runs = 0

    def run(
        self,
        order: tuple[str, ...] = COPIES,
        source: Path | None = None,
        environment: dict[str, str] | None = None,
    ) -> dict[str, bytes]:
        self.runs += 1
        out = self.folder / f"run {self.runs}"
        self.command_line(
            "analyze",
            *((source or self.samples) / name for name in order),
            "--case",
            self.samples / "case.yaml",
            "--dns",
            self.samples / "dns.jsonl",
            "--as-of",
            "2026-06-03",
            "--out",
            out,
            cwd=self.folder,
            **(environment or {}),
        )
        return {name: (out / name).read_bytes() for name in RESULTS}


@pytest.fixture(scope="module")
def bench(command_line: Any, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(command_line, samples, tmp_path_factory.mktemp("determinism"))


@pytest.fixture(scope="module")
def first(bench: Bench) -> dict[str, bytes]:
    return bench.run(environment={"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"})


def test_the_results_are_results(first: dict[str, bytes]) -> None:
    assert b"provenance/report/1" in first["report.json"]
    assert b"Summer briefing" in first["report.html"]
    assert first["dns.jsonl"].count(b"\n") >= 5


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("hash seed 1", {"PYTHONHASHSEED": "1"}),
        ("hash seed 4294967295", {"PYTHONHASHSEED": "4294967295"}),
        ("time zone", {"PYTHONHASHSEED": "0", "TZ": "Asia/Kathmandu"}),
        (
            "plain C locale, ASCII as default encoding",
            {
                "LC_ALL": "C",
                "LANG": "C",
                "PYTHONCOERCECLOCALE": "0",
                "PYTHONUTF8": "0",
                "PYTHONHASHSEED": "7",
            },
        ),
        ("Turkish locale", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Etc/GMT+12"}),
    ],
)
def test_the_environment_changes_no_byte(
    bench: Bench, first: dict[str, bytes], name: str, environment: dict[str, str]
) -> None:
    again = bench.run(environment=environment)
    assert [key for key in RESULTS if again[key] != first[key]] == [], name


@pytest.mark.parametrize("order", [tuple(reversed(COPIES)), (*COPIES[2:], *COPIES[:2])])
def test_the_order_of_the_files_changes_no_byte(
    bench: Bench, first: dict[str, bytes], order: tuple[str, ...]
) -> None:
    again = bench.run(order=order)
    assert [key for key in RESULTS if again[key] != first[key]] == []


def test_the_place_of_the_files_changes_no_byte(
    bench: Bench, first: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "a folder with ünïcode"
    folder.mkdir()
    for name in reversed(COPIES):
        shutil.copy(bench.samples / name, folder / name)
    again = bench.run(source=folder)
    assert [key for key in RESULTS if again[key] != first[key]] == []


def test_other_evidence_changes_the_result(bench: Bench, first: dict[str, bytes]) -> None:
    """The comparison itself is tested: what does change an input changes the bytes."""
    again = bench.run(order=COPIES[:1])
    assert again["report.json"] != first["report.json"]


def test_the_evidence_is_not_touched(bench: Bench, samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name in COPIES:
        shutil.copyfile(samples / name, folder / name)
        (folder / name).chmod(0o444)
    before = {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir()}
    bench.run(source=folder)
    after = {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir()}
    assert after == before
