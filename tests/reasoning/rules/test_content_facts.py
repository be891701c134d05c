"""Facts of form and content: their names, their places, and what a changed copy shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import Authentication
from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.engine import Outcome, evaluate
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.load import load_rules
from provenance.reasoning.rules.vocabulary import LISTS, RECORDS
from provenance.trace import trace_message

PLAIN = (
    b"Received: from a.example (a.example [192.0.2.1]) by mx.friend.example with ESMTPS id 1;"
    b" Thu, 14 May 2026 14:02:10 +0000\r\n"
    b"From: Ms C <c@example.org>\r\nTo: b@friend.example\r\nSubject: Minutes\r\n"
    b"Date: Thu, 14 May 2026 14:02:09 +0000\r\nMessage-ID: <1@example.org>\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"We agreed to pay 1500 pounds to the builder before the end of the month.\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>We agreed to pay <b>1500</b> pounds to the builder before the end of the month.</p>\r\n"
    b"--b--\r\n"
)
NEW = (
    "author-field-above-server-line", "bare-cr", "byte-order-mark", "charset-not-kept",
    "encoded-lines-uneven", "folding-inside-a-word", "header-in-another-order",
    "inline-part-missing", "line-ends-mixed", "look-alike-letters", "mailbox-traces",
    "raw-bytes-in-header", "repeated-form-field", "stated-size-differs", "tellings-apart",
    "tellings-other-values", "tellings-other-words", "text-encoded-twice", "thread-places-disagree",
)  # fmt: skip


def facts(data: bytes, *, body: bool = True) -> FactBase:
    stream = MessageStream(name="file", data=data, body=body)
    message = read_message(stream, id="M1", evidence="E1")
    trace = trace_message(message, receivers=("mx.friend.example",))
    clocks = read_clocks(message, trace)
    return fact_base(message, trace, Authentication(), trace.attestations, clocks)


def matching(data: bytes) -> set[str]:
    base = facts(data)
    found = {
        rule.id.removeprefix("tamper.")
        for rule in load_rules().rules
        if evaluate(rule, base).outcome is Outcome.MATCH
    }
    return found & set(NEW)


def test_the_facts_are_those_of_the_vocabulary() -> None:
    base = facts(
        PLAIN.replace(b"Ms C", "W\u0430llet".encode())
        .replace(
            b"Content-Type: text/plain",
            b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain",
        )
        .replace(b"Subject", b"Content-Length: 1\r\nSubject")
    )
    for name in ("charsets", "folding", "form", "inline", "order", "thread"):
        assert set(base.records[name].facts) == set(RECORDS[name])
    for name in ("alternatives", "encodings", "look_alikes", "sizes"):
        assert base.lists[name], name
        assert all(set(one.facts) == set(LISTS[name]) for one in base.lists[name])


def test_a_message_as_it_came_shows_none_of_the_signs() -> None:
    assert matching(PLAIN) == set()
    assert matching(PLAIN.replace(b"\r\n", b"\n")) == set()


def first(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "signs"),
    [
        (first(b"pay 1500", b"pay 150"), {"tellings-other-values"}),
        (first(b"the builder", b"the plumber"), {"tellings-other-words"}),
        (first(b"Minutes\r\n", b"Other\n"), {"line-ends-mixed"}),
        (lambda data: b"\xef\xbb\xbf" + data, {"byte-order-mark"}),
        (lambda data: b"Subject: y\r\n" + data, {"author-field-above-server-line"}),
        (first(b"<p>", b'<img src="cid:x"><p>'), {"inline-part-missing"}),
        (first(b"Ms C", "W\u0430llet".encode()), {"look-alike-letters"}),
        (first(b"pounds", b"\xa3"), {"charset-not-kept"}),
        (first(b"Minutes", b"caf\xe9"), {"raw-bytes-in-header"}),
        (
            first(b"We agreed", "\u00c3\u00bc \u00c3\u00b6".encode("utf-8")),
            {"text-encoded-twice", "charset-not-kept"},
        ),
        (first(b"1@example.org", b"1@exam\r\n ple.org"), {"folding-inside-a-word"}),
        (first(b"pounds", b"po\runds"), {"bare-cr"}),
        (lambda data: data + b"\r\n" * 3, {"mailbox-traces"}),
        (first(b"We agreed", b">From me: we agreed"), {"mailbox-traces"}),
        (
            first(b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nMIME-Version: 2.0\r\n"),
            {"repeated-form-field"},
        ),
        (first(b"Subject", b"Content-Length: 99999\r\nSubject"), {"stated-size-differs"}),
    ],
)
def test_a_change_shows(change: Callable[[bytes], bytes], signs: set[str]) -> None:
    assert matching(change(PLAIN)) >= signs


def test_signs_name_their_bytes() -> None:
    changed = PLAIN.replace(b"Minutes\r\n", b"Other\n")
    base = facts(changed)
    (span,) = base.records["form"].spans["line_ends"]
    assert changed[span.start : span.end] == b"Subject: Other\n"
    rule = next(one for one in load_rules().rules if one.id == "tamper.line-ends-mixed")
    (match,) = evaluate(rule, base).matches
    assert match.spans == (span,)


def test_of_a_header_without_its_file_the_form_is_not_judged() -> None:
    form = facts(PLAIN, body=False).records["form"].facts
    assert set(form.values()) == {State.NOT_APPLICABLE}


@given(st.binary(max_size=400))
def test_any_bytes_give_facts(data: bytes) -> None:
    base = facts(data)
    for record in (
        *base.records.values(),
        *(one for found in base.lists.values() for one in found),
    ):
        for spans in record.spans.values():
            assert all(0 <= span.start <= span.end <= len(data) for span in spans)
