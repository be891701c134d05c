"""The short words of a finding on the summary: nothing that the finding does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from provenance.basics import Instant, Text, text
from provenance.reasoning.compare.gists import doubt_gist, gist
from provenance.report.catalogue import render
from tests.reasoning.compare.test_carrying import SLIGHT, finding, place


def test_a_long_list_of_rows_is_left_to_the_finding() -> None:
    at = Instant(text="", utc=datetime(2026, 5, 11, 8, tzinfo=UTC), offset_minutes=0,
                 precision_seconds=1)  # fmt: skip
    words = text(
        "reasoning.usage.stay.elsewhere", person="A", place="Lisbon", where="Head office",
        rows="E3 row 1", count=12, acts=9, days=3, hand=6, first=at, last=at,
    )  # fmt: skip
    words = text("reasoning.usage.stay.devices", words=words, devices=("PC-07",))
    shown = render(gist(finding("I-1", "x", name="usage.stay.elsewhere", statement=words)))
    assert "E3 row 1" not in shown
    assert "08:00" not in shown
    for part in (
        "Head office",
        "Rows: 12",
        "acts in them: 9",
        "by hand: 6",
        "11 May 2026",
        "PC-07",
    ):
        assert part in shown
    assert gist(SLIGHT) == SLIGHT.statement


def test_a_repeated_row_says_whether_it_is_the_row_of_the_sending() -> None:
    repeats = text("reasoning.integrity.repeats", row="5", first="4")
    words = text("reasoning.integrity.id-repeated", exhibit="E5", count=1, values=repeats)
    doubt = finding("F-1", "x", name="export.id-repeated", statement=words)
    sent = replace(
        finding("F-2", "x", name="join.sent"), where=(replace(place("E5"), locator="row 4"),)
    )
    other = replace(sent, where=(replace(place("E5"), locator="row 14"),))
    assert render(gist(doubt, (sent,))) == "In E5, row 5 repeats row 4, the row of the sending."
    assert render(gist(doubt, (other,))) == "In E5, row 5 repeats row 4."


def test_several_repeated_rows_keep_their_sentence() -> None:
    rows = text("reasoning.rows.list", first="row 5 repeats row 4", rest="row 7 repeats row 6")
    words = text("reasoning.integrity.id-repeated", exhibit="E5", count=2, values=rows)
    assert gist(finding("F-1", "x", name="export.id-repeated", statement=words)) == words


def test_a_log_on_has_no_fraction_of_a_second_and_is_cut_not_rounded() -> None:
    at = Instant(text="", utc=datetime(2026, 5, 14, 13, 37, 23, 982188, tzinfo=UTC),
                 offset_minutes=0, precision_seconds=1e-7)  # fmt: skip
    told = text("reasoning.rows.told.machine", what="log-on", machine="PC-07", who="HV\\msc",
                time=at, row="E8 row 24")  # fmt: skip
    words = text("reasoning.presence.machine-away", rows=told, tie="E5 row 2", person="A",
                 place="Lisbon", machine="PC-07", count=1)  # fmt: skip
    shown = render(gist(finding("I-3", "x", name="presence.machine-away", statement=words)))
    assert "13:37:23 UTC" in shown
    assert "in the Windows login HV\\msc" in shown
    plain = text(told.id, **dict(told.params) | {"who": "msc"})
    words = text(words.id, **dict(words.params) | {"rows": plain})
    shown = render(gist(finding("I-3", "x", name="presence.machine-away", statement=words)))
    assert "in the login msc" in shown


def test_a_row_that_another_log_lacks_is_told_without_the_list_of_rows() -> None:
    words = text("reasoning.usage.pairs.sign-in", exhibit="E3", other="E4", count=17, seen=15,
                 rows="E3 row 23, E3 row 12")  # fmt: skip
    assert render(doubt_gist(words)) == (
        "E4 has 15 of the 17 sign-ins in E3, and not this one. "
        "Kinds that a log does not keep look so, and so do rows left out."
    )
    assert doubt_gist(Text(id="reasoning.integrity.none")) == Text(id="reasoning.integrity.none")
