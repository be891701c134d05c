"""The clock table: which clocks are read, whose they are, and what contradicts beyond tolerance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.origin import ClockReading, ClockTable, read_clocks
from provenance.origin.clocks import MOST
from provenance.trace import trace_message
from tests.decoders import identifier_forms as forms

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)
DATE = "Date: Thu, 14 May 2026 14:02:10 +0000"
TOP = (
    "Received: from mail.harbourvale.example (mail.harbourvale.example [192.0.2.7])",
    " by mx.friend.example (Postfix) with ESMTPS id {id}",
    " for <friend@friend.example>; {time}",
)


def micro(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def at(seconds: float) -> int:
    """Microseconds since 1970, so many seconds after the Date field."""
    return micro(SENT + timedelta(seconds=seconds))


def mail(*lines: str) -> Message:
    data = "\r\n".join((*lines, "", "body", "")).encode("utf-8", "surrogateescape")
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def table(*lines: str) -> ClockTable:
    message = mail(*lines)
    return read_clocks(message, trace_message(message, receivers=("mx.friend.example",)))


def received(seconds: float = 4, id_: str = "39DEA3F725") -> list[str]:
    moment = SENT + timedelta(seconds=seconds)
    return [line.format(id=id_, time=f"{moment:%a, %d %b %Y %H:%M:%S} +0000") for line in TOP]


def kinds(found: ClockTable) -> list[tuple[str, str]]:
    return [(one.kind, found.readings[one.first].source) for one in found.contradictions]


def hidden(found: ClockTable) -> list[ClockReading]:
    return [one for one in found.readings if one.hidden]


def test_each_clock_stands_with_its_place_and_its_writer() -> None:
    found = table(
        *received(id_=forms.postfix(at(3))),
        "DKIM-Signature: " + forms.dkim(at(1)),
        "Message-ID: " + forms.javamail_id(at(0)),
        DATE,
        "Thread-Index: " + forms.thread_index(at(-600), server=True),
        f'Content-Type: multipart/mixed; boundary="{forms.javamail_boundary(at(0))}"',
    )
    assert [(one.source, one.written_by, one.field) for one in found.readings] == [
        ("date", "author", 3),
        ("received", "receiver", 0),
        ("received-id.postfix-long", "receiver", 0),
        ("field.dkim-time", "sender-server", 1),
        ("message-id.javamail", "sender-server", 2),
        ("thread-index.server", "sender-server", 4),
        ("boundary.javamail", "sender-server", 5),
    ]
    assert isinstance(found.arrival, Instant)
    assert found.arrival.utc == SENT + timedelta(seconds=4)
    assert found.contradictions == ()


def test_the_boundary_of_an_inner_part_names_the_part() -> None:
    outer, inner = forms.javamail_boundary(at(0)), forms.swift_boundary(at(0))
    message = mail(
        DATE,
        f'Content-Type: multipart/mixed; boundary="{outer}"',
        "",
        f"--{outer}",
        f'Content-Type: multipart/alternative; boundary="{inner}"',
        "",
        f"--{inner}",
        "",
        "x",
        f"--{inner}--",
        f"--{outer}--",
    )
    found = hidden(read_clocks(message, trace_message(message)))
    assert [(one.source, one.path, one.field) for one in found] == [
        ("boundary.javamail", "1", 1),
        ("boundary.swiftmailer", "1.1", State.NOT_APPLICABLE),
    ]


def test_the_clock_of_a_thread_is_that_of_its_newest_reply() -> None:
    text = forms.thread_index(at(-86_400), server=False, replies=(86_000 * 1_000_000,))
    (one,) = hidden(table(DATE, "Thread-Index: " + text))
    assert isinstance(one.time, Instant)
    assert abs(one.time.utc - (SENT - timedelta(seconds=400))) < timedelta(seconds=2)
    assert abs(one.times[0].utc - (SENT - timedelta(days=1))) < timedelta(seconds=2)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("Message-ID", forms.outlook_id),
        ("Message-ID", forms.javamail_id),
        ("Message-ID", lambda made: f"<{forms.uuid_1(made)}@mail.example>"),
        ("Thread-Index", lambda made: forms.thread_index(made, server=True)),
    ],
)
@pytest.mark.parametrize(("seconds", "odd"), [(-90 * 86_400, False), (295, False), (310, True)])
def test_later_than_date_beyond_five_minutes(
    name: str, write: Any, seconds: int, odd: bool
) -> None:
    found = table(DATE, f"{name}: {write(at(seconds))}")
    (one,) = hidden(found)
    composed = one.relation in {"draft", "same"}
    expected = [("later-than-date", one.source)] if odd and composed else []
    if one.relation == "same" and seconds < -300:
        expected = [("apart-from-date", one.source)]
    assert kinds(found) == expected


@pytest.mark.parametrize(("days", "odd"), [(-30, False), (0, False), (1, True), (2, True)])
def test_the_day_of_exchange_online_may_be_earlier_and_not_later(days: int, odd: bool) -> None:
    day = at(0) // (86_400 * 1_000_000) + days
    found = table(DATE, "Message-ID: " + forms.exchange_id(day))
    assert kinds(found) == ([("later-than-date", "message-id.exchange-online")] if odd else [])


def test_a_reply_apart_by_a_zone_is_a_local_clock() -> None:
    for minutes, odd in ((330, False), (-210, False), (337, True)):
        text = forms.thread_index(
            at(-86_400), server=True, replies=((86_400 + minutes * 60) * 1_000_000,)
        )
        found = table(DATE, "Thread-Index: " + text)
        assert bool(found.contradictions) is odd, minutes


@pytest.mark.parametrize(("seconds", "odd"), [(0, []), (59, []), (62, ["later-than-line"])])
def test_an_identifier_later_than_its_line(seconds: int, odd: list[str]) -> None:
    found = table(*received(4, forms.postfix(at(4 + seconds))), DATE)
    assert [kind for kind, _ in kinds(found)] == odd


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (forms.postfix, ["earlier-than-line"]),
        # sendmail's queue may be slow: hours are usual.
        (forms.sendmail, []),
    ],
)
def test_an_identifier_older_than_its_line(write: Any, expected: list[str]) -> None:
    assert kinds(table(*received(7300, write(at(3800))), DATE)) == []
    found = table(*received(7300, write(at(3600))), DATE)
    assert [kind for kind, _ in kinds(found)] == expected


@pytest.mark.parametrize(("seconds", "odd"), [(303, False), (306, True)])
def test_made_after_the_arrival(seconds: int, odd: bool) -> None:
    found = table(*received(4), "Subject: x", "Message-ID: " + forms.ses_id(at(seconds)), DATE)
    assert kinds(found) == ([("later-than-arrival", "message-id.amazon-ses")] if odd else [])


def test_what_the_receiving_side_stamped_may_be_later() -> None:
    line = "X-MS-Exchange-Organization-Network-Message-Id: " + forms.network_id(at(4000))
    assert kinds(table(line, *received(4), DATE)) == []
    assert kinds(table(*received(4), line, DATE)) == [
        ("later-than-arrival", "field.network-message-id")
    ]


@pytest.mark.parametrize(
    ("seconds", "odd"), [(119, False), (-119, False), (121, True), (-121, True)]
)
def test_the_transport_identifier_against_the_noted_arrival(seconds: int, odd: bool) -> None:
    found = table(
        DATE,
        "X-MS-Exchange-CrossTenant-OriginalArrivalTime: " + forms.exchange_stamp(at(10)),
        "X-MS-Exchange-CrossTenant-Network-Message-Id: " + forms.network_id(at(10 + seconds)),
    )
    assert kinds(found) == ([("network-id-apart", "field.network-message-id")] if odd else [])


def test_a_form_known_from_single_examples_is_shown_and_not_compared() -> None:
    found = table(DATE, "Message-ID: " + forms.zoho_id(at(4000)))
    (one,) = hidden(found)
    assert (one.grade, isinstance(one.time, Instant)) == ("example", True)
    assert found.contradictions == ()


def test_a_time_without_a_zone_is_never_compared() -> None:
    found = table(DATE, "Message-ID: <20260514200210.A1B2C3D4E5F60718@mail.example>")
    (one,) = hidden(found)
    assert (one.zone_written, found.contradictions) == (False, ())


@pytest.mark.parametrize("hours", [-8, 2, 9])
def test_the_local_clock_in_a_boundary_of_outlook_contradicts_nothing(hours: int) -> None:
    boundary = forms.outlook_boundary(at(hours * 3600))
    found = table(DATE, f'Content-Type: multipart/mixed; boundary="{boundary}"')
    (one,) = hidden(found)
    assert (one.source, one.zone_written, found.contradictions) == ("boundary.outlook", False, ())


def test_an_impossible_time_is_kept_and_not_compared() -> None:
    found = table(DATE, "Message-ID: " + forms.outlook_id(at(-90 * 365 * 86_400)))
    (one,) = hidden(found)
    assert (one.time, one.reason) == (State.UNPARSABLE, "outside-window")
    assert one.times
    assert found.contradictions == ()


def test_the_ids_of_other_messages_are_no_clocks_of_this_one() -> None:
    ids = forms.javamail_id(at(-999_999))
    assert hidden(table(DATE, f"In-Reply-To: {ids}", f"References: {ids}")) == []


def test_the_number_of_readings_is_capped() -> None:
    lines = ["DKIM-Signature: " + forms.dkim(at(1))] * (MOST + 5)
    found = table(DATE, *lines)
    assert (len(found.readings), found.cut) == (MOST, True)


@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_header_gives_a_table(values: list[str]) -> None:
    names = ("Date", "Message-ID", "Received", "Thread-Index", "DKIM-Signature", "Content-Type")
    lines = [
        f"{names[i % len(names)]}: {' '.join(value.split())}" for i, value in enumerate(values)
    ]
    found = table(*lines)
    for one in found.contradictions:
        assert 0 <= one.first < len(found.readings)
        assert 0 <= one.second < len(found.readings)
