from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.trace import parse_authentication_results, parse_received_spf
from provenance.trace.authentication_results import MOST_RESULTS

DATA = Path(__file__).parents[1] / "data/trace"
CASES: list[dict[str, Any]] = [
    case
    for name in ("authentication_results", "authentication_results_forms")
    for case in json.loads((DATA / f"{name}.json").read_text("utf-8"))
]
WORD = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
VALUE = st.from_regex(r"[A-Za-z0-9@._/+=-]{1,20}", fullmatch=True)
COMMENT = st.text(alphabet="ab c;=.", max_size=12).map(str.strip)


def or_none(value: str | State) -> str | None:
    return None if isinstance(value, State) else value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_table(case: dict[str, Any]) -> None:
    read = parse_authentication_results(case["value"], arc=case.get("arc", False))
    assert or_none(read.authserv_id) == case["authserv_id"]
    assert or_none(read.version) == case.get("version")
    assert [
        [
            result.method,
            result.result,
            or_none(result.reason),
            [[p.ptype, p.name, p.value] for p in result.properties],
            list(result.comments),
        ]
        for result in read.results
    ] == case["results"]
    assert read.explicit_none is case.get("none", False)
    assert list(read.comments) == case.get("comments", [])
    assert list(read.remainder) == case.get("remainder", [])


@given(
    WORD,
    st.lists(
        st.tuples(
            st.sampled_from(["spf", "dkim", "dmarc", "arc", "x-own"]),
            st.sampled_from(["pass", "fail", "none", "temperror", "policy"]),
            COMMENT,
            st.lists(st.tuples(WORD, WORD, VALUE), max_size=4),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_what_the_rfc_writes_is_read_back(
    server: str, results: list[tuple[str, str, str, list[tuple[str, str, str]]]]
) -> None:
    written = f"{server}.example" + "".join(
        f"; {method}={result} ({comment})"
        + "".join(f" {ptype}.{name}={value}" for ptype, name, value in properties)
        for method, result, comment, properties in results
    )
    read = parse_authentication_results(written)
    assert read.authserv_id == f"{server}.example"
    assert read.remainder == ()
    assert [
        (r.method, r.result, r.comments[0], [(p.ptype, p.name, p.value) for p in r.properties])
        for r in read.results
    ] == results


@given(WORD, WORD, st.lists(COMMENT, min_size=6, max_size=6))
def test_comments_may_stand_everywhere(ptype: str, name: str, comments: list[str]) -> None:
    """RFC 8601 §2.2 and Appendix B.7: CFWS between all parts of a result."""
    a, b, c, d, e, f = (f"({one})" for one in comments)
    written = f"mx.example; dkim {a} / 1 {b} = {c} pass {ptype} {d} . {e} {name} {f} = x"
    (result,) = parse_authentication_results(written).results
    assert (result.method, result.result) == ("dkim", "pass")
    assert [(p.ptype, p.name, p.value) for p in result.properties] == [(ptype, name, "x")]
    assert list(result.comments) == comments


@given(st.text(max_size=120) | st.text(alphabet='a=;". ()\\/1', max_size=80))
def test_nothing_raises(value: str) -> None:
    parse_authentication_results(value)
    parse_authentication_results(value, arc=True)
    parse_received_spf(value)


def test_results_are_capped() -> None:
    read = parse_authentication_results("mx.example" + "; dkim=pass" * (MOST_RESULTS + 10))
    assert len(read.results) == MOST_RESULTS


@pytest.mark.parametrize(
    "unit",
    ['"', "=", "a=", ";", "(", "a= ", 'a="', " ", "a=b;", '\\"', "a . ", "a /1", "a" * 99 + " ."],
)
def test_a_megabyte_is_read(unit: str) -> None:
    parse_authentication_results("mx.example; spf=pass " + unit * (500_000 // len(unit)))


def test_received_spf() -> None:
    read = parse_received_spf(
        "Pass (protection.outlook.com: domain of a.example designates 192.0.2.1 as permitted"
        " sender) receiver=protection.outlook.com; client-ip=192.0.2.1;"
        ' envelope-from="x y@a.example";'
        " helo=h.example; pr=C"
    )
    assert read is not None
    assert (read.method, read.result) == ("spf", "pass")
    assert {p.name: p.value for p in read.properties} == {
        "receiver": "protection.outlook.com",
        "client-ip": "192.0.2.1",
        "envelope-from": "x y@a.example",
        "helo": "h.example",
        "pr": "C",
    }
    assert len(read.comments) == 1


@pytest.mark.parametrize("value", ["", "(only) ", "=x", "192.0.2.1 pass"])
def test_received_spf_without_a_result(value: str) -> None:
    assert parse_received_spf(value) is None
