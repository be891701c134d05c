"""Recalls, receipts, bounces, automatic replies: recognised by form, linked, never merged."""

from __future__ import annotations

from typing import Any

import pytest

from provenance.authentication import Authentication
from provenance.correlation.related import Around, find_related, receipts
from provenance.correlation.related_records import LinkBasis, RelatedKind, Sameness
from provenance.evidence import Exhibit, MapiProperty, MessageStream, attached_exhibit
from provenance.evidence.records import EvidenceItem, Kind
from provenance.message import read_message
from provenance.origin import find_origin
from provenance.trace import trace_message

DISPUTED = (
    b"Received: from mbx1.harbourvale.example (192.0.2.21) by hub1.harbourvale.example\r\n"
    b" with mapi id 15.2.1; Thu, 14 May 2026 14:02:11 +0000\r\n"
    b"From: M. Carrow <msc@harbourvale.example>\r\nTo: reader@friend.example\r\n"
    b"Subject: Summer briefing\r\nDate: Thu, 14 May 2026 14:02:10 +0000\r\n"
    b"Message-ID: <A1@mbx1.harbourvale.example>\r\n"
    b"X-Mailer: Microsoft Outlook 16.0\r\n\r\nhello\r\n"
)
REPORT = (
    b"From: reader@friend.example\r\nTo: msc@harbourvale.example\r\nSubject: %s\r\n"
    b"Message-ID: <r1@friend.example>\r\n"
    b"Content-Type: multipart/report; report-type=%s; boundary=b\r\nMIME-Version: 1.0\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n"
    b"--b\r\nContent-Type: %s\r\n\r\n%s\r\n--b--\r\n"
)


def around(data: bytes, number: int, mapi: tuple[MapiProperty, ...] = ()) -> Around:
    stream = MessageStream(name="file", data=data, body=True)
    message = read_message(stream, id=f"M{number}", evidence=f"E{number}")
    trace = trace_message(message)
    item = EvidenceItem(
        id=f"E{number}", name="x", kind=Kind.EML, sha256="", sha512="", size=len(data)
    )
    exhibit = attached_exhibit(item, data, id=f"E{number}", name="x", locator="1")
    held: dict[str, Any] = {name: getattr(exhibit, name) for name in exhibit.__slots__}
    return Around(
        message=message,
        trace=trace,
        origin=find_origin(message, trace, Authentication()),
        exhibit=Exhibit(**{**held, "mapi": mapi}),
    )


def find(data: bytes, **options: Any) -> Any:
    found = find_related([around(DISPUTED, 1), around(data, 2)], **options)
    return found[0] if found else None


def test_a_letter_of_its_own_is_left_alone() -> None:
    other = DISPUTED.replace(b"A1@", b"B2@").replace(b"Summer", b"Winter")
    assert find_related([around(DISPUTED, 1), around(other, 2)]) == ()


def test_read_receipt_is_linked_by_its_original_message_id() -> None:
    body = (
        b"Final-Recipient: rfc822;reader@friend.example\r\n"
        b"Original-Message-ID: <A1@mbx1.harbourvale.example>\r\n"
        b"Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    )
    data = REPORT % (
        b"Gelesen: Summer briefing",
        b"disposition-notification",
        b"message/disposition-notification",
        body,
    )
    one = find(data)
    assert one.kind is RelatedKind.READ_RECEIPT
    assert one.to == "M1"
    assert one.links[0].basis is LinkBasis.ORIGINAL_MESSAGE_ID
    assert one.outcome == "displayed"
    assert receipts([one]).displayed == 1


def test_bounce_is_linked_by_the_returned_header() -> None:
    body = b"From: msc@harbourvale.example\r\nMessage-ID:\r\n <A1@mbx1.harbourvale.example>\r\n"
    one = find(REPORT % (b"Undelivered", b"delivery-status", b"text/rfc822-headers", body))
    assert one.kind is RelatedKind.DELIVERY_REPORT
    assert (one.to, one.links[0].basis) == ("M1", LinkBasis.ENCLOSED)


def test_automatic_reply() -> None:
    data = (
        b"From: reader@friend.example\r\nAuto-Submitted: auto-replied\r\n"
        b"In-Reply-To: <A1@mbx1.harbourvale.example>\r\nSubject: Abwesend\r\n\r\naway\r\n"
    )
    one = find(data)
    assert one.kind is RelatedKind.AUTOMATIC_REPLY
    assert one.links[0].firm


RECALL = (
    b"Received: from mbx1.harbourvale.example (192.0.2.21) by hub1.harbourvale.example\r\n"
    b" with mapi id 15.2.1; Thu, 14 May 2026 15:02:11 +0000\r\n"
    b"From: M. Carrow <msc@harbourvale.example>\r\nSubject: %s\r\n"
    b"Message-ID: <3ri8b60j4mu4.b8hml3skiyj31@mbx1>\r\n"
    b"X-MS-Exchange-RecallReportGenerated: true\r\n\r\n%s\r\n"
)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (
            "Recall: Summer briefing",
            'M. Carrow would like to recall the message, "Summer briefing".',
        ),
        ("Rückruf: Summer briefing", ""),
        ("Rappel : Summer briefing", ""),
        ("Recuperar: Summer briefing", ""),
        ("Richiama: Summer briefing", ""),
        ("Intrekken: Summer briefing", ""),
        ("Odwołaj: Summer briefing", ""),
        ("撤回: Summer briefing", ""),
        ("取り消し: Summer briefing", ""),
    ],
)
def test_recall_by_its_field_in_any_language(subject: str, words: str) -> None:
    one = find(RECALL % (subject.encode(), words.encode()))
    assert one.kind is RelatedKind.RECALL
    assert one.marks == ("X-MS-Exchange-RecallReportGenerated",)
    assert one.to == "M1"
    assert not one.links[0].firm


def test_recall_is_a_second_sample_of_the_same_address() -> None:
    one = find(RECALL % (b"Recall: Summer briefing", b""))
    points = {point.point: point.agreement for point in one.points}
    assert points["oldest-host"] is Sameness.SAME
    assert points["identifier-host"] is Sameness.SAME
    assert points["client"] is Sameness.CANNOT_SAY


def test_words_alone_make_no_recall() -> None:
    data = b"From: a@b.example\r\nSubject: Recall: Summer briefing\r\n\r\nhello\r\n"
    assert find(data) is None


def test_recall_by_the_message_class_of_an_outlook_item() -> None:
    class_ = MapiProperty(
        tag="001A",
        type="001F",
        name="PR_MESSAGE_CLASS",
        value="IPM.Outlook.Recall",
        stream="__substg1.0_001A001F",
        start=0,
        end=10,
    )
    data = b"From: msc@harbourvale.example\r\nSubject: Recall: Summer briefing\r\n\r\n"
    found = find_related([around(DISPUTED, 1), around(data, 2, (class_,))])
    assert found[0].kind is RelatedKind.RECALL


def test_handed_in_as_related_without_a_kind() -> None:
    data = b"From: a@b.example\r\nSubject: Lunch\r\n\r\nhello\r\n"
    one = find(data, given=frozenset(("M2",)))
    assert (one.kind, one.to) == (RelatedKind.OTHER, "")


def test_reply_that_was_handed_in() -> None:
    data = (
        b"From: a@b.example\r\nReferences: <x@y> <A1@mbx1.harbourvale.example>\r\n\r\nhow dare\r\n"
    )
    assert find(data, given=frozenset(("M2",))).kind is RelatedKind.REPLY
