"""Kinds of copies, times and people of Outlook items: told only where something shows them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Address, Instant, State
from provenance.evidence import MapiProperty, OutlookItem
from provenance.evidence.mapi import file_time
from provenance.origin.outlook_item import copy_kind, instant, moment, number
from provenance.origin.outlook_people import REPRESENTED, SENDER, key_fits, party, same_party

LATER, SENT = "2026-05-14T09:08:00.1234567Z", "2026-05-14T09:02:10Z"


def prop(tag: str, value: str, type_: str = "001F", raw: bytes = b"") -> MapiProperty:
    return MapiProperty(
        tag=tag, type=type_, name="", value=value, stream="s", start=0, end=8, raw=raw
    )


def item(**values: str | bytes) -> OutlookItem:
    return OutlookItem(
        properties=tuple(
            prop(tag.lstrip("t"), value)
            if isinstance(value, str)
            else prop(tag.lstrip("t"), value.hex(), "0102", value)
            for tag, value in values.items()
        )
    )


@pytest.mark.parametrize(
    ("flags", "lines", "kind", "reasons"),
    [
        ("1", 4, "received", ("route",)),
        ("33", 4, "received", ("route", "from-me")),
        (None, 4, "received", ("route", "no-flags")),
        ("8", 0, "draft", ("unsent",)),
        ("9", 2, "cannot-say", ("route", "unsent")),
        ("33", 0, "sent", ("from-me",)),
        ("4", 0, "sent", ("submitted",)),
        ("40", 0, "draft", ("unsent", "from-me")),
        ("1", 0, "cannot-say", ("nothing",)),
        (None, 0, "cannot-say", ("no-flags",)),
        ("many", 0, "cannot-say", ("no-flags",)),
    ],
)
def test_kind_of_copy(flags: str | None, lines: int, kind: str, reasons: tuple[str, ...]) -> None:
    held = OutlookItem() if flags is None else item(t0E07=flags)
    found = copy_kind(held, lines)
    assert (found.kind.value, found.reasons) == (kind, reasons)


@pytest.mark.parametrize(
    ("values", "anew"),
    [
        ({"t3007": LATER, "t3008": LATER, "t0E06": SENT}, True),
        ({"t3007": LATER, "t3008": LATER, "t0039": SENT}, True),
        ({"t3007": SENT, "t3008": LATER, "t0E06": SENT}, False),
        ({"t3007": SENT, "t3008": SENT, "t0E06": LATER}, False),
        ({"t3007": LATER, "t3008": LATER}, State.NOT_APPLICABLE),
        ({"t3007": LATER, "t0E06": SENT}, State.ABSENT),
    ],
)
def test_saved_anew(values: dict[str, str], anew: object) -> None:
    assert copy_kind(item(**values), 0).saved_anew == anew


def test_times_keep_their_hundred_nanoseconds_as_text() -> None:
    found = moment(item(t0039=LATER), "0039")
    assert isinstance(found, Instant)
    assert found.text == LATER
    assert found.utc == datetime(2026, 5, 14, 9, 8, 0, 123456, tzinfo=UTC)
    assert found.precision_seconds == 1e-7


@given(st.integers(1, 2_650_000_000_000_000_000))
def test_every_file_time_is_read_back(ticks: int) -> None:
    text = file_time(ticks)
    assert isinstance(text, str)
    found = instant(text)
    assert isinstance(found, Instant)
    assert found.text == text


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    assert isinstance(instant(text), Instant | State)
    assert isinstance(number(item(t0E07=text), "0E07"), int | State)


DN = "/O=HARBOURVALE/OU=EXCHANGE/CN=RECIPIENTS/CN=MSC"


@pytest.mark.parametrize(
    ("values", "mail", "directory", "fits"),
    [
        (
            {"t0C1E": "SMTP", "t0C1F": "a@b.example", "t0C1D": b"SMTP:A@B.EXAMPLE\0"},
            "a@b.example",
            State.ABSENT,
            True,
        ),
        (
            {"t0C1E": "SMTP", "t0C1F": "a@b.example", "t0C1D": b"SMTP:X@B.EXAMPLE"},
            "a@b.example",
            State.ABSENT,
            False,
        ),
        ({"t0C1E": "EX", "t0C1F": DN, "t0C1D": b"EX:" + DN.encode()}, State.ABSENT, DN, True),
        ({"t0C1E": "EX", "t0C1F": DN, "t5D01": "a@b.example"}, "a@b.example", DN, State.ABSENT),
        ({"t0C1F": "a@b.example"}, "a@b.example", State.ABSENT, State.ABSENT),
        (
            {"t0C1E": "UNKNOWN", "t0C1F": "Unknown", "t0C1A": "Unknown"},
            State.ABSENT,
            State.ABSENT,
            State.ABSENT,
        ),
        ({"t0C1F": "/o=x@y"}, State.ABSENT, State.ABSENT, State.ABSENT),
        ({}, State.ABSENT, State.ABSENT, State.ABSENT),
    ],
)
def test_addresses(
    values: dict[str, str | bytes], mail: object, directory: object, fits: object
) -> None:
    found = party(item(**values), SENDER)
    assert (found.mail, found.directory, key_fits(found)) == (mail, directory, fits)


def test_directory_names_are_compared_with_directory_names_only() -> None:
    one = party(item(t0C1E="EX", t0C1F=DN), SENDER)
    same = party(item(t0064="EX", t0065=DN.lower()), REPRESENTED)
    mail = party(item(t0064="SMTP", t0065="msc@harbourvale.example"), REPRESENTED)
    assert same_party(one, same) is True
    assert same_party(one, mail) is State.NOT_APPLICABLE
    assert one.shown == Address(spec=DN)
    assert str(Address(spec="", display="Ms C")) == "Ms C"
