"""Facts of Outlook items: each property beside its header line, and what is not comparable."""

from __future__ import annotations

import base64
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import Exhibit, MessageStream, open_evidence
from provenance.message import read_message
from provenance.reasoning.rules.body_words import forms_fit, visible_text
from provenance.reasoning.rules.facts import FactRecord
from provenance.reasoning.rules.mapi_facts import item_facts
from provenance.reasoning.rules.vocabulary import RECORDS, Type
from provenance.trace import trace_message
from tests.evidence import compound_file as cfb

TESTS = Path(__file__).parents[2]
CASES = json.loads((TESTS / "data/reasoning/outlook_items.json").read_text("utf-8"))["cases"]
SENT = datetime(2026, 5, 14, 9, 2, 10, tzinfo=UTC)
WORDS = "All staff are asked to read the plan that is attached and to answer until Friday noon."


WIDE, LONG, TIME, BINARY = cfb.UNICODE, cfb.LONG, cfb.TIME, cfb.BINARY


def ticks(seconds: float) -> int:
    moment = SENT + timedelta(seconds=seconds)
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)


def conversation_index(seconds: float) -> bytes:
    """The layout of Outlook: the upper six bytes of the clock, then a GUID."""
    return struct.pack(">Q", ticks(seconds))[:6] + b"\x11" * 16


def headers(case: dict[str, Any], index: bytes) -> str:
    fields = {
        "Received": "from mail.harbourvale.example (mail.harbourvale.example [192.0.2.7])"
        " by mx.friend.example with ESMTPS id 1; Thu, 14 May 2026 09:02:12 +0000",
        "From": "Ms C <msc@harbourvale.example>",
        "To": "Ann <ann@friend.example>, bob@friend.example",
        "Subject": "Plan",
        "Date": "Thu, 14 May 2026 09:02:10 +0000",
        "Message-ID": "<a@harbourvale.example>",
        **case.get("headers", {}),
    }
    if case.get("index_in_header"):
        fields["Thread-Index"] = base64.b64encode(index).decode()
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"


def written(case: dict[str, Any]) -> bytes:
    """The .msg file of one case."""
    change = case["change"]
    index = conversation_index(change.get("index", 0))
    represented = change.get("represented", "msc@harbourvale.example")
    sender = change.get("sender", "msc@harbourvale.example")
    key = b"SMTP:MSC@HARBOURVALE.EXAMPLE\0"
    properties: dict[tuple[int, int], Any] = {
        (0x001A, WIDE): "IPM.Note",
        (0x007D, WIDE): headers(case, index),
        (0x0037, WIDE): change.get("subject", "Plan"),
        (0x1035, WIDE): change.get("message_id", "<a@harbourvale.example>"),
        (0x0042, WIDE): "Ms C",
        (0x0064, WIDE): change.get("represented_type", "SMTP"),
        (0x0065, WIDE): represented,
        (0x003B, BINARY): key,
        (0x0C1A, WIDE): "Ms C",
        (0x0C1E, WIDE): "SMTP",
        (0x0C1F, WIDE): sender,
        (0x0C1D, BINARY): b"SMTP:" + sender.upper().encode() + b"\0",
        (0x1000, WIDE): WORDS,
        (0x0071, BINARY): index,
    }
    html = change.get("html", f"<html><head><style>p {{}}</style></head><p>{WORDS}</p></html>")
    if html is not None:
        properties[(0x1013, BINARY)] = html.encode()
    flags = change.get("flags", 1)
    if flags is not None:
        properties[(0x0E07, LONG)] = flags
    for tag, name, usual in (
        (0x0039, "submit", 0),
        (0x0E06, "delivery", 15),
        (0x3007, "creation", 400),
        (0x3008, "modification", 400),
    ):
        seconds = change.get(name, usual)
        if seconds is not None:
            properties[(tag, TIME)] = ticks(seconds)
    rows = [cfb.recipient("Ann", "ann@friend.example"), cfb.recipient("Bob", "bob@friend.example")]
    rows = rows[: change.get("recipients", 2)]
    if change.get("hidden"):
        rows.append(cfb.recipient("Cid", "cid@friend.example", 3))
    attached = {(0x3707, WIDE): "plan.pdf", (0x3007, TIME): ticks(-900), (0x3705, LONG): 1}
    attached[(0x3008, TIME)] = ticks(change.get("attached", -900))
    item = cfb.Item(properties=properties, recipients=rows, attachments=[(attached, b"%PDF-")])
    data = cfb.outlook_file(item)
    assert isinstance(data, bytes)
    return data


def exhibit_of(data: bytes, folder: Path) -> Exhibit:
    (folder / "item.msg").write_bytes(data)
    return open_evidence([folder / "item.msg"]).exhibits[0]


def facts_of(exhibit: Exhibit) -> FactRecord:
    assert not isinstance(exhibit.stream, State)
    message = read_message(exhibit.stream, id="M1", evidence="E1")
    found = item_facts(exhibit, exhibit.content, message, trace_message(message))
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_facts(case: dict[str, Any], tmp_path: Path) -> None:
    found = facts_of(exhibit_of(written(case), tmp_path)).facts
    shown = {
        name: one.value if isinstance(one := found[name], State) else one for name in case["facts"]
    }
    assert shown == case["facts"]


def test_the_facts_are_those_of_the_vocabulary(tmp_path: Path) -> None:
    found = facts_of(exhibit_of(written(CASES[0]), tmp_path))
    assert set(found.facts) == set(RECORDS["outlook"])
    kinds = {Type.BOOLEAN: bool, Type.NUMBER: int, Type.TEXT: str}
    for name, value in found.facts.items():
        expected = kinds.get(RECORDS["outlook"][name])
        if not isinstance(value, State) and expected is not None:
            assert type(value) is expected, name


def test_every_fact_of_a_property_names_its_bytes(tmp_path: Path) -> None:
    exhibit = exhibit_of(written(CASES[0]), tmp_path)
    found = facts_of(exhibit)
    (place,) = found.spots["subject"]
    assert (place.stream, place.locator) == ("__substg1.0_0037001F", "PR_SUBJECT")
    assert (place.start, place.end) == (0, 8)
    compared = [name for name in found.facts if name.endswith(("fit", "fits", "changed"))]
    for name in compared:
        assert found.spots.get(name) or found.places.get(name), name


@pytest.mark.parametrize(
    ("plain", "marked", "fits"),
    [
        (WORDS, f"<p>{WORDS}</p>", True),
        (WORDS, f"<script>{WORDS}</script><p>{WORDS}</p>", True),
        (WORDS, f"<!-- a > b <p>x</p> --><p>{WORDS}</p>", True),
        (WORDS + " <https://shop.example/x?y=z>", f'<a href="x">{WORDS}</a>', True),
        (WORDS, "<p>Nothing of it</p>", False),
        (WORDS, "<p></p>", State.NOT_APPLICABLE),
        ("", f"<p>{WORDS}</p>", State.NOT_APPLICABLE),
        ("Yes, Ann", "<p>No, Bob</p>", True),
    ],
)
def test_body_forms(plain: str, marked: str, fits: object) -> None:
    assert forms_fit(plain, marked) == fits


@given(st.text(alphabet='<>!-/ab"style=&;', max_size=200))
def test_any_markup_is_read(marked: str) -> None:
    assert isinstance(visible_text(marked), str)


def test_markup_without_end_takes_linear_time() -> None:
    assert len(visible_text("<" * 300_000)) > 0
    assert len(visible_text("<!--" * 100_000)) > 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_a_file_gives_facts(data: st.DataObject, tmp_path: Path) -> None:
    """Damage changes answers, never the program's course."""
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    (tmp_path / "item.msg").write_bytes(bytes(whole))
    for exhibit in open_evidence([tmp_path / "item.msg"]).exhibits:
        stream = exhibit.stream
        if isinstance(stream, State):
            stream = MessageStream(name="none", data=b"", body=False)
        message = read_message(stream, id="M1", evidence="E1")
        found = item_facts(exhibit, exhibit.content, message, trace_message(message))
        assert found is None or set(found.facts) == set(RECORDS["outlook"])


WHOLE = written(CASES[0])
