"""Findings about Outlook items: what each property may show on which kind of copy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import MapiProperty, open_evidence
from provenance.pipeline import Context, analyze
from provenance.reasoning import Finding
from provenance.reasoning.facts_mapi import class_case
from provenance.reasoning.facts_winmail import zone_minutes
from provenance.report.catalogue import render
from provenance.trace import AttestationClass
from tests.evidence import compound_file as cfb

SENT = datetime(2026, 5, 14, 9, 2, 10, tzinfo=UTC)
RECEIVED = (
    "Received: from mail.harbourvale.example (mail.harbourvale.example [192.0.2.7])"
    " by mx.friend.example with ESMTPS id 1; Thu, 14 May 2026 09:02:12 +0000\r\n"
)
OWN = "From: msc@harbourvale.example\r\nDate: Thu, 14 May 2026 09:02:10 +0000\r\n\r\n"
INTERNET = "00020386-0000-0000-C000-000000000046"
COMMON = "00062008-0000-0000-C000-000000000046"
MESSAGING = "41F28F13-83F4-4114-A584-EEDB5A6B0BFF"


WIDE, LONG, TIME = cfb.UNICODE, cfb.LONG, cfb.TIME


def ticks(seconds: float) -> int:
    moment = SENT + timedelta(seconds=seconds)
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)


def findings(
    tmp_path: Path, *, received: bool = True, names: tuple[Any, ...] = (), **more: Any
) -> dict[str, Finding]:
    """Findings about the item, by name without ``outlook.``; ``more`` are properties ``t0037``."""
    properties: dict[tuple[int, int], Any] = {
        (0x001A, WIDE): "IPM.Note",
        (0x007D, WIDE): (RECEIVED if received else "") + OWN,
        (0x0E07, LONG): 1 if received else 33,
        (0x0039, TIME): ticks(0),
        (0x0E06, TIME): ticks(5),
        (0x3007, TIME): ticks(-60),
        (0x3008, TIME): ticks(9),
        (0x0042, WIDE): "Ms C",
        (0x0064, WIDE): "SMTP",
        (0x0065, WIDE): "msc@harbourvale.example",
        (0x0C1A, WIDE): "Ms C",
        (0x0C1E, WIDE): "SMTP",
        (0x0C1F, WIDE): "msc@harbourvale.example",
    }
    for tag, held in more.items():
        number = int(tag[1:], 16)
        for key in [key for key in properties if key[0] == number]:
            del properties[key]
        if held is not None:
            kind = WIDE if isinstance(held, str) else TIME if number in _TIMES else LONG
            properties[(number, kind)] = held
    for index, (_, _, held) in enumerate(names):
        properties[(0x8000 + index, WIDE)] = held
    item = cfb.Item(properties=properties, names=[(guid, name) for guid, name, _ in names])
    (tmp_path / "item.msg").write_bytes(cfb.outlook_file(item))
    intake = open_evidence([tmp_path / "item.msg"])
    context = Context(intake=intake, resolver=OfflineResolver(), as_of=date(2026, 6, 3))
    found = analyze(Case(), context).reasoning.findings
    return {
        one.name.removeprefix("outlook."): one for one in found if one.name.startswith("outlook.")
    }


_TIMES = frozenset({0x0039, 0x0E06, 0x3007, 0x3008, 0x1082})


@pytest.mark.parametrize(
    ("received", "sender", "cls"),
    [(True, "director@harbourvale.example", "B"), (False, "director@harbourvale.example", "E")],
)
def test_two_names_are_sending_on_behalf(
    received: bool, sender: str, cls: str, tmp_path: Path
) -> None:
    found = findings(tmp_path, received=received, t0C1F=sender, t0C1A="Director")
    one = found["sender.on-behalf"]
    assert (one.rung, one.strength, one.attested_by.value) == (3, 1, cls)
    side = "received" if received else "held"
    assert one.cautions[0].id == f"reasoning.outlook.caution.sender-{side}"


def test_one_name_shows_nothing_more(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert found["sender.same"].strength == 0
    assert "sender.on-behalf" not in found


def test_a_directory_name_is_named_as_such(tmp_path: Path) -> None:
    one = findings(tmp_path, t0C1E="EX", t0C1F="/O=HV/CN=DIRECTOR")["sender.not-comparable"]
    assert "reasoning.outlook.caution.directory" in {text.id for text in one.cautions}
    assert "/O=HV/CN=DIRECTOR" in render(one.statement)


@pytest.mark.parametrize(
    ("received", "creation", "name", "strength"),
    [
        (True, -60, "creator.received", 0),
        (False, -60, "creator.own-other", 1),
        # Saved anew: creation and modification are one moment after sending.
        (False, 600, "creator.unknown", 0),
    ],
)
def test_a_creator_is_never_the_author_of_a_received_or_saved_copy(
    received: bool, creation: int, name: str, strength: int, tmp_path: Path
) -> None:
    same: dict[str, Any] = {"t3008": ticks(creation)} if creation > 0 else {}
    found = findings(tmp_path, received=received, t3FF8="Director", t3007=ticks(creation), **same)
    assert found[name].strength == strength
    assert {one for one in found if one.startswith("creator.")} == {name}


def test_the_same_creator_on_the_own_copy(tmp_path: Path) -> None:
    assert "creator.own" in findings(tmp_path, received=False, t3FF8="ms c")


def test_flags_are_told_one_by_one(tmp_path: Path) -> None:
    one = findings(tmp_path, t0E07=0x1 | 0x20 | 0x40)["flags"]
    assert [text.id.rpartition(".")[2] for text in one.cautions] == ["read", "from-me"]


@pytest.mark.parametrize(
    ("verb", "time", "name", "text"),
    [
        (102, None, "reply", "reasoning.outlook.verb.reply"),
        (104, 60, "forward", "reasoning.outlook.verb.forward-at"),
        (0x11C, 60, "recall", "reasoning.outlook.verb.recall-at"),
        (2, None, "other", "reasoning.outlook.verb.other"),
    ],
)
def test_last_verb(verb: int, time: int | None, name: str, text: str, tmp_path: Path) -> None:
    more: dict[str, Any] = {"t1082": ticks(time)} if time is not None else {}
    found = findings(tmp_path, t1081=verb, **more)
    assert found[f"last-verb.{name}"].statement.id == text


def test_named_properties_are_found_by_name(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        names=(
            (INTERNET, "X-Originating-IP", "[192.0.2.9]"),
            (MESSAGING, "ClientInfo", "Client=OWA"),
            (COMMON, 0x8554, "16.0"),
        ),
    )
    assert {one for one in found if one.startswith("named.")} == {
        "named.originating-ip",
        "named.client-info",
        "named.program-version",
    }
    assert found["named.originating-ip"].strength == 1
    assert found["named.client-info"].strength == 0
    assert "192.0.2.9" in render(found["named.originating-ip"].statement)


def test_language_and_fraction(tmp_path: Path) -> None:
    found = findings(tmp_path, t3FF1=1031, t3FDE=65001, t0039=ticks(0) + 1)
    assert "1031 (de-DE)" in render(found["language"].statement)
    assert "submit-fine" in found
    assert "submit-whole" in findings(tmp_path)


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("IPM.Note", "note"),
        ("ipm.note", "note"),
        ("IPM.Outlook.Recall", "recall"),
        ("IPM.Recall.Report.Success", "recall-report-success"),
        ("IPM.Recall.Report.Failure", "recall-report-failure"),
        ("IPM.Recall.Report", "recall-report"),
        ("REPORT.IPM.Note.IPNRN", "read-report"),
        ("Report.IPM.Note.IPNNRN", "not-read-report"),
        ("REPORT.IPM.Note.DR", "delivery-report"),
        ("REPORT.IPM.Schedule.Meeting.Request.NDR", "non-delivery-report"),
        ("REPORT.IPM.Note.Else", "report"),
        ("IPM.Note.SMIME", "other"),
        ("IPM.Outlook.RecallX", "other"),
    ],
)
def test_message_classes(name: str, case: str) -> None:
    assert class_case(name) == case


def test_every_finding_names_bytes_of_the_item(tmp_path: Path) -> None:
    for one in findings(tmp_path, t3FF8="Director", t1081=103, t001A="IPM.Outlook.Recall").values():
        assert one.where
        assert all(place.quote_sha256 for place in one.where)
        assert one.strength <= 1
        assert one.attested_by in {AttestationClass.RECEIVER, AttestationClass.CLIENT}


@pytest.mark.parametrize(
    ("local", "utc", "minutes"),
    [
        ("2004-02-17T11:25:35", "2004-02-17T19:25:35Z", -480),
        ("2002-10-08T10:15:35", "2002-10-08T00:15:35.5310000Z", 600),
        ("2026-05-14T14:32:10", "2026-05-14T09:02:10Z", 330),
        ("2026-05-14T09:02:10", "2026-05-14T09:02:10Z", 0),
        ("2026-05-14T09:09:10", "2026-05-14T09:02:10Z", None),
        ("2026-05-16T09:02:10", "2026-05-14T09:02:10Z", None),
        ("nonsense", "2026-05-14T09:02:10Z", None),
    ],
)
def test_distance_of_the_two_times_of_winmail(local: str, utc: str, minutes: int | None) -> None:
    def held(value: str) -> MapiProperty:
        return MapiProperty(tag="x", type="", name="", value=value, stream="s", start=0, end=1)

    assert zone_minutes(held(local), held(utc)) == minutes


def test_an_item_without_headers_is_not_passed_over(tmp_path: Path) -> None:
    """The sender's own copy keeps no transport headers: its properties are all there is."""
    found = findings(tmp_path, received=False, t007D=None, t3FF8="Director", t0C1F="d@hv.example")
    assert {"kind", "creator.own-other", "sender.on-behalf"} <= set(found)
    assert {one.message for one in found.values()} == {""}
    assert found["kind"].statement.id == "reasoning.outlook.kind.sent"


def test_rules_run_on_an_item_without_headers(tmp_path: Path) -> None:
    found = findings(tmp_path, received=False, t007D=None, t0E06=ticks(-3600))
    assert "delivery-before-submit" in found
    assert "date-differs" not in found
