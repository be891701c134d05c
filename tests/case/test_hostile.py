"""The case file of the other side: whatever stands in it ends in a case or in a readable error."""

from __future__ import annotations

import pytest

from provenance.basics import CaseFileError
from provenance.case import Case
from provenance.case.reader import parse_case
from tests.patience import must_end

HOSTILE = {
    "aliases": "a: &a [x]\nb: [*a]",
    "brackets": "[" * 200_000,
    "braces": "{a: " * 200_000,
    "dashes": "- " * 200_000,
    "questions": "? " * 200_000,
    "indented": "\n".join(" " * i + "- " for i in range(1_500)),
    "anchors": "&a " * 100_000,
    "quotes": '"' * 500_000,
    "colons": ": " * 200_000,
    "values": "receivers: [" + "a," * 300_000 + "]",
    "python": 'case: !!python/object/apply:os.system ["id"]',
    "zone-path": 'case: {timezone: "../../etc/passwd"}',
    "zone-folder": "case: {timezone: America}",
    "zone-nul": 'case: {timezone: "a\\0b"}',
    "key-list": "? [a]\n: b",
    "number": "9" * 6_000 + ": a",
    "half": 'case: {timezone: "\\ud800"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_time(name: str) -> None:
    """A hundred thousand brackets took minutes while the parser was let run to their end."""
    with must_end(), pytest.raises(CaseFileError):
        parse_case(HOSTILE[name].encode())


def test_control_characters_stay_values() -> None:
    case = parse_case(b'case: {title: "\\0\\x1b[31m\\u202e"}')
    assert isinstance(case, Case)
    assert case.title == "\0\x1b[31m\u202e"
