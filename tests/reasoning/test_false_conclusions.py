"""Where a wrong conclusion tempts, the right sentence stands (docs/false-conclusions.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.reasoning.audited import (
    ACCESS,
    BADGE_CASE,
    DOORS,
    ICS,
    MSC,
    PEOPLE,
    ROOT,
    SEND,
    SIGN_IN,
    VH,
    found,
    logon,
    made,
    ual,
)

V6 = "2001:db8:1:2::7"


SEEN: dict[str, tuple[dict[str, bytes], str, str, str]] = {
    "owner": ({"u.csv": ual(SEND)}, "", "join.mode.owner", "whoever used it"),
    "provider-address": (
        {"u.csv": ual({**SEND, "ClientIP": "20.190.160.1"})}, "", "join.address.provider",
        "Where the client was, this address does not say",
    ),
    "inside-address": (
        {"u.csv": ual({**SEND, "ClientIP": "::1"})}, "", "join.address.inside",
        "another log has to tell",
    ),
    "same-address": (
        {"u.csv": ual({**SIGN_IN, "UserId": VH, "SessionId": "z"}, SEND)}, "",
        "chain.other-account.address", "A whole office, household or mobile network",
    ),
    "addresses-in-session": (
        {"u.csv": ual({**SIGN_IN, "ClientIP": "198.51.100.3"}, SEND)}, "", "chain.addresses",
        "It does not show two places",
    ),
    "same-ipv6-network": (
        {"u.csv": ual({**SIGN_IN, "UserId": VH, "SessionId": "z", "ClientIP": "2001:db8:1:2::9"},
                      {**SEND, "ClientIP": V6})}, "",
        "tempting.prefix", "one network, with all its machines",
    ),
    "user-agent": (
        {"u.csv": ual({**SEND, "ClientInfoString": "Client=OWA;Mozilla/5.0 (X)"})}, "",
        "join.client", "thousands of machines name the same one",
    ),
    "device": (
        {"u.csv": ual({**SIGN_IN, "DeviceProperties": [{"Name": "DisplayName", "Value": "PC-07"},
                       {"Name": "Id", "Value": "d1"}]}, SEND)}, "",
        "tempting.device", "A device is not its user",
    ),
    "sync": (
        {"u.csv": ual({**ACCESS, "OperationProperties": [
            {"Name": "MailAccessType", "Value": "Sync"}]}, SEND)}, "",
        "tempting.access-sync", "Nobody need have looked at it",
    ),
    "bind": (
        {"u.csv": ual({**ACCESS, "OperationProperties": [
            {"Name": "MailAccessType", "Value": "Bind"}]}, SEND)}, "",
        "tempting.access-bind", "The record does not show that anybody read it",
    ),
    "second-factor": (
        {"u.csv": ual(SEND), "s.csv": (
            "Date (UTC),Request ID,User agent,Username,User ID,Application,IP address,Location,"
            "Status,Sign-in error code,Client app,Session ID,Correlation ID,"
            "Multifactor authentication result\r\n"
            f"2026-05-14T13:40:00Z,r1,A,{MSC},u1,Outlook,192.0.2.7,,Success,0,Browser,5e5510,c1,"
            "MFA requirement satisfied by claim in the token\r\n").encode()}, "",
        "tempting.factor-earlier", "Nobody approved anything at that moment",
    ),
    "no-record": (
        {"u.csv": ual(made("2026-05-14T13:00:00", "Create", 4, SessionId="q"))}, "",
        "join.absent", "No record is not no event",
    ),
    "calendar": (
        {"u.csv": ual(SEND), "leave.ics": ICS.format(created="20260401T080000Z").encode()}, "",
        "presence.calendar", "can still send from a phone",
    ),
    "no-entry": (
        {"u.csv": ual(SEND), "leave.ics": ICS.format(created="20260101T080000Z").replace(
            "202605", "202602").encode()}, "",
        "presence.calendar-apart", "Who is away need not enter it",
    ),
    "badge": (
        {"u.csv": ual(SEND), "doors.csv": DOORS}, BADGE_CASE, "presence.badge",
        "A card was used at a door",
    ),
    "seal": ({"u.csv": ual(SEND)}, "", "dkim.verified", "not a person"),
    "recall": (
        {"u.csv": ual(SEND, made("2026-05-14T15:05:00", "Send", 5,
                                 Item={"ItemClass": "IPM.Outlook.Recall"}))}, "",
        "join.session.recall", "It does not tell whether anybody regretted the mail",
    ),
    "right": (
        {"u.csv": ual(SEND), "r.csv": (
            f"Identity,User,AccessRights,IsInherited,Deny\r\n{MSC},{VH},FullAccess,False,False\r\n"
        ).encode()}, PEOPLE, "access.rights", "a possibility, not its use",
    ),
    "network-logon": (
        {"u.csv": ual(SEND), "w.xml": (
            "<Events>" + logon(1, "3", "msc") + logon(2, "8", "msc") + "</Events>").encode()},
        PEOPLE, "presence.machine-network", "Nobody sat at that server",
    ),
    "message-id-host": (
        {"u.csv": ual(SEND)}, "", "tempting.message-id-host", "It shows none of them",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seen", SEEN)
def test_the_right_sentence_stands_where_the_wrong_one_tempts(run: Any, seen: str) -> None:
    files, case, name, right = SEEN[seen]
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    report, page = run(files, case=case)
    tempting = found(report, name)
    assert tempting, [one["name"] for one in report["findings"]]
    for one in tempting:
        assert any(right in words for words in [one["text"], *one["cautions"]]), one["cautions"]
    assert right in page


def test_the_document_lists_every_false_conclusion() -> None:
    words = (ROOT / "docs/false-conclusions.md").read_text("utf-8")
    listed = [line.split("|")[1].strip() for line in words.splitlines() if line.startswith("| `")]
    assert [one.strip("`") for one in listed] == list(SEEN)
