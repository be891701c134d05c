"""Measures what rendering costs over an analysed case, and how fast the long page opens.

Usage: ``python tests/benchmarks/rendering_cost.py [--copies 1 30 1500] [--pdf-up-to 30]``.
For each number of copies (``mass_mailing.py`` makes them): seconds of analysis, of report.json, of
report.html and of report.pdf, and their shares. Opening is the time that a browser takes from start
to a screen shot, less and as a multiple of the same for an almost empty page, both in this run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from provenance.report import pdf, to_html, to_json
from provenance.report.records import Report

HERE = Path(__file__).parent
EMPTY = b'<!DOCTYPE html><html lang="en"><title>empty</title><p>empty</p></html>'


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """Result and seconds."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def analysed(folder: Path, copies: int) -> tuple[Report, float]:
    """Make the copies and analyse them, as ``analyze --offline`` does; seconds of the analysis."""
    messages = folder / "copies"
    subprocess.run(
        [
            sys.executable,
            str(HERE / "mass_mailing.py"),
            str(messages),
            "--copies",
            str(max(copies, 30)),
        ],
        check=True,
        capture_output=True,
    )
    from provenance.cli import output
    from provenance.cli.analyze import analyze

    # The maker plants its oddities in thirty copies or more; a smaller case takes the first ones.
    given = sorted(messages.glob("*.eml"))[:copies] if copies < 30 else [messages]
    kept: list[Report] = []

    def keep(_target: object, report: Report, *_rest: object, **_named: object) -> bytes:
        kept.append(report)
        return b""

    real, shown = output.Target.write, output.Target.show
    output.Target.write, output.Target.show = keep, lambda *_a, **_k: None  # type: ignore[method-assign, assignment]
    try:
        _, seconds = timed(lambda: _quiet(analyze, given, folder / "out"))
    finally:
        output.Target.write, output.Target.show = real, shown  # type: ignore[method-assign]
    return kept[0], seconds


def _quiet(analyze: Callable[..., None], given: list[Path], out: Path) -> None:
    import typer

    try:
        analyze(given, offline=True, out=out)
    except typer.Exit:
        return


def opening(page: Path, runs: int = 3) -> float:
    """Median seconds from the browser's start to its picture of the page."""
    taken = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
            command = [
                str(pdf.ready(os.environ)),
                "--headless",
                "--disable-gpu",
                "--no-sandbox",
                "--no-first-run",
                f"--user-data-dir={work}/profile",
                f"--screenshot={work}/page.png",
                page.resolve().as_uri(),
            ]
            _, seconds = timed(partial(_shown, command))
            taken.append(seconds)
    return statistics.median(taken)


def _shown(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, check=True, timeout=300)


def row(copies: int, *, with_pdf: bool) -> str:
    """One row of the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        report, analysis = analysed(folder, copies)
        data, json_time = timed(lambda: to_json(report))
        page, html_time = timed(lambda: to_html(report, findings=data))
        pdf_time = 0.0
        if with_pdf:
            work = folder / "printing"
            work.mkdir()
            browser = pdf.ready(os.environ)
            _, pdf_time = timed(lambda: pdf.to_pdf(page, work=work, browser=browser))
        path, empty = folder / "report.html", folder / "empty.html"
        path.write_bytes(page)
        empty.write_bytes(EMPTY)
        long_, short = opening(path), opening(empty)
    total = analysis + json_time + html_time
    printed = f"{pdf_time:.1f} s | {pdf_time / (total + pdf_time):.0%}" if with_pdf else "- | -"
    return (
        f"| {copies} | {analysis:.2f} s | {json_time:.2f} s ({json_time / total:.0%}) | "
        f"{html_time:.2f} s ({html_time / total:.0%}) | {printed} | {len(page) / 1e6:.2f} MB | "
        f"{long_:.2f} s | {long_ / short:.1f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 30, 1500])
    parser.add_argument("--pdf-up-to", type=int, default=1500)
    given = parser.parse_args()
    print("| copies | analysis | json | html | pdf | share | page | opens | times an empty page |")
    print("|---|---|---|---|---|---|---|---|---|")
    for copies in given.copies:
        print(row(copies, with_pdf=copies <= given.pdf_up_to), flush=True)


if __name__ == "__main__":
    main()
