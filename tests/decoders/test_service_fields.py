"""Fields of filters, gateways and mail services in parts: vectors, times, hostile input."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.decoders import HeaderWeight, decode_header_field
from provenance.decoders.field_meanings import all_meanings
from provenance.decoders.header_dictionary import dictionary, entries, entry_for
from provenance.decoders.service_fields import MOST_ITEMS, READERS
from provenance.report.catalogue import sentences

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "decoders" / "service_fields.json").read_text("utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_field_in_parts(vector: dict[str, Any]) -> None:
    found = decode_header_field(vector["name"], vector["value"])
    assert found is not None
    assert (found.product, found.weight.value) == (vector["product"], vector["weight"])
    parts = [
        [
            item.key,
            item.value,
            item.kind.value,
            item.role.value,
            "" if isinstance(item.meaning, State) else item.meaning.id,
        ]
        for item in found.items
    ]
    assert parts == vector["items"]


TIMES = [
    ("X-Barracuda-Start-Time", "1725596440", datetime(2024, 9, 6, 4, 20, 40, tzinfo=UTC)),
    ("X-MC-Ingress-Time", "1691113850810", datetime(2023, 8, 4, 1, 50, 50, 810_000, tzinfo=UTC)),
    (
        "X-OriginalArrivalTime",
        "29 Jul 2023 20:00:51.0636 (UTC) FILETIME=[6037E740:01D9C257]",
        datetime(2023, 7, 29, 20, 0, 51, 636_000, tzinfo=UTC),
    ),
    (
        "X-MS-Exchange-CrossTenant-OriginalArrivalTime",
        "28 Jul 2023 19:26:24.2003 (UTC)",
        datetime(2023, 7, 28, 19, 26, 24, tzinfo=UTC),
    ),
    ("X-Authority-Analysis", "v=2.4 ts=66de6b32", datetime(2024, 9, 9, 3, 27, 46, tzinfo=UTC)),
    (
        "X-Proofpoint-Spam-Details",
        "rule=x definitions=main-2208310055",
        datetime(2022, 8, 31, 0, 55, tzinfo=UTC),
    ),
    (
        "X-Greylist",
        "delayed 698 seconds by postgrey-1.27 at v.example; Wed, 14 Aug 2019 04:13:01 EDT",
        datetime(2019, 8, 14, 8, 13, 1, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("name", "value", "expected"), TIMES)
def test_time_in_a_field(name: str, value: str, expected: datetime) -> None:
    found = decode_header_field(name, value)
    assert found is not None
    times = [item.time for item in found.items if isinstance(item.time, Instant)]
    assert [time.utc for time in times] == [expected]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Barracuda-Start-Time", "17"),
        ("X-Barracuda-Start-Time", "99999999999999999999999"),
        ("X-MC-Ingress-Time", "soon"),
        ("X-Proofpoint-Spam-Details", "definitions=main-9999999999"),
        ("X-OriginalArrivalTime", "FILETIME=[FFFFFFFF:FFFFFFFF]"),
    ],
)
def test_an_impossible_time_is_a_state(name: str, value: str) -> None:
    found = decode_header_field(name, value)
    assert found is not None
    assert found.items
    assert all(isinstance(item.time, State) for item in found.items)


@pytest.mark.parametrize("name", ["From", "Received", "ARC-Seal", "Authentication-Results"])
def test_standard_fields_are_left_to_others(name: str) -> None:
    assert decode_header_field(name, "x") is None


def test_every_row_has_a_reader_a_product_and_a_graded_source() -> None:
    for entry in entries():
        assert entry.reader in READERS, entry.name
        assert entry.product, entry.name
        assert bool(entry.source) == (entry.grade.value != "name-only"), entry.name
        assert entry.name == entry.name.lower()
        assert entry.name not in dictionary().standard


TELLING = (
    *("X-Authenticated-Sender", "X-Env-Sender", "X-Apparently-From", "X-Mailer", "User-Agent"),
    *("X-AppInfo", "X-Originating-IP", "X-Sender-IP", "X-Remote-IP", "X-DKIM", "DKIM-Filter"),
    *("X-AntiAbuse", "X-MSFBL", "X-SES-Outgoing", "X-TM-Authentication-Results", "X-TM-AS-SMTP"),
    *("X-Forefront-Antispam-Report", "X-Forefront-Antispam-Report-Untrusted", "X-OriginatorOrg"),
    *("X-Microsoft-Antispam-Mailbox-Delivery", "X-Exchange-Antispam-Mailbox-Delivery"),
    *("X-MS-Exchange-CrossTenant-Id", "X-MS-Exchange-CrossTenant-OriginalArrivalTime"),
    *("X-MS-Exchange-CrossTenant-Network-Message-Id", "X-MS-Exchange-CrossTenant-AuthSource"),
    *("X-MS-Exchange-CrossTenant-AuthAs", "X-MS-Exchange-CrossTenant-UserPrincipalName"),
    *("X-MS-Exchange-ExternalOriginalInternetSender", "X-MS-Exchange-SkipListedInternetSender"),
    *("X-MS-Exchange-Transport-EndToEndLatency", "X-Spam-Checker-Version", "X-Virus-Scanned"),
    *("X-IronPort-AV", "X-IronPort-RemoteIP", "X-Proofpoint-Virus-Version"),
    *("X-Barracuda-Start-Time", "X-Sophos-SenderHistory", "X-VR-SPAMCAUSE", "X-CNFS-Analysis"),
)
"""Fields of filters and services that tell identity, route or time, by the peers' own lists."""


@pytest.mark.parametrize("name", TELLING)
def test_every_telling_field_has_a_decoder(name: str) -> None:
    entry = entry_for(name.lower())
    if entry is None:
        assert name.lower() in dictionary().standard
        return
    assert entry.weight is HeaderWeight.EVIDENCE
    assert entry.source


def test_the_longest_beginning_wins() -> None:
    special = entry_for("x-microsoft-antispam-message-info-original")
    general = entry_for("x-ms-exchange-something-new")
    assert special is not None
    assert general is not None
    assert special.name == "x-microsoft-antispam-message-info"
    assert general.name == "x-ms-exchange-"


def test_every_meaning_has_words_and_every_word_a_code() -> None:
    assert sorted(sentences("decoders")) == list(all_meanings())


def test_a_verdict_carries_no_address_time_or_account() -> None:
    """What a filter thinks of a message is kept out of all reasoning."""
    for entry in entries():
        if entry.weight is HeaderWeight.VERDICT:
            assert not entry.addresses
            assert not entry.times
            assert entry.role.value == "none"


NAMES = sorted({entry.name for entry in entries()})


@given(st.sampled_from(NAMES), st.text(max_size=300))
def test_any_text_gives_a_record(name: str, value: str) -> None:
    found = decode_header_field(name, value)
    assert found is not None
    assert len(found.items) <= MOST_ITEMS
    assert bool(found.items) or not value.strip()


SHAPES = [";" * 20_000, "a=" * 20_000, "(" * 20_000, "[1" * 20_000, "eyJ|" * 5_000, "1." * 20_000]


@pytest.mark.parametrize("value", SHAPES, ids=lambda value: value[:4])
def test_hostile_values_are_cut_and_said_to_be(value: str) -> None:
    for reader in READERS:
        name = next(entry.name for entry in entries() if entry.reader == reader)
        found = decode_header_field(name, value * 3)
        assert found is not None
        assert found.cut
        assert len(found.items) <= MOST_ITEMS
