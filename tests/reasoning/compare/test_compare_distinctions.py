"""What single records distinguish: one row more or less, and the result that follows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reasoning.audited import MSC, SEND, VH, made
from tests.reasoning.compare.competing import OWNER, SOMEBODY, STORY, away, result, ual

HISTORY = [
    made(f"2026-05-{day}T09:0{hour}:00", "MailItemsAccessed", day * 10 + hour, RecordType=50,
         SessionId=f"s{day}")
    for day in (12, 13) for hour in (1, 2)
]  # fmt: skip


FOREIGN = {**SEND, "ClientIP": "203.0.113.66", "SessionId": "zz"}


RULE = made(
    "2026-05-14T13:58:00", "New-InboxRule", 77, RecordType=1, ClientIP="203.0.113.66",
    SessionId="zz", ObjectId=MSC,
)  # fmt: skip


SHARED = made("2026-05-14T13:30:00", "UserLoggedIn", 9, UserId=VH, SessionId="5e5510")


B_AWAY = away().replace("person: holder", "person: b")


NETWORK = "{name: Head office, cidr: 192.0.2.0/28}"


DISTINCT: dict[str, tuple[list[dict[str, Any]], str, tuple[str | None, str | None, str], str]] = {
    "usual client": ([*HISTORY, SEND], STORY, (None, None, "0"), ""),
    "new network and session": ([*HISTORY, FOREIGN], STORY, (SOMEBODY, OWNER, "1"), ""),
    "and a rule made in that session": (
        [*HISTORY, RULE, FOREIGN], STORY, ("outside-compromise", OWNER, "1"), ""),
    "a rule made in a session at the office": (
        [{**RULE, "ClientIP": "192.0.2.7", "SessionId": "5e5510"}, SEND], STORY,
        (None, None, "0"), ""),
    "a service acted": ([{**SEND, "LogonType": 3}], STORY, ("automation", OWNER, "2"), ""),
    "a tool for scripts": (
        [{**SEND, "ClientInfoString": "Client=PowerShell"}], STORY, (None, None, "0"), ""),
    "by SMTP": ([{**SEND, "ClientInfoString": "Client=SMTP"}], STORY, (None, None, "0"), ""),
    "on behalf": (
        [made("2026-05-14T14:02:10", "SendOnBehalf", 3, Item=SEND["Item"], UserId=VH,
              LogonType=2)], STORY, ("delegate", OWNER, "2"), ""),
    "full access": (
        [{**SEND, "UserId": VH, "LogonType": 2}], STORY, ("delegate", OWNER, "2"), ""),
    "remote access": (
        [SEND], STORY.replace(NETWORK, "{name: VPN, cidr: 192.0.2.0/28}") + away(),
        (None, None, "0"), ""),
    "the other person away": ([SEND], STORY + B_AWAY, (None, None, "0"), ""),
    "both away": (
        [SEND], STORY + away() + B_AWAY.partition("presence:")[2], (SOMEBODY, OWNER, "2"), ""),
    "a second account in the session": ([SHARED, SEND], STORY, (SOMEBODY, OWNER, "1"), "b"),
    "a second account and the holder away": (
        [SHARED, SEND], STORY + away(), (SOMEBODY, OWNER, "2"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", DISTINCT)
def test_distinctions(run: Any, name: str) -> None:
    rows, case, wanted, person = DISTINCT[name]
    report = run({"ual.csv": ual(*rows)}, case)
    assert result(report) == wanted
    assert (report["comparison"]["favoured_person"] or "") == person
    assert report["ladder"][4]["code"] == "ND"
