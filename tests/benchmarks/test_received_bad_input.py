from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from provenance.trace import parse_received
from tests.benchmarks.received_bad_input import UNITS, cases, tiles

PLACES = ("", "from a ", "from a (", "from a (b [192.0.2.1]) by c (", "by b with ", "by b; ")


@pytest.mark.parametrize("seed", range(4))
def test_bad_fields_give_a_record_that_holds_each_character(seed: int) -> None:
    for _, value in cases(300, seed):
        assert tiles(value)


def test_cases_are_the_same_each_time() -> None:
    assert list(cases(60, 1)) == list(cases(60, 1))
    assert {kind for kind, _ in cases(6, 1)} >= {"truncated", "scarred", "noise", "nested"}


def steps(function: Callable[[str], Any], value: str) -> int:
    """Executed lines of our own code: a measure that does not depend on the machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "provenance" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(value)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_input_takes_twice_the_steps_at_most(place: str, unit: str) -> None:
    small = steps(parse_received, place + unit * 500)
    large = steps(parse_received, place + unit * 1_000)
    assert large <= 2.2 * small + 200
