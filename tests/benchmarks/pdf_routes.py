"""Measures the ways from ``report.html`` to a PDF: seconds, bytes, tags, and the same bytes twice.

Usage: ``python tests/benchmarks/pdf_routes.py REPORT.html [--python PYTHON] [--runs 3]``.
``--python`` names an interpreter that has WeasyPrint and typst (they are no dependencies of ours);
typst has no HTML reader, so it gets the words of the page, one paragraph each, as a lower bound.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf

from provenance.basics import MisuseError
from provenance.report.pdf import ready, settle, to_pdf

WEASYPRINT = """
import sys
from weasyprint import HTML
HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_tags=True)
"""
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
LIMIT = 300


def words(page: str) -> str:
    """The page's paragraphs as typst source."""
    body = re.sub(r"(?s)<(style|svg|head)\b.*?</\1>", "", page)
    parts = re.split(r"</(?:p|td|th|li|dt|dd|h[1-6]|div)>", body)
    plain = [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in parts]
    quoted = [one.replace("\\", "\\\\").replace('"', '\\"') for one in plain if one]
    return "\n\n".join(f'#text("{one}")' for one in quoted)


def other(python: str, script: str) -> Callable[[Path, Path], bytes]:
    """A route that runs in another interpreter."""

    def run(source: Path, work: Path) -> bytes:
        target = work / "other.pdf"
        done = subprocess.run(
            [python, "-c", script, str(source), str(target)],
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1][:80])
        return target.read_bytes()

    return run


def chromium(source: Path, work: Path) -> bytes:
    """The route that the program takes, with pikepdf."""
    inner = Path(tempfile.mkdtemp(dir=work))
    return to_pdf(source.read_bytes(), work=inner, browser=ready(os.environ))


def measure(name: str, route: Callable[[Path, Path], bytes], source: Path, runs: int) -> str:
    """One row of the table."""
    taken, made = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
            start = time.perf_counter()
            try:
                made.append(route(source, Path(work)))
            except (RuntimeError, MisuseError, subprocess.TimeoutExpired) as error:
                return f"| {name} | fails: {type(error).__name__} {str(error)[:60]} |"
            taken.append(time.perf_counter() - start)
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "made.pdf"
        path.write_bytes(made[0])
        with pikepdf.open(path) as pdf:
            tags = "/StructTreeRoot" in pdf.Root
            marks = "/Outlines" in pdf.Root
            pages = len(pdf.pages)
    return (
        f"| {name} | {statistics.median(taken):.1f} s | {len(made[0]) / 1e6:.2f} MB | {pages} | "
        f"{'yes' if tags else 'no'} | {'yes' if marks else 'no'} | "
        f"{'yes' if len(set(made)) == 1 else 'no'} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--python", default="")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    print("| route | seconds (median) | size | sheets | tags | bookmarks | same bytes twice |")
    print("|---|---|---|---|---|---|---|")
    print(measure("Chromium, then pikepdf", chromium, given.page, given.runs))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        inner = Path(work) / "one"
        inner.mkdir()
        to_pdf(given.page.read_bytes(), work=inner, browser=ready(os.environ))
        raw = (inner / "page.pdf").read_bytes()
    start = time.perf_counter()
    settle(raw)
    took = time.perf_counter() - start
    print(f"| of which pikepdf | {took:.2f} s | from {len(raw) / 1e6:.2f} MB | | | | |")
    if given.python:
        weasy = other(given.python, WEASYPRINT)
        print(measure("WeasyPrint", weasy, given.page, 1))
        with tempfile.TemporaryDirectory() as work:
            page = given.page.read_text("utf-8")
            flat = Path(work) / "flat.html"
            flat.write_text(re.sub(r"break-\w+: [\w-]+;?", "", page), "utf-8")
            print(measure("WeasyPrint, no rules for page breaks", weasy, flat, 1))
            typ = Path(work) / "words.typ"
            typ.write_text(words(page), "utf-8")
            print(measure("typst, words only", other(given.python, TYPST), typ, given.runs))


if __name__ == "__main__":
    main()
