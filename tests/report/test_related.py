"""The chapter of messages around the disputed one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provenance.basics import State, Value, text
from provenance.correlation import RelatedMessage
from provenance.correlation.related_records import RelatedKind, Sameness, SamplePoint
from provenance.report.records import Report
from provenance.report.view.related import related

WORDS = {
    State.ABSENT: "not in the evidence",
    State.REPEATED: "present more than once",
    State.UNREADABLE: "could not be read",
    State.UNPARSABLE: "could not be interpreted",
    State.NOT_APPLICABLE: "not applicable",
    State.NOT_ATTEMPTED: "not attempted",
    "Outlook <b>16</b>": "Outlook &lt;b&gt;16&lt;/b&gt;",
}


@pytest.mark.parametrize("value", WORDS, ids=str)
def test_a_compared_point_prints_its_own_state(report: Report, value: Value[str]) -> None:
    """Not there, not readable and not tested are different answers."""
    point = SamplePoint(
        point="client", disputed=value, related="other", agreement=next(iter(Sameness))
    )
    one = RelatedMessage(
        message="M1", kind=next(iter(RelatedKind)), marks=(), to="", links=(),
        note=text("report.limit.1"), points=(point,),
    )  # fmt: skip
    chapter = related(replace(report, related=(one,)))
    assert chapter is not None
    shown = chapter["rows"][0]["points"][0]
    assert WORDS[value] in str(shown["disputed"])
    assert ">other<" in str(shown["related"])
