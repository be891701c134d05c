"""Findings about recipients, sizes and repeated identifiers in logs of transport."""

from __future__ import annotations

from typing import Any

from tests.reasoning.audited import ITEM, SEND, TRACKING, found, made, tracking, ual


def test_more_recipients_than_the_copy_shows(run: Any) -> None:
    report, _ = run({"MSGTRK.LOG": (TRACKING + tracking(1900, 73_000)).encode()})
    (one,) = found(report, "log.recipients")
    assert (one["name"], one["strength"]) == ("log.recipients.more", 1)
    assert "1,900" in one["text"]
    assert "Bcc" in one["cautions"][0]
    assert found(report, "log.size") == []


def test_a_group_is_one_recipient_and_the_size_is_compared(run: Any) -> None:
    report, _ = run({"MSGTRK.LOG": (TRACKING + tracking(1, 300_000)).encode()})
    (one,) = found(report, "log.recipients")
    assert one["name"] == "log.recipients.fewer"
    (size,) = found(report, "log.size")
    assert size["name"] == "log.size.smaller"
    assert "attachments" in size["cautions"][0]


def test_one_identifier_in_several_sending_records(run: Any) -> None:
    again = made("2026-05-14T14:03:10", "Send", 9, Item={**ITEM, "Subject": "Another"})
    report, _ = run({"ual.csv": ual(SEND, again)})
    (one,) = found(report, "log.repeated-id")
    assert one["name"] == "log.repeated-id.subjects"
    assert "Retries" in one["cautions"][0]
    repeated, _ = run({"ual.csv": ual(SEND, SEND)})
    assert found(repeated, "log.repeated-id") == []


def test_two_records_of_servers_on_the_way_are_no_repetition(run: Any) -> None:
    rows = tracking(1501, 73_000, "SUBMIT", 1) + tracking(1501, 73_000, "SUBMIT", 2)
    report, _ = run({"MSGTRK.LOG": (TRACKING + rows).encode()})
    assert len(found(report, "join.sent")) == 2
    assert found(report, "log.repeated-id") == []
