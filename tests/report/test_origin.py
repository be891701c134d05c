"""The table of the hand-in: protocols in words, and where a missing answer stands instead."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from provenance.basics import Address, Param, State, text
from provenance.origin import Mode, OriginFact
from provenance.report.view.origin import _answer, _mode, _protocol


@pytest.mark.parametrize(
    ("word", "provider", "words"),
    [
        ("mapi", "exchange-online", "from a mailbox"),
        ("ESMTPSA", "google", "after a login"),
        ("HTTP", "google", "over the web"),
        ("HTTPS", "unknown", "over the web"),
        # The delivery into the recipient's mailbox, not a hand-in.
        ("HTTPS", "exchange-online", None),
        ("HTTPREST", "google", "through a program interface"),
        ("local", "unknown", "from a program on the server itself"),
        ("ESMTP", "unknown", None),
        (State.ABSENT, "unknown", None),
    ],
)
def test_ways_of_hand_in(word: str | State, provider: str, words: str | None) -> None:
    shown = _protocol(OriginFact(value=word), provider)
    assert (shown is None) == (words is None)
    if words is not None:
        assert words in str(shown)
        assert str(word) in str(shown)


def finding(id_: str, name: str, row: int, **params: Param) -> Any:
    words = text("reasoning.join.sent.s1", exhibit="E5", row=row, **params)
    return SimpleNamespace(id=id_, name=name, statement=words)


SENT = finding("F-1", "join.sent", 4, account=Address(spec="msc@harbourvale.example"))


@pytest.mark.parametrize(
    ("found", "label", "words"),
    [
        ((SENT,), "account", "not in this header; see E5 row 4 (F-1)"),
        # The row names no account: whoever turned to it would find none.
        ((finding("F-1", "join.sent", 4, account=State.ABSENT),), "account", "not in this header"),
        ((), "account", "not in this header"),
        ((finding("F-2", "join.address.client", 4),), "ip", "not in this header; see E5 row 4"),
        # The address of another server is no address at hand-in.
        ((finding("F-2", "join.address.peer", 4),), "ip", "not in this header"),
        ((finding("F-3", "join.client", 4),), "client", "not in this header; see E5 row 4 (F-3)"),
        ((SENT, finding("F-3", "join.client", 4)), "server", "not in this header"),
    ],
)
def test_a_missing_answer_points_to_the_row_that_has_one(
    found: tuple[Any, ...], label: str, words: str
) -> None:
    shown = str(_answer(State.ABSENT, found, label).striptags())
    assert shown.startswith(words)
    assert ("see" in shown) == ("see" in words)


def test_another_state_keeps_its_words_and_a_value_points_nowhere() -> None:
    assert (
        "present more than once; see E5 row 4"
        in _answer(State.REPEATED, (SENT,), "account").striptags()
    )
    assert "see" not in _answer("msc@harbourvale.example", (SENT,), "account")
    way = (finding("F-4", "join.mode.owner", 4),)
    assert "E5 row 4 (F-4)" in _mode(Mode.UNKNOWN, way).striptags()
    assert "E5" not in _mode(Mode.SMTP_AUTH, way)
