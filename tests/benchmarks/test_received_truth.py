"""Evening-out, hashing and counting of the Received truth set, and the form of its labels."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# The benchmark scripts are no installed package: the repository is put on the path above.
from tests.benchmarks.received_readers import (
    Reader,
    Reading,
    bare,
    read_ours,
    stamp,
    uncovered,
)
from tests.benchmarks.received_truth import (
    KEYS,
    LAST_FORMS,
    LATER_FORMS,
    NOT_REDISTRIBUTABLE,
    PERSONAL_KEYS,
    PUBLIC_FORMS,
    TRUTH,
    UNSEEN,
    Stored,
    Truth,
    evened,
    hidden,
    read_truth,
    same,
    stored,
)
from tests.benchmarks.score_received import markdown, percent, score, texts_of

SETS = [
    (TRUTH, 270),
    (UNSEEN[2], 150),
    (UNSEEN[3], 60),
    (PUBLIC_FORMS, 134),
    (LATER_FORMS, 49),
    (LAST_FORMS, 27),
]

HASH = re.compile(r"[0-9a-f]{64}")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("helo", "Mail.Example.ORG.", "mail.example.org"),
        ("helo", "[192.0.2.1]", "192.0.2.1"),
        ("helo", "[IPv6:2001:DB8:0:0::1]", "2001:db8::1"),
        ("helo", "?127.0.0.1?", "?127.0.0.1?"),
        ("helo", "[sdg]", "sdg"),
        ("helo", "[]", ""),
        ("helo", "!host", "!host"),
        ("by", ".", "."),
        ("by", ": HOSTING  RELAY :", ": hosting relay :"),
        ("ip", "::ffff:192.0.2.1", "192.0.2.1"),
        ("ip", "IPv6:::FFFF:192.0.2.1", "192.0.2.1"),
        ("ip", "2001:0db8:0000::0001", "2001:db8::1"),
        ("ip", "192.0.2.10.107", "192.0.2.10.107"),
        ("id", "<ABC.>", "abc."),
        ("id", "[[x]]", "[x]"),
        ("for", "<A@Example.ORG>", "a@example.org"),
        ("envelope_from", "<>", ""),
        ("with", "Microsoft\t SMTP  Server", "microsoft smtp server"),
        ("tls_version", "TLSv1.2", "tls12"),
        ("tls_version", "TLS1_2", "tls12"),
        ("tls_version", "TLS1.2", "tls12"),
        ("tls_version", "TLSv1/SSLv3", "tls1ssl3"),
        ("tls_version", "TLSv1", "tls1"),
        ("cipher", "ECDHE-RSA-AES128-SHA", "ecdhe-rsa-aes128-sha"),
        ("port", 25, "25"),
        ("offset_minutes", -480, "-480"),
        ("time_utc", "2024-06-25T02:51:59Z", "2024-06-25t02:51:59z"),
    ],
)
def test_evening_out(key: str, value: str | int, expected: str) -> None:
    assert evened(key, value) == expected


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("tls_version", "TLSv1.2", "TLSv1.3"),
        ("tls_version", "TLSv1", "TLSv1.1"),
        ("ip", "192.0.2.1", "192.0.2.10"),
        ("id", "abc.", "abc"),
        ("helo", "(a)", "a"),
        ("cipher", "AES128-SHA", "AES128SHA"),
        ("time_utc", "2024-06-25T02:51:59Z", "2024-06-25T02:51:58Z"),
    ],
)
def test_different_answers_stay_different(key: str, one: str, other: str) -> None:
    assert evened(key, one) != evened(key, other)
    assert hidden(key, one) != hidden(key, other)


@given(st.ip_addresses(v=6))
def test_every_notation_of_an_address_is_one(address: ipaddress.IPv6Address) -> None:
    plain = evened("ip", str(address))
    assert evened("ip", f"[IPv6:{address.exploded.upper()}]") == plain
    assert evened("helo", f"[{address.compressed}]") == plain


@given(st.sampled_from(KEYS), st.text())
def test_white_space_and_case_never_count(key: str, value: str) -> None:
    assert evened(key, f" {value}\t") == evened(key, value)
    assert evened(key, value.casefold()) == evened(key, value)


@given(st.sampled_from(KEYS), st.text(), st.text())
def test_a_hash_says_the_same_as_its_value(key: str, value: str, other: str) -> None:
    assert same(key, value, hidden(key, value))
    assert same(key, other, hidden(key, value)) == same(key, other, value)
    assert not same(key, None, hidden(key, value))
    assert not same(key, value, None)


def test_what_is_kept_as_a_hash() -> None:
    assert stored("rspamd/a.eml", "by", "mx.example.org") == "mx.example.org"
    assert stored("rspamd/a.eml", "for", "a@example.org") == hidden("for", "a@example.org")
    assert stored("lore-sample/a.eml", "by", "mx.example.org") == hidden("by", "mx.example.org")
    assert stored("lore-sample/a.eml", "by", None) is None


@pytest.mark.parametrize(("path", "size"), SETS)
def test_labels_have_the_promised_form(path: Path, size: int) -> None:
    truths = read_truth(path)
    assert [truth.n for truth in truths] == list(range(1, size + 1))
    assert len({truth.sha256 for truth in truths}) == size
    for truth in truths:
        assert tuple(truth.labels) == KEYS
        assert set(truth.accept) <= set(KEYS)
        assert HASH.fullmatch(truth.sha256)
        if truth.text:
            assert hashlib.sha256(truth.text.encode()).hexdigest() == truth.sha256
            continue
        closed = truth.source.partition("/")[0] in NOT_REDISTRIBUTABLE
        for key in KEYS:
            answers = truth.answers(key)
            assert len({repr(answer) for answer in answers}) == len(answers)
            for answer in answers:
                assert _is_stored_well(answer, closed=closed or key in PERSONAL_KEYS)


@pytest.mark.parametrize("path", [PUBLIC_FORMS, LATER_FORMS], ids=lambda path: path.stem)
def test_every_public_form_is_read(path: Path) -> None:
    wrong = []
    for truth in read_truth(path):
        values = read_ours(truth.text).values
        wrong += [
            (truth.n, key, values.get(key)) for key in KEYS if not truth.right(key, values.get(key))
        ]
    assert wrong == []


def _is_stored_well(answer: Stored, *, closed: bool) -> bool:
    if isinstance(answer, dict):
        return closed and list(answer) == ["sha256"] and bool(HASH.fullmatch(answer["sha256"]))
    return answer is None or not closed


def line(labels: dict[str, Stored], accept: dict[str, list[Stored]], n: int = 1) -> Truth:
    whole: dict[str, Stored] = dict.fromkeys(KEYS)
    return Truth(n=n, source="a/b", sha256="", labels={**whole, **labels}, accept=accept)


def reader(read: Callable[[str], Reading]) -> Reader:
    return Reader(
        name="toy", version="1", gives=frozenset(KEYS), read=lambda texts: [read(t) for t in texts]
    )


def test_counting() -> None:
    truths = [
        line({"ip": hidden("ip", "192.0.2.1"), "by": "a"}, {}, 1),
        line({"ip": hidden("ip", "192.0.2.2"), "by": "a"}, {"ip": [None]}, 2),
        line({"ip": None}, {"ip": [hidden("ip", "192.0.2.3")]}, 3),
        line({"ip": hidden("ip", "192.0.2.4")}, {}, 4),
        line({}, {}, 5),
    ]
    answers: dict[str, Reading] = {
        "1": Reading(values={"ip": "[192.0.2.1]", "by": "A."}, lost=0),
        "2": Reading(values={"by": "b"}, lost=2),
        "3": Reading(values={"ip": "192.0.2.3"}, lost=0),
        "4": Reading(clause="h ([192.0.2.4])", lost=0),
        "5": Reading(values={"ip": "192.0.2.5"}, raised="ValueError", lost=1),
    }
    result = score(reader(answers.__getitem__), truths, ["1", "2", "3", "4", "5"])
    ip, by = result.tallies["ip"], result.tallies["by"]
    assert (ip.exact, ip.given, ip.given_right, ip.said, ip.said_right) == (3, 3, 2, 2, 1)
    assert (ip.wrong, ip.missed, ip.in_text) == ([5], [4], 1)
    assert (by.exact, by.given, by.given_right, by.wrong, by.missed) == (4, 2, 1, [2], [])
    assert (result.all_right, result.lost, result.raised) == (2, 3, [5])
    written = markdown([result], 5)
    assert "| toy | 1 | 2 / 5 | 1 | 1 | 3 | 1 |" in written
    assert "| ip (2) | 60.0 / 66.6 / 50.0 |" in written
    assert "| ip | 5 | 4 |" in written
    assert written == markdown([result], 5)


def test_a_share_is_cut_and_not_rounded() -> None:
    assert percent(2699, 2700) == "99.9"
    assert percent(270, 270) == "100.0"
    assert percent(0, 0) == "-"


@pytest.mark.parametrize(
    ("spans", "length", "expected"),
    [
        ([], 3, 3),
        ([(0, 3)], 3, 0),
        ([(0, 2), (1, 3)], 3, 1),
        ([(0, 3), (4, 5)], 6, 2),
        ([(0, 4)], 3, 1),
        ([], 0, 0),
    ],
)
def test_lost_characters(spans: list[tuple[int, int]], length: int, expected: int) -> None:
    assert uncovered(spans, length) == expected


def test_adapters_of_peers() -> None:
    assert bare("mx.example.org (Postfix (x) y) z") == "mx.example.org z"
    assert bare("(only)") is None
    assert bare(None) is None
    assert bare("a) b") == "a) b"
    assert stamp("Wed, 29 Apr 1998 09:14:18 -0400") == ("1998-04-29T13:14:18Z", -240)
    assert stamp("no date") == (None, None)


@pytest.mark.corpus
def test_the_labels_belong_to_the_texts(shared: Path) -> None:
    """The draw gives the labelled texts again; their plain labels stand in them as written."""
    truths = read_truth()
    texts = texts_of(shared / "corpus", truths)
    for truth, text in zip(truths, texts, strict=True):
        collapsed = " ".join(text.split())
        for key, value in truth.labels.items():
            if isinstance(value, str) and key != "time_utc":
                assert value in collapsed, (truth.n, key)
