"""The clocks in the report: words for everything, and a picture that stays readable."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant
from provenance.decoders import Clock, Grade, Place
from provenance.decoders.identifiers.registry import decoders
from provenance.origin import ClockReading, ClockTable
from provenance.origin.clock_contradictions import KINDS
from provenance.report.catalogue import sentences
from provenance.report.clock_strip import (
    DAY,
    LEFT,
    MOST,
    RIGHT,
    TIMES,
    Mark,
    Row,
    clock_strip,
    rows_of,
    strip_key,
)
from provenance.report.document.clocks import clocks_to_dict

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "decoders" / "identifiers.json").read_text("utf-8")
)
SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)


def instant(seconds: float, precision: float = 1.0) -> Instant:
    return Instant(
        text="x",
        utc=SENT + timedelta(seconds=seconds),
        offset_minutes=0,
        precision_seconds=precision,
    )


def mark(seconds: float, name: str = "Received line", **values: object) -> Mark:
    given_values = {"writer": "relay", "hidden": False, "zone_written": True, **values}
    return Mark(name=name, time=instant(seconds), **given_values)  # type: ignore[arg-type]  # test values


def rows(*marks: Mark) -> tuple[Row, ...]:
    return rows_of(marks)


def test_everything_that_a_decoder_can_say_has_words() -> None:
    words = sentences("report")
    wanted = {f"report.clocks.identity.{n}" for v in VECTORS["decode"] for n in v["parts"]}
    wanted |= {f"report.clocks.reason.{v['reason']}" for v in VECTORS["decode"] if v["reason"]}
    wanted |= {f"report.clocks.place.{place.value}" for place in Place}
    wanted |= {f"report.clocks.writer.{clock.value}" for clock in Clock}
    wanted |= {f"report.clocks.contradiction.{kind}" for kind in KINDS}
    wanted |= {f"report.grade.{one.grade.value}" for one in decoders().values()}
    wanted |= {f"report.clocks.source.{n}" for n in ("date", "received", "x-received")}
    assert wanted <= set(words)


def test_reasons_and_parts_in_the_code_have_words() -> None:
    """Read from the source as well: a vector may be missing for a rare reason."""
    folder = Path(__file__).parents[2] / "provenance" / "decoders" / "identifiers"
    source = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    reasons = set(re.findall(r'reason="([a-z0-9-]+)"', source))
    reasons |= set(re.findall(r'"([a-z0-9-]+)" if [^\n]+ else ""', source))
    assert {f"report.clocks.reason.{name}" for name in reasons} <= set(sentences("report"))
    assert Grade.NAME_ONLY not in {one.grade for one in decoders().values()}


def test_a_clock_in_json_has_the_names_of_the_contract() -> None:
    readings = (
        ClockReading(source="date", time=instant(0), written_by="author", field=3),
        ClockReading(
            source="uuid.v1", time=instant(9), field=4, place="message-id", grade="measured"
        ),
    )
    written = clocks_to_dict(ClockTable(readings=readings), {3: "A"})
    first, second = written["clocks"]
    assert {"source", "utc", "precision_seconds", "written_by", "field"} <= set(first)
    assert (first["utc"], first["attested_by"]) == ("2026-05-14T14:02:10Z", "A")
    assert (first["decoder"], first["states"]["decoder"]) == (None, "not-applicable")
    assert (second["decoder"], second["attested_by"]) == ("uuid.v1", None)
    assert written["identifiers"] == []


def places(picture: str) -> list[float]:
    """Horizontal places of all shapes, in order."""
    found = re.findall(
        r'<circle cx="([\d.]+)"|<path d="M([\d.]+) |<rect x="([\d.]+)"[^>]*s-claim', picture
    )
    return [float(a or b) if a or b else float(c) + 5.5 for a, b, c in found]


def test_minutes_and_weeks_are_readable_in_one_picture() -> None:
    apart = (-21 * 86_400, -600, 0, 1, 60)
    picture = str(
        clock_strip(rows(*(mark(s) for s in apart)), anchor=instant(0), anchor_name="Date", id_="c")
    )
    drawn = places(picture)
    assert drawn == sorted(drawn)
    assert all(b - a >= 10 for a, b in pairwise(drawn))
    assert '<title id="c-t">' in picture
    assert '<desc id="c-d">' in picture
    assert "23 April 2026, 14:02:10" in picture


def test_nothing_to_hold_to_gives_no_picture() -> None:
    assert clock_strip(rows(mark(0), mark(1)), anchor=None, anchor_name="", id_="c") == ""
    assert clock_strip(rows(mark(0)), anchor=instant(0), anchor_name="", id_="c") == ""


def test_names_of_the_evidence_cannot_break_out() -> None:
    name = '"><script>x</script>'
    picture = str(
        clock_strip(rows(mark(0, name), mark(5)), anchor=instant(0), anchor_name=name, id_="c")
    )
    assert "<script" not in picture
    assert picture.count("<svg") == picture.count("</svg>") == 1


@given(
    st.lists(
        st.floats(min_value=-4e9, max_value=4e9, allow_nan=False).map(lambda s: round(s, 3)),
        min_size=2,
        max_size=MOST + 5,
    )
)
def test_every_mark_stays_inside_the_picture(seconds: list[float]) -> None:
    fitting = [s for s in seconds if abs(s) < 6e10]
    picture = str(
        clock_strip(
            rows(*(mark(s) for s in fitting)), anchor=instant(0), anchor_name="Date", id_="c"
        )
    )
    drawn = places(picture)
    assert len(drawn) == min(len(fitting), MOST)
    assert all(LEFT - 1 <= x <= RIGHT + 1 for x in drawn)


@pytest.mark.parametrize("zone", [True, False])
def test_a_clock_without_a_zone_is_a_stretch(zone: bool) -> None:
    picture = str(
        clock_strip(
            rows(mark(0), mark(50, zone_written=zone)),
            anchor=instant(0),
            anchor_name="Date",
            id_="c",
        )
    )
    assert ('class="span"' in picture) is not zone


BOLD = "report.clocks.strip.key.bold"


def test_a_source_that_gives_days_is_named_as_such_and_not_drawn() -> None:
    whole = Mark(
        name="Message-ID",
        time=instant(-50_530, DAY),
        writer="sender-server",
        hidden=True,
        zone_written=True,
    )
    drawn = rows(whole, mark(0), mark(3))
    picture = str(clock_strip(drawn, anchor=instant(0), anchor_name="Date", id_="c"))
    assert "14 May 2026, day only" in picture
    assert 'class="span"' not in picture
    assert len(places(picture)) == 2
    assert "report.clocks.strip.key.day" in {one.id for one in strip_key(drawn, BOLD)}
    # Names that stand open are bold, hidden ones are not; alike ones need no word about it.
    assert BOLD in {one.id for one in strip_key(drawn, BOLD)}
    assert BOLD not in {one.id for one in strip_key(rows(mark(0), mark(3)), BOLD)}


def test_the_key_has_the_shapes_that_occur_and_no_other() -> None:
    said = {one.id.rpartition(".")[2] for one in strip_key(rows(mark(0), mark(3)), BOLD)}
    assert said == {"scale", "relay"}
    said = {
        one.id.rpartition(".")[2]
        for one in strip_key(rows(mark(0, writer="receiver"), mark(3, zone_written=False)), BOLD)
    }
    assert said == {"scale", "receiver", "relay", "span"}


def test_no_label_is_cut_and_none_reaches_into_the_drawing() -> None:
    name = "Identifier in a Received line: Postfix with long queue ids and more words than fit"
    picture = str(
        clock_strip(
            rows(mark(0, name), mark(518_744.518, name)),
            anchor=instant(0),
            anchor_name="Date",
            id_="c",
        )
    )
    spans = re.findall(r">([^<>]+)</(?:tspan|text)>", picture)
    assert "".join(name.split()) in "".join("".join(spans).split())
    assert "…" not in picture
    assert "20 May 2026" in picture
    starts = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*class="m-with"', picture)]
    assert max(starts) >= TIMES > RIGHT + 6
