"""Times stamped beside the lines of the same server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.trace import SyntheticEvidence, Trace
from tests.trace.conftest import read

Make = Callable[..., Trace]
EDGE = (
    "Received: from mail.sender.example (192.0.2.7) by AM5EUR01FT001.mail.protection.outlook.com"
    " (10.152.2.226) with Microsoft SMTP Server id 15.20.7430.21 via Frontend Transport;"
    " Thu, 14 May 2026 14:02:10 +0000\n"
)
GOOGLE = (
    "Received: from a.example (b.example. [192.0.2.7]) by mx.google.com with ESMTPS id v17si1.4;"
    " Thu, 14 May 2026 07:02:10 -0700 (PDT)\n"
)
OTHER = (
    "Received: from c.example (c.example [192.0.2.8]) by mx.friend.example (Postfix) with ESMTPS"
    " id 1; Thu, 14 May 2026 14:02:10 +0000\n"
)
EXPIRATION = "X-MS-Exchange-Organization-ExpirationStartTime: 14 May 2026 {}.1234 (UTC)\n"
ORIGINAL = "X-MS-Exchange-CrossTenant-OriginalArrivalTime: 14 May 2026 {}.1234 (UTC)\n"
SEAL = "ARC-Seal: i=1; a=rsa-sha256; t={}; cv=none; d={}; s=x; b=AA==\n"
AT_1402 = 1778767330


def stamps(read_: Trace) -> list[SyntheticEvidence]:
    return [item for item in read_.evidence if item.role == "stamped"]


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        (EXPIRATION.format("14:02:08") + EDGE, True),
        (EXPIRATION.format("14:07:10") + EDGE, True),
        (EXPIRATION.format("14:07:12") + EDGE, False),
        (EDGE + ORIGINAL.format("13:56:00"), False),
        (EDGE + ORIGINAL.format("14:02:10"), True),
        (SEAL.format(AT_1402, "google.com") + GOOGLE, True),
        (SEAL.format(AT_1402 + 86_400, "google.com") + GOOGLE, False),
        (SEAL.format(AT_1402, "microsoft.com") + EDGE, True),
    ],
)
def test_a_stamp_is_compared_with_the_line_of_its_system(
    trace: Make, header: str, *, fits: bool
) -> None:
    (item,) = stamps(trace(header))
    assert (item.hop, item.link, item.agrees) == (1, "same-system", fits)


@pytest.mark.parametrize(
    "header",
    [
        SEAL.format(AT_1402, "google.com") + OTHER,
        SEAL.format(AT_1402, "forwarder.example") + GOOGLE,
        SEAL.format("soon", "google.com") + GOOGLE,
        SEAL.format("9" * 40, "google.com") + GOOGLE,
        EXPIRATION.format("14:02:08") + OTHER,
        "X-MS-Exchange-Organization-ExpirationStartTime: yesterday\n" + EDGE,
    ],
)
def test_without_a_line_of_the_same_system_nothing_is_said(trace: Make, header: str) -> None:
    assert stamps(trace(header)) == []


HUB = (
    "Received: from AM5EUR01FT001.eop-EUR01.prod.protection.outlook.com (2603:10a6::c4)"
    " by AM0PR01MB0001.eurprd01.prod.outlook.com (2603:10a6:20b:49e::18) with Microsoft SMTP Server"
    " id 15.20.7386.26 via Frontend Transport; Thu, 14 May 2026 14:30:00 +0000\n"
)


def test_the_start_time_belongs_to_the_handover(trace: Make) -> None:
    (item,) = stamps(trace(EXPIRATION.format("14:30:01") + HUB + EDGE))
    assert (item.hop, item.agrees) == (1, False)


def test_the_arrival_belongs_to_the_nearest_line_of_the_system(trace: Make) -> None:
    (item,) = stamps(trace(HUB + EDGE + ORIGINAL.format("14:30:01")))
    assert (item.hop, item.agrees) == (2, True)


@given(st.text(max_size=200))
def test_any_text_is_a_stamp_or_none(words: str) -> None:
    from provenance.trace import trace_message

    line = words.replace("\r", " ").replace("\n", " ").encode("utf-8", "ignore").decode()
    for name in ("ARC-Seal", "X-MS-Exchange-CrossTenant-OriginalArrivalTime"):
        found = stamps(trace_message(read(f"{name}: {line}\n{GOOGLE}{EDGE}")))
        assert all(not isinstance(item.time, State) for item in found)
