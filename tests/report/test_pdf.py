"""The PDF: bookmarks, tags, fonts, page numbers, same bytes; and a browser that misbehaves."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from provenance.authentication import RecordedResolver, read_dns_file
from provenance.basics import MisuseError
from provenance.case import read_case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import pdf, to_html
from tests.browser import chromium_path

DAY = "2026-06-03"


def tool(name: str, *arguments: str | Path) -> str:
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} (poppler-utils) is not on this machine")
    done = subprocess.run([program, *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def page(samples: Path) -> bytes:
    return to_html(
        analyze(
            read_case(samples / "case.yaml"),
            Context(
                intake=open_evidence([samples / "mass-mailing-postfix.eml"]),
                resolver=RecordedResolver(read_dns_file(samples / "dns.jsonl")),
                as_of=date.fromisoformat(DAY),
            ),
        )
    )


@pytest.fixture(scope="module")
def printed(page: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chromium_path()
    work: Path = tmp_path_factory.mktemp("pdf")
    path = work / "report.pdf"
    path.write_bytes(pdf.to_pdf(page, day=DAY, work=work))
    return path


def test_the_same_page_gives_the_same_bytes(page: bytes, printed: Path) -> None:
    time.sleep(1.1)  # the browser writes whole seconds
    again = pdf.to_pdf(page, day=DAY, work=printed.parent)
    assert again == printed.read_bytes()
    assert [one.name for one in printed.parent.iterdir()] == ["report.pdf"]


def test_it_is_tagged_dated_and_titled(printed: Path) -> None:
    found = tool("pdfinfo", "-isodates", printed)
    assert re.search(r"^Tagged: +yes$", found, re.MULTILINE)
    assert re.search(rf"^CreationDate: +{DAY}T00:00:00Z$", found, re.MULTILINE)
    assert re.search(r"^Title: +Technical examination report PR-[0-9a-f]{12}$", found, re.MULTILINE)
    assert re.search(r"^JavaScript: +no$", found, re.MULTILINE)
    assert re.search(r"^Page size: .*A4", found, re.MULTILINE)
    assert b"/Lang (en)" in printed.read_bytes()


def test_its_fonts_are_embedded(printed: Path) -> None:
    rows = [line.split() for line in tool("pdffonts", printed).splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows), rows


def test_its_text_can_be_searched_and_its_pages_are_numbered(printed: Path) -> None:
    text = tool("pdftotext", "-layout", printed, "-")
    pages = text.split("\f")[:-1]
    assert "Technical examination report" in pages[0]
    assert "Which person was it?" in text
    for number, one in enumerate(pages, 1):
        assert re.search(rf"\b{number} / {len(pages)}\b", one), number


def test_it_has_bookmarks_and_links(printed: Path) -> None:
    data = printed.read_bytes()
    assert re.search(rb"/Outlines \d+ 0 R", data)
    assert data.count(b"/Subtype /Link") > 100
    assert b"/URI" not in data


def test_without_a_browser_the_remedy_is_named(
    page: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(pdf.BROWSER, raising=False)
    with pytest.raises(MisuseError, match="none was found"):
        pdf.to_pdf(page, day=DAY, work=tmp_path)
    monkeypatch.setenv(pdf.BROWSER, "no-such-browser")
    with pytest.raises(MisuseError, match="no such browser"):
        pdf.to_pdf(page, day=DAY, work=tmp_path)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("sleep 600 & sleep 600", "did not print the page within"),
        ("exit 3", "ended with code 3"),
        ("exit 0", "printed no PDF"),
        (
            'for a; do case $a in --print-to-pdf=*) echo x > "${a#*=}";; esac; done',
            "printed no PDF",
        ),
    ],
)
def test_a_browser_that_misbehaves_is_named_and_ended(
    page: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, problem: str
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv(pdf.BROWSER, str(browser))
    monkeypatch.setattr(pdf, "_PATIENCE", 1)
    monkeypatch.setattr(pdf, "_PER_MEGABYTE", 0)
    with pytest.raises(MisuseError, match=problem):
        pdf.to_pdf(page, day=DAY, work=tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("day", ["2026-06-03", "1999-12-31"])
def test_dates_are_set_in_place(day: str) -> None:
    head = (
        b"%PDF-1.4\n<</CreationDate (D:20261126212012+00'00')\n/ModDate (D:20261126212012+01'00')>>"
    )
    body = b"x" * 5000 + b"/ModDate (D:20261126212012+00'00')"
    made = pdf.dated(head + body, day)
    assert len(made) == len(head + body)
    assert made.count(day.replace("-", "").encode() + b"000000") == 2
    assert made.endswith(body)
