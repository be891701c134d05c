"""Hostile evidence, opened in a real browser: no script runs, no request leaves, nothing is hidden.

Each page is opened twice: as it is, and without its content security policy, so that the escaping
has to hold alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import DnsAnswer, RecordedResolver
from provenance.case.reader import parse_case
from provenance.evidence import open_evidence, open_exports
from provenance.pipeline import Context, analyze
from provenance.report import Report, to_html
from tests.browser import Chromium, chromium
from tests.test_hostile_payloads import PAYLOADS, case_file, message

POLICY = re.compile(rb"<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
HIDDEN = """
(() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  const bad = [];
  for (const one of document.querySelectorAll('[data-evidence]')) {
    if (!one.textContent.trim()) continue;
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const seen = one.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const size = parseFloat(style.fontSize);
    const right = box.left + window.scrollX < document.documentElement.scrollWidth + 1;
    const clear = style.color === 'transparent';
    if (!seen || box.width < 1 || box.height < 1 || size < 6 || !right || clear)
      bad.push([one.outerHTML.slice(0, 200), box.width, box.height, size, seen]);
  }
  return bad.slice(0, 5);
})()
"""
SHAPE = """
(() => {
  const handlers = [], outside = [];
  for (const one of document.querySelectorAll('*'))
    for (const {name, value} of one.attributes) {
      if (name.startsWith('on')) handlers.push(one.tagName + ' ' + name);
      if (['src', 'srcset', 'href', 'xlink:href', 'action', 'data', 'poster'].includes(name)
          && !value.startsWith('#')) outside.push(one.tagName + ' ' + value.slice(0, 80));
    }
  return {handlers, outside, scripts: document.scripts.length, title: document.title,
          frames: window.frames.length, forms: document.forms.length};
})()
"""


def unified_log(next_: Iterator[str]) -> bytes:
    """A unified audit log as CSV with a payload in every value (Microsoft's own columns)."""
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(["RecordType", "CreationDate", "UserIds", "Operations", "AuditData",
                    "ResultIndex", "ResultCount", "Identity", "IsValid"])  # fmt: skip
    for number in range(60):
        when = f"2024-01-01T00:{number:02d}:00"
        record = {
            "CreationTime": when, "Id": next(next_), "Operation": "Send" if number % 2 else
            next(next_), "RecordType": 2, "UserKey": next(next_), "UserType": 0, "Version": 1,
            "Workload": "Exchange", "UserId": next(next_), "ClientIP": next(next_),
            "ClientInfoString": next(next_), "MailboxOwnerUPN": next(next_),
            "LogonType": number % 3, "SessionId": next(next_),
            "Item": {"Subject": next(next_), "InternetMessageId": next(next_),
                     "Attachments": next(next_)},
        }  # fmt: skip
        table.writerow([2, when, next(next_), record["Operation"], json.dumps(record), number + 1,
                        60, next(next_), "True"])  # fmt: skip
    return out.getvalue().encode("utf-8", "surrogateescape")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("hostile")
    (made / "copies").mkdir()
    payloads = cycle(PAYLOADS)
    for number in range(24):
        safe = next(payloads).replace("/", "_").replace("\0", "_")[:40]
        name = "m0.eml" if number == 0 else f"m{number}{safe}.eml"
        (made / "copies" / name).write_bytes(message(number, payloads))
    same = message(99, payloads)
    for number in range(3):
        (made / "copies" / f"same{number}.eml").write_bytes(b"X-Copy: %d\r\n" % number + same)
    (made / "ual.csv").write_bytes(unified_log(payloads))
    (made / "case.yaml").write_bytes(case_file(payloads))
    return made


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    payloads = cycle(PAYLOADS)
    answers = [
        DnsAnswer(name=name, type="TXT", rcode="NOERROR", data=(f"{begin}{next(payloads)}",),
                  server=next(payloads), asked_at=next(payloads))
        for name, begin in (("k._domainkey.evil.example", "v=DKIM1; k=rsa; n="),
                            ("_dmarc.evil.example", "v=DMARC1; p=none; rua="))
    ]  # fmt: skip
    return analyze(
        parse_case((folder / "case.yaml").read_bytes()),
        Context(
            intake=open_evidence([folder / "copies"]),
            resolver=RecordedResolver(answers),
            as_of=date(2026, 1, 1),
            cross_check=False,
            exports=open_exports([folder / "ual.csv"]),
        ),
    )


def test_the_evidence_reaches_every_chapter(report: Report, pages: dict[str, bytes]) -> None:
    """Hostile values would prove nothing where no chapter shows them."""
    assert report.copies.groups
    assert len(report.audit.sources) == 1
    assert report.audit.sources[0].coverage is not None
    assert report.audit.sources[0].coverage.events > 30
    page = pages["report"].decode("utf-8")
    for heading in ("audit", "copies", "stated", "findings"):
        assert f'id="{heading}"' in page, heading
    assert page.count("alert(1)") > 50


@pytest.fixture(scope="module")
def pages(report: Report, folder: Path) -> dict[str, bytes]:
    """Every kind of page that shows evidence."""
    from provenance.report.letters import letter_html, make_letters

    made = {"report": to_html(report)}
    for letter in make_letters(report, "uk-et"):
        made[letter.name] = letter_html(letter).encode("utf-8")
    assert len(made) > 3
    return made


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


def _happened(browser: Chromium) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"dialogs": [], "requests": [], "console": [], "errors": []}
    for event in browser.events:
        method, params = event["method"], event.get("params", {})
        if method == "Page.javascriptDialogOpening":
            found["dialogs"].append(params.get("message"))
        if method == "Network.requestWillBeSent":
            found["requests"].append(params["request"]["url"])
        if method in {"Runtime.consoleAPICalled", "Runtime.exceptionThrown"}:
            found["console"].append(str(params)[:200])
        if method == "Log.entryAdded":
            found["errors"].append(params["entry"].get("text"))
    return found


def _open(browser: Chromium, data: bytes, path: Path) -> dict[str, list[Any]]:
    path.write_bytes(data)
    browser.size(1280)
    browser.open(path)
    return _happened(browser)


@pytest.mark.parametrize("policy", [True, False], ids=["with policy", "without policy"])
def test_no_script_runs_and_no_request_leaves(
    browser: Chromium, pages: dict[str, bytes], tmp_path: Path, policy: bool
) -> None:
    for name, data in pages.items():
        assert len(POLICY.findall(data)) == 1, name
        path = tmp_path / f"{name}.html"
        happened = _open(browser, data if policy else POLICY.sub(b"", data), path)
        assert happened == {
            "dialogs": [], "requests": [path.resolve().as_uri()], "console": [], "errors": []
        }, name  # fmt: skip
        shape = browser.value(SHAPE)
        assert (shape["handlers"], shape["outside"]) == ([], []), name
        assert (shape["scripts"], shape["frames"], shape["forms"]) == (0, 0, 0), name
        assert "alert" not in shape["title"]


def test_the_browser_would_notice(browser: Chromium, tmp_path: Path) -> None:
    """The test above can fail: a page that does run, load and hide is seen to do so."""
    page = (
        b"<title>x</title><script>alert(1)</script><img src='http://127.0.0.1:9/x' onerror=a()>"
        b"<span data-evidence style='display:none'>hidden</span><iframe src='about:blank'></iframe>"
    )
    happened = _open(browser, page, tmp_path / "bad.html")
    assert happened["dialogs"] == ["1"]
    assert "http://127.0.0.1:9/x" in happened["requests"]
    assert len(browser.value(HIDDEN)) == 1
    assert browser.value(SHAPE)["handlers"] == ["IMG onerror"]


@pytest.mark.parametrize("width", [1280, 420])
def test_no_evidence_is_hidden(
    browser: Chromium, pages: dict[str, bytes], tmp_path: Path, width: int
) -> None:
    for name, data in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_bytes(data)
        browser.size(width)
        browser.open(path)
        assert browser.value(HIDDEN) == [], name


def test_what_is_read_has_no_invisible_character(
    browser: Chromium, pages: dict[str, bytes], tmp_path: Path
) -> None:
    for name, data in pages.items():
        _open(browser, data, tmp_path / f"{name}.html")
        text = browser.value("document.body.textContent")
        odd = {c for c in text if not c.isprintable()} - {"\n", "\t", "\u00a0", "\u3000"}
        assert not odd, (name, odd)


TERMINAL = (
    ("analyze", "copies", "--case", "case.yaml", "--audit", "ual.csv", "--offline", "--out", "a"),
    ("compare", "copies", "--offline", "--out", "b"),
    ("disclosure", "copies"),
    ("audit", "ual.csv", "copies/m0.eml"),
    ("request-evidence", "copies", "--case", "case.yaml", "--out", "c"),
    ("seal", "copies", "ual.csv", "--out", "bag"),
    ("verify", "bag"),
    ("calibrate", "copies", "--out", "profile.json"),
    ("rules", "check", "copies/m0.eml"),
)


@pytest.mark.parametrize("arguments", TERMINAL, ids=[one[0] for one in TERMINAL])
def test_the_terminal_gets_no_control_sequence(
    command_line: Any, folder: Path, arguments: tuple[str, ...]
) -> None:
    if arguments[0] == "verify" and not (folder / "bag").is_dir():
        command_line(*TERMINAL[5], cwd=folder)
    done = command_line(*arguments, cwd=folder, ok=False)
    assert done.returncode in {0, 1, 2}, done.stderr[-500:]
    for stream in (done.stdout, done.stderr):
        shown = stream.decode("utf-8")
        assert all(c.isprintable() or c == "\n" for c in shown), arguments
    assert "Traceback" not in done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    "payload", ["=1+1", "@SUM(1)", "+1", "-1", "=cmd|' /C calc'!A0", "a\tb\nc"]
)
def test_a_table_of_keys_holds_no_formula(payload: str) -> None:
    from provenance.authentication.dkim.recover import Recovery
    from provenance.authentication.dkim.recovered import key_rows

    one = Recovery(name=payload, modulus=(1 << 1023) + 1, exponent=65537, pairs=1)
    head, row, end = key_rows([one]).decode("utf-8").split("\n")
    assert end == ""
    assert len(row.split("\t")) == len(head.split("\t"))
    assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in row.split("\t"))
