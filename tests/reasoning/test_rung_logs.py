"""Rung 4 asks for program, device and network: what the joined record names is in the answer."""

from __future__ import annotations

import pytest

from provenance.basics import Text, Where, text
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rung_logs import MAX_NAMED, _program
from provenance.report.catalogue import render
from provenance.trace import AttestationClass


def finding(name: str, statement: Text, row: int) -> Finding:
    where = Where(
        evidence="E5", stream="file", locator=f"row {row}", line_first=row, line_last=row,
        start=row, end=row + 1, quote_sha256=f"{row:064x}",
    )  # fmt: skip
    return Finding(
        id=f"F-{row}", name=name, kind=FindingKind.JOIN, rung=4, statement=statement,
        attested_by=AttestationClass.LOG, where=(where,), strength=1, group="g",
    )  # fmt: skip


def client(row: int, name: str = "OWA") -> Finding:
    return finding("join.client", text("reasoning.join.client", client=name, row=row), row)


SENT = finding("join.sent", text("reasoning.join.sent.s1", row=4), 4)
DEVICE = finding("tempting.device", text("reasoning.tempting.device", device="PHONE-3"), 9)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((SENT,), []),
        ((SENT, client(4)), ["It names as program: OWA."]),
        ((SENT, client(5)), []),
        ((client(4),), []),
        (
            (SENT, DEVICE),
            ["Its session names the device PHONE-3. Whose device that is, a name does not show."],
        ),
    ],
)
def test_only_a_record_of_this_message_names_its_program(
    found: tuple[Finding, ...], words: list[str]
) -> None:
    assert [render(one) for one in _program(found)] == words


def test_an_answer_stays_short() -> None:
    many = tuple(client(4, f"program {n}") for n in range(9))
    assert len(_program((SENT, *many))) == MAX_NAMED
