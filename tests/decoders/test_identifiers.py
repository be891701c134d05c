"""Identifiers: computed vectors for every decoder, what is refused, windows, hostile input."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.decoders import Decoded, Grade, Place, Relation
from provenance.decoders.identifiers import registry
from provenance.decoders.identifiers.boundary import id_start
from provenance.decoders.identifiers.message_id_microsoft import day_code
from provenance.decoders.identifiers.units import EARLIEST, pacific

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "decoders" / "identifiers.json").read_text("utf-8")
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def decode(vector: dict[str, Any]) -> Decoded | None:
    text, place = vector["text"], Place(vector["place"])
    if place is Place.MESSAGE_ID:
        near = moment(vector["near"]) if "near" in vector else None
        return registry.decode_message_id(text, near=near)
    if place is Place.BOUNDARY:
        return registry.decode_boundary(text)
    if place is Place.RECEIVED_ID:
        return registry.decode_received_id(text, dialect=vector.get("dialect", ""))
    if place is Place.RECEIVED:
        return registry.decode_received(text)
    return registry.decode_field(vector["field"], text)


@pytest.mark.parametrize("vector", VECTORS["decode"], ids=lambda v: f"{v['decoder']} {v['text']}")
def test_computed_vectors(vector: dict[str, Any]) -> None:
    found = decode(vector)
    assert found is not None
    assert found.decoder == vector["decoder"]
    assert (found.time.utc if isinstance(found.time, Instant) else None) == (
        moment(vector["utc"]) if vector["utc"] else None
    )
    assert dict(found.parts) == vector["parts"]
    assert [one.utc for one in found.times] == [moment(text) for text in vector["times"]]
    assert found.reason == vector["reason"]
    if isinstance(found.time, Instant):
        written = "zone-not-written" not in found.time.remarks
        assert written is vector.get("zone", True)


@pytest.mark.parametrize("vector", VECTORS["refuse"], ids=lambda v: f"{v['place']} {v['text']}")
def test_what_is_no_identifier_of_a_known_form(vector: dict[str, Any]) -> None:
    assert decode(vector) is None


def test_every_decoder_has_a_vector() -> None:
    assert sorted(registry.decoders()) == sorted({v["decoder"] for v in VECTORS["decode"]})
    assert len(registry.decoders()) >= 60


@pytest.mark.parametrize("declared", registry.decoders().values(), ids=lambda d: d.id)
def test_every_decoder_declares_where_it_comes_from(declared: Any) -> None:
    assert declared.source.startswith("https://")
    assert declared.grade is not Grade.NAME_ONLY
    assert declared.measured or declared.grade is not Grade.MEASURED
    assert declared.places
    assert bool(declared.fields) is (Place.FIELD in declared.places)
    assert declared.draft_based is (declared.relation is Relation.DRAFT)
    assert all(name == name.lower() for name in declared.fields)


def test_the_window_ends_two_days_after_the_arrival() -> None:
    text = "----=_Part_12_345678.1778767330000"
    made = moment("2026-05-14T14:02:10")
    inside = registry.decode_boundary(text, latest=made - timedelta(days=2))
    assert inside is not None
    assert isinstance(inside.time, Instant)
    assert registry.decode_boundary(text, latest=made - timedelta(days=2, seconds=1)) is None


def test_a_form_of_one_product_outside_the_window_is_told() -> None:
    text = "000000000000b6809105a0ae7b18"
    found = registry.decode_boundary(text, latest=moment("2019-01-01"))
    assert found is not None
    assert (found.time, found.reason) == (State.UNPARSABLE, "outside-window")
    assert found.times[0].utc == moment("2020-03-12T20:49:03.864977")


def test_nothing_before_1995_is_a_time() -> None:
    assert not registry.plausible(EARLIEST - timedelta(seconds=1), None)
    assert registry.plausible(EARLIEST, None)


def test_the_day_of_exchange_online_is_one_within_sixty_days() -> None:
    """The code repeats, but never within the 121 days that are looked at (2015 to 2040)."""
    for day in range(16_436, 25_567):
        codes = [day_code(day + step) for step in range(-60, 61)]
        assert codes.count(day_code(day)) == 1


def test_what_exchange_keeps_of_an_id() -> None:
    message_id = "<AS8PR07MB70010123456789ABCDEF0123C4D2A@AS8PR07MB7001.eurprd07.prod.outlook.com>"
    assert id_start(message_id) == "AS8PR07MB70010123456789ABCDEF0123C4D2AAS8PR07MB7001eurp"


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2023-07-26T10:59:04", ["2023-07-26T17:59:04"]),
        ("2023-01-26T10:59:04", ["2023-01-26T18:59:04"]),
        ("2023-03-12T01:59:59", ["2023-03-12T09:59:59"]),
        ("2023-03-12T02:30:00", []),
        ("2023-03-12T03:00:00", ["2023-03-12T10:00:00"]),
        ("2023-11-05T01:30:00", ["2023-11-05T08:30:00", "2023-11-05T09:30:00"]),
        ("2023-11-05T02:00:00", ["2023-11-05T10:00:00"]),
        ("2005-04-01T12:00:00", ["2005-04-01T20:00:00"]),
        ("2005-10-29T12:00:00", ["2005-10-29T19:00:00"]),
        ("2005-10-31T12:00:00", ["2005-10-31T20:00:00"]),
    ],
)
def test_the_pacific_wall_clock(local: str, expected: list[str]) -> None:
    assert [one.isoformat()[:19] for one in pacific(moment(local))] == expected


READERS = (
    registry.decode_message_id,
    registry.decode_boundary,
    registry.decode_received_id,
    registry.decode_received,
)


@given(st.text(max_size=300))
def test_any_text_gives_an_answer(text: str) -> None:
    for read in READERS:
        found = read(text)
        assert found is None or found.decoder in registry.decoders()
    for name in registry.fields_read():
        registry.decode_field(name, text)


HOSTILE = (
    "A" * 200_000,
    "0" * 200_000,
    "=" * 200_000,
    "-" * 200_000 + "@x",
    "definitions=" * 20_000,
    "TI=SMTPD_---" * 20_000,
    "; t =" * 40_000,
    "(qmail 1 invoked " * 10_000,
    "from " + "A" * 100_000 + " (unknown) by ismtpd ",
    "filterdrecv-" + "a-" * 50_000,
    "1." * 100_000 + "JavaMail.x@y",
    "AQHV" + "A" * 200_000,
    "<" * 100_000 + "@" * 100_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:14])
def test_hostile_text_ends(text: str) -> None:
    """Readers look at a bounded beginning: what they keep of a long text is short."""
    for read in READERS:
        found = read(text)
        assert found is None or sum(len(value) for _, value in found.parts) < 3_000
    for name in registry.fields_read():
        found = registry.decode_field(name, text)
        assert found is None or len(found.times) <= 501


def test_a_thread_with_replies_in_the_future_is_no_clock() -> None:
    """Outlook's answer to other mail: a header of chance that looks like one of a server."""
    header = bytes.fromhex("0101d107cc3a") + bytes(range(16))
    reply = bytes.fromhex("ffffffff00")
    latest = datetime(2020, 10, 27, tzinfo=UTC)
    texts = [base64.b64encode(one).decode() for one in (header, header + reply)]
    found = [registry.decode_field("Thread-Index", text, latest=latest) for text in texts]
    assert [one.decoder for one in found if one] == ["thread-index.server", "thread-index.other"]
