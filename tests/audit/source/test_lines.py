"""The whole of an export is named from its first line to its last."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

import pytest

from provenance.audit.source import lines as module


@pytest.mark.parametrize(
    ("content", "lines"),
    [(b"", 1), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"a\r\nb\r\n", 2), (b"\n\n", 2)],
)
@pytest.mark.parametrize("stretch", [1, 2, 1 << 22])
def test_lines_are_counted_by_their_ends(
    monkeypatch: pytest.MonkeyPatch, content: bytes, lines: int, stretch: int
) -> None:
    monkeypatch.setattr(module, "STRETCH", stretch)
    assert module.count_lines(content) == lines


def test_a_mapped_file_is_counted_alike(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"row\n" * 100_000)
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        assert module.count_lines(content) == 100_000
