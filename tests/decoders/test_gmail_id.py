"""Identifiers of Google's servers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.decoders.gmail_id import gmail_id


def test_the_machine_inside_the_identifier() -> None:
    text = "q5-20020ac87345000000b004069782c943sm2329278qtp.40.2023.07.26.10.59.04"
    found = gmail_id(text)
    assert not isinstance(found, State)
    assert dict(found.parts) == {"host": "2002:ac8:7345:0:b0:406:9782:c943", "kind": "sm"}
    assert found.time is State.ABSENT


def test_milliseconds_at_the_end_are_a_time() -> None:
    found = gmail_id("f10-20020a2e918a000000b0027746da16a6mr11176478ljg.200.1667551295270")
    assert not isinstance(found, State)
    assert isinstance(found.time, Instant)
    assert found.time.utc == datetime(2022, 11, 4, 8, 41, 35, 270_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "w15csp426636vqx", "d75a77b69052e-403470df1d0so6241921cf.0", "5b1f-zz"]
)
def test_other_identifiers_are_not_decoded(text: str) -> None:
    assert gmail_id(text) is State.NOT_APPLICABLE


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text: str) -> None:
    assert gmail_id(text) is not None
