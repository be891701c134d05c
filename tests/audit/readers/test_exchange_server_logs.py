"""Exchange's protocol, audit, command and agent logs; the fixture is synthetic."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.audit.records import ClientFamily, EventKind, EventTime, Outcome
from provenance.basics import State
from tests.audit.readers.conftest import Read

DATA = Path(__file__).resolve().parents[2] / "data/audit"
SAMPLES = Path(__file__).resolve().parents[4] / "shared/audit-samples"
SMTP = (DATA / "smtp-receive.log").read_bytes()
IMAP = (
    b"2026-05-11T10:28:50.530Z,000000000000000E,2,192.0.2.10:143,203.0.113.7:35070,msc,168,31,31,"
    b'authenticate,PLAIN,"R=""2 NO AUTHENTICATE failed."";Msg=""AuthFailed:LogonDenied""",\r\n'
)
AUDIT = (
    b"#Log-type: audit\r\n#Fields: Timestamp,Server,RecordType,Data,UserKey,RecordId,Operation\r\n"
    b'2026-05-11T10:00:10.000Z,EX1,ExchangeAdmin,"{""CreationTime"":""2026-05-11T12:00:05"",'
    b'""UserId"":""admin@harbourvale.example"",""Parameters"":[{""Name"":""Password"",""Value"":'
    b'""x""}]}",admin,r1,Set-Mailbox\r\n'
    b'2026-05-11T10:00:11.000Z,EX1,ExchangeAdmin,"{""UserId"":",admin,r2,New-InboxRule\r\n'
)


def sample(name: str) -> bytes:
    path = SAMPLES / "exchange" / name
    if not path.is_file():
        pytest.skip("the audit samples are not here")
    return path.read_bytes()


@pytest.mark.parametrize("head", [True, False])
def test_smtp(read: Read, head: bool) -> None:
    content = SMTP if head else b"\n".join(SMTP.splitlines()[5:])
    found = read(content)
    assert (found.kind, found.coverage.rows, found.coverage.problems) == ("smtp-protocol", 7, 0)
    said = [(e.kind, e.operation) for e in found.events]
    assert said == [
        (EventKind.SESSION_START, "connect"),
        (EventKind.OTHER, "EHLO"),
        (EventKind.SIGN_IN, "AUTH"),
        (EventKind.OTHER, "*"),
        (EventKind.OTHER, "MAIL FROM"),
        (EventKind.OTHER, "RCPT TO"),
        (EventKind.RECEIVE, "queued"),
    ]
    assert found.events[3].actor.account == "msc@harbourvale.example"
    assert found.events[4].messages[0].size == 3360
    assert found.events[5].messages[0].recipients == ("friend@friend.example",)
    assert found.events[6].messages[0].id == "1@pc7.example"
    assert {s.value for e in found.events for s in e.sessions} == {"08DA4F7C11473A60"}
    assert (found.events[0].ips[0].address, found.events[0].ips[0].port) == ("203.0.113.7", 56026)


def test_imap_without_a_head(read: Read) -> None:
    (event,) = read(IMAP).events
    assert (event.kind, event.actor.account) == (EventKind.SIGN_IN_FAILED, "msc")
    assert event.client.family is ClientFamily.IMAP
    (pop,) = read(IMAP.replace(b":143,", b":110,")).events
    assert pop.client.family is ClientFamily.POP


def test_audit_log_uses_the_outer_stamp(read: Read) -> None:
    found = read(AUDIT)
    good, bad = found.events
    assert isinstance(good.time, EventTime)
    assert good.time.start.isoformat() == "2026-05-11T10:00:10+00:00"
    assert (good.kind, good.flags) == (EventKind.PASSWORD, ("inner-time-differs",))
    assert ("CreationTime", "2026-05-11T12:00:05") in good.params
    assert (bad.kind, bad.flags) == (EventKind.RULE, ("audit-data-damaged",))


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "kind", "operations"),
    [
        ("artefactshelp_RECV2023011116-1.LOG", "smtp-protocol", {"AUTH failed", "EHLO"}),
        ("artefactshelp_audit20230111-1.LOG", "exchange-audit", {"Set-Mailbox"}),
        ("artefactshelp_Rps_Cmdlet_2023011116-1.LOG", "exchange-cmdlet", {"Get-Mailbox"}),
        (
            "artefactshelp_AgentLog20220913-1.LOG",
            "exchange-agent",
            {"Inbound Trust Agent: ModifyHeaders"},
        ),
        ("crowdsec_exchange-imap-bf.log", "smtp-protocol", {"authenticate"}),
        ("crowdsec_exchange-pop-bf.log", "smtp-protocol", {"auth"}),
        ("crowdsec_exchange-smtp-bf.log", "smtp-protocol", {"AUTH failed"}),
    ],
)
def test_real(read: Read, name: str, kind: str, operations: set[str]) -> None:
    content = sample(name)
    found = read(content)
    rows = sum(1 for line in content.splitlines() if line and not line.startswith((b"#", b"\xef")))
    assert (found.kind, found.coverage.problems) == (kind, 0)
    assert found.coverage.rows == rows
    assert operations <= {e.operation for e in found.events}


@pytest.mark.corpus
def test_a_real_log_on_that_failed(read: Read) -> None:
    found = read(sample("artefactshelp_RECV2023011116-1.LOG"))
    failed = [e for e in found.events if e.kind is EventKind.SIGN_IN_FAILED]
    assert [e.outcome for e in failed] == [Outcome.FAILURE] * 2
    assert str(found.events[-1].actor.account).startswith("username@")
    inner = read(sample("artefactshelp_audit20230111-1.LOG")).events[0]
    assert inner.flags == ("inner-time-differs",)
    assert inner.mailbox.owner is State.ABSENT
