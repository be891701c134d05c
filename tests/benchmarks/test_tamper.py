"""The changes of the tamper benchmark: each one changes what it says, and nothing else."""

from __future__ import annotations

import random
import sys
from functools import lru_cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# The benchmark scripts are no installed package: the repository is put on the path above.
from tests.benchmarks.tamper import HALVES, Sign, half, look, read, resolver
from tests.benchmarks.tampering.conditions import CONDITIONS, Difference
from tests.benchmarks.tampering.kinds import Kind, load_kinds
from tests.benchmarks.tampering.original import Original

ROOT = Path(__file__).resolve().parents[2]
DNS = resolver(ROOT)
KINDS = load_kinds()
# Synthetic, in the form of Exchange Online, of a company's Postfix and of Google's chain.
EXCHANGE = """\
Received: from SA3PR19MB7370.namprd19.prod.outlook.com (2603:10b6:806:317::15) by
 MN0PR19MB6312.namprd19.prod.outlook.com with HTTPS; Tue, 5 Mar 2024 14:02:19 +0000
Authentication-Results: spf=fail (sender IP is 198.51.100.7)
 smtp.mailfrom=harbourvale.example; dkim=none header.d=none; dmarc=none action=none
 header.from=harbourvale.example;compauth=fail reason=001
Received-SPF: Fail (protection.outlook.com: domain of harbourvale.example does not
 designate 198.51.100.7 as permitted sender) receiver=protection.outlook.com;
 client-ip=198.51.100.7; helo=mail.harbourvale.example;
Received: from mail.harbourvale.example (198.51.100.7) by
 SA3PR19MB7370.namprd19.prod.outlook.com (2603:10b6:806:317::15) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.7339.39 via Frontend Transport; Tue, 5 Mar 2024 14:02:18 +0000
Received: from pc7 (pc7.harbourvale.example [192.0.2.7])
 by relay.harbourvale.example (Postfix) with ESMTPSA id 4TpxYz1abc2def3g;
 Tue, 5 Mar 2024 14:02:12 +0000 (UTC)
Received: from pc7 ([192.0.2.7]) by pc7.harbourvale.example with ESMTP id 12345678;
 Tue, 5 Mar 2024 14:02:11 +0000
DKIM-Signature: v=1; a=rsa-sha256; d=harbourvale.example; s=s1; t=1709647331;
 h=from:to:subject:date; bh=AAAA; b=BBBB
ARC-Seal: i=2; a=rsa-sha256; d=b.example; s=s; cv=pass; b=AAAA
ARC-Message-Signature: i=2; a=rsa-sha256; d=b.example; s=s; h=from; bh=AAAA; b=AAAA
ARC-Authentication-Results: i=2; b.example; spf=fail smtp.mailfrom=harbourvale.example
ARC-Seal: i=1; a=rsa-sha256; d=a.example; s=s; cv=none; b=AAAA
ARC-Message-Signature: i=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AAAA; b=AAAA
ARC-Authentication-Results: i=1; a.example; spf=pass smtp.mailfrom=harbourvale.example
From: "Ms C" <msc@harbourvale.example>
Sender: msc@harbourvale.example
To: first@reader.example, second@reader.example
Cc: third@reader.example
Subject: Minutes of the meeting
Thread-Index: AQHabwZYAAAAAAAAAAAAAAAAAAAAAA==
Date: Tue, 5 Mar 2024 14:02:10 +0000
Message-ID: <SA3PR19MB7370AAAAAAAAAAAAAAAAAAAA01E7A@SA3PR19MB7370.namprd19.prod.outlook.com>
In-Reply-To: <0@harbourvale.example>
X-Mailer: Microsoft Outlook 16.0
X-Originating-IP: [192.0.2.7]
X-MS-Exchange-Organization-Network-Message-Id: 11111111-2222-3333-4444-08dc3d1d0b6f
X-MS-Exchange-CrossTenant-Network-Message-Id: 11111111-2222-3333-4444-08dc3d1d0b6f
X-MS-Exchange-CrossTenant-OriginalArrivalTime: 05 Mar 2024 14:02:18.1234 (UTC)
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----=_NextPart_000_0001"

------=_NextPart_000_0001
Content-Type: text/plain; charset=utf-8

We agreed to pay 1 500 pounds to the builder, before the end of the month.
------=_NextPart_000_0001
Content-Type: application/octet-stream; name="plan.bin"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="plan.bin"

QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=
------=_NextPart_000_0001--
"""
GOOGLE = """\
Delivered-To: reader@gmail.example
Received: by 2002:a05:6a10:1111:b0:4f0:aaaa:bbbb with SMTP id x11csp1111111pxb;
        Thu, 14 May 2026 07:02:13 -0700 (PDT)
Received: from mail.harbourvale.example (mail.harbourvale.example. [203.0.113.25])
        by mx.google.com with ESMTPS
        id a1-20020a056a101111b00aaaabbbbccccddddsi1234567.8.2026.05.14.07.02.12
        for <reader@gmail.example>
        (version=TLS1_2 cipher=ECDHE-RSA-AES128-GCM-SHA256 bits=128/128);
        Thu, 14 May 2026 07:02:12 -0700 (PDT)
Received: from inner.harbourvale.example (inner.harbourvale.example [192.0.2.8])
        by mail.harbourvale.example (Postfix) with ESMTPS id 4XYZ1;
        Thu, 14 May 2026 14:02:11 +0000 (UTC)
X-Received: by 2002:a05:6a10:1111:b0:4f0:aaaa:bbbb with SMTP id
 a1-20020a056a101111b00004f0aaaabbbbmr1111111a12.1.1; Thu, 14 May 2026 07:02:12 -0700 (PDT)
From: msc@harbourvale.example
To: reader@gmail.example
Subject: Minutes
Date: Thu, 14 May 2026 14:02:10 +0000
Message-ID: <1@harbourvale.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

We agreed to pay 1 500 pounds.
"""
RUN = """\
Received: from edge.reader.example (edge.reader.example [192.0.2.30])
 by store.reader.example with LMTP; Thu, 14 May 2026 14:02:14 +0000
Received: from filter.reader.example (filter.reader.example [192.0.2.31])
 by edge.reader.example with ESMTP; Thu, 14 May 2026 14:02:13 +0000
Received: from out.harbourvale.example (out.harbourvale.example [203.0.113.9])
 by filter.reader.example with ESMTPS; Thu, 14 May 2026 14:02:12 +0000
From: msc@harbourvale.example
Subject: Minutes
Date: Thu, 14 May 2026 14:02:10 +0000
Message-ID: <2@harbourvale.example>

We agreed.
"""


@lru_cache(maxsize=1)
def originals() -> tuple[Original, ...]:
    found: list[Original] = []
    for name, text in (("exchange", EXCHANGE), ("google", GOOGLE), ("run", RUN)):
        data = text.replace("\n", "\r\n").encode()
        seen = look(data, DNS)
        assert seen is not None
        lender = (found[0],) if found else ()
        found.append(Original(f"{name}.eml", data, seen[0], lender))
    item = read(ROOT / "sample_messages" / "mass-mailing-outlook.msg", DNS)
    assert item is not None
    return (*found, item[0])


def made(kind: Kind, original: Original) -> bytes | None:
    is_item = original.data[:2] == b"\xd0\xcf"
    if kind.of_items is not is_item:
        return None
    return kind.change(original, random.Random(f"{kind.id}:{original.name}"))  # noqa: S311 - test data


def names(original: Original, data: bytes) -> set[str]:
    """What differs: names of fields (in lower case), ``text``, ``start``."""
    seen = look(data, DNS)
    assert seen is not None
    diff = Difference(original, seen[0])
    fields = {original.message.fields[at].lname for at in diff.touched}
    fields |= {seen[0].message.fields[at].lname for at in diff.new}
    if diff.body_at is not None:
        fields.add("text")
    if data[: seen[0].message.fields[0].span.start] != original.prefix:
        fields.add("start")
    return fields


def test_every_kind_has_a_function_and_names_known_conditions() -> None:
    assert len(KINDS) >= 40
    assert len({kind.id for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert (kind.trace == "when") == bool(kind.when), kind.id
        assert kind.trace in {"always", "when", "none"}
        assert set(kind.when) <= set(CONDITIONS)


# The samples here have not what these need: believed notes of an address, a second form of a text.
NEEDS_MORE = {"msg.body", "results.address"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_change_changes_what_it_says_and_nothing_else(kind: Kind) -> None:
    done = 0
    for original in originals():
        data = made(kind, original)
        if data is None:
            continue
        done += 1
        assert data != original.data
        if kind.touches in {("item",), ("header",)}:
            continue
        allowed = set(kind.touches)
        if "network-message-id" in allowed:
            allowed |= {f.lname for f in original.message.fields if "network-message" in f.lname}
        if "start" in allowed:
            assert data.endswith(original.data)
            continue
        assert names(original, data) <= allowed
    assert done or kind.id in NEEDS_MORE


def test_the_same_change_is_made_again() -> None:
    for kind in KINDS:
        for original in originals():
            assert made(kind, original) == made(kind, original)


def test_conditions_are_decided_from_the_bytes() -> None:
    """A time moved against its neighbours is out of order; the same time again is not."""
    by_id = {kind.id: kind for kind in KINDS}
    run = originals()[2]
    later = by_id["received.below-earlier-10m"]
    for id_, expected in (
        ("received.boundary-earlier-1d", True),
        ("received.handover-name", False),
    ):
        data = made(by_id[id_], run)
        assert data is not None
        seen = look(data, DNS)
        assert seen is not None
        diff = Difference(run, seen[0])
        assert CONDITIONS["date-after-arrival"](diff) is expected
    assert later.trace == "when"


def test_a_difference_finds_added_and_changed_fields() -> None:
    run = originals()[2]
    data = run.inserted(3, "Reply-To: other@example.org")
    seen = look(data, DNS)
    assert seen is not None
    diff = Difference(run, seen[0])
    assert (diff.touched, dict(diff.added), diff.body_at) == ([], {"reply-to": 1}, None)


def test_halves_are_of_a_name_alone() -> None:
    drawn = [half(f"message-{number}.eml") for number in range(200)]
    assert set(drawn) == set(HALVES)
    assert 60 < drawn.count(HALVES[0]) < 140


def test_a_rule_that_speaks_is_a_sign() -> None:
    seen = look(
        EXCHANGE.replace("Tue, 5 Mar 2024 14:02:10", "Mon, 5 Mar 2024 14:02:10").encode(), DNS
    )
    assert seen is not None
    assert Sign("timestamp.weekday-differs", 2, "clock") in seen[1]
