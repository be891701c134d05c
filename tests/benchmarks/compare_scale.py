"""Cost of comparing many copies, beside analysing the same files one by one.

Usage: ``python tests/benchmarks/compare_scale.py [--copies 300 1500] [--recipients 1500]``.
The copies are made by ``mass_mailing.py``. CPU seconds (user and system) of the whole command,
its peak memory, the sizes of what it writes; and for a sample of the files the CPU seconds of
``provenance analyze`` on each alone, in one process, so that no start-up is counted for it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import mass_mailing  # type: ignore[import-not-found]  # beside this script

from provenance.authentication import SuppliedKeys, read_keys_file
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import to_html, to_json

SAMPLE = 40
"""Files that are analysed one by one; the figure is per file."""


def one_by_one(files: list[Path], keys: Path) -> float:
    """CPU seconds a file of analysing and writing each file alone."""
    resolver = SuppliedKeys(read_keys_file(keys))
    started = time.process_time()
    for path in files:
        context = Context(
            intake=open_evidence([path]),
            resolver=resolver,
            as_of=date(2026, 11, 26),
            cross_check=False,
        )
        report = analyze(Case(), context)
        to_html(report, findings=to_json(report))
    return (time.process_time() - started) / len(files)


def together(folder: Path, keys: Path, out: Path) -> tuple[float, int]:
    """CPU seconds and peak memory (KiB) of ``provenance compare`` over the folder."""
    command = [sys.executable, "-m", "provenance", "compare", str(folder), "--keys", str(keys)]
    command += ["--offline", "--no-cross-check", "--as-of", "2026-11-26", "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, status
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main(counts: list[int], recipients: int) -> None:
    for count in counts:
        with tempfile.TemporaryDirectory() as place:
            folder, keys = Path(place) / "copies", Path(place) / "keys.tsv"
            mass_mailing.write(folder, copies=count, recipients=recipients)
            files = sorted(folder.iterdir())
            alone = one_by_one(files[:: max(1, len(files) // SAMPLE)], keys)
            out = Path(place) / "out"
            seconds, peak = together(folder, keys, out)
            each = seconds / len(files)
            page, data = ((out / n).stat().st_size for n in ("report.html", "report.json"))
            print(
                f"{len(files)} copies of {recipients} recipients: {each / alone:.2f} times the CPU"
                f" of one by one ({each * 1000:.0f} against {alone * 1000:.0f} ms a copy), peak"
                f" {peak / 1024:.0f} MiB, page {page / 1e6:.2f} MB, report.json {data / 1e6:.1f} MB"
            )
    print(f"own peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[300, 1500])
    parser.add_argument("--recipients", type=int, default=1500)
    given = parser.parse_args()
    main(given.copies, given.recipients)
