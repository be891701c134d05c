"""RADIUS, VPN, packed DMARC reports, mailbox audit as a table, mailbox settings.

All fixtures are synthetic, after documented layouts or published example lines.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from provenance.audit.readers import dmarc_packed
from provenance.audit.records import AccessMode, EventKind, EventTime, IpRole, Outcome
from provenance.basics import State, known
from tests.audit.readers.conftest import Read, ReadAll

DATA = Path(__file__).resolve().parents[2] / "data/audit"
SHARED = Path(__file__).resolve().parents[4] / "shared/audit-samples"
REPORT = (DATA / "dmarc-aggregate.xml").read_bytes()


def when(time: object) -> str:
    assert isinstance(time, EventTime)
    return time.start.isoformat()[:19]


def kinds(found: ReadAll) -> list[str]:
    return [event.kind.value for event in found.events]


@pytest.mark.parametrize(
    ("name", "wrapper", "expected"),
    [
        ("nps-database.log", "database-columns",
         ["other", "sign-in", "session-start", "session-end", "sign-in-failed"]),
        ("nps-ias.log", "ias-attributes", ["other", "session-start"]),
        ("nps-dts.log", "dts-xml", ["sign-in", "session-start"]),
    ],
)  # fmt: skip
def test_radius(read: Read, name: str, wrapper: str, expected: list[str]) -> None:
    content = (DATA / name).read_bytes()
    found = read(content, timezone="Europe/London")
    assert (found.kind, found.wrapper, kinds(found)) == ("nps-radius", wrapper, expected)
    assert not found.coverage.seen_in_the_wild
    start = next(event for event in found.events if event.kind is EventKind.SESSION_START)
    assert when(start.time) == "2026-05-11T07:11:29"
    assert start.actor.account == "HARBOURVALE\\msc"
    inside = [ip.address for ip in start.ips if ip.role is IpRole.ASSIGNED_INSIDE]
    assert inside == ["192.0.2.66"]
    assert [s.value for s in start.sessions] == ["0A41@192.0.2.2"]
    assert content[start.locator.start : start.locator.end].count(b"0A41") == 1
    assert "zone-unknown" in read(content).events[0].time.flags  # type: ignore[union-attr]


def test_radius_keeps_what_it_has_no_name_for(read: Read) -> None:
    content = (DATA / "nps-ias.log").read_bytes().replace(b",4142,0", b",4142,16,9999,x", 1)
    first = read(content).events[0]
    assert (first.outcome_native, dict(first.params)["attribute 9999"]) == ("16", "x")
    damaged = read(content + b"not a record\n")
    assert [one.reason for one in damaged.problems] == ["no-log-line"]


def test_radius_with_the_header_that_administrators_add(read: Read) -> None:
    content = (DATA / "nps-database.log").read_bytes()
    header = b"ComputerName,ServiceName,Record-Date,Record-Time,Packet-Type,User-Name,Rest\r\n"
    plain, found = read(content), read(header + content)
    assert (found.wrapper, found.coverage.problems) == ("database-columns", 0)
    assert [event.params for event in found.events] == [event.params for event in plain.events]
    assert dict(found.events[3].params)["Acct-Session-Time"] == "31841"


def test_a_telephone_number_is_no_address(read: Read) -> None:
    content = (DATA / "nps-database.log").read_bytes().replace(b"203.0.113.7", b"00-53-00-AB-CD-EF")
    assert IpRole.CLAIMED not in {ip.role for event in read(content).events for ip in event.ips}


def test_pulse(read: Read) -> None:
    found = read((DATA / "vpn-pulse.log").read_bytes(), timezone="Europe/London")
    assert found.kind == "vpn-pulse"
    assert kinds(found) == ["sign-in", "session-start", "session-end", "sign-in-failed"]
    login, start, _end, failed = found.events
    assert (login.operation, login.actor.account) == ("AUT31504", "msc")
    assert login.sessions[0].value == "0a4711bc@ive"
    assert login.client.user_agent == "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
    assert [ip.address for ip in start.ips] == ["203.0.113.7", "192.0.2.66"]
    assert when(start.time) == "2026-05-11T07:14:20"
    assert failed.outcome is Outcome.FAILURE


def test_openvpn_over_syslog(read: Read) -> None:
    lines = (
        b"May 11 08:11:25 gw ovpn-server[901]: 203.0.113.7:52234 TCP connection established\n"
        b"May 11 08:11:27 gw ovpn-server[901]: msc/203.0.113.7:52234 MULTI: Learn: 192.0.2.66 -> "
        b"msc/203.0.113.7:52234\n"
        b"May 11 08:12:00 gw sshd[4]: Server listening\n"
        b"May 11 08:12:12 gw ovpn-server[901]: 198.51.100.9:45321 TLS Error: TLS handshake failed\n"
    )
    found = read(lines, timezone="Europe/London", year=2026)
    assert (found.kind, found.wrapper) == ("vpn-openvpn", "syslog")
    assert kinds(found) == ["other", "network-session", "sign-in-failed"]
    learned = found.events[1]
    assert (learned.actor.account, when(learned.time)) == ("msc", "2026-05-11T07:11:27")
    assert [(ip.address, ip.role) for ip in learned.ips] == [
        ("203.0.113.7", IpRole.PEER),
        ("192.0.2.66", IpRole.ASSIGNED_INSIDE),
    ]
    assert [(one.reason, one.detail) for one in found.problems] == [("other-program", "sshd")]


@pytest.mark.corpus
def test_published_lines_of_openvpn_over_syslog(read: Read) -> None:
    path = SHARED / "vpn/fail2ban_openvpn.log"
    if not path.exists():
        pytest.skip("the samples are not beside the repository")
    found = read(path.read_bytes(), year=2005)
    assert (found.kind, found.wrapper) == ("vpn-openvpn", "syslog")
    assert len(found.events) >= 12


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "way"),
    [(gzip.compress(REPORT, mtime=0), "gzip"), (zipped(("r.xml", REPORT)), "zip")],
)
def test_packed_reports(read: Read, content: bytes, way: str) -> None:
    plain, found = read(REPORT), read(content)
    assert (found.kind, found.wrapper) == ("dmarc-aggregate", f"rfc7489-{way}")
    assert [event.params for event in found.events] == [event.params for event in plain.events]
    assert [event.time for event in found.events] == [event.time for event in plain.events]
    assert len({event.id for event in found.events}) == len(found.events) > 0
    at = found.events[0].locator
    assert (at.start, at.end) == (0, len(content))
    inner = plain.events[0].locator
    assert at.path.endswith(f" octets {inner.start}-{inner.end}")


def test_packed_reports_that_are_not_read(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(("a.xml", REPORT), ("b.txt", b"hello"), ("c.xml", REPORT))
    assert [one.reason for one in read(content).problems] == ["not-a-report"]
    monkeypatch.setattr(dmarc_packed, "MAX_MEMBERS", 1)
    assert [one.reason for one in read(content).problems] == ["too-many-members"]
    bomb = zipped(("a.xml", REPORT), ("b.xml", REPORT + b" " * 100_000))
    monkeypatch.setattr(dmarc_packed, "MAX_MEMBERS", 100)
    monkeypatch.setattr(dmarc_packed, "MAX_UNPACKED", 50_000)
    assert [one.reason for one in read(bomb).problems] == ["unpacked-too-large"]


MAILBOX_AUDIT = (
    b"Operation,OperationResult,LogonType,FolderPathName,ClientInfoString,ClientIPAddress,"
    b"ClientProcessName,MailboxOwnerUPN,LogonUserDisplayName,ItemSubject,LastAccessed,Identity\n"
    b'SendAs,Succeeded,Delegate,\\Sent Items,"Client=OWA;Mozilla/5.0",203.0.113.7,,'
    b"msc@harbourvale.example,Director,To all,5/11/2026 9:31:02 AM,i1\n"
    b"HardDelete,Succeeded,Owner,\\Sent Items,Client=MSExchangeRPC,203.0.113.7,OUTLOOK.EXE,"
    b"msc@harbourvale.example,Ms C,,5/13/2026 9:35:00 AM,i2\n"
)


def test_mailbox_audit_as_a_table(read: Read) -> None:
    found = read(MAILBOX_AUDIT, timezone="Europe/London")
    assert (found.kind, found.wrapper) == ("mailbox-audit", "search-mailboxauditlog")
    sent, deleted = found.events
    assert (sent.kind, sent.mailbox.mode) == (EventKind.SEND_AS, AccessMode.DELEGATE)
    assert (sent.actor.account, sent.messages[0].subject) == ("Director", "To all")
    assert when(sent.time) == "2026-05-11T08:31:02"
    assert (deleted.kind, deleted.client.process) == (EventKind.DELETE, "OUTLOOK.EXE")
    assert deleted.messages == ()
    assert "zone-unknown" in known(read(MAILBOX_AUDIT).events[0].time).flags  # type: ignore[union-attr]


def test_settings_of_mailboxes(read: Read) -> None:
    content = (
        b"UserPrincipalName,GrantSendOnBehalfTo,ForwardingSmtpAddress,AuditEnabled,Database\n"
        b"msc@harbourvale.example,Director,smtp:x@other.example,False,DB1\n"
    )
    found = read(content)
    assert (found.kind, found.wrapper) == ("permissions", "get-mailbox")
    (event,) = found.events
    assert (event.kind, event.time) == (EventKind.MAILBOX_SETTING, State.NOT_APPLICABLE)
    assert event.mailbox.owner == "msc@harbourvale.example"
    assert dict(event.params) == {
        "GrantSendOnBehalfTo": "Director",
        "ForwardingSmtpAddress": "smtp:x@other.example",
        "AuditEnabled": "False",
    }
    assert event.unmapped == (("database", "DB1"),)
    assert event.flags == ("state-of-export-day",)


def test_dhcp(read: Read) -> None:
    content = (DATA / "dhcp-windows.log").read_bytes()
    found = read(content, timezone="Europe/London")
    assert (found.kind, found.coverage.problems) == ("dhcp-windows", 0)
    assert kinds(found) == ["other", "session-start", "network-session", "session-end"]
    lease = found.events[1]
    assert (lease.operation, when(lease.time)) == ("10 Assign", "2026-05-11T07:05:00")
    assert (lease.device.name, lease.device.id) == ("PC-07.harbourvale.example", "005300ABCDEF")
    assert [(ip.address, ip.role) for ip in lease.ips] == [("192.0.2.77", IpRole.ASSIGNED_INSIDE)]
    assert lease.actor.account is State.ABSENT
    damaged = read(content + b"x,y\n")
    assert [one.reason for one in damaged.problems] == ["no-log-line"]
