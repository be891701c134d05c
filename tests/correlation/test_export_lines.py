"""The whole of an export is named from its first line to its last."""

from __future__ import annotations

import pytest

from provenance.correlation import exports


@pytest.mark.parametrize(
    ("content", "lines"),
    [(b"", 1), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"a\r\nb\r\n", 2), (b"\n\n", 2)],
)
@pytest.mark.parametrize("stretch", [1, 2, 1 << 22])
def test_lines_are_counted_by_their_ends(
    monkeypatch: pytest.MonkeyPatch, content: bytes, lines: int, stretch: int
) -> None:
    monkeypatch.setattr(exports, "_STRETCH", stretch)
    assert exports._lines(content) == lines
