"""Requests are made once; the result puts them in order and adds what tests it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from provenance.audit import Coverage, Layout
from provenance.basics import known, text
from provenance.correlation import AuditSide, AuditSource
from provenance.reasoning import Request
from provenance.reasoning.requests import make, make_requests, order_requests
from provenance.reasoning.subject import Subject

ASSUMED, OTHER = text("reasoning.compare.none"), text("reasoning.request.limit.none")
AS_OF = date(2026, 6, 3)
SubjectOf = Callable[..., Subject]
Pairs = dict[str, Any]


@pytest.fixture(name="gmail")
def _gmail(sample_pairs: Pairs, subject_of: SubjectOf) -> Subject:
    return subject_of(sample_pairs["mass-mailing-gmail"])


@pytest.fixture(name="postfix")
def _postfix(sample_pairs: Pairs, subject_of: SubjectOf) -> Subject:
    return subject_of(sample_pairs["mass-mailing-postfix"])


def names(requests: tuple[Request, ...]) -> list[str]:
    return [one.record for one in requests]


def test_without_assumptions_they_stand_by_day_rung_and_id(gmail: Subject) -> None:
    found = order_requests(make_requests((gmail,), as_of=AS_OF))
    keys = [(known(one.ask_by) or "9999", one.decides_rung, one.record) for one in found]
    assert keys == sorted(keys)
    assert not any(one.tests for one in found)


def test_what_tests_the_result_is_added_and_stands_first(gmail: Subject) -> None:
    made = make_requests((gmail,), as_of=AS_OF)
    usual = order_requests(made)
    found = order_requests(made, ((ASSUMED, "passed-on"), (OTHER, "stay"), (OTHER, "machine")))
    assert names(found)[:3] == ["password", "stay", "workstation"]
    assert {"password", "stay"}.isdisjoint(names(usual))
    assert [one.tests for one in found[:3]] == [(ASSUMED,), (OTHER,), (OTHER,)]
    assert names(found)[3:] == [one for one in names(usual) if one != "workstation"]
    # The order is a reading of what was made: it can be asked for again, either way.
    assert order_requests(made) == usual


def test_a_record_of_one_message_is_asked_for_about_all_that_rest_on_it(
    gmail: Subject, postfix: Subject
) -> None:
    made = make_requests((gmail, postfix), as_of=AS_OF)
    both = {one.analysed.message.id for one in (gmail, postfix)}

    def about(requests: tuple[Request, ...]) -> list[str]:
        return sorted(id_ for one in requests if one.record == "key" for id_ in one.messages)

    assert about(order_requests(made, ((ASSUMED, "key"),))) == sorted(both)
    assert len(about(order_requests(made))) <= len(both)


def test_a_record_that_is_there_whole_is_asked_for_only_if_the_result_rests_on_it(
    gmail: Subject,
) -> None:
    source = AuditSource(
        evidence="E2", name="x.csv", sha256="0" * 64, size=1,
        layout=Layout(kind="windows-security-xml", wrapper="x", encoding="utf-8"),
        coverage=Coverage(
            source="E2", kind="windows-security-xml", rows=99, events=99, duplicates=0, problems=0,
            first=datetime(2026, 5, 1, tzinfo=UTC), last=datetime(2026, 5, 30, tzinfo=UTC),
        ),
    )  # fmt: skip
    made = make_requests((gmail,), as_of=AS_OF, audit=AuditSide(sources=(source,)))
    assert "workstation" not in names(order_requests(made))
    assert names(order_requests(made, ((ASSUMED, "machine"),)))[0] == "workstation"


def test_nothing_is_put_into_words_twice(gmail: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    worded: list[str] = []
    whole = make._request

    def request(one: Any, *rest: Any) -> Request:
        worded.append(one.wanted.id)
        return whole(one, *rest)

    monkeypatch.setattr(make, "_request", request)
    made = make_requests((gmail,), as_of=AS_OF)
    once = len(worded)
    order_requests(made)
    order_requests(made, ((ASSUMED, "machine"), (ASSUMED, "sending")))
    assert len(worded) == once
    order_requests(made, ((ASSUMED, "passed-on"),))
    assert worded[once:] == ["password"]
