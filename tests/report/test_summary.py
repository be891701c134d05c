"""The terminal summary: short, whole, and without a control character."""

from __future__ import annotations

from dataclasses import replace

from provenance.basics import text
from provenance.evidence import Unreadable
from provenance.report import Report, summary
from provenance.report.summary import MOST_LINES


def test_it_says_what_was_read_each_rung_and_where_the_report_is(report: Report) -> None:
    shown = summary(report, report_path="reports/x/report.html")
    lines = shown.splitlines()
    assert len(lines) <= MOST_LINES
    assert shown.endswith("\n")
    assert [line for line in lines if line.lstrip().startswith(("1.", "2.", "3.", "4.", "5."))]
    for rung in range(1, 6):
        assert sum(line.startswith(f"  {rung}. ") for line in lines) == 1
    assert "[Not determinable]" in shown
    assert "Comparison: Not attempted." in shown
    assert "Ask by 2026-11-10." in shown
    assert lines[-1] == "Report: reports/x/report.html"


def test_many_exhibits_and_requests_still_fit(report: Report) -> None:
    reasoning = replace(report.reasoning, requests=report.reasoning.requests * 20)
    many = replace(report, exhibits=report.exhibits * 300, reasoning=reasoning)
    shown = summary(many, report_path="r")
    assert len(shown.splitlines()) <= MOST_LINES
    assert "and 297 more" in shown
    assert shown.splitlines()[-1] == "Report: r"


def test_a_day_that_has_passed_is_said(report: Report) -> None:
    late = replace(report, as_of="2027-01-01")
    assert "has passed" in summary(late, report_path="r")


def test_what_could_not_be_read_is_named(report: Report) -> None:
    unread = Unreadable(
        name="print\x1b[2J.pdf",
        reason=text("evidence.refused.pdf"),
        remedy=text("evidence.remedy.pdf"),
    )
    many = replace(report, exhibits=report.exhibits * 9, unreadable=(unread,) * 30)
    shown = summary(many, report_path="r")
    assert "Not read: print" in shown
    assert "Not read: 29 more" in shown
    assert "\x1b" not in shown
    assert len(shown.splitlines()) <= MOST_LINES


def test_names_asked_of_name_servers_are_printed(report: Report) -> None:
    asked = (("_dmarc.harbourvale.example", "TXT"), ("harbourvale.example", "TXT"))
    assert "_dmarc.harbourvale.example harbourvale.example" in summary(
        report, report_path="r", asked=asked
    )
    silent = replace(report, dns=())
    assert "no name server answered" in summary(silent, report_path="r", asked=asked)
    assert "DNS:" not in summary(silent, report_path="r")
