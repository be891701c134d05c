"""The strict reader: no surprise types, nothing hidden, every problem with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reasoning.rules.strict_yaml import MAX_BYTES, read_document


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("a: no", "no"),
        ("a: yes", "yes"),
        ("a: on", "on"),
        ("a: True", "True"),
        ("a: true", True),
        ("a: false", False),
        ("a: 'true'", "true"),
        ("a: 2026-01-05", "2026-01-05"),
        ("a: 12", 12),
        ("a: '12'", "12"),
        ("a: 012", "012"),
        ("a: 1.5", "1.5"),
        ("a: 1e3", "1e3"),
        ("a: 0x10", "0x10"),
        ("a: 12:30:45", "12:30:45"),
        ("a: null", None),
        ("a: ~", None),
        ("a:", None),
        ("a: >-\n  one\n  two", "one two"),
        ("a: &x text\nb: *x", "text"),
    ],
)
def test_types_are_what_they_look_like(words: str, value: object) -> None:
    document = read_document(words.encode(), "r.yaml")
    assert document.problems == ()
    assert isinstance(document.value, dict)
    read = document.value["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, 1, "the key a is given twice"),
        (b"a:\n  b: 1\n  b: 2\n", 3, 3, "the key b is given twice"),
        ("a: x\u200by\n".encode(), 1, 5, "invisible character U+200B"),
        ("a: x\nb: \u202etxt\n".encode(), 2, 4, "invisible character U+202E"),
        ("\ufeffa: x\n".encode(), 1, 1, "invisible character U+FEFF"),
        (b"a: x\x07\n", 1, 5, "invisible character U+0007"),
        (b"a: &x [1]\nb: *x\n", 1, 4, "an alias may only stand for a text"),
        (b"a: &x [*x]\n", 1, 4, "an alias may only stand for a text"),
        (b"a: !!python/object:os.system x\n", 1, 4, ""),
        (b"a: !thing x\n", 1, 4, "the tag !thing is not allowed"),
        (b"? [1, 2]\n: x\n", 1, 3, "a key has to be a text"),
        (b"1: x\n", 1, 1, "a key has to be a text"),
        (b"a: [1\n", 2, 1, "not YAML"),
        (b"a: 1\nb: \xff\n", 2, 1, "the file is not UTF-8"),
        (b"", 1, 1, "the file is empty"),
        (b"a: " + b"x" * MAX_BYTES, 1, 1, "the file has more than"),
        (b"a: " + b"[" * 600, 1, 1, "more than 500 opening brackets"),
    ],
)
def test_what_is_refused_is_refused_with_its_place(
    data: bytes, line: int, column: int, message: str
) -> None:
    problems = read_document(data, "r.yaml").problems
    assert problems
    assert message in problems[0].message
    assert (problems[0].line, problems[0].column) == (line, column)


def test_every_value_keeps_its_place() -> None:
    document = read_document(b"a:\n  - x\n  - b: 1\n", "r.yaml")
    assert document.place(("a",)) == (1, 1)
    assert document.place(("a", 1, "b")) == (3, 5)
    assert document.place(("a", 1, "b", "unknown")) == (3, 5)


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}&*!'\" \n#>|,?", max_size=200)))
def test_any_bytes_are_read_or_refused(data: bytes | str) -> None:
    raw = data.encode() if isinstance(data, str) else data
    document = read_document(raw, "r.yaml")
    assert document.problems or document.places
