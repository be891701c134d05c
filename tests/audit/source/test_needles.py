"""The sieve lets no row pass by that holds a needle, however the row is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.source.blocks import Start, blocks
from provenance.audit.source.encoding import transcode
from provenance.audit.source.needles import Needles, sieve

ID = "LO0P+123/MB=0001@LO0P123MB0001.example"
ACCOUNT = "msc.kern@harbourvale.example"


def hits(content: bytes, needles: Needles, size: int = 1 << 20) -> list[int]:
    ready = sieve(needles)
    assert ready is not None
    text = transcode(content)
    return [
        block.start.row + index
        for block in blocks(text, Start(at=0), size=size)
        for index in ready.hits(block)
    ]


def escaped(text: str, places: set[int]) -> str:
    return "".join(f"\\u{ord(c):04x}" if i in places else c for i, c in enumerate(text))


@given(st.sets(st.integers(0, len(ID) - 1)), st.integers(1, 300), st.integers(0, 3))
def test_escapes_hide_nothing(places: set[int], size: int, before: int) -> None:
    cell = '{"Item":{"InternetMessageId":"<' + escaped(ID, places) + '>"}}'
    assert json.loads(cell)["Item"]["InternetMessageId"] == f"<{ID}>"
    row = '1,"' + cell.replace('"', '""') + '"\n'
    content = ("0,other\n" * before + row + "9,other\n").encode()
    assert before + 1 in hits(content, Needles(exact=(ID,)), size)


@given(st.lists(st.booleans(), min_size=len(ACCOUNT), max_size=len(ACCOUNT)), st.integers(1, 99))
def test_case_of_an_account_does_not_matter(upper: list[bool], size: int) -> None:
    name = "".join(c.upper() if up else c for c, up in zip(ACCOUNT, upper, strict=True))
    assert name.lower() == ACCOUNT
    assert hits(f"x\n1,{name},y\nz\n".encode(), Needles(accounts=(ACCOUNT,)), size) == [2]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("msc.\u212aern@harbourvale.example", True),  # its lower case is a plain k
        ("msc.\\u212aern@harbourvale.example", True),
        ("\\u006dsc.kern@harbourvale.example", True),
        ("other@harbourvale.example", False),
        ("msc.kern@other.example", False),
        ("a server (15.20)\\r\\n", False),
        ("a fold\\r\\n inside", True),
        ("\\\\Inbox \\/ \\u003c \\u0027", False),
    ],
)
def test_what_counts_as_a_find(cell: str, *, found: bool) -> None:
    content = f'1,"{{""UserId"":""{cell}""}}"\n'.encode()
    assert hits(content, Needles(accounts=(ACCOUNT,))) == ([1] if found else [])


def test_several_needles_find_a_row_once() -> None:
    content = f"{ID} {ACCOUNT} {ACCOUNT}\nnothing\n{ACCOUNT}\n".encode()
    assert hits(content, Needles(exact=(ID,), accounts=(ACCOUNT,))) == [1, 3]


def test_needles_that_cannot_be_looked_for() -> None:
    assert sieve(Needles(exact=("名前",))) is None
    assert sieve(Needles(accounts=("a",))) is None
    assert hits(b"anything\n", Needles()) == []
