"""Lines of mail servers, in the forms that their manuals document; names are reserved ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.audit.records import ClientFamily, EventKind, EventTime, Outcome
from provenance.basics import State
from tests.audit.readers.conftest import Read

DATA = Path(__file__).resolve().parents[2] / "data/audit"
POSTFIX = (DATA / "postfix.log").read_text("utf-8")
EXIM = (DATA / "exim-main.log").read_text("utf-8")
OTHERS = (DATA / "other-mail-programs.log").read_text("utf-8")


def rows(read: Read, text: str, **how: Any) -> list[tuple[Any, ...]]:
    return [
        (
            e.kind,
            e.actor.account,
            e.ips[0].address if e.ips else None,
            e.sessions[0].value if e.sessions else None,
            e.messages[0].id if e.messages else None,
        )
        for e in read(text.encode(), **how).events
    ]


ABSENT = State.ABSENT
QID = "4XyZ1B2cDz9fG@mx"


def test_postfix(read: Read) -> None:
    assert rows(read, POSTFIX, year=2026) == [
        (EventKind.SUBMIT, "msc@harbourvale.example", "203.0.113.7", QID, None),
        (EventKind.RECEIVE, ABSENT, None, QID, "1@pc7.example"),
        (EventKind.OTHER, ABSENT, None, QID, ABSENT),
        (EventKind.TRANSFER, ABSENT, "198.51.100.3", QID, ABSENT),
        (EventKind.FAIL, ABSENT, None, QID, ABSENT),
        (EventKind.OTHER, ABSENT, None, QID, None),
        (EventKind.SUBMIT, "uid 33", None, "9AB12CD@mx", ABSENT),
        (EventKind.SIGN_IN_FAILED, ABSENT, "192.0.2.9", None, None),
    ]


def test_postfix_envelope(read: Read) -> None:
    events = read(POSTFIX.encode(), year=2026).events
    queued, sent = events[2].messages[0], events[3].messages[0]
    assert (queued.sender, queued.size, queued.recipient_count) == (
        "msc@harbourvale.example",
        3360,
        1500,
    )
    assert sent.recipients == ("friend@friend.example",)
    assert events[3].outcome is Outcome.SUCCESS
    assert events[4].outcome_native == "status=bounced (Host not found)"


def test_exim(read: Read) -> None:
    qid = "1uABCd-0001Ab-2C@"
    assert rows(read, EXIM) == [
        (EventKind.SUBMIT, "msc", "203.0.113.7", qid, "1@pc7.example"),
        (EventKind.TRANSFER, ABSENT, "198.51.100.3", qid, ABSENT),
        (EventKind.OTHER, ABSENT, None, qid, None),
        (EventKind.SIGN_IN_FAILED, "info", "192.0.2.9", None, None),
    ]
    first = read(EXIM.encode()).events[0]
    assert (first.client.host, first.messages[0].subject) == ("[192.168.0.4]", "To all")


def test_others(read: Read) -> None:
    assert rows(read, OTHERS, year=2026) == [
        (EventKind.SIGN_IN, "msc", "203.0.113.7", "abc", None),
        (EventKind.RECEIVE, ABSENT, "203.0.113.7", "4BB9V2qX005133@mx", "1@pc7.example"),
        (EventKind.SIGN_IN, "msc", "203.0.113.7", None, None),
        (EventKind.TRANSFER, ABSENT, "198.51.100.3", "4BB9V2qX005133@mx", ABSENT),
        (EventKind.SIGN_IN, "msc@harbourvale.example", "203.0.113.7", "u8d7", None),
    ]
    assert read(OTHERS.encode()).events[4].client.family is ClientFamily.WEBMAIL


@pytest.mark.parametrize(
    ("how", "start", "flags"),
    [
        ({"year": 2026, "timezone": "Europe/London"}, "2026-05-11T09:31:02+00:00", ()),
        (
            {"name": "mail.log-20260512", "timezone": "UTC"},
            "2026-05-11T10:31:02+00:00",
            ("year-inferred",),
        ),
        ({"timezone": "UTC"}, None, ("year-unknown",)),
    ],
)
def test_year_and_zone(
    read: Read, how: dict[str, Any], start: str | None, flags: tuple[str, ...]
) -> None:
    event = read(POSTFIX.encode(), **how).events[0]
    if start is None:
        assert event.time is State.UNPARSABLE
    else:
        assert isinstance(event.time, EventTime)
        assert (event.time.start.isoformat(), event.time.raw) == (start, "May 11 10:31:02")
    assert event.flags == flags


def test_a_log_that_crosses_new_year(read: Read) -> None:
    text = "Dec 31 23:59:59 mx postfix/qmgr[1]: 9AB12CD: removed\n"
    text += "Jan  1 00:00:01 mx postfix/qmgr[1]: 9AB12CE: removed\n"
    found = read(text.encode(), year=2025, timezone="UTC")
    times = [e.time.start.isoformat() for e in found.events if isinstance(e.time, EventTime)]
    assert times == ["2025-12-31T23:59:59+00:00", "2026-01-01T00:00:01+00:00"]


def test_journal(read: Read) -> None:
    line = {
        "__REALTIME_TIMESTAMP": "1778495462000000",
        "_SOURCE_REALTIME_TIMESTAMP": "1778495462123456",
        "_HOSTNAME": "mx",
        "SYSLOG_IDENTIFIER": "postfix/smtpd",
        "MESSAGE": list(b"9AB12CD: client=x[203.0.113.7]"),
    }
    (event,) = read(json.dumps(line).encode()).events
    assert event.kind is EventKind.RECEIVE
    assert isinstance(event.time, EventTime)
    assert event.time.raw == "1778495462123456"
    assert event.ips[0].address == "203.0.113.7"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "kind", "failed"),
    [("crowdsec_postfix-logs.log", "postfix-maillog", 1),
     ("crowdsec_exim-logs.log", "exim-mainlog", 6),
     ("crowdsec_exim-syslog-logs.log", "exim-mainlog", 5),
     ("crowdsec_dovecot-logs.log", "dovecot", 5)],
)  # fmt: skip
def test_real_lines(read: Read, shared: Any, name: str, kind: str, failed: int) -> None:
    path = shared / "audit-samples/mta" / name
    if not path.exists():
        pytest.skip("the real lines are not there")
    found = read(path.read_bytes())
    assert found.kind == kind
    assert found.problems == ()
    assert sum(e.kind is EventKind.SIGN_IN_FAILED for e in found.events) == failed
