"""WCAG 2.2 AA, judged by axe-core in a real Chromium, light and dark, wide and at 400 % zoom.

axe-core (MPL-2.0) is no part of this repository: ``.ci/run`` fetches it, and the environment
variable ``AXE_CORE`` names ``axe.min.js``. Without it, or without a browser, these tests skip.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Chromium, chromium

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = {"wide": 1280, "phone": 420, "zoom 400 %": 320}
"""CSS pixels: 1280 at 400 % are 320 (WCAG 2.2, 1.4.10)."""
RUN = """
axe.run(document, {runOnly: {type: 'tag', values: %s}}).then(found => JSON.stringify({
  violations: found.violations.map(one =>
    [one.id, one.nodes.length, one.nodes.slice(0, 2).map(node => node.html.slice(0, 160))]),
  open: found.incomplete.flatMap(one => one.nodes.map(node => [one.id, node.target.join(' '),
    [...node.any, ...node.all, ...node.none].map(check => check.message).join(' ')])),
}))
"""
CANNOT = ("image node", "overlap", "obscured", "too short", "non-text characters")
"""Text in drawings, and cells of tables that scroll, which lie behind the edge of their box."""
PAGES = ("mass-mailing", "copies-only", "against-its-user")


@pytest.fixture(scope="module")
def axe() -> str:
    path = os.environ.get("AXE_CORE", "")
    if not path:
        pytest.skip("axe-core is not at hand: AXE_CORE names no axe.min.js (.ci/run fetches it)")
    return Path(path).read_text("utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def others(command_line: Any, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Letters, the sheet for helpers, and the self-test."""
    folder: Path = tmp_path_factory.mktemp("pages")
    command_line("collect-sheet", "--out", folder / "sheet.html", cwd=folder)
    command_line("selftest", "--annex", "--out", folder / "annex.html", cwd=folder)
    command_line(
        "request-evidence", samples / "mass-mailing-postfix.eml", "--case", samples / "case.yaml",
        "--as-of", "2026-06-03", "--out", folder, cwd=folder,
    )  # fmt: skip
    return folder


def judged(browser: Chromium, axe: str, page: Path, *, width: int, scheme: str) -> dict[str, Any]:
    browser.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-color-scheme", "value": scheme}],
    )
    browser.size(width)
    browser.open(page)
    browser.value(f"{axe};0")
    found: dict[str, Any] = json.loads(browser.value(RUN % json.dumps(TAGS)))
    found["wide"] = browser.value("document.documentElement.scrollWidth")
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_has_no_violation(
    browser: Chromium, axe: str, repository: Path, name: str, scheme: str
) -> None:
    page = repository / "reports" / name / "report.html"
    for label, width in WIDTHS.items():
        found = judged(browser, axe, page, width=width, scheme=scheme)
        assert found["violations"] == [], label
        assert found["wide"] <= width, f"{label}: scrolls sideways"
        # What axe cannot tell is the ground behind text in drawings; test_html.py computes it.
        assert {one[0] for one in found["open"]} <= {"color-contrast"}
        assert [one for one in found["open"] if not any(say in one[2] for say in CANNOT)] == []


def test_the_other_pages_have_no_violation(browser: Chromium, axe: str, others: Path) -> None:
    pages = sorted(others.glob("*.html"))
    assert len(pages) > 5
    for page in pages:
        for width in (1280, 320):
            found = judged(browser, axe, page, width=width, scheme="light")
            assert found["violations"] == [], page.name
            assert found["wide"] <= width, page.name


def test_axe_would_notice(browser: Chromium, axe: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<title>x</title><p style='color:#aaa'>grey</p><img src='data:,'>", "utf-8")
    found = judged(browser, axe, bad, width=1280, scheme="light")
    assert {"html-has-lang", "color-contrast", "image-alt"} <= {
        one[0] for one in found["violations"]
    }


def test_the_skip_link_comes_first_and_is_seen(browser: Chromium, repository: Path) -> None:
    browser.size(1280)
    browser.open(repository / "reports" / "copies-only" / "report.html")
    browser.call("Input.dispatchKeyEvent", type="rawKeyDown", key="Tab", code="Tab",
                 windowsVirtualKeyCode=9)  # fmt: skip
    said = browser.value(
        "(() => { const one = document.activeElement, box = one.getBoundingClientRect();"
        " return [one.className, box.left >= 0, getComputedStyle(one).outlineStyle]; })()"
    )
    assert said == ["skip", True, "solid"]


def test_every_drawing_has_a_title_a_description_and_a_table(
    browser: Chromium, repository: Path
) -> None:
    browser.open(repository / "reports" / "mass-mailing" / "report.html")
    drawings = browser.value(
        "[...document.querySelectorAll('svg')].map(one => [!!one.querySelector('title'),"
        " !!one.querySelector('desc'), !!one.closest('section').querySelector('table')])"
    )
    assert len(drawings) > 2
    assert all(all(one) for one in drawings)
