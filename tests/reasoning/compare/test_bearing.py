"""What bears on an assumption: for it, against it, apart where it rests on the same rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provenance.basics import Text, text
from provenance.reasoning.compare.assumption_tests import _RECORDS
from provenance.reasoning.compare.bearing import _TABLE, OF_ROWS, Bearing, bearing_on
from provenance.reasoning.records import Finding, FindingKind
from provenance.report.catalogue import sentences
from tests.reasoning.compare.test_carrying import finding, place

IF = "rule.explanations.presence.if."
NEED = finding("I-1", "w.need", "E8")
ELSEWHERE = (
    finding("F-1", "w.screen", "E8", name="usage.device.open-login"),
    finding("F-2", "w.gate", "E4", name="presence.stay-record"),
    finding("F-3", "w.tunnel", "E6", name="presence.tunnel"),
    finding("F-4", "w.mine", "E7", name="presence.calendar"),
)


def bears(condition: str, *found: Finding, items: frozenset[str] = frozenset()) -> Bearing:
    return bearing_on(Text(id=condition), (NEED,), found, set(items))


def test_each_finding_stands_in_one_place_and_the_result_bears_out_nothing_itself() -> None:
    assert bears(f"{IF}there", *ELSEWHERE) == Bearing(
        supports=("F-2",), against=("F-3",), against_if_used=("F-1",), either=("F-4",)
    )
    assert bears(f"{IF}away", *ELSEWHERE, items=frozenset({"F-4"})).supports == ("F-2",)
    # A tunnel says nothing of where a person was.
    assert "F-3" not in bears(f"{IF}away", *ELSEWHERE).against


def test_a_row_bears_itself_out_nowhere_and_speaks_against_all_the_same() -> None:
    assert bears(f"{IF}keyboard", *ELSEWHERE) == Bearing(same=("F-1",), either=("F-3",))
    more = replace(ELSEWHERE[0], where=(place("E8"), place("E5"), place("E6")))
    assert bears(f"{IF}keyboard", more).supports == ("F-1",)
    assert "F-1" in bears(f"{IF}away", *ELSEWHERE).against_if_used


@pytest.mark.parametrize(("says", "where"), [(".lacking", "against"), ("", "supports")])
def test_a_count_bears_by_what_it_found(says: str, where: str) -> None:
    counted = finding("F-9", f"usage.crossed.device{says}", "E9", name="usage.crossed.device")
    assert getattr(bears(f"{IF}this-machine", counted), where) == ("F-9",)


def test_every_doubt_about_an_exhibit_bears_on_its_rows() -> None:
    doubt = finding("F-5", "w.gap", "E8", name="export.number-missing", message="", person="")
    doubt = replace(doubt, kind=FindingKind.EXPORT_INTEGRITY)
    clean = replace(doubt, id="F-6", name="export.none", statement=text("w.none"))
    other = replace(doubt, id="F-7", statement=text("w.other"), where=(place("E3"),))
    example = replace(NEED, statement=text("w.address", ip="192.0.2.7"))
    made = bears(f"{IF}rows-kept", doubt, clean, other, example, items=frozenset({"I-1"}))
    # An export without a mark can have been edited with care: that speaks for nothing.
    assert made == Bearing(either=("F-6",), against=("F-5", "I-1"))


def test_a_login_bears_on_where_a_person_was_only_if_that_person_used_it() -> None:
    """The same on both sides: use from the office against a stay, use from the stay for it."""
    office = finding("F-1", "w.office", "E9", name="usage.stay.elsewhere")
    hotel = finding("F-2", "w.hotel", "E9", name="usage.stay.there-same")
    card = finding("F-3", "w.card", "E9", name="presence.record-against")
    assert bears(f"{IF}no-return", office, hotel, card) == Bearing(
        against=("F-3",), against_if_used=("F-1",), supports_if_used=("F-2",)
    )
    # On which machine it was a login is a record like any other.
    screen = finding("F-4", "w.screen", "E9", name="presence.machine")
    assert bears(f"{IF}keyboard", screen).supports == ("F-4",)


@pytest.mark.parametrize(("says", "where"), [(".near", "against"), ("", "either")])
def test_a_log_on_of_another_day_took_over_no_session(says: str, where: str) -> None:
    name = "usage.crossed.log-ons"
    others = finding("F-1", f"{name}{says}", "E9", name=name)
    assert getattr(bears(f"{IF}not-taken-over", others), where) == ("F-1",)


def test_work_in_the_session_says_nothing_of_a_timer() -> None:
    recall = finding("F-1", "w.recall", "E9", name="join.session.recall")
    assert bears(f"{IF}not-timed", recall) == Bearing(either=("F-1",))


def test_what_each_copy_says_alike_stands_once() -> None:
    def of(id_: str, message: str, exhibit: str) -> Finding:
        words = text("w.tenant", log="E5", copy=exhibit)
        made = finding(id_, "w", "E5", name="presence.tunnel-over", message=message)
        return replace(made, statement=words, where=(place("E5"), place(exhibit)))

    copies = of("F-1", "M1", "E1"), of("F-2", "M2", "E2"), of("F-3", "M1", "E9")
    needs = NEED, replace(NEED, message="M2")
    made = bearing_on(Text(id=f"{IF}no-line"), needs, copies, set())
    # Two exhibits of one message are two; the same of a second copy is no further one.
    assert made.either == ("F-1", "F-3")


def test_of_another_message_or_person_nothing_bears() -> None:
    found = tuple(replace(one, person="b") for one in ELSEWHERE)
    assert not bears(f"{IF}there", *found)
    assert not bears(f"{IF}there", *(replace(one, message="M2") for one in ELSEWHERE))
    assert not bears("reasoning.usage.assumes.devices", *ELSEWHERE)


def test_the_table_speaks_of_assumptions_that_there_are() -> None:
    known = {*sentences("rule"), *sentences("reasoning")}
    assert {*_TABLE, *OF_ROWS} <= known
    # Whatever a record would test, some finding may bear on, but what only a question can answer.
    untold = set(_RECORDS) - {*_TABLE, *OF_ROWS}
    assert {one.rpartition(".")[2] for one in untold} == {
        "key-kept", "no-common-hand", "used-once",
    }  # fmt: skip
