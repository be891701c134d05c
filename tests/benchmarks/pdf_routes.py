"""Routes from the page to a PDF, in one run: time as a ratio to Chromium, size, tags, bytes.

``python tests/benchmarks/pdf_routes.py REPORT.html [--rounds 3] [--weasyprint PYTHON]``; PYTHON is
an interpreter that has WeasyPrint. Times are medians of whole processes; only ratios are told.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
WEASY = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_tags=True)"


def chromium(page: Path, target: Path) -> str:
    """Our own route."""
    from provenance.report.pdf import to_pdf

    target.write_bytes(to_pdf(page.read_bytes(), day="2026-06-03", work=target.parent))
    return ""


def weasyprint(python: str) -> Callable[[Path, Path], str]:
    """WeasyPrint in a process of its own."""

    def run(page: Path, target: Path) -> str:
        done = subprocess.run(
            [python, "-c", WEASY, str(page), str(target)],
            capture_output=True, text=True, check=False, timeout=900,
        )  # fmt: skip
        return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["?"])[-1]

    return run


def main() -> None:
    """Print one line a route."""
    ask = argparse.ArgumentParser()
    ask.add_argument("page", type=Path)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--weasyprint", default="")
    given = ask.parse_args()
    routes: dict[str, Callable[[Path, Path], str]] = {"chromium": chromium}
    if given.weasyprint:
        routes["weasyprint"] = weasyprint(given.weasyprint)
    base = 0.0
    print("| route | time, x Chromium | bytes | pages | tagged | same bytes twice | failed |")
    print("|---|---:|---:|---:|---|---|---|")
    for name, route in routes.items():
        with tempfile.TemporaryDirectory() as place:
            times, made, failed = [], [], ""
            for round_ in range(given.rounds):
                target = Path(place) / f"{round_}.pdf"
                began = time.perf_counter()
                failed = route(given.page.resolve(), target)
                times.append(time.perf_counter() - began)
                made.append(target.read_bytes() if target.is_file() else b"")
            base = base or statistics.median(times)
            facts = _facts(Path(place) / "0.pdf") if made[0] else ("-", "-")
            same = "-" if not made[0] else "yes" if len(set(made)) == 1 else "no"
            ratio = statistics.median(times) / base
            row = (name, f"{ratio:.2f}", f"{len(made[0]):,}", *facts, same, failed)
            print(f"| {' | '.join(row)} |")


def _facts(path: Path) -> tuple[str, str]:
    program = shutil.which("pdfinfo")
    if program is None:
        return "?", "?"
    said = subprocess.run([program, path], capture_output=True, text=True, check=False).stdout
    found = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    return found.get("Pages", "?").strip(), found.get("Tagged", "?").strip()


if __name__ == "__main__":
    main()
