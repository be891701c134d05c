"""Windows security events in their forms. The fixtures are synthetic, of the documented layout."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

import pytest

from provenance.audit.readers.windows_events import prose_values
from provenance.audit.records import EventKind, EventTime, Outcome
from tests.audit.readers.conftest import Read

DATA = Path(__file__).resolve().parents[2] / "data/audit"
SAMPLES = Path(__file__).resolve().parents[4] / "shared/audit-samples"
XML = (DATA / "windows-security.xml").read_bytes()
corpus = pytest.mark.corpus


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip("the audit samples are not here")
    return path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [XML, XML.decode().encode("utf-16-le"), XML.replace(b"<System>", b"- <System>")],
    ids=["utf-8", "utf-16", "copied from a viewer"],
)
def test_xml(read: Read, content: bytes) -> None:
    found = read(content)
    assert (found.kind, found.coverage.rows, found.coverage.problems) == (
        "windows-security-xml",
        5,
        0,
    )
    said = [(e.kind, e.actor.account, [s.value for s in e.sessions]) for e in found.events]
    pc7, pc2, dc1 = (f"{name}.harbourvale.example" for name in ("pc7", "pc2", "dc1"))
    assert said == [
        (EventKind.SESSION_START, "HARBOURVALE\\msc", [f"0xa7c1@{pc7}"]),
        (EventKind.LOCK, "HARBOURVALE\\msc", [f"0xa7c1@{pc7}"]),
        (EventKind.SIGN_IN, "HARBOURVALE\\director", [f"0xb002@{pc2}"]),
        (EventKind.PASSWORD, "HARBOURVALE\\helpdesk", [f"0xc9@{dc1}"]),
        (EventKind.AUDIT_SETTING, "HARBOURVALE\\director", [f"0xd1@{dc1}"]),
    ]
    logon, _, explicit, reset, _ = found.events
    assert isinstance(logon.time, EventTime)
    assert logon.time.start.isoformat() == "2026-05-11T07:58:30.123456+00:00"
    assert logon.operation == "4624 log-on interactive 2"
    assert explicit.target == "HARBOURVALE\\msc at mail.harbourvale.example"
    assert (explicit.ips[0].address, explicit.ips[0].port) == ("192.0.2.44", 50123)
    assert reset.target == "HARBOURVALE\\msc"
    assert {"explicit-credentials", "log-cleared"} <= set(found.coverage.flags)
    raw = content[logon.locator.start : logon.locator.end]
    assert raw.replace(b"\0", b"").endswith(b"</Event>")


def test_damaged_and_hostile_xml(read: Read) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + XML
    bomb = bomb.replace(b">msc</Data>", b">&b;</Data>", 1)
    found = read(bomb)
    assert [p.reason for p in found.problems] == ["xml-entities", "xml-damaged"]
    assert found.coverage.events == 4
    cut = read(XML[:-200])
    assert (cut.coverage.events, [p.reason for p in cut.problems]) == (4, ["xml-not-closed"])


def test_shippers(read: Read) -> None:
    winlog = {
        "event_id": "4625",
        "computer_name": "ex1.example",
        "record_id": 5,
        "channel": "Security",
        "event_data": {"TargetUserName": "msc", "LogonType": "8", "IpAddress": "::ffff:192.0.2.1"},
    }
    beat = json.dumps({"@timestamp": "2026-05-11T10:00:00.123Z", "winlog": winlog}).encode()
    found = read(beat)
    (event,) = found.events
    assert (found.kind, found.wrapper) == ("windows-security-json", "winlogbeat")
    assert not found.coverage.seen_in_the_wild
    assert (event.kind, event.ips[0].address) == (EventKind.SIGN_IN_FAILED, "192.0.2.1")
    assert "network-logon" in event.flags
    nxlog = json.dumps(
        {
            "EventTime": "2026-05-11 12:00:00",
            "Hostname": "pc7.example",
            "EventID": 4801,
            "RecordNumber": 9,
            "TargetUserName": "msc",
            "TargetLogonId": "0xa",
        }
    ).encode()
    (event,) = read(nxlog, timezone="Europe/Berlin").events
    assert isinstance(event.time, EventTime)
    assert (event.kind, event.time.start.hour) == (EventKind.UNLOCK, 10)
    assert event.sessions[0].value == "0xa@pc7.example"


PROSE = """An account was successfully logged on.

Subject:
\tSecurity ID:\t\tSYSTEM
\tAccount Name:\t\tPC7$
\tLogon ID:\t\t0x3E7

Logon Information:
\tLogon Type:\t\t10

New Logon:
\tAccount Name:\t\tmsc
\tAccount Domain:\t\tHARBOURVALE
\tLogon ID:\t\t0xA7C1

Network Information:
\tWorkstation Name:\tPC9
\tSource Network Address:\t203.0.113.7
\tSource Port:\t\t50001
"""


def test_event_viewer(read: Read) -> None:
    head = "Keywords,Date and Time,Source,Event ID,Task Category\r\n"
    row = f'Audit Success,5/13/2026 9:58:30 AM,Security-Auditing,4624,Logon,"{PROSE}"\r\n'
    found = read((head + row).encode(), timezone="Europe/Berlin")
    (event,) = found.events
    assert isinstance(event.time, EventTime)
    assert event.time.start.isoformat() == "2026-05-13T07:58:30+00:00"
    assert (event.kind, event.actor.account) == (EventKind.SESSION_START, "HARBOURVALE\\msc")
    assert (event.ips[0].address, event.client.host) == ("203.0.113.7", "PC9")
    assert (found.kind, found.coverage.seen_in_the_wild) == ("windows-security-csv", False)
    german = head.replace("Date and Time", "Datum und Uhrzeit").replace("Event ID", "Ereignis-ID")
    other = read((german + row.replace(PROSE, "Ein Konto wurde angemeldet.")).encode())
    assert other.events[0].time.flags == ("zone-unknown",)  # type: ignore[union-attr]
    assert ("Message", "Ein Konto wurde angemeldet.") in other.events[0].params


def test_prose_of_another_section_is_not_the_account() -> None:
    assert prose_values("Process Information:\n\tAccount Name:\tx\n") == {}


def evtx(numbers: list[int]) -> bytes:
    """A file with the header, one chunk and records whose content is damaged."""
    records = b"".join(
        b"**\0\0" + struct.pack("<IQQ", 32, number, 0) + bytes(4) + struct.pack("<I", 32)
        for number in numbers
    )
    chunk = b"ElfChnk\0" + bytes(504) + records
    return b"ElfFile\0" + bytes(4088) + chunk.ljust(65_536, b"\0")


def test_damaged_evtx_accounts_for_every_record(read: Read) -> None:
    content = evtx([1, 2, 2])
    found = read(content)
    assert (found.kind, found.coverage.rows, found.coverage.events) == (
        "windows-security-evtx",
        3,
        0,
    )
    place = found.problems[1].locator
    assert content[place.start : place.start + 2] == b"**"
    assert place.path == "record 2"


def test_without_the_package_it_says_so(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evtx", None)
    assert [p.reason for p in read(evtx([1])).problems] == ["evtx-not-installed"]


@corpus
@pytest.mark.parametrize(
    ("name", "operations"),
    [
        (
            "attack_CA_4624_4625_LogonType2_LogonProc_chrome",
            {
                "4625 log-on failed interactive 2": 1,
                "4624 log-on interactive 2": 2,
                "4624 log-on service 5": 1,
            },
        ),
        (
            "attack_LM_WMIC_4648_rpcss",
            {"1102 log cleared": 1, "4648 explicit credentials": 3, "4688": 1},
        ),
        ("omerbenamram_new-user-security", {"4728": 1, "4720": 1, "4732": 2}),
    ],
)
def test_real_evtx(read: Read, name: str, operations: dict[str, int]) -> None:
    content = sample(f"windows/{name}.evtx")
    found = read(content)
    counted: dict[str, int] = {}
    for event in found.events:
        word = event.operation if event.operation[:4] in _NAMED else event.operation[:4]
        counted[word] = counted.get(word, 0) + 1
        assert content[event.locator.start : event.locator.start + 2] == b"**"
    assert counted == operations
    assert found.coverage.problems == 0


_NAMED = {"4624", "4625", "1102", "4648"}


@corpus
def test_real_xml_and_json(read: Read) -> None:
    (event,) = read(sample("windows/crowdsec_windows-logs.log")).events
    assert (event.kind, event.outcome) == (EventKind.SIGN_IN_FAILED, Outcome.FAILURE)
    assert (event.ips[0].cls.value, event.ips[0].port) == ("private", 1628)
    found = read(sample("m365-other/otrf_WindowsEvents.json"))
    assert found.kind == "windows-security-json"
    assert found.coverage.problems == 0


def test_an_evtx_without_a_record_that_can_be_read_is_said(read: Read) -> None:
    found = read(b"ElfFile\x00" + b"\xff" * 200_000)
    assert [p.reason for p in found.problems] == ["record-damaged"]
    assert read(b"ElfFile\x00" + bytes(200_000)).problems == ()
