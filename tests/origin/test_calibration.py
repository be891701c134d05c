"""What known messages show, and when a message may be called not consistent with them."""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.origin import Calibration, Consistency, PointComparison
from provenance.origin.calibration import (
    POINTS,
    POINTS_BY_ID,
    compare,
    countable,
    learn,
    observe,
    rule_of_three,
)
from provenance.origin.calibration.observe import READERS
from provenance.origin.calibration.points import same_order, same_spelling
from tests.origin.mailbox import FIRST_DAY, known, mail, seen

CONSISTENT, DIFFERS, OPEN = (
    Consistency.CONSISTENT,
    Consistency.NOT_CONSISTENT,
    Consistency.CANNOT_SAY,
)
DISPUTED = FIRST_DAY + timedelta(days=4)


def judged(raw: bytes, others: list[bytes]) -> Calibration:
    one = seen(raw)
    kept, left = countable(known(other, f"{n}.eml") for n, other in enumerate(others))
    return compare(one, learn(kept), left)


def point(found: Calibration, name: str) -> PointComparison:
    return next(one for one in found.points if one.point == name)


def mails(days: range, **options: Any) -> list[bytes]:
    return [mail(number, **options) for number in days]


def test_readers_and_points_are_the_same_table() -> None:
    assert [name for name, _ in READERS] == [one.id for one in POINTS]
    assert all(one.strength <= 2 for one in POINTS)
    assert all(one.strength == 1 for one in POINTS if one.chosen_by == "program")


def test_what_one_message_shows() -> None:
    raw = mail(1)
    shown = {one.point: one for one in observe(seen(raw))}
    assert shown["mailbox-tag"].value == "C4"
    assert shown["mailbox-server"].value == "AS8PR07MB7001"
    assert shown["message-id-form"].value == "message-id.exchange-online"
    assert shown["message-id-host"].value == "eurprd07.prod.outlook.com"
    assert shown["submission-domain"].value == "eurprd07.prod.outlook.com"
    assert shown["submission-protocol"].value == "mapi"
    assert shown["utc-offset"].value == "+01:00"
    assert shown["language"].value == "en-gb"
    assert shown["text-encoding"].value == "us-ascii 7bit"
    assert shown["header-order"].value.startswith("from to subject date message-id")
    assert "client-program" not in shown
    for one in shown.values():
        assert hashlib.sha256(raw[one.start : one.end]).hexdigest() == one.quote_sha256
        assert raw[: one.start].count(b"\n") + 1 == one.line_first


@pytest.mark.parametrize(
    ("extra", "name", "value"),
    [
        ("X-Mailer: Microsoft Outlook 16.0", "client-program", "outlook"),
        ("X-Mailer: Microsoft Outlook 16.0", "client-version", "Microsoft Outlook 16.0"),
        ("X-Mailer: Own Tool v2.1 beta", "client-program", "own tool"),
        ("X-Originating-IP: [192.0.2.77]", "submission-network", "192.0.2.0/24"),
        ("X-MS-Exchange-MessageSentRepresentingType: 2", "representing-type", "2"),
        (
            "DKIM-Signature: v=1; d=harbourvale.example; s=Sel1; h=from; b=x",
            "dkim-domain",
            "harbourvale.example",
        ),
        (
            "DKIM-Signature: v=1; d=harbourvale.example; s=Sel1; h=from; b=x",
            "dkim-selector",
            "sel1",
        ),
        ("Thread-Index: AQHVV7ascSeGFxJr4kqyqP8/FtxCwQ==", "thread-index-layout", None),
    ],
)
def test_points_of_further_fields(extra: str, name: str, value: str | None) -> None:
    shown = {one.point: one.value for one in observe(seen(mail(1, extra=extra)))}
    if value is None:
        assert shown[name].startswith("thread-index.")
    else:
        assert shown[name] == value


def test_a_list_seal_is_not_the_senders() -> None:
    extra = "DKIM-Signature: v=1; d=lists.example; s=a; h=from; b=x"
    assert "dkim-domain" not in {one.point for one in observe(seen(mail(1, extra=extra)))}


def test_ordinary_mail_is_consistent() -> None:
    found = judged(mail(400, day=DISPUTED), mails(range(10)))
    assert (found.messages, found.days) == (10, 10)
    verdicts = {one.verdict for one in found.points if isinstance(one.value, str)}
    assert verdicts == {CONSISTENT}
    tag = point(found, "mailbox-tag")
    assert (tag.like, tag.messages, tag.reason) == (10, 10, "seen")
    assert (tag.first, tag.last) == ("2026-03-02", "2026-03-11")


def test_another_tag_is_not_consistent() -> None:
    tag = point(judged(mail(400, day=DISPUTED, tag="91"), mails(range(10))), "mailbox-tag")
    assert (tag.verdict, tag.reason, tag.like, tag.messages) == (DIFFERS, "never-seen", 0, 10)
    assert tag.bound == 0.3
    assert tag.strength == 1
    assert tag.values[0].shown_by.evidence == "E9"


def test_strength_two_needs_thirty_days_and_a_server() -> None:
    raw = mail(400, day=DISPUTED, tag="91", zone="+0900")
    found = judged(raw, mails(range(40)))
    assert point(found, "mailbox-tag").strength == 2
    assert point(found, "utc-offset").verdict is DIFFERS
    assert point(found, "utc-offset").strength == 1


@pytest.mark.parametrize(
    ("raw", "others", "reason"),
    [
        (mail(400, day=DISPUTED, tag="91"), mails(range(3, 7)), "too-few"),
        # Twenty messages of two days are two occasions, not twenty.
        (
            mail(400, day=DISPUTED, tag="91"),
            [mail(n, day=DISPUTED + timedelta(days=n % 2)) for n in range(20)],
            "too-few",
        ),
        (mail(400, day=date(2026, 6, 1), tag="91"), mails(range(10)), "outside-period"),
        (mail(400, day=date(2026, 1, 1), tag="91"), mails(range(10)), "outside-period"),
        # Known mail lies on both sides, and two years away on one.
        (
            mail(400, day=date(2026, 6, 1), tag="91"),
            [*mails(range(10)), mail(11, day=date(2028, 6, 1))],
            "outside-period",
        ),
        (
            mail(400, day=DISPUTED, tag="91"),
            [*mails(range(8)), mail(8, tag="A1"), mail(9, tag="B2")],
            "changes-often",
        ),
    ],
)
def test_when_nothing_can_be_said(raw: bytes, others: list[bytes], reason: str) -> None:
    tag = point(judged(raw, others), "mailbox-tag")
    assert (tag.verdict, tag.reason, tag.strength) == (OPEN, reason, 0)


def test_a_server_of_the_pool_says_nothing() -> None:
    raw = mail(400, day=DISPUTED, server="AS8PR07MB9999")
    found = judged(raw, mails(range(10)))
    server = point(found, "mailbox-server")
    assert (server.verdict, server.reason) == (OPEN, "describes-only")
    assert point(found, "mailbox-tag").verdict is CONSISTENT


def test_points_that_only_one_side_shows() -> None:
    mailer = "X-Mailer: Own Tool"
    found = judged(mail(400, day=DISPUTED, extra=mailer), mails(range(10)))
    assert point(found, "client-program").reason == "not-in-known"
    found = judged(mail(400, day=DISPUTED), mails(range(10), extra=mailer))
    assert point(found, "client-program").reason == "not-in-message"
    assert point(found, "client-program").value is State.ABSENT


def test_another_address_is_never_compared() -> None:
    found = judged(mail(400, address="b@harbourvale.example"), mails(range(10)))
    assert (found.reason, found.points) == ("no-known-message", ())
    raw = mail(400).replace(b"<msc@harbourvale.example>", b"<msc@harbourvale.example>, b@c.example")
    assert judged(raw, mails(range(10))).reason == "no-one-author"


def test_the_case_of_an_address_does_not_matter() -> None:
    raw = mail(400, day=DISPUTED, address="MSC@Harbourvale.example")
    assert judged(raw, mails(range(10))).messages == 10


def test_what_is_under_examination_does_not_count() -> None:
    raw = mail(400, day=DISPUTED)
    other_copy = raw.replace(b"Hello", b"Hello again")
    one = known(raw)
    kept, left = countable(
        [known(raw), known(other_copy), known(mail(1))], disputed={one.identity, one.sha256}
    )
    assert len(kept) == 1
    assert [each.reason for each in left] == ["under-examination", "under-examination"]


def test_two_copies_of_one_message_count_once() -> None:
    raw = mail(1)
    copies = [known(raw), known(raw, "z.eml"), known(b"X-Copy: 2\r\n" + raw)]
    kept, left = countable(copies)
    assert len(kept) == 1
    assert [each.reason for each in left] == ["same-message", "same-message"]


def test_a_message_without_a_time_or_author_does_not_count() -> None:
    kept, left = countable(
        [known(b"From: a@b.example\r\n\r\nx\r\n"), known(b"To: a@b.example\r\n\r\n")]
    )
    assert kept == ()
    assert sorted(each.reason for each in left) == ["no-one-author", "no-time"]


@given(st.permutations(range(12)), st.lists(st.integers(0, 11), max_size=6))
def test_order_and_duplicates_of_files_are_nothing(order: list[int], twice: list[int]) -> None:
    base = [known(mail(n, tag="C4" if n % 3 else "D5"), f"{n}.eml") for n in range(12)]
    shuffled = [base[n] for n in (*order, *twice)]
    assert learn(countable(shuffled)[0]) == learn(countable(base)[0])


@given(st.binary(max_size=600))
def test_never_raises(raw: bytes) -> None:
    both = [raw, b"From: a@b.example\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n" + raw]
    for one in both:
        found = judged(one, [*both, mail(1)])
        assert all(each.verdict in Consistency for each in found.points)


@given(st.integers(0, 2**32), st.integers(6, 30))
def test_a_message_like_all_others_is_never_called_different(seed: int, count: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed of the test
    others = [mail(n, zone=chance.choice(("+0100", "+0200"))) for n in range(count)]
    day = FIRST_DAY + timedelta(days=chance.randrange(count))
    found = judged(mail(999, day=day, zone="+0200"), others)
    wrong = [one.point for one in found.points if one.verdict is DIFFERS]
    assert wrong in ([], ["utc-offset"])
    if any(b"+0200" in raw for raw in others):
        assert wrong == []


@pytest.mark.parametrize(
    ("left", "right", "fits"),
    [
        ("from to subject date", "from to cc subject date", True),
        ("from to subject date", "to from subject date", False),
        ("from to", "from to", None),
    ],
)
def test_order_of_names(left: str, right: str, fits: bool | None) -> None:
    assert same_order(left, right) is fits


@pytest.mark.parametrize(
    ("left", "right", "fits"),
    [
        ("CC Date From Message-ID", "CC Date From Message-ID To", True),
        ("CC Date From Message-ID", "CC Date From Message-Id", False),
        ("CC Date", "CC Date", None),
    ],
)
def test_spelling_of_names(left: str, right: str, fits: bool | None) -> None:
    assert same_spelling(left, right) is fits


def test_the_rule_of_three() -> None:
    assert [rule_of_three(days) for days in (0, 2, 30)] == [1.0, 1.0, 0.1]


def test_every_point_that_judges_has_causes_and_a_name() -> None:
    from provenance.report.catalogue import sentence

    for one in POINTS_BY_ID.values():
        assert sentence(f"origin-calibration.point.{one.id}")
        assert sentence(f"origin-calibration.caution.group.{one.group}")
        assert bool(sentence(f"origin-calibration.causes.{one.id}")) == one.judges
