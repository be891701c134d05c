"""JSON exports: every object with its bytes, whatever surrounds it; damage costs one value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.records import RowProblem
from provenance.audit.source.encoding import transcode
from provenance.audit.source.json_values import values

SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
OBJECT = st.dictionaries(
    st.text(max_size=5),
    st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3), max_leaves=6),
    max_size=4,
)


def found(content: bytes) -> list[Any]:
    return [
        one.reason if isinstance(one, RowProblem) else one[1] for one in values(transcode(content))
    ]


def shapes(objects: list[dict[str, Any]]) -> list[str]:
    lines = [json.dumps(one) for one in objects]
    return [
        json.dumps(objects),
        json.dumps(objects, indent=2, ensure_ascii=False),
        "\n".join(lines),
        "".join(lines),
        '{"@odata.context": "https://x.example/a", "value": [' + ",".join(lines) + "]}",
    ]


@given(st.lists(OBJECT.filter(lambda one: "value" not in one), min_size=1, max_size=4))
def test_every_shape_gives_the_objects(objects: list[dict[str, Any]]) -> None:
    for shape in shapes(objects):
        content = shape.encode("utf-8", "surrogatepass")
        assert found(content) == objects


@given(st.lists(OBJECT, min_size=1, max_size=4), st.sampled_from(["utf-8", "utf-16"]))
def test_places_are_those_of_the_file(objects: list[dict[str, Any]], name: str) -> None:
    content = json.dumps(objects).encode(name)
    codec = "utf-16-le" if name == "utf-16" else name
    for one in values(transcode(content)):
        assert not isinstance(one, RowProblem)
        locator, value = one
        assert json.loads(content[locator.start : locator.end].decode(codec)) == value


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'[{"a":1}, 7, {"b":2}]', [{"a": 1}, "not-an-object"]),
        (b'{"a":1}\n{"b":\n', [{"a": 1}, "json-not-closed"]),
        (b'{"a":1}\n{bad}\n{"b":2}', [{"a": 1}, "json-damaged", {"b": 2}]),
        (b"[" + b'{"a":' * 200 + b"1" + b"}" * 200 + b"]", ["too-deep"]),
        (b"", []),
        (b"[]", []),
        (b"plain text\nmore", ["not-an-object", "not-an-object"]),
    ],
)
def test_damage_costs_one_value(content: bytes, expected: list[Any]) -> None:
    assert found(content) == expected


@given(st.binary(max_size=200))
def test_any_bytes_end(content: bytes) -> None:
    found(content)
