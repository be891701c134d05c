"""``provenance/profile/1``: what is written reads the same, what is broken is misuse."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import MisuseError
from provenance.origin import KnownMessage
from provenance.origin.calibration import SCHEMA, countable, learn, read_profile, write_profile
from tests.origin.mailbox import known, mail


def written(count: int = 6) -> tuple[tuple[KnownMessage, ...], bytes]:
    kept, left = countable(known(mail(n), f"{n}.eml") for n in range(count))
    return kept, write_profile(learn(kept), left, version="0")


def plain(one: KnownMessage) -> KnownMessage:
    """What a file can keep: fields of a message at hand are none of it."""
    shown = tuple(replace(each, fields=()) for each in one.observations)
    return replace(one, evidence="", in_profile=False, observations=shown)


def test_round_trip() -> None:
    kept, data = written()
    read = read_profile(data, file="p.json", evidence="E2")
    assert {one.evidence for one in read} == {"E2"}
    assert all(one.in_profile for one in read)
    by_file = sorted(map(plain, read), key=lambda one: one.file)
    assert by_file == sorted(map(plain, kept), key=lambda one: one.file)


def test_a_profile_teaches_what_its_messages_teach() -> None:
    kept, data = written()
    again = learn(countable(read_profile(data, file="p.json"))[0])
    first = learn(kept)
    assert [p.points[0].values[0].value for p in again] == [
        p.points[0].values[0].value for p in first
    ]
    assert write_profile(again, (), version="0") == data


def test_a_message_at_hand_comes_before_the_same_one_in_a_profile() -> None:
    _, data = written()
    messages = [known(mail(0), "0.eml"), *read_profile(data, file="p.json")]
    kept, left = countable(messages)
    assert len(kept) == 6
    assert [one.reason for one in left] == ["same-message"]
    assert sum(one.in_profile for one in kept) == 5


def test_what_it_says_for_readers() -> None:
    whole = json.loads(written()[1])
    assert whole["schema"] == SCHEMA
    (profile,) = whole["profiles"]
    assert (profile["address"], profile["messages"]) == ("msc@harbourvale.example", 6)
    tag = next(one for one in profile["points"] if one["point"] == "mailbox-tag")
    assert tag["values"][0]["value"] == "C4"
    assert tag["values"][0]["shown_by"]["file"] == "0.eml"


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole.update(schema="provenance/profile/2"),
        lambda whole: whole.update(messages={}),
        lambda whole: whole["messages"].append(None),
        lambda whole: whole["messages"][0].update(sha256="ab"),
        lambda whole: whole["messages"][0].update(utc="2026-02-31T00:00:00Z"),
        lambda whole: whole["messages"][0].update(address="x" * 2000),
        lambda whole: whole["messages"][0]["observations"][0].update(point="shoe-size"),
        lambda whole: whole["messages"][0]["observations"][0].update(start=-1),
        lambda whole: whole["messages"][0]["observations"][0].update(start=True),
        lambda whole: whole["messages"][0]["observations"].append(
            whole["messages"][0]["observations"][0]
        ),
        lambda whole: whole["messages"][0].pop("file"),
    ],
)
def test_a_broken_profile_is_misuse(change: Any) -> None:
    whole = json.loads(written()[1])
    change(whole)
    with pytest.raises(MisuseError):
        read_profile(json.dumps(whole).encode(), file="p.json")


@given(st.binary(max_size=300))
def test_bytes_never_raise_anything_else(data: bytes) -> None:
    with pytest.raises(MisuseError):
        read_profile(data, file="p.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.sampled_from(["file", "sha256", "identity", "address", "utc", "observations"]), _JSON)
def test_any_value_in_a_row_is_read_or_refused(name: str, value: Any) -> None:
    whole = json.loads(written(1)[1])
    whole["messages"][0][name] = value
    try:
        (one,) = read_profile(json.dumps(whole).encode(), file="p.json")
    except MisuseError:
        return
    assert isinstance(one, KnownMessage)
    learn(countable([one])[0])
