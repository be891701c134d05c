"""The chapter with everything in order of time: its picture, its lists."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.reasoning.audited import PEOPLE, SEND, SIGN_IN, made, runner, ual

PICTURED = {"Send": "message sent", "UserLoggedIn": "sign-in to an account"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    return runner(tmp_path)


def test_the_timeline_has_text_offset_utc_and_the_zone_of_the_case(run: Any) -> None:
    report, page = run({"u.csv": ual(SIGN_IN, SEND)}, case=PEOPLE)
    entries = report["audit"]["timeline"]
    starts = [datetime.fromisoformat(e["start"]) for e in entries]
    assert starts == sorted(starts)
    (sending,) = (e for e in entries if e["name"] == "Send")
    assert (sending["text"], sending["start"]) == ("2026-05-14T14:02:10", "2026-05-14T14:02:10Z")
    assert sending["local"] == "2026-05-14T15:02:10+01:00"
    assert "S1" in sending["ties"]
    hop = next(e for e in entries if e["kind"] == "clock" and e["text"].endswith("(BST)"))
    assert hop["offset_minutes"] == 60
    svg = page[
        page.index('aria-labelledby="timeline-t') : page.index("</svg>", page.index("timeline-t"))
    ]
    assert 'id="timeline-t">Timeline' in svg
    assert "<desc" in svg
    shown = [e for e in entries if e["kind"] == "record"]
    assert len(shown) == 2
    for one in shown:
        assert f"{one['evidence']} row {one['row']} {PICTURED[one['name']]}" in svg
    # Shapes and words carry everything: no colour is written into the picture.
    assert not re.search(r"#[0-9a-fA-F]{3,6}|fill=|style=", svg)


def test_a_long_timeline_says_how_much_is_left_out(run: Any) -> None:
    many = [made(f"2026-05-14T13:{n // 60:02d}:{n % 60:02d}", "Create", n + 10) for n in range(400)]
    report, page = run({"u.csv": ual(*many, SEND)})
    assert len(report["audit"]["timeline"]) > 400
    section = page[page.index('<section id="timeline"') :]
    section = section[: section.index("</section>")]
    day, _, everything = section.partition("The long list in order of time</h3>")
    assert everything.count('scope="row"') == 200
    assert "Moments in the first table below: 24." in section
    assert f"200 of {len(report['audit']['timeline'])}, which lie between" in section
    assert "more" in everything
    assert day.count('scope="row"') == len(report["audit"]["day"]["lines"]) == 24
    left = report["audit"]["day"]["more"]
    assert left > 370
    assert f"{left} further rows of these kinds stand in the long list alone" in day
