"""What must hold for every case with exports: any date, the same bytes, roles exchanged."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.reasoning.audited import (
    ACCESS,
    BADGE_CASE,
    DOORS,
    MSC,
    PEOPLE,
    SAMPLES,
    SEND,
    SIGN_IN,
    VH,
    logon,
    made,
    ual,
)


@pytest.mark.parametrize(
    "date", ["Fri, 31 Dec 9999 23:59:59 -1200", "Mon, 1 Jan 0001 00:00:00 +0000"]
)
@pytest.mark.parametrize("time", ["9999-12-31T23:59:59", "0001-01-01T00:00:00", ""])
def test_the_ends_of_the_calendar_stop_nothing(run: Any, date: str, time: str) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    copy = re.sub(rb"(?m)^Date: .*$", b"Date: " + date.encode(), raw)
    copy = re.sub(rb"\d\d? May 2026", b"31 Dec 9999", copy)
    run({"u.csv": ual({**SEND, "CreationTime": time}, SIGN_IN)}, copy=copy, case=PEOPLE)


def test_the_same_input_gives_the_same_bytes(run: Any) -> None:
    files = {"u.csv": ual(SIGN_IN, ACCESS, SEND), "doors.csv": DOORS}
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    first = run(files, case=BADGE_CASE)[1]
    assert run(files, case=BADGE_CASE)[1] == first


def test_swapped_roles_give_the_mirrored_result(run: Any) -> None:
    """The same facts with both accounts exchanged: the same findings, the names exchanged."""

    def swap(text: str) -> str:
        return text.replace("msc@", "@@").replace("vh@", "msc@").replace("@@", "vh@")

    reset = made("2026-05-12T09:00:00", "Reset user password.", 7, UserId=VH, ObjectId=MSC,
                 MailboxOwnerUPN=None)  # fmt: skip
    other = {**SIGN_IN, "UserId": VH, "SessionId": "z"}
    content = ual(reset, other, SIGN_IN, SEND)
    copy = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    one, _ = run({"u.csv": content}, case=PEOPLE, copy=copy)
    two, _ = run(
        {"u.csv": swap(content.decode()).encode()},
        case=swap(PEOPLE),
        copy=swap(copy.decode("latin-1")).encode("latin-1"),
    )
    kinds = ("join.", "chain.", "presence.", "access.", "tempting.", "coverage.")

    def told(report: dict[str, Any]) -> list[tuple[str, str, int]]:
        rows = (f for f in report["findings"] if f["name"].startswith(kinds))
        return [(f["name"], f["text"], f["strength"]) for f in rows]

    assert [(name, swap(words), step) for name, words, step in told(one)] == told(two)


def test_a_log_beside_a_message_of_the_last_day_but_one_stops_nothing(run: Any) -> None:
    """The day after is the last that can be written: its own midnight after is none."""
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    copy = re.sub(rb"\d\d? May 2026", b"30 Dec 9999", raw)
    report, _ = run({"pc.xml": logon(1, "2", "msc").encode()}, copy=copy, case=PEOPLE)
    (asked,) = [one for one in report["requests"] if one["record"] == "workstation"]
    assert asked["last"] == "9999-12-31"
