"""What an export can say of each act at the time of a message."""

from __future__ import annotations

from typing import Any

from tests.reasoning.audited import ICS, SEND, found, made, ual


def test_the_hole_around_the_message_is_told_for_each_act(run: Any) -> None:
    records = [
        made(time, "UserLoggedIn", number, SessionId="q")
        for number, time in enumerate(
            ("2026-05-01T09:00:00", "2026-05-10T09:00:00", "2026-05-16T09:00:00",
             "2026-05-20T09:00:00"), 20,
        )
    ]  # fmt: skip
    report, page = run({"u.csv": ual(*records, SEND)})
    (one,) = (c for c in report["audit"]["coverage"] if c["act"] == "sign-in")
    assert (one["grade"], one["before"], one["after"]) == (
        "cannot-say", "2026-05-10T09:00:00Z", "2026-05-16T09:00:00Z"
    )  # fmt: skip
    assert "last one before:" in page


def test_a_calendar_that_names_no_message_lacks_nothing(run: Any) -> None:
    entry = ICS.format(created="20260401T080000Z").encode()
    report, page = run({"u.csv": ual(SEND), "leave.ics": entry})
    assert found(report, "join.absent") == []
    grades = {(c["evidence"], c["act"]): c["grade"] for c in report["audit"]["coverage"]}
    assert grades["E2", "send"] == "never-logged"
    assert "never logged here" in page
