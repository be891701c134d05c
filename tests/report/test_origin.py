"""The way of hand-in in words, where a lay reader has none for the protocol."""

from __future__ import annotations

import pytest

from provenance.basics import State
from provenance.origin import OriginFact
from provenance.report.view.origin import _protocol


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
