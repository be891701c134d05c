"""Signs that agree are a finding of at most one step; rung 4 names what the forms fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from provenance.origin import read_client, read_clocks
from provenance.reasoning import Finding, Reasoning
from provenance.report.catalogue import render

if TYPE_CHECKING:
    from tests.reasoning.conftest import Analyse, Conclude

ID = "Message-ID: <4A1B2C3D-9A3D-4E55-8B6A-1C2D3E4F5A6B@harbourvale.example>"
APPLE = "Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3696.100.31\\))"
LINE = (
    "Received: from smtpclient.apple (host.harbourvale.example [192.0.2.7]) "
    "by mail.harbourvale.example (Postfix) with ESMTPSA id 0123456789; "
    "Tue, 12 May 2026 10:00:00 +0000 (UTC)"
)

Reasoned = Callable[..., Reasoning]


@pytest.fixture
def reasoned(analyse: Analyse, conclude: Conclude) -> Reasoned:
    def run(*lines: str) -> Reasoning:
        analysed, exhibit = analyse("\r\n".join((*lines, "", "x", "")).encode())
        clocks = read_clocks(analysed.message, analysed.trace)
        client = read_client(analysed.message, analysed.trace, clocks)
        return conclude((replace(analysed, clocks=clocks, client=client), exhibit))

    return run


def signs(reasoning: Reasoning) -> list[Finding]:
    return [one for one in reasoning.findings if one.name == "client.signs"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((ID, APPLE), "The sending side wrote all of them"),
        ((LINE, ID, APPLE), "the oldest line of the journey among them"),
        # One sign is the claim that is told already, and signs that disagree are a rule's matter.
        ((APPLE,), None),
        (("X-Mailer: Microsoft Outlook 16.0", APPLE), None),
        (("Subject: nothing",), None),
    ],
)
def test_signs_that_agree(reasoned: Reasoned, lines: tuple[str, ...], words: str | None) -> None:
    found = signs(reasoned(*lines))
    assert len(found) == (words is not None)
    for one in found:
        assert words is not None
        assert words in render(one.statement)
        assert "Apple Mail" in render(one.statement)
        assert one.strength <= 1
        assert len(one.where) == len(lines)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((ID, APPLE), "its forms fit Apple Mail on a Mac"),
        (("X-Mailer: Apple Mail (2.3774)", APPLE), "anybody can type that"),
        (("Subject: nothing",), "No line names the program"),
    ],
)
def test_the_program_on_rung_four(reasoned: Reasoned, lines: tuple[str, ...], words: str) -> None:
    answer = reasoned(*lines).ladder[3]
    assert words in render(answer.answer)
