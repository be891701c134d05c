"""Encode and decode: every form with a clock gives back the time that was put in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant
from provenance.decoders import Decoded
from provenance.decoders.identifiers import registry
from tests.decoders import identifier_forms as forms

MICRO = 1
SECOND = 1_000_000
# 2004 to 2027: in between every form below has the width that is written here.
moments = st.integers(min_value=800_000_000 * SECOND, max_value=1_800_000_000 * SECOND)
recent = st.integers(min_value=1_100_000_000 * SECOND, max_value=1_800_000_000 * SECOND)

Reader = Callable[[str], Decoded | None]


def by_id(dialect: str) -> Reader:
    return lambda text: registry.decode_received_id(text, dialect=dialect)


def by_field(name: str) -> Reader:
    return lambda text: registry.decode_field(name, text)


def as_id(write: Callable[[int], str]) -> Callable[[int], str]:
    return lambda micro: f"<{write(micro)}@mail.example>"


READ_ID, READ_BOUNDARY = registry.decode_message_id, registry.decode_boundary
CORRELATION = "X-MS-Office365-Filtering-Correlation-Id"
ARRIVAL = "X-MS-Exchange-CrossTenant-OriginalArrivalTime"
EXPIRATION = "X-MS-Exchange-Organization-ExpirationStartTime"
DETAILS = "X-Proofpoint-Spam-Details"
DAY = 86_400 * SECOND
FORMS: list[tuple[str, Callable[[int], str], Reader, int]] = [
    ("message-id.outlook", forms.outlook_id, READ_ID, MICRO),
    ("message-id.amazon-ses", forms.ses_id, READ_ID, 1_000),
    ("message-id.javamail", forms.javamail_id, READ_ID, 1_000),
    ("message-id.yahoo", forms.yahoo_id, READ_ID, 1_000),
    ("message-id.python", forms.python_id, READ_ID, 10_000),
    ("message-id.exim", forms.exim_id, READ_ID, SECOND),
    ("message-id.dated", forms.dated_id, READ_ID, SECOND),
    ("message-id.mailchimp", forms.mailchimp_id, READ_ID, SECOND),
    ("message-id.uniqid", forms.uniqid_id, READ_ID, MICRO),
    ("message-id.mail-ru", forms.mail_ru_id, READ_ID, SECOND),
    ("message-id.gmx", forms.gmx_id, READ_ID, 1_000),
    ("message-id.coremail", forms.coremail_id, READ_ID, 1_000),
    ("message-id.squirrelmail", forms.squirrelmail_id, READ_ID, SECOND),
    ("message-id.zoho", forms.zoho_id, READ_ID, 1_000),
    ("message-id.google-added", forms.google_added_id, READ_ID, SECOND),
    ("message-id.ruby", forms.ruby_id, READ_ID, MICRO),
    ("uuid.v1", as_id(forms.uuid_1), READ_ID, MICRO),
    ("uuid.v6", as_id(forms.uuid_6), READ_ID, MICRO),
    ("uuid.v7", as_id(forms.uuid_7), READ_ID, 1_000),
    ("boundary.outlook", forms.outlook_boundary, READ_BOUNDARY, MICRO),
    ("boundary.gmail", forms.gmail_boundary, READ_BOUNDARY, MICRO),
    ("boundary.javamail", forms.javamail_boundary, READ_BOUNDARY, 1_000),
    ("boundary.tencent", forms.tencent_boundary, READ_BOUNDARY, SECOND),
    ("boundary.alibaba", forms.alibaba_boundary, READ_BOUNDARY, SECOND),
    ("boundary.swiftmailer", forms.swift_boundary, READ_BOUNDARY, SECOND),
    ("boundary.mime-lite", forms.mime_lite_boundary, READ_BOUNDARY, SECOND),
    ("boundary.ruby", forms.ruby_boundary, READ_BOUNDARY, MICRO),
    ("received-id.exim", forms.exim, by_id("exim"), SECOND),
    ("received-id.exim", forms.exim_long, by_id("exim"), SECOND),
    ("received-id.exim-base36", forms.exim_base36, by_id("exim"), SECOND),
    ("received-id.postfix-long", forms.postfix, by_id("postfix"), MICRO),
    ("received-id.sendmail", forms.sendmail, by_id("sendmail"), SECOND),
    ("received-id.ecelerity", forms.ecelerity, by_id("momentum"), SECOND),
    ("received-id.mailgun", forms.object_id, by_id("mailgun"), SECOND),
    ("received-id.sendgrid", forms.sendgrid, by_id("sendgrid"), SECOND),
    ("received-id.coremail", forms.coremail, by_id("coremail"), SECOND),
    ("received-id.kumomta", forms.kumomta, by_id("kumomta"), MICRO),
    ("received.qmail", forms.qmail_line, registry.decode_received, SECOND),
    ("received.alibaba", forms.alibaba_line, registry.decode_received, SECOND),
    # 6,553.6 microseconds, and what a whole microsecond cuts off.
    ("field.network-message-id", forms.network_id, by_field(CORRELATION), 6_555),
    ("field.original-arrival", forms.original_arrival, by_field("X-OriginalArrivalTime"), MICRO),
    ("field.exchange-arrival", forms.exchange_stamp, by_field(ARRIVAL), 100),
    ("field.exchange-expiration-start", forms.exchange_stamp, by_field(EXPIRATION), 100),
    ("field.qq-mid", forms.qq_mid, by_field("X-QQ-mid"), SECOND),
    ("field.alimail", forms.alimail, by_field("X-Alimail-AntiSpam"), SECOND),
    ("field.coremail-transaction", forms.coremail, by_field("X-CM-TRANSID"), SECOND),
    ("field.dkim-time", forms.dkim, by_field("DKIM-Signature"), SECOND),
    ("field.arc-time", forms.dkim, by_field("ARC-Message-Signature"), SECOND),
    ("field.gmail-number", forms.gmail_number, by_field("X-GM-THRID"), 1_000),
    ("field.gmail-number", forms.gmail_number_hex, by_field("X-GM-MSGID"), 1_000),
    ("field.barracuda-start", forms.barracuda, by_field("X-Barracuda-Start-Time"), SECOND),
    ("field.last-logon", forms.last_logon, by_field("X-MS-UserLastLogonTime"), SECOND),
    ("field.ses-outgoing", forms.ses_outgoing, by_field("X-SES-Outgoing"), 86_400 * SECOND),
    ("field.proofpoint-definitions", forms.proofpoint, by_field(DETAILS), DAY),
]  # fmt: skip


@pytest.mark.parametrize(
    ("decoder", "write", "read", "unit"), FORMS, ids=[f"{f[0]} {f[1].__name__}" for f in FORMS]
)
@given(micro=recent)
def test_the_time_comes_back(
    decoder: str, write: Callable[[int], str], read: Reader, unit: int, micro: int
) -> None:
    found = read(write(micro))
    assert found is not None
    assert found.decoder == decoder
    assert isinstance(found.time, Instant)
    lost = forms.utc(micro) - found.time.utc
    assert timedelta(0) <= lost < timedelta(microseconds=unit)
    # What is lost is never more than the precision that the decoder states.
    assert lost <= timedelta(seconds=found.time.precision_seconds)


@pytest.mark.parametrize("name", [ARRIVAL, EXPIRATION])
def test_a_written_time_is_printed_as_it_stands_in_the_exhibit(name: str) -> None:
    written = "14 May 2026 14:02:10.4021 (UTC)"
    found = registry.decode_field(name, f" {written}\r\n")
    assert found is not None
    assert isinstance(found.time, Instant)
    assert found.time.text == written
    assert found.time.utc.microsecond == 402_100


@given(micro=moments, days=st.integers(min_value=-60, max_value=60))
def test_the_day_of_exchange_online_comes_back(micro: int, days: int) -> None:
    day = micro // (86_400 * SECOND)
    near = forms.utc(micro) + timedelta(days=days)
    found = registry.decode_message_id(forms.exchange_id(day), near=near)
    assert found is not None
    moments_found = (found.time, *found.times)
    assert forms.utc(day * 86_400 * SECOND) in {
        one.utc for one in moments_found if isinstance(one, Instant)
    }


gaps = st.lists(
    st.integers(min_value=0, max_value=400 * 86_400 * SECOND), max_size=12, unique=False
)


@pytest.mark.parametrize("server", [True, False])
@given(micro=recent, between=gaps)
def test_a_thread_and_its_replies_come_back(server: bool, micro: int, between: list[int]) -> None:
    text = forms.thread_index(micro, server=server, replies=tuple(between))
    latest = forms.utc(micro) + timedelta(microseconds=sum(between), days=1)
    found = registry.decode_field("Thread-Index", text, latest=latest)
    assert found is not None
    assert found.decoder == f"thread-index.{'server' if server else 'client'}"
    assert isinstance(found.time, Instant)
    header_unit = timedelta(microseconds=1_677_722 if server else 6_555)
    assert timedelta(0) <= forms.utc(micro) - found.time.utc <= header_unit
    now = micro
    assert len(found.times) == len(between)
    for gap, reply in zip(between, found.times, strict=True):
        now += gap
        assert abs(forms.utc(now) - reply.utc) <= timedelta(seconds=2)
