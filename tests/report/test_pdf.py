"""The PDF: what a reader, a screen reader and a bundle clerk need of it, and nothing else."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from provenance.basics import MisuseError
from provenance.report import Report, to_html
from provenance.report.pdf import find_browser, ready, settle, to_pdf
from provenance.report.pdf_contents import digit_codes, read_font, stamp, targets_of
from tests.browser import chromium_path

pikepdf = pytest.importorskip("pikepdf")


def printed(page: bytes, work: Path, paper: str = "a4") -> bytes:
    work.mkdir()
    return to_pdf(page, work=work, browser=Path(chromium_path()), paper=paper)


@pytest.fixture(name="made", scope="module")
def _made(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("printing")
    path = work / "report.pdf"
    path.write_bytes(printed(to_html(report), work / "work"))
    return path


def text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode("utf-8")


def test_same_page_same_bytes(report: Report, made: Path, tmp_path: Path) -> None:
    """Printed a second time, in another folder: no clock, no chance, no path is in it."""
    assert printed(to_html(report), tmp_path / "again") == made.read_bytes()


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_is_chosen(report: Report, tmp_path: Path, paper: str, size: object) -> None:
    """A4 or Letter, in points, upright on every sheet."""
    path = tmp_path / "x.pdf"
    path.write_bytes(printed(to_html(report), tmp_path / "work", paper))
    with pikepdf.open(path) as pdf:
        found = {tuple(round(float(one)) for one in page.mediabox[2:]) for page in pdf.pages}
    assert found == {size}


def test_bookmarks_lead_through_the_chapters(made: Path) -> None:
    """Each chapter of the page is a bookmark, below the title of the report."""
    with pikepdf.open(made) as pdf:
        assert pdf.Root.PageMode == "/UseOutlines"
        with pdf.open_outline() as outline:
            titles = [one.title for one in outline.root[0].children]
    assert len(titles) >= 8
    assert len(set(titles)) == len(titles)


def test_tags_language_and_title(made: Path, report: Report) -> None:
    """A screen reader finds structure, language and title, and headings and tables in it."""
    with pikepdf.open(made) as pdf:
        assert pdf.Root.MarkInfo.Marked is True
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]).startswith("Technical examination report PR-")
        kinds = {str(one.get("/S")) for one in pdf.objects if _is_structure(one)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Link", "/L", "/Figure"} <= kinds


def _is_structure(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one


def test_every_font_is_embedded(made: Path) -> None:
    """A court's machine needs none of our fonts."""
    with pikepdf.open(made) as pdf:
        fonts = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        for font in fonts:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()), font.FontName


def test_the_contents_have_page_numbers(made: Path, report: Report) -> None:
    """Each entry is followed by the number of the sheet that its link leads to."""
    targets = targets_of(to_html(report))
    assert len(targets) > 30
    with pikepdf.open(made) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        numbers = {str(k)[1:]: pages[v[0].objgen] for k, v in pdf.Root.Dests.items()}
        stamped = b"".join(one.read_bytes() for page in pdf.pages for one in _contents(page))
    assert stamped.count(b"/Artifact BMC") >= 1
    sheets = text_of(made).split("\f")
    glossary = next(sheet for sheet in sheets if "Annex G" in sheet)
    line = next(one for one in glossary.splitlines() if "Custody" in one)
    assert re.search(rf"Custody ¶ \d+ +{numbers['custody']}\b", line), line


def _contents(page: Any) -> list[Any]:
    held = page.obj.Contents
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def test_a_sheet_without_the_contents_stays_as_it_is(made: Path) -> None:
    """Nothing is drawn where the links of the contents are not found, or there is no font."""
    with pikepdf.open(made) as pdf:
        assert not stamp(pdf, ("first", "no-such-place"))
        assert not stamp(pdf, ())
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        assert not stamp(pdf, ("first",))


def test_fonts_that_are_drawn_have_digits_too() -> None:
    """Chromium writes fonts with PostScript outlines (Noto CJK) as Type 3, one byte a code."""
    with pikepdf.new() as pdf:
        table = pikepdf.Stream(pdf, b"1 beginbfrange\n<05> <0E> <0030>\nendbfrange")
        font = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Type3, ToUnicode=table, FirstChar=4, Widths=[1, *[600] * 10],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        )  # fmt: skip
        found = read_font("/F4", font)
        assert found is not None
        assert (found.codes["0"], found.codes["9"]) == ("05", "0E")
        assert found.widths["7"] == pytest.approx(0.6)
        del font["/ToUnicode"]
        assert read_font("/F4", font) is None


def test_digits_of_a_font_are_read_from_its_table() -> None:
    """Single codes and runs, as browsers write them; other characters are left alone."""
    table = b"2 beginbfchar\n<0003> <0020>\n<0013> <0030>\nendbfchar\n"
    table += b"1 beginbfrange\n<0014> <001C> <0031>\nendbfrange"
    assert digit_codes(table) == {str(one): 0x13 + one for one in range(10)}


def test_links_stay_inside(made: Path) -> None:
    """Links between statement and evidence work on paper's replacement too; none leads out."""
    with pikepdf.open(made) as pdf:
        links = [
            note
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if note.get("/Subtype") == "/Link"
        ]
        outside = [str(one.A.URI) for one in links if "/A" in one and "/URI" in one.A]
    assert len(links) > 50
    assert not outside


def test_words_can_be_searched_and_sheets_are_numbered(made: Path) -> None:
    """Each sheet says which of how many it is, and of which report."""
    sheets = text_of(made).removesuffix("\f").split("\f")
    assert "Technical examination report" in sheets[0]
    for number, sheet in enumerate(sheets, 1):
        assert re.search(rf"\b{number} / {len(sheets)}\b", sheet), number
        assert re.search(r"\bPR-[0-9a-f]{12}\b", sheet), number


def test_the_corner_for_the_bundle_number_is_free(made: Path) -> None:
    """Nothing is printed in the top right corner (30 by 15 mm) of any sheet."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    with pikepdf.open(made) as pdf:
        box = [float(one) for one in pdf.pages[0].mediabox]
    corner = ["-x", str(int(box[2] - 85)), "-y", "0", "-W", "85", "-H", "42"]
    done = subprocess.run(
        ["pdftotext", *corner, str(made), "-"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.decode().strip("\f\n ") == ""


def test_a_browser_that_hangs_is_stopped(tmp_path: Path) -> None:
    """The time is limited, the browser's children die with it, and the way out is said."""
    slow = _program(tmp_path, "sleep 60 & echo $! > " + str(tmp_path / "child") + "; sleep 60")
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(MisuseError) as caught:
        to_pdf(b"<p>x", work=work, browser=slow, timeout=1.5)
    assert "1.5 seconds" in str(caught.value)
    assert caught.value.remedy
    child = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    for _ in range(100):
        if not child.exists() or child.read_text().rpartition(")")[2].split()[0] in "ZX":
            return
        time.sleep(0.05)
    pytest.fail("the browser's child still runs")


@pytest.mark.parametrize("body", ["exit 3", "exit 0"])
def test_a_browser_that_prints_nothing_is_said(tmp_path: Path, body: str) -> None:
    """No file came: a refusal with a remedy, not an exception of the system."""
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(MisuseError, match="did not print"):
        to_pdf(b"<p>x", work=work, browser=_program(tmp_path, body))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"<html>", bytes(range(256)) * 9])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    """Whatever a program called a browser wrote, it ends in a sentence."""
    with pytest.raises(MisuseError, match="no PDF"):
        settle(data)


def _program(folder: Path, body: str) -> Path:
    if os.name != "posix":
        pytest.skip("needs a shell script as a program")
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_named_browser_decides(tmp_path: Path) -> None:
    """A variable that names no file is not replaced by another browser in silence."""
    ours = _program(tmp_path, "exit 0")
    assert find_browser({"PROVENANCE_BROWSER": str(ours), "PATH": ""}) == ours
    gone = {"PROVENANCE_BROWSER": str(tmp_path / "gone"), "PATH": os.environ["PATH"]}
    assert find_browser(gone) is None
    with pytest.raises(MisuseError, match="names no file"):
        ready(gone)


def test_without_a_browser_the_remedy_is_said(tmp_path: Path) -> None:
    """No browser at all: what to install, and the way without one."""
    assert find_browser({"PATH": str(tmp_path)}, "linux") is None
    with pytest.raises(MisuseError) as caught:
        ready({"PATH": str(tmp_path)})
    assert "Chromium" in str(caught.value)
    assert "print the page" in str(caught.value.remedy)


def test_without_the_library_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named in the words that install it."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pikepdf" else real(name)
    )
    with pytest.raises(MisuseError) as caught:
        ready()
    assert "mail-provenance[pdf]" in str(caught.value.remedy)


def test_a_page_cannot_run_or_fetch_anything(tmp_path: Path) -> None:
    """Even a page with a script in it, were one to slip through: its policy holds in print."""
    head = (
        b'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>x</title>'
        b'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    )
    body = b"<p id=x>before</p><script>document.getElementById('x').textContent='RAN'</script>"
    path = tmp_path / "x.pdf"
    path.write_bytes(printed(head + body, tmp_path / "work"))
    assert text_of(path).split() == ["before"]
