"""What names the program, in page and report.json: words for everything, places for each sign."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import ClientReading, read_client, read_clocks
from provenance.origin.client_table import KINDS, sign_table
from provenance.report.catalogue import sentences
from provenance.report.document.client import client_to_dict
from provenance.trace import trace_message

SCHEMA = json.loads(
    (
        Path(__file__).parents[2] / "provenance" / "report" / "schema" / "report-1.schema.json"
    ).read_text("utf-8")
)
LINES = (
    "Subject: x",
    "X-Mailer: Foxmail 7.2.17.58[cn]",
    "Message-ID: <CAF2hpXbVb5Y1pZ0d3w4u8kRzT6mQ9sLxA7yN1cE@mail.gmail.com>",
    "Thread-Index: AQHVV7ascSeGFxJr4kqyqP8/FtxCwQ==",
)


def read() -> tuple[ClientReading, dict[str, Any]]:
    data = "\r\n".join((*LINES, "", "x", "")).encode()
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message)
    reading = read_client(message, trace, read_clocks(message, trace))
    return reading, client_to_dict(reading, message, dict.fromkeys(range(4), "E"))


def test_every_sign_has_words() -> None:
    words = set(sentences("report"))
    rows = sign_table().rows
    assert {f"report.client.place.{row.place}" for row in rows} | {
        "report.client.place.named"
    } <= words
    writers = ("typed", "program", "service")
    assert {f"report.client.writer.{one}" for one in writers} <= words
    ends = ("none", "single", "one-writer", "independent", "disagreeing")
    assert {f"report.client.agreement.{one}" for one in ends} <= words


def test_members_are_those_of_the_schema() -> None:
    _, told = read()
    sign = SCHEMA["$defs"]["client_sign"]
    validator = Draft202012Validator({**SCHEMA, **sign, "$defs": SCHEMA["$defs"]})
    signs = told["signs"]
    assert isinstance(signs, list)
    assert len(signs) == 3
    for one in signs:
        validator.validate(one)
    assert set(KINDS) <= set(sign["properties"]["kind"]["enum"])
    places = {row.place for row in sign_table().rows} | {"named"}
    assert places == set(sign["properties"]["place"]["enum"])


def test_each_sign_names_its_line_its_writer_and_whether_it_fits() -> None:
    reading, told = read()
    assert (told["kind"], told["product"], told["agreement"]) == (
        "desktop",
        "Foxmail",
        "disagreeing",
    )
    named, identifier, thread = told["signs"]
    assert (named["line"], named["written_by"], named["version"], named["grade"]) == (
        2,
        "typed",
        "7.2.17.58",
        None,
    )
    assert (identifier["line"], identifier["written_by"], identifier["fits"]) == (
        3,
        "service",
        False,
    )
    assert (thread["about"], thread["fits"]) == ("service", None)
    assert thread["states"]["fits"] == "not-applicable"
    assert all(sign.group == "message" for sign in reading.signs)
    assert [sign["anchor"] for sign in told["signs"]] == [True, False, False]
