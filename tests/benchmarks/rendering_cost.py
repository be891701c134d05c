"""Measures what rendering costs over an analysed case, and how fast the long page opens.

Usage: ``python tests/benchmarks/rendering_cost.py [--copies 1 30 1500] [--events 300]``.
For each number of copies (``mass_mailing.py`` makes them), and for the sample story with a log that
has so many more rows of the sending's own session: seconds of analysis, of report.json, of
report.html and of report.pdf, and their shares. Opening is the time that a browser takes from start
to a screen shot, less and as a multiple of the same for an almost empty page, both in this run.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
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
from provenance.report.editions.edition import Made
from provenance.report.records import Report

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_messages"
EMPTY = b'<!DOCTYPE html><html lang="en"><title>empty</title><p>empty</p></html>'


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """Result and seconds."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def copies_of_mailing(folder: Path, copies: int) -> tuple[Report, float]:
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
    # The maker plants its oddities in thirty copies or more; a smaller case takes the first ones.
    given = sorted(messages.glob("*.eml"))[:copies] if copies < 30 else [messages]
    return analysed(given, out=folder / "out")


def with_events(folder: Path, events: int) -> tuple[Report, float]:
    """Analyse a sample with a log that has so many rows more in the session of the sending."""
    with (SAMPLES / "audit-log.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pattern = next(row for row in rows if row["Operations"] == "Create")
    made = io.StringIO()
    writer = csv.DictWriter(made, list(pattern), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    for number in range(events):
        data = json.loads(pattern["AuditData"])
        seconds = 7 * number % 3600
        clock = f"{13 + seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        data["Id"] = f"00000000-0000-4000-8000-{number:012d}"
        data["CreationTime"] = f"2026-05-14T{clock}"
        writer.writerow(
            pattern
            | {
                "AuditData": json.dumps(data),
                "Identity": data["Id"],
                "CreationDate": f"5/14/2026 1:{clock.partition(':')[2]} PM",
            }
        )
    log = folder / "log.csv"
    log.write_text(made.getvalue(), encoding="utf-8")
    return analysed(
        [SAMPLES / "mass-mailing-gmail.eml"],
        out=folder / "out",
        case=SAMPLES / "case.yaml",
        audit=[log],
    )


def analysed(given: list[Path], **options: Any) -> tuple[Report, float]:
    """The report of an analysis, and its seconds without rendering."""
    from provenance.cli import output
    from provenance.cli.analyze import analyze

    kept: list[Report] = []

    def keep(_target: object, edition: Made, *_rest: object, **_named: object) -> bytes:
        kept.append(edition.report)
        return b""

    real, shown = output.Target.write, output.Target.show
    output.Target.write, output.Target.show = keep, lambda *_a, **_k: None  # type: ignore[method-assign, assignment]
    try:
        _, seconds = timed(lambda: _quiet(analyze, given, **options))
    finally:
        output.Target.write, output.Target.show = real, shown  # type: ignore[method-assign]
    return kept[0], seconds


def _quiet(analyze: Callable[..., None], given: list[Path], **options: Any) -> None:
    import typer

    try:
        analyze(given, offline=True, **options)
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


def row(name: str, make: Callable[[Path], tuple[Report, float]], *, with_pdf: bool) -> str:
    """One row of the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        report, analysis = make(folder)
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
        f"| {name} | {analysis:.2f} s | {json_time:.2f} s ({json_time / total:.0%}) | "
        f"{html_time:.2f} s ({html_time / total:.0%}) | {printed} | {len(page) / 1e6:.2f} MB | "
        f"{long_:.2f} s | {long_ / short:.1f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 30, 1500])
    parser.add_argument("--events", type=int, nargs="*", default=[300])
    parser.add_argument("--pdf-up-to", type=int, default=1500)
    given = parser.parse_args()
    print("| case | analysis | json | html | pdf | share | page | opens | times an empty page |")
    print("|---|---|---|---|---|---|---|---|---|")
    for copies in given.copies:
        make = partial(copies_of_mailing, copies=copies)
        name = f"copies: {copies}"
        print(row(name, make, with_pdf=copies <= given.pdf_up_to), flush=True)
    for events in given.events:
        make = partial(with_events, events=events)
        print(row(f"rows more: {events}", make, with_pdf=True), flush=True)


if __name__ == "__main__":
    main()
