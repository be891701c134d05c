"""Readers of layouts that documentation tells; all fixtures are synthetic."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from provenance.audit.records import AccessMode, ClientFamily, EventKind, EventTime, IpRole, Outcome
from provenance.basics import State
from tests.audit.readers.conftest import Read

DATA = Path(__file__).resolve().parents[2] / "data/audit"
SAMPLES = Path(__file__).resolve().parents[4] / "shared/audit-samples"


def when(time: object) -> str:
    assert isinstance(time, EventTime)
    return time.start.isoformat()[:19]


def test_takeout(read: Read) -> None:
    found = read((DATA / "takeout-activities.csv").read_bytes())
    assert (found.kind, found.wrapper) == ("google-takeout", "csv-13-columns")
    assert not found.coverage.seen_in_the_wild
    web, imap = found.events
    assert (web.kind, web.client.family) == (EventKind.ACCESS, ClientFamily.WEBMAIL)
    assert (when(web.time), web.ips[0].role) == ("2026-05-11T10:30:00", IpRole.ORIGINAL_CLIENT)
    assert [ip.role for ip in imap.ips] == [IpRole.PEER, IpRole.CLAIMED]
    assert ("activity city", "London") in web.unmapped


def test_email_log_search(read: Read) -> None:
    table = (
        b"Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,"
        b"Recipient address,Event target,Event status\n"
        b"<1@pc7.example>,2026/05/11 11:31:02,,msc@harbourvale.example,3360,News,Sent,0,"
        b"friend@friend.example,SMTP_OUT,Delivered\n"
    )
    (event,) = read(table, timezone="Europe/London").events
    assert (event.kind, event.messages[0].id) == (EventKind.TRANSFER, "1@pc7.example")
    assert (when(event.time), event.messages[0].size) == ("2026-05-11T10:31:02", 3360)
    assert read(table).events[0].time.flags == ("zone-unknown",)  # type: ignore[union-attr]


def test_gmail_log_events_and_bigquery(read: Read) -> None:
    table = (
        b"Date,Event,Message ID,Subject,Owner,Delegate,IP address,Client type\n"
        b"2026-05-11T10:31:02Z,Send,<1@x.example>,News,msc@harbourvale.example,"
        b"director@harbourvale.example,203.0.113.7,WEB\n"
    )
    (event,) = read(table).events
    assert (event.kind, event.actor.account) == (EventKind.SEND, "director@harbourvale.example")
    assert event.mailbox.mode is AccessMode.DELEGATE
    assert event.mailbox.owner == "msc@harbourvale.example"
    row = {
        "event_info": {"timestamp_usec": "1778495462000000"},
        "message_info": {
            "rfc2822_message_id": "<1@x.example>",
            "connection_info": {"client_ip": base64.b64encode(b"203.0.113.7").decode()},
        },
    }
    found = read(json.dumps(row).encode())
    (event,) = found.events
    assert (found.wrapper, event.ips[0].address) == ("bigquery", "203.0.113.7")
    assert when(event.time) == "2026-05-11T10:31:02"


def test_dmarc_aggregate(read: Read) -> None:
    content = (DATA / "dmarc-aggregate.xml").read_bytes()
    found = read(content)
    (event,) = found.events
    assert (found.kind, event.count, event.ips[0].address) == (
        "dmarc-aggregate",
        1500,
        "203.0.113.7",
    )
    assert when(event.time) == "2026-05-11T00:00:00"
    assert ("row.policy_evaluated.spf", "pass") in event.params
    assert event.flags == ("aggregated",)
    bomb = content.replace(b"<feedback>", b'<!DOCTYPE x [<!ENTITY a "b">]><feedback>')
    assert [p.reason for p in read(bomb).problems] == ["xml-entities"]


def test_entra_audit(read: Read) -> None:
    graph = {
        "id": "Directory_1",
        "activityDateTime": "2026-05-10T15:00:00Z",
        "activityDisplayName": "Reset user password",
        "initiatedBy": {
            "user": {"userPrincipalName": "helpdesk@harbourvale.example", "ipAddress": "192.0.2.9"}
        },
        "targetResources": [{"userPrincipalName": "msc@harbourvale.example"}],
        "result": "success",
    }
    found = read(json.dumps({"value": [graph]}).encode())
    (event,) = found.events
    assert (found.kind, event.kind) == ("entra-audit", EventKind.PASSWORD)
    assert event.actor.account == "helpdesk@harbourvale.example"
    assert (event.ips[0].address, event.outcome) == ("192.0.2.9", Outcome.SUCCESS)
    assert "msc@harbourvale.example" in str(event.target)
    table = (
        b"Date (UTC),CorrelationId,Service,Category,Activity,Result,ActorUserPrincipalName,"
        b"IPAddress,Target1UserPrincipalName\n2026-05-10T15:00:00Z,c1,Core,UserManagement,"
        b"Reset user password,success,h@x.example,192.0.2.9,m@x.example\n"
    )
    (event,) = read(table).events
    assert (event.kind, event.target) == (EventKind.PASSWORD, "m@x.example")


def test_openvpn(read: Read) -> None:
    content = (DATA / "vpn-openvpn.log").read_bytes()
    found = read(content, timezone="Europe/Berlin")
    assert (found.kind, found.coverage.rows, found.coverage.problems) == ("vpn-openvpn", 4, 0)
    learned, failed = found.events[2:]
    assert (learned.kind, learned.actor.account) == (EventKind.NETWORK_SESSION, "msc")
    assert [(ip.address, ip.role) for ip in learned.ips] == [
        ("203.0.113.7", IpRole.PEER),
        ("192.0.2.66", IpRole.ASSIGNED_INSIDE),
    ]
    assert when(learned.time) == "2026-05-11T06:11:27"
    assert failed.kind is EventKind.SIGN_IN_FAILED


def test_cisco_asa(read: Read) -> None:
    lines = (
        b"May 11 2026 08:11:27 fw : %ASA-4-722051: Group <g> User <msc> IP <203.0.113.7> "
        b"IPv4 Address <192.0.2.66> IPv6 address <::> assigned to session\n"
        b"May 11 2026 08:12:00 fw : %ASA-6-113015: AAA user authentication Rejected : reason = "
        b"Invalid password : local database : user = msc : user IP = 198.51.100.9\n"
    )
    found = read(lines, timezone="UTC")
    up, bad = found.events
    assert found.kind == "vpn-cisco-asa"
    assert (up.kind, up.actor.account) == (EventKind.NETWORK_SESSION, "msc")
    assert [ip.address for ip in up.ips] == ["203.0.113.7", "192.0.2.66"]
    assert when(up.time) == "2026-05-11T08:11:27"
    assert (bad.kind, bad.ips[0].address) == (EventKind.SIGN_IN_FAILED, "198.51.100.9")


def test_tracking_by_powershell(read: Read) -> None:
    table = (
        b"#TYPE Deserialized.MessageTrackingEvent\n"
        b"Timestamp,ClientIp,Source,EventId,MessageId,Recipients,Sender,MessageSubject,TotalBytes\n"
        b"13/05/2026 11:31:02,fe80::1,STOREDRIVER,RECEIVE,<1@x.example>,System.String[],"
        b"msc@harbourvale.example,News,3360\n"
    )
    found = read(table, timezone="Europe/London")
    (event,) = found.events
    assert (found.kind, event.kind) == ("exchange-tracking-powershell", EventKind.SUBMIT)
    assert (when(event.time), event.ips[0].role) == ("2026-05-13T10:31:02", IpRole.SERVER_SELF)
    assert (event.flags, event.messages[0].recipients) == (("array-lost",), ())


def test_permissions_have_no_time(read: Read) -> None:
    table = (
        b"Identity,User,AccessRights,IsInherited,Deny\n"
        b"msc@harbourvale.example,director@harbourvale.example,FullAccess,False,False\n"
    )
    found = read(table)
    (event,) = found.events
    assert (event.kind, event.time) == (EventKind.PERMISSION, State.NOT_APPLICABLE)
    assert (event.mailbox.owner, event.target) == (
        "msc@harbourvale.example",
        "director@harbourvale.example",
    )
    assert {"state-of-export-day", "time-not-applicable"} <= set(found.coverage.flags)
    assert ("deny", "False") in event.unmapped


def test_mailbox_audit(read: Read) -> None:
    content = (DATA / "mailbox-audit.xml").read_bytes()
    found = read(content)
    (event,) = found.events
    assert (found.kind, event.kind) == ("mailbox-audit", EventKind.SEND_AS)
    assert (event.mailbox.mode, event.actor.account) == (AccessMode.DELEGATE, "D. Okafor")
    assert (when(event.time), event.messages[0].subject) == ("2026-05-11T10:31:02", "News")
    assert event.ips[0].address == "192.0.2.44"
    assert [p.reason for p in found.problems] == ["xml-damaged"]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "kind", "failed"),
    [
        ("crowdsec_fortinet-vpn-bf.log", "vpn-fortinet", True),
        ("crowdsec_openvpn.log", "vpn-openvpn", True),
    ],
)
def test_real_vpn(read: Read, name: str, kind: str, failed: bool) -> None:
    path = SAMPLES / "vpn" / name
    if not path.is_file():
        pytest.skip("the audit samples are not here")
    found = read(path.read_bytes())
    assert (found.kind, found.coverage.problems) == (kind, 0)
    assert any(e.kind is EventKind.SIGN_IN_FAILED for e in found.events) is failed
