"""Rules of repeating entries; expected dates are those of RFC 5545's own examples, if any."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.values.recurrence import MAX_OCCURRENCES, occurrences, rule_parts


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


TUESDAY = local("1997-09-02T09:00")


@pytest.mark.parametrize(
    ("rule", "first", "until", "days", "whole"),
    [
        ("FREQ=DAILY;COUNT=3", TUESDAY, None, ["09-02", "09-03", "09-04"], True),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", TUESDAY, None, ["09-02", "09-12", "09-22"], True),
        ("FREQ=WEEKLY;COUNT=3", TUESDAY, None, ["09-02", "09-09", "09-16"], True),
        ("FREQ=WEEKLY;UNTIL=x;BYDAY=TU,TH", TUESDAY, local("1997-09-12T00:00"),
         ["09-02", "09-04", "09-09", "09-11"], True),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=4", TUESDAY, None,
         ["09-02", "09-04", "09-16", "09-18"], True),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", local("1997-09-05T09:00"), None,
         ["09-05", "10-03", "11-07"], True),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", local("1997-09-22T09:00"), None,
         ["09-22", "10-20", "11-17"], True),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", local("1997-09-28T09:00"), None,
         ["09-28", "10-29", "11-28"], True),
        ("FREQ=MONTHLY;COUNT=3", local("1997-01-31T09:00"), None,
         ["01-31", "03-31", "05-31"], True),
        ("FREQ=YEARLY;COUNT=2", local("1996-02-29T09:00"), None, ["02-29", "02-29"], True),
    ],
)  # fmt: skip
def test_rules(
    rule: str, first: datetime, until: datetime | None, days: list[str], *, whole: bool
) -> None:
    parts = rule_parts(rule)
    assert parts is not None
    found = occurrences(parts, first, until)
    assert found is not None
    assert ([f"{one:%m-%d}" for one in found[0]], found[1]) == (days, whole)


def test_a_series_without_an_end_is_cut_and_says_so() -> None:
    found = occurrences({"FREQ": "DAILY"}, TUESDAY, None)
    assert found is not None
    assert (len(found[0]), found[1]) == (MAX_OCCURRENCES, False)
    exact = occurrences({"FREQ": "DAILY", "COUNT": str(MAX_OCCURRENCES)}, TUESDAY, None)
    assert exact is not None
    assert (len(exact[0]), exact[1]) == (MAX_OCCURRENCES, True)
    never = occurrences({"FREQ": "MONTHLY", "BYMONTHDAY": "-31", "INTERVAL": "12"},
                        local("1997-02-01T00:00"), None)  # fmt: skip
    assert never == ((), False)


@pytest.mark.parametrize(
    "rule",
    ["", "COUNT=3", "FREQ=HOURLY;COUNT=2", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;BYDAY=MO",
     "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=1,2",
     "FREQ=YEARLY;BYMONTH=3", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;RSCALE=X"],
)  # fmt: skip
def test_rules_that_are_not_read(rule: str) -> None:
    parts = rule_parts(rule)
    assert parts is None or occurrences(parts, TUESDAY, None) is None


WORDS = st.sampled_from(
    ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "INTERVAL=99999", "INTERVAL=0",
     "INTERVAL=2", "COUNT=4", "COUNT=99999", "BYDAY=MO,SU", "BYDAY=5WE", "BYDAY=-5MO", "BYDAY=0MO",
     "BYMONTHDAY=31", "BYMONTHDAY=0", "BYMONTH=2", "WKST=SU", "WKST=X"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=4), st.datetimes())
def test_occurrences_rise_from_the_first_on(words: list[str], first: datetime) -> None:
    parts = rule_parts(";".join(words))
    found = occurrences(parts, first, None) if parts else None
    if found is not None:
        assert len(found[0]) <= MAX_OCCURRENCES
        assert all(earlier < later for earlier, later in pairwise(found[0]))
        assert all(one >= first and one.time() == first.time() for one in found[0])


@given(st.text(max_size=60), st.datetimes())
def test_any_text(rule: str, first: datetime) -> None:
    parts = rule_parts(rule)
    if parts is not None:
        occurrences(parts, first, None)
