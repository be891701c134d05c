"""Rows by the block are the rows of the plain reader, whatever the size of the block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.source import blocks as module
from provenance.audit.source import rows as plain
from provenance.audit.source.blocks import Start, blocks
from provenance.audit.source.encoding import transcode
from provenance.audit.source.rows import Row, rows

TABLES = st.lists(
    st.sampled_from([b'"', b'""', b"\n", b"\r\n", b"\r", b"a", b",", b'"x\ny"', b'"{""k"":1}"\n']),
    max_size=60,
).map(b"".join)


def by_block(content: bytes, size: int) -> list[Row]:
    text = transcode(content)
    return [
        block.row(index)
        for block in blocks(text, Start(at=text.start), size=size)
        for index in range(len(block.starts))
    ]


@given(TABLES, st.integers(1, 40))
def test_rows_are_those_of_the_plain_reader(content: bytes, size: int) -> None:
    assert by_block(content, size) == list(rows(transcode(content)))


@given(TABLES, st.integers(1, 20), st.integers(3, 12))
def test_rows_given_up_are_given_up_alike(content: bytes, size: int, limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "MAX_ROW", limit)
        patch.setattr(module, "MAX_ROW", limit)
        assert by_block(content, size) == list(rows(transcode(content)))


@given(TABLES, st.integers(1, 40))
def test_a_stretch_begins_and_ends_with_a_row(content: bytes, size: int) -> None:
    """What a worker is given: the rows between two ends of blocks, numbered as in the file."""
    text = transcode(content)
    whole = list(blocks(text, Start(at=text.start), size=size))
    for block in whole:
        again = blocks(text, block.start, stop=block.start.at + block.size, size=3)
        mine = [one.row(i) for one in again for i in range(len(one.starts))]
        assert mine == [block.row(i) for i in range(len(block.starts))]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no-mark", "mark"])
def test_blank_lines_and_places(mark: bytes) -> None:
    content = mark + b'a,b\r\n\r\n\n"1\n\n2",x\r\nlast'
    found = by_block(content, 4)
    assert [(row.locator.row, row.locator.line, row.data) for row in found] == [
        (1, 1, b"a,b"),
        (2, 4, b'"1\n\n2",x'),
        (3, 7, b"last"),
    ]
    assert [content[row.locator.start : row.locator.end] for row in found] == [
        row.data for row in found
    ]
