"""Requests say what they are about, and those that test the result stand first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from provenance.audit import AuditEvent
from provenance.audit.records import Device, EventKind, Locator
from provenance.authentication import RecordedResolver, read_dns_file
from provenance.basics import State, text
from provenance.case import Case, Person, Presence, read_case
from provenance.cli.maps import read_maps
from provenance.correlation import AuditSide
from provenance.correlation.records import Join, JoinTier
from provenance.evidence import CustodyLog, open_evidence, open_exports
from provenance.pipeline import Context, analyze
from provenance.reasoning import Request
from provenance.reasoning.requests.choose import attester_of
from provenance.reasoning.requests.concerns import devices_of, stays_of
from provenance.reasoning.requests.table import EXCHANGE_ONLINE, MAIL_SERVER
from provenance.reasoning.requests.testing import tests_of as records_that_test
from provenance.report import Report
from provenance.report.catalogue import render
from provenance.report.letters import letter_text, make_letters
from provenance.report.view.disclosure import disclosure

RECORDS = ("airline.csv", "doors.csv", "leave.ics", "pc07.xml")


@pytest.fixture(scope="module", name="report")
def _report(samples: Path) -> Report:
    path = samples / "case-with-records.yaml"
    case = read_case(path)
    exports = open_exports(
        [samples / "audit-log.csv", *(samples / "holder-absent" / one for one in RECORDS)]
    )
    maps, _ = read_maps(exports, case, case_path=path, given=None, custody=CustodyLog())
    return analyze(
        case,
        Context(
            intake=open_evidence(
                [samples / f"mass-mailing-{one}" for one in ("gmail.eml", "outlook.msg")]
            ),
            resolver=RecordedResolver(read_dns_file(samples / "dns.jsonl")),
            as_of=date(2026, 6, 3),
            cross_check=False,
            exports=exports,
            maps=tuple(sorted(maps.items(), key=lambda pair: pair[0])),
        ),
    )


@pytest.fixture(name="asked")
def _asked(report: Report) -> dict[str, Request]:
    return {one.record: one for one in report.reasoning.requests}


def test_what_tests_the_result_stands_first_in_the_order_of_the_assumptions(report: Report) -> None:
    requests = report.reasoning.requests
    tests = [bool(one.tests) for one in requests]
    assert tests == sorted(tests, reverse=True)
    first = [one.record for one in requests if one.tests]
    # A log-on of the person at the office speaks against the stay: its keeper is asked first.
    assert first[:3] == ["stay", "workstation", "remote-access"]
    needed = [
        dict(one.params)["words"]
        for one in report.reasoning.comparison.caps  # type: ignore[union-attr]
        if one.id == "reasoning.compare.cap.exclusion"
    ]
    tested = {words for one in requests for words in one.tests}
    assert requests[0].tests[0] == next(words for words in needed if words in tested)


def test_each_record_tests_what_it_can_show(report: Report, asked: dict[str, Request]) -> None:
    def told(record: str) -> set[str]:
        return {one.id.rpartition(".")[2] for one in asked[record].tests}

    # A keeper of journeys knows where a person was, and nothing of a keyboard.
    assert told("stay") == {"away", "no-return", "there"}
    assert {"keyboard", "not-taken-over"} <= told("workstation")
    assert told("remote-access") == {"keyboard", "not-taken-over", "there"}


def test_a_log_with_holes_in_its_numbers_is_asked_for_whole(asked: dict[str, Request]) -> None:
    words = render(asked["workstation"].wording)
    assert re.search(r"The system's own numbering in it skips [\d,]+ numbers\.", words)
    assert "with every record number" in words
    assert "PC-07" in words


def test_days_of_the_stay_are_asked_about_where_places_and_machines_are(
    asked: dict[str, Request],
) -> None:
    for name in ("workstation", "remote-access", "presence", "stay"):
        assert (asked[name].first, asked[name].last) == ("2026-05-10", "2026-05-17"), name
    assert asked["m365-trace"].first == "2026-05-13"


def test_each_keeper_learns_of_those_it_may_know(report: Report, asked: dict[str, Request]) -> None:
    stay = render(asked["stay"].wording)
    assert "It concerns “M. Carrow” only." in stay or "It concerns M. Carrow only." in stay
    assert "The day itself is 14 May 2026." in stay
    assert "Harbour" not in stay
    assert "airline" in render(asked["stay"].holder)
    for name in ("V. Harbour", "T. Reed", "M. Carrow"):
        assert name in render(asked["presence"].wording)
        assert name not in render(asked["workstation"].wording)
    # The rows of the airline are no rows of doors, and are not asked of whoever keeps those.
    assert "E3" not in asked["presence"].supplied
    letters = {one.name.partition("-")[2]: letter_text(one) for one in make_letters(report)}
    assert "Harbour" not in letters["stay-keepers"]
    assert "msc@" not in letters["stay-keepers"]
    assert "PC-07" in letters["it-department"]


def test_an_address_and_a_copy_are_named(asked: dict[str, Request]) -> None:
    words = render(asked["network-address"].wording)
    assert "192.0.2.7" in words
    assert "14:02:10 UTC" in words
    assert "P. Home" in render(asked["whole-copy"].wording)
    assert "msc@harbourvale.example" in render(asked["own-sign-ins"].wording)


def test_each_system_has_its_own_record_of_the_sending_and_of_sign_ins() -> None:
    one, other = text("reasoning.compare.none"), text("reasoning.request.limit.none")
    tests = ((one, "sending"), (other, "session"), (other, "sending"))
    online = records_that_test(tests, EXCHANGE_ONLINE)
    assert list(online) == ["m365-audit", "m365-sign-in"]
    assert online["m365-audit"] == (one, other)
    assert list(records_that_test(tests, MAIL_SERVER)) == ["mail-log", "web-mail-log"]
    assert records_that_test(((one, "unheard-of"),), EXCHANGE_ONLINE) == {}


def test_a_long_stay_is_cut_and_another_time_is_none() -> None:
    day = date(2026, 5, 14)
    long = Presence(person="a", start="2026-01-01", end="2026-12-31", place="Lisbon")
    past = Presence(person="a", start="2025-01-01", end="2025-01-31", place="Porto")
    case = Case(people=(Person(id="a", name="A. Name"),), presence=(long, past))
    (stay,) = stays_of(case, AuditSide(), (day,))
    assert (stay.first, stay.last) == (date(2026, 4, 30), date(2026, 5, 28))
    assert stay.person == "A. Name"
    assert stays_of(case, AuditSide(), ()) == ()
    assert stays_of(case, AuditSide(), (date.max,)) == ()


def test_without_records_no_device_is_named_and_without_an_attester_nobody() -> None:
    case = Case(people=(Person(id="a", devices=("PHONE-3",)),))
    assert devices_of(case, AuditSide()) == ()
    assert "hotel" in render(attester_of(" "))


def test_a_device_is_named_where_it_is_the_holders_or_tied_to_the_message() -> None:
    case = Case(
        account="a@b.example",
        people=(Person(id="a", accounts=("a@b.example",), devices=("phone-3",)),),
    )

    def event(id_: str, device: Device) -> AuditEvent:
        return AuditEvent(
            id=id_,
            source="E2",
            locator=Locator(row=1, line=1, start=0, end=9),
            kind=EventKind.SIGN_IN,
            operation="x",
            time=State.ABSENT,
            device=device,
        )

    devices = (Device(name="PC-07"), Device(id="PHONE-3"), Device(name="PC-99"))
    side = AuditSide(events=tuple(event(str(at), one) for at, one in enumerate(devices, 1)))
    assert devices_of(case, side) == ("PHONE-3",)
    tied = replace(side, joins=(Join(event="1", message="M1", tier=JoinTier.L),))
    assert devices_of(case, tied) == ("PC-07", "PHONE-3")


def test_the_chapter_on_addresses_links_what_records_show_of_the_time_after(report: Report) -> None:
    shown = disclosure(report)
    assert shown is not None
    done = str(shown["four"][-1][1])
    after = [
        one.id
        for one in report.reasoning.findings
        if one.name in {"join.session.recall", "join.item-deleted"}
    ]
    assert len(after) > 1
    assert all(f'href="#{id_}"' in done for id_ in after)
